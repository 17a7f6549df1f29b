"""Files that people give are kept once, under what they are, without what their photos tell beside the picture."""

import hashlib

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from portal.files import UNKNOWN_TYPE, keep, sniffed, stored
from tests.photos import opened, photo, tells


def read(name):
    with default_storage.open(name) as file:
        return file.read()


def test_the_print_is_that_of_what_is_kept_not_of_what_was_given():
    given = photo("JPEG")
    kept = keep("essai", "disque.jpg", given)

    content = read(kept.file)
    assert tells(given)
    assert tells(content) == []
    assert (kept.sha256, kept.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert kept.file == f"essai/{kept.sha256}"
    assert keep("essai", "encore.jpg", given).file == kept.file


def test_a_photo_of_an_iphone_becomes_one_that_every_browser_shows():
    kept = keep("essai", "IMG_0412.HEIC", photo("HEIC"))

    assert (kept.name, kept.content_type) == ("IMG_0412.jpg", "image/jpeg")
    assert opened(read(kept.file)).format == "JPEG"


def test_a_pdf_keeps_every_byte():
    pdf = b"%PDF-1.7 Exif 48.7352"
    kept = keep("essai", "", pdf, suffix=".pdf")

    assert (read(kept.file), kept.name, kept.content_type) == (pdf, "sans nom", "application/pdf")
    assert kept.file.endswith(".pdf")


@pytest.mark.parametrize(
    ("name", "start", "kind"),
    [
        ("a.html", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("a", b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        ("devis.ods", b"PK\x03\x04", "application/vnd.oasis.opendocument.spreadsheet"),
        ("archive", b"PK\x03\x04", "application/zip"),
        ("photo.png", b"<html>", UNKNOWN_TYPE),
    ],
)
def test_the_type_is_read_in_the_first_bytes(name, start, kind):
    assert sniffed(name, start) == kind


def test_a_file_left_half_written_is_written_anew():
    default_storage.save("essai/moitie", ContentFile(b"12345"))

    again = stored("essai/moitie", b"1234567890")
    assert again != "essai/moitie"
    assert read(again) == b"1234567890"
