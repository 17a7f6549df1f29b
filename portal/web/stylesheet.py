"""One stylesheet for the whole portal: the layers of static/css, one after the other, in one file.

The finder makes `css/portal.css` when a layer is newer than it; collectstatic and the development
server find it like any other file. Nothing is committed twice, and no build is asked of anyone.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

if TYPE_CHECKING:
    from collections.abc import Iterable

LAYERS = (
    "tokens",
    "base",
    "layout",
    "components",
    "lists",
    "forms",
    "figures",
    "utilities",
)
NAME = "css/portal.css"


def joined(folder: Path) -> str:
    """The text of every layer, in the order in which they must be read."""
    return "\n".join((folder / f"{layer}.css").read_text(encoding="utf-8") for layer in LAYERS)


def bundle(folder: Path, target: Path) -> Path:
    """Write the joined layers to `target` when one of them changed; readers never see half a file."""
    newest = max((folder / f"{layer}.css").stat().st_mtime for layer in LAYERS)
    if not target.exists() or target.stat().st_mtime < newest:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, suffix=".css")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(joined(folder))
        Path(name).chmod(0o644)
        Path(name).replace(target)
    return target


class StylesheetFinder(BaseFinder):
    """Lets `{% static "css/portal.css" %}` be found."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source = Path(settings.BASE_DIR) / "static" / "css"
        self.made = Path(settings.BASE_DIR) / "var" / "static"

    def check(self, **kwargs: Any) -> list[Any]:  # noqa: ARG002
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:  # noqa: ARG002, FBT001, FBT002
        if path != NAME:
            return []
        found = str(bundle(self.source, self.made / NAME))
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Any:  # noqa: ARG002
        bundle(self.source, self.made / NAME)
        yield NAME, FileSystemStorage(location=self.made)
