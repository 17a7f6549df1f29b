"""Photos as they are kept: what is seen stays; what the telephone wrote beside it (where, when, with what) goes."""

from __future__ import annotations

import io
import logging
import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

logger = logging.getLogger(__name__)

LARGEST = 64_000_000
"""Pixels; a bigger picture is not unpacked, its memory would be missing to everybody."""
_SEEN = ("icc_profile", "transparency")
"""What Pillow knows of a picture beside its pixels, and that changes what is seen."""
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"}


def without_metadata(content: bytes) -> bytes:
    """The same picture, upright, without EXIF, XMP, comment nor anything behind its last pixel.

    JPEG, PNG and WebP stay what they are; HEIC becomes JPEG. A moving picture, one that is broken or larger than
    64 million pixels, and whatever is no picture come back as they were given. Raises nothing.
    """
    from PIL import Image, UnidentifiedImageError

    kind = _kind(content)
    if not kind:
        return content
    try:
        return _drawn_again(content, kind)
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Warning,
        OSError,
        SyntaxError,
        ValueError,
        LookupError,
        ArithmeticError,
        TypeError,
        struct.error,
    ) as error:
        logger.info("photos.kept_as_given", extra={"kind": kind, "reason": type(error).__name__})
        return content


def is_heic(content: bytes) -> bool:
    """Whether the first bytes are those of the photos of an iPhone."""
    return content[4:8] == b"ftyp" and content[8:12] in _HEIC


def _kind(content: bytes) -> str:
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    return "HEIC" if is_heic(content) else ""


def _drawn_again(content: bytes, kind: str) -> bytes:
    from PIL import ImageOps

    image = _opened(content, kind)
    if image.width * image.height > LARGEST or (kind != "JPEG" and _moves(image)):
        return content
    upright = ImageOps.exif_transpose(image)
    upright.info = {name: image.info[name] for name in _SEEN if name in image.info}
    out = io.BytesIO()
    if kind == "HEIC":
        upright.convert("RGB").save(out, "JPEG", quality=90)
    else:
        upright.save(out, kind, **_as_it_was(image, content, kind))
    return out.getvalue()


def _opened(content: bytes, kind: str) -> Image:
    if kind == "HEIC":
        from pillow_heif import open_heif

        return open_heif(content).to_pillow()  # upright already
    from PIL import Image

    # some telephones put a second picture behind the first: Pillow calls that an MPO
    formats = ["JPEG", "MPO"] if kind == "JPEG" else [kind]
    return Image.open(io.BytesIO(content), formats=formats)


def _moves(image: Image) -> bool:
    return getattr(image, "n_frames", 1) > 1


def _as_it_was(image: Any, content: bytes, kind: str) -> dict[str, Any]:
    """How to write it with what it already lost, and no more."""
    from PIL.JpegImagePlugin import get_sampling

    if kind == "JPEG":
        return {"qtables": image.quantization, "subsampling": get_sampling(image)}
    if kind == "WEBP":
        return {"lossless": b"VP8L" in content[:64], "quality": 90}
    return {}
