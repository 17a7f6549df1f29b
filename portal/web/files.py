"""Several files at once, as a browser sends them; and one sent back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from django import forms
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse

from portal.files import LARGEST, MOST, Given

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.core.files.uploadedfile import UploadedFile
    from django.db.models.fields.files import FieldFile


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Photos and files, 20 at most, 15 MB each; cleaned into a tuple of `Given`."""

    widget = SeveralFiles

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{
                "required": False,
                "label": "Photo ou fichier",
                "help_text": "Une photo de l’écran aide beaucoup. 15 Mo au plus par fichier.",
                **kwargs,
            }
        )

    def clean(self, data: Any, initial: Any = None) -> tuple[Given, ...]:
        given: Iterable[UploadedFile] = data if isinstance(data, list | tuple) else [data]
        files = [super(FilesField, self).clean(one, initial) for one in given if one]
        if len(files) > MOST:
            raise ValidationError(f"Vous pouvez joindre {MOST} fichiers au plus.")
        for one in files:
            if one.size > LARGEST:
                raise ValidationError(
                    f"« {one.name} » dépasse 15 Mo : envoyez un fichier plus petit."
                )
        return tuple(Given(name=one.name, content=one.read()) for one in files)


class Kept(Protocol):
    """A row that keeps a file."""

    name: str
    content_type: str
    file: FieldFile

    @property
    def is_image(self) -> bool: ...


def sent(kept: Kept) -> HttpResponse:
    """The file itself, images in the page, the rest always downloaded; 404 when the storage has lost it."""
    try:
        opened = kept.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        opened,
        as_attachment=not kept.is_image,
        filename=kept.name,
        content_type=kept.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response  # type: ignore[return-value]
