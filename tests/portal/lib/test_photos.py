"""A photo shows what was photographed, and says no more."""

import io
import random

import pytest
from PIL import Image  # noqa: TID253 -- tests draw pictures

from portal.lib import photos
from portal.lib.photos import without_metadata
from tests.photos import SIDEWAYS, opened, photo, picture, tells

KINDS = ("JPEG", "PNG", "WEBP", "HEIC")


def near(pixel, color):
    return all(abs(one - other) < 60 for one, other in zip(pixel[:3], color, strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_the_position_goes_and_the_picture_stays(kind):
    given = photo(kind)
    assert len(tells(given)) >= 3

    kept = without_metadata(given)

    image = opened(kept)
    assert tells(kept) == []
    assert (image.format, image.size) == ("JPEG" if kind == "HEIC" else kind, (96, 64))
    assert (dict(image.getexif()), image.info.get("comment")) == ({}, None)
    colors = image.convert("RGB")
    assert near(colors.getpixel((8, 8)), (255, 0, 0))
    assert near(colors.getpixel((88, 56)), (0, 0, 255))


@pytest.mark.parametrize("kind", KINDS)
def test_a_photo_taken_sideways_is_kept_upright(kind):
    image = opened(without_metadata(photo(kind, orientation=SIDEWAYS))).convert("RGB")

    assert image.size == (64, 96)
    assert near(image.getpixel((56, 8)), (255, 0, 0))
    assert near(image.getpixel((8, 8)), (0, 0, 255))


def test_what_is_hidden_behind_the_last_pixel_goes():
    for kind in ("JPEG", "PNG"):
        kept = without_metadata(photo(kind) + photo("JPEG") + b"MotionPhoto 48.7352")
        assert tells(kept) == []


def test_a_photo_loses_no_more_than_it_must():
    noise = Image.effect_noise((160, 120), 60).convert("RGB")
    given = photo("JPEG", image=noise)
    kept = without_metadata(given)

    assert opened(kept).quantization == opened(given).quantization
    worst = max(
        abs(one - other)
        for one, other in zip(opened(kept).tobytes(), opened(given).tobytes(), strict=True)
    )
    assert worst <= 8
    png = photo("PNG", image=noise)
    assert opened(without_metadata(png)).tobytes() == noise.tobytes()


def test_colours_and_transparency_stay():
    out = io.BytesIO()
    Image.new("P", (4, 4)).save(out, "PNG", transparency=0, icc_profile=b"x" * 200)

    info = opened(without_metadata(out.getvalue())).info
    assert (info["transparency"], info["icc_profile"]) == (0, b"x" * 200)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7 /Producer (Exif)",
        b"PK\x03\x04",
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n" + b"0" * 20,
        b"\xff\xd8\xff" + b"0" * 20,
        b"RIFF\x00\x00\x00\x00WEBP" + b"0" * 20,
        b"\x00\x00\x00\x18ftypheic" + b"0" * 20,
    ],
)
def test_what_is_no_readable_photo_is_left_as_it_was_given(content):
    assert without_metadata(content) == content


def test_a_moving_picture_is_left_as_it_was_given():
    out = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "blue")]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])

    assert without_metadata(out.getvalue()) == out.getvalue()


def test_a_picture_too_large_to_unpack_is_left_as_it_was_given(monkeypatch):
    monkeypatch.setattr(photos, "LARGEST", 96 * 64)
    assert tells(without_metadata(photo("PNG"))) == []
    wide = photo("PNG", image=picture((97, 64)))
    assert without_metadata(wide) == wide
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    assert without_metadata(wide) == wide


@pytest.mark.filterwarnings("ignore::UserWarning:PIL", "ignore::RuntimeWarning:PIL")
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_raised_whatever_the_bytes(kind):
    given, dice = photo(kind), random.Random(kind)
    for _ in range(60):
        broken = bytearray(given)
        for _ in range(dice.randint(1, 20)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        assert without_metadata(bytes(broken[: dice.randint(12, len(broken))]))
