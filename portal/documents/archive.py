"""Several documents in one file."""

from __future__ import annotations

import tempfile
import zipfile
from typing import IO, TYPE_CHECKING

from portal.lib.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portal.documents.models import Batch, Document

IN_MEMORY = 8 * 1024 * 1024


def zip_of(batch: Batch, documents: Iterable[Document]) -> tuple[IO[bytes], str]:
    """The archive, ready to be read, and its name. Two documents of one name are numbered."""
    archive = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 -- closed by the response
    names: set[str] = set()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as inside:
        for document in documents:
            name = _unused(document.filename, names)
            with document.file.open("rb") as file:
                inside.writestr(name, file.read())
    archive.seek(0)
    words = "".join(c if c.isalnum() else " " for c in fold(batch.title)).split()
    return archive, f"{'-'.join(words)[:80] or 'documents'}-{batch.asked_at:%Y-%m-%d}.zip"


def _unused(name: str, names: set[str]) -> str:
    stem, number, chosen = name.removesuffix(".pdf"), 1, name
    while chosen in names:
        number += 1
        chosen = f"{stem}-{number}.pdf"
    names.add(chosen)
    return chosen
