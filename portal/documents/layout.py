"""The facts of a document laid out as HTML: for the screen, or for the paper."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string

from portal.documents.facts import as_values
from portal.documents.registry import REPORTS
from portal.lib.typography import spaced

if TYPE_CHECKING:
    from portal.documents.models import Document

FRAME = "documents/base.html"
STYLESHEET = Path(settings.BASE_DIR) / "static" / "css" / "paper.css"


@cache
def template_version(kind: str) -> str:
    """« 1-5e1f90c2 »: the declared version, and what the layout really is."""
    spec = REPORTS[kind]
    sources = [STYLESHEET.read_text(), *map(_source, (FRAME, spec.template))]
    digest = hashlib.sha256("\0".join(sources).encode()).hexdigest()
    return f"{spec.version}-{digest[:8]}"


def _source(template: str) -> str:
    try:
        return str(get_template(template).template.source)  # type: ignore[attr-defined]
    except TemplateDoesNotExist:
        return ""


def context_of(document: Document, *, on_screen: bool) -> dict[str, Any]:
    return {
        "facts": as_values(document.facts),
        "document": document,
        "title": document.title,
        "model_number": document.template_version.partition("-")[0],
        "on_screen": on_screen,
        "portal_name": settings.PORTAL_NAME,
        "territory": settings.PORTAL_TERRITORY,
        "contact_phone": settings.PORTAL_CONTACT_PHONE,
        "contact_email": settings.PORTAL_CONTACT_EMAIL,
    }


def html_for_paper(document: Document) -> str:
    """Everything the paper needs is inside, but the fonts."""
    context = context_of(document, on_screen=False)
    return spaced(render_to_string(REPORTS[document.kind].template, context))
