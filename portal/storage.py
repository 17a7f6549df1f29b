"""Keeping the files that people give."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from portal.lib.files import LARGEST, MOST
from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.lib.files import Given


def stored(name: str, content: bytes) -> str:
    """Keep the content under a name made from it, or under another one when what is there was left half written."""
    if default_storage.exists(name) and default_storage.size(name) == len(content):
        return name
    return default_storage.save(name, ContentFile(content))


def stored_under(folder: str, content: bytes) -> tuple[str, str]:
    """The name given in that folder, and the SHA-256 that it is made from."""
    sha256 = hashlib.sha256(content).hexdigest()
    return stored(f"{folder}/{sha256}", content), sha256


def check_files(files: Sequence[Given]) -> None:
    """Refusal beyond 20 files, or 15 MB for one."""
    if len(files) > MOST:
        raise Refusal(f"Vous pouvez joindre {MOST} fichiers au plus.")
    for one in files:
        if len(one.content) > LARGEST:
            raise Refusal(f"« {one.name} » dépasse 15 Mo : envoyez un fichier plus petit.")
