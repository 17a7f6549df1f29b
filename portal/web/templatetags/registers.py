"""What the pages of the back-office ask of Django's admin, in our words."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from portal.lib.text import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

register = template.Library()

CELL = re.compile(r"<(td|th)\b")
MARK = re.compile(r'<img [^>]*alt="(True|False|None)"[^>]*>')
SAID = {"True": "oui", "False": "non", "None": UNKNOWN}


@register.filter
def cells(row: list[Any], headers: list[dict[str, Any]]) -> Iterator[SafeString]:
    """The cells of a row of the admin, each with its heading for narrow screens; a drawn mark becomes a word."""
    for cell, header in zip(row, headers, strict=False):
        label = format_html(' data-label="{}"', _heading(header)) if cell[:3] == "<td" else ""
        label += " data-none" if label and f">{UNKNOWN}<" in cell else ""
        said = MARK.sub(lambda found: SAID[found[1]], conditional_escape(cell))
        yield mark_safe(CELL.sub(rf"<\1{label}", said, count=1))  # noqa: S308 -- the admin escaped it


def _heading(header: dict[str, Any]) -> str:
    """The heading of a column, without the box that ticks all rows."""
    words = str(header["text"])
    return "" if "<input" in words else words[:1].upper() + words[1:]


@register.filter
def inline_options(formset: Any) -> str:
    """What the script of the rows is told, with « Ajouter une fonction » for its button."""
    told = json.loads(formset.inline_formset_data())
    told["options"]["addText"] = f"Ajouter {formset.opts.one or formset.opts.verbose_name}"
    told["options"]["deleteText"] = "Retirer"
    return json.dumps(told)
