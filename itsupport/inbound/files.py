"""Attachments of a message: a name that is safe to save, a type, the bytes."""

import re
import unicodedata
from dataclasses import dataclass, field

from itsupport.inbound.charsets import one_line
from itsupport.inbound.headers import decoded_words, read_headers
from itsupport.inbound.limits import FILE_NAME_BYTES

_FORBIDDEN = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)", re.IGNORECASE)
_SUFFIXES = {
    "application/pdf": ".pdf", "application/zip": ".zip", "application/msword": ".doc",
    "application/pkcs7-signature": ".p7s", "application/x-pkcs7-signature": ".p7s",
    "application/pkcs7-mime": ".p7m", "application/x-pkcs7-mime": ".p7m",
    "application/pgp-signature": ".asc", "application/json": ".json",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "audio/mpeg": ".mp3", "audio/wav": ".wav", "image/bmp": ".bmp", "image/gif": ".gif",
    "image/heic": ".heic", "image/jpeg": ".jpg", "image/jpg": ".jpg", "image/png": ".png",
    "image/tiff": ".tif", "image/webp": ".webp", "message/rfc822": ".eml",
    "message/delivery-status": ".txt", "message/global": ".eml",
    "message/disposition-notification": ".txt", "text/calendar": ".ics", "text/csv": ".csv",
    "text/html": ".html", "text/plain": ".txt", "text/rfc822-headers": ".txt",
    "text/vcard": ".vcf", "text/x-vcard": ".vcf", "text/xml": ".xml", "video/mp4": ".mp4",
}  # fmt: skip
_LONGEST_SUFFIX = 12
MESSAGES = frozenset({"message/rfc822", "message/global"})


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a message. `inline` when `.html` shows it by its `content_id` (without angle brackets)."""

    filename: str
    content_type: str
    content: bytes = field(repr=False)
    content_id: str = ""
    inline: bool = False


def clean_name(declared: str) -> str:
    """The last piece of a path, without what fools a file system or a reader, in one Unicode form; may be ""."""
    name = one_line(declared, 2000).replace("\\", "/").rstrip("/").rpartition("/")[2]
    name = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", name)).strip(" .")
    if _RESERVED.match(name):
        name = "_" + name
    if len(name.encode()) <= FILE_NAME_BYTES:
        return name
    stem, dot, suffix = name.rpartition(".")
    if not stem or len(suffix) > _LONGEST_SUFFIX:
        stem, dot, suffix = name, "", ""
    room = FILE_NAME_BYTES - len(f"{dot}{suffix}".encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(" .") + dot + suffix


def file_name(declared: str, content_type: str, content: bytes, number: int) -> str:
    """The declared name, cleaned; else the subject of a message inside; else « piece-jointe-2.pdf »."""
    suffix = _SUFFIXES.get(content_type, "")
    if not suffix and content_type.startswith("text/"):
        suffix = ".txt"
    name = clean_name(declared)
    if not name and content_type in MESSAGES:
        inner = read_headers(content, 0, len(content))
        name = clean_name(decoded_words(inner.first("subject")).replace("/", "-"))
        name = clean_name(f"{name or 'message'}.eml")
    return name or f"piece-jointe-{number}{suffix or '.bin'}"
