"""The facts of a document laid out as HTML: for the screen, or for the paper."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template import Node, TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.template.loader_tags import ExtendsNode, IncludeNode

from portal.documents.facts import as_values
from portal.documents.registry import REPORTS
from portal.lib.typography import spaced

if TYPE_CHECKING:
    from django.template.base import Template

    from portal.documents.models import Document

STYLESHEET = Path(settings.BASE_DIR) / "static" / "css" / "paper.css"


def template_version(kind: str) -> str:
    """« 1-5e1f90c2 »: the declared version, and what the layout really is, with every template it draws in.

    Read anew each time: a process that outlives a change of template must not go on naming the old one.
    """
    spec = REPORTS[kind]
    sources = [STYLESHEET.read_text(), *_sources(spec.template).values()]
    digest = hashlib.sha256("\0".join(sources).encode()).hexdigest()
    return f"{spec.version}-{digest[:8]}"


def _sources(name: str) -> dict[str, str]:
    """The text of a template and of all those it extends or includes, each once."""
    found: dict[str, str] = {}
    waiting = [name]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        template = _template(name)
        found[name] = template.source if template else ""
        waiting += _named_in(template) if template else []
    return found


def _template(name: str) -> Template | None:
    try:
        return get_template(name).template  # type: ignore[attr-defined,no-any-return]
    except TemplateDoesNotExist:
        return None


def _named_in(template: Template) -> list[str]:
    """Names written in {% extends %} and {% include %}; a name worked out at rendering is not known here."""
    names: list[Any] = []
    for node in template.nodelist.get_nodes_by_type(Node):
        if isinstance(node, ExtendsNode):
            names.append(node.parent_name)
        elif isinstance(node, IncludeNode):
            names.append(node.template)
    found = [getattr(name, "var", None) for name in names]
    return [name for name in found if isinstance(name, str)]


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
