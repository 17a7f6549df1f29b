"""The pieces of every page. Each is in the reference page of the test `test_components`."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import lucide as icons
from django import template
from django.contrib.messages import constants as levels
from django.forms import Field
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from portal.lib import dates, text
from portal.lib.devices import device_name
from portal.lib.signs import Sign, sign_of
from portal.web import wording

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from django.contrib.messages.storage.base import Message
    from django.core.exceptions import ValidationError
    from django.db.models import Model
    from django.forms import BaseForm, BoundField

    from portal.web.maps import Map

register = template.Library()

JSON_SAFE = {ord(char): f"\\u{ord(char):04x}" for char in "<>&"}
BLANKS = re.compile(r"\n\s*| (?=/>)")
NOTE_ICONS = {"": "info", "ok": "circle-check", "warn": "triangle-alert", "late": "circle-alert"}
NOTE_TONES = {levels.SUCCESS: "ok", levels.WARNING: "warn", levels.ERROR: "late"}


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A Lucide drawing, always beside a word: {% icon "circle-check" %}. Unknown names raise."""
    looks = {"class": "icon", "stroke_width": "1.75", "aria_hidden": "true"}
    drawing = icons._render_icon(str(name), 20, **looks)  # noqa: SLF001
    return mark_safe(BLANKS.sub("", drawing))  # noqa: S308 -- drawn by a package, no one's text


@register.simple_tag
def sign(
    word: str, tone: str | None = None, icon_name: str = "", *, bare: bool = False
) -> SafeString:
    """A word with its sign: {% sign "brouillon" %}, {% sign "il reste 2 jours" "warn" "hourglass" %}."""
    found = sign_of(str(word)) if tone is None else Sign(tone, icon_name or "circle")
    kind = f" state--{found.tone}" if found.tone else ""
    return format_html(
        '<span class="state{}{}">{}{}</span>',
        kind,
        " state--bare" if bare else "",
        icon(found.icon),
        word,
    )


@register.simple_tag
def state(obj: Model, field: str = "state", *, bare: bool = False) -> SafeString:
    """The sign and the word of an object's state; never colour alone."""
    return sign(getattr(obj, f"get_{field}_display")(), bare=bare)


@register.simple_block_tag
def panel(
    content: SafeString, title: str, aside: str = "", kind: str = "", ident: str = ""
) -> SafeString:
    """A sheet with its title: {% panel title="…" aside="en 2026" kind="sheet--flush" %} … {% endpanel %}"""
    return format_html(
        '<section class="sheet{}"{}><div class="sheet__head"><h2>{}</h2>{}</div>{}</section>',
        f" {kind}" if kind else "",
        format_html(' id="{}"', ident) if ident else "",
        title,
        format_html('<span class="soft small">{}</span>', aside) if aside else "",
        content,
    )


@register.simple_block_tag
def note(content: SafeString, tone: str = "", role: str = "", icon_name: str = "") -> SafeString:
    """One message, one thing to do. Tones: "", ok, warn, late."""
    return format_html(
        '<div class="note{}"{}>{}<div>{}</div></div>',
        f" note--{tone}" if tone else "",
        format_html(' role="{}"', role) if role else "",
        icon(icon_name or NOTE_ICONS[tone]),
        content,
    )


@register.simple_block_tag
def wrap(content: SafeString, tag: str, **attrs: str) -> SafeString:
    """Put the content in a tag, or write nothing when it is blank: {% wrap "p" class="lede" %}…{% endwrap %}"""
    inside = mark_safe(content.strip())  # noqa: S308 -- came safe, and strip() forgets it
    if not inside:
        return SafeString("")
    written = "".join(
        format_html(' {}="{}"', name.replace("_", "-"), value) for name, value in attrs.items()
    )
    return format_html("<{0}{1}>{2}</{0}>", tag, mark_safe(written), inside)  # noqa: S308


@register.simple_tag
def day(value: dt.date | dt.datetime, *, near: bool = False) -> SafeString:
    """The date in the margin, as in a diary."""
    on = wording.day_of(value)
    return format_html(
        '<time class="day{}" datetime="{}"><span>{}</span> <b>{}</b> <span>{}</span></time>',
        " day--near" if near else "",
        on.isoformat(),
        dates.WEEKDAYS[on.weekday()],
        on.day,
        dates.SHORT_MONTHS[on.month - 1],
    )


@register.simple_tag
def moment(
    value: dt.date | dt.datetime | None, form: str = "when", none: str = "–"
) -> SafeString | str:
    """A <time> in words. Forms: when, year, table, margin, hours."""
    if value is None:
        return none
    return format_html('<time datetime="{}">{}</time>', wording.iso(value), FORMS[form](value))


@register.filter
def of(name: object) -> str:
    """« de Bickenholtz », « d’Imling »: a commune, or its name."""
    return text.of(str(name))


@register.filter
def that(name: object) -> str:
    """« que Bickenholtz », « qu’Imling »."""
    return text.that(str(name))


@register.filter
def when(value: dt.date | dt.datetime, year: str = "") -> str:
    """« mardi 15 décembre à 18 h »; `|when:"year"` says the year too."""
    return wording.when(value, year=bool(year))


@register.filter
def short_day(value: dt.date | dt.datetime) -> str:
    return dates.short_day(wording.day_of(value))


@register.filter
def table_day(value: dt.date | dt.datetime) -> str:
    return dates.short_date(wording.day_of(value))


@register.filter
def hours(value: dt.datetime | dt.time) -> str:
    return wording.hour(value)


@register.filter
def euro(value: Decimal | int | None, tax: str = "") -> str:
    """{{ total|euro }}, {{ total|euro:"HT" }}; an int is in cents."""
    return wording.euro(value, tax)


@register.filter
def qty(value: Decimal | int | None) -> str:
    return wording.quantity(value)


@register.filter
def plural(count: int, forms: str) -> str:
    """{{ n|plural:"commune,communes" }}"""
    return wording.counted(count, forms)


FORMS = {
    "when": wording.when,
    "year": lambda value: wording.when(value, year=True),
    "table": table_day,
    "margin": short_day,
    "hours": wording.hour,
}


@register.filter
def tone(message: Message) -> str:
    """The tone of a message of the framework."""
    return NOTE_TONES.get(message.level, "")


@register.filter
def role(message: Message) -> str:
    return "alert" if message.level >= levels.ERROR else "status"


@register.filter
def to_review(count: int) -> str:
    """« Un point à revoir », « Trois points à revoir »."""
    return wording.points_to_review(count)


@register.simple_tag(name="map")
def territory_map(drawn: Map) -> str:
    """The outlines as links, the legend with numbers, the table that says the same."""
    return render_to_string("ui/map.html", {"map": drawn})


@register.filter
def unlocalized(value: object) -> str:
    """A number for a machine: no space between its thousands, a point."""
    return f"{value:g}" if isinstance(value, float) else f"{value}"


@register.filter
def unstopped(text: str) -> str:
    """What somebody typed, for the middle of a sentence of ours: without the full stop at its end."""
    return text.strip().removesuffix(".")


@register.filter
def control(bound: BoundField) -> SafeString:
    """The control, without a placeholder that would only repeat the label above it."""
    repeated = bound.field.widget.attrs.get("placeholder") == bound.label
    return bound.as_widget(attrs={"placeholder": ""} if repeated else None)


@register.filter
def named(bound: BoundField) -> SafeString:
    """The control of a field whose label stands in the head of a column: it carries its name."""
    return bound.as_widget(attrs={"aria-label": str(bound.label)})


@register.filter
def trimmed(text: str) -> str:
    return str(text).strip()


@register.filter
def unit(form_field: Field) -> str:
    """What is counted: « pièces », « € HT »; empty for a field without unit."""
    return getattr(form_field, "unit", "")


@register.filter
def choice_words(label: str) -> SafeString:
    """The two lines of a big answer, from « title|sentence »."""
    title, _bar, sentence = str(label).partition("|")
    return format_html(
        "<b>{}</b>{}", title, format_html("<span>{}</span>", sentence) if sentence else ""
    )


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """Label, hint, error, control, in that order."""
    return bound.as_field_group()


@register.simple_tag
def error_summary(*forms: BaseForm) -> str:
    """What must be looked at, in one place, with a link to each; takes the focus. Empty when all is well."""
    faults = [fault for form in forms if form.is_bound for fault in _faults(form)]
    return render_to_string("ui/forms/summary.html", {"faults": faults}) if faults else ""


def _faults(form: BaseForm) -> list[tuple[str, str]]:
    """(id of the field, or "" for the whole form; the sentence)."""
    found = [("", str(error)) for error in form.non_field_errors()]
    for name, faults in form.errors.as_data().items():
        if name in form.fields:
            bound = form[name]
            target = bound.id_for_label or bound.auto_id
            found += [(target, _sentence(bound, fault)) for fault in faults]
    return found


def _sentence(bound: BoundField, fault: ValidationError) -> str:
    """The fault as said far from its field: an empty field is named."""
    if (
        fault.code == "required"
        and str(fault.messages[0]) == Field.default_error_messages["required"]
    ):
        return f"« {bound.label} » reste à remplir."
    return " ".join(fault.messages)


@register.filter
def device(user_agent: str) -> str:
    """Firefox sur Windows."""
    return device_name(user_agent)


@register.simple_tag
def onload(function: str, **ids: str) -> SafeString:
    """The data that a script of allauth reads when the page is ready: ids of elements, nothing that runs."""
    data = json.dumps({"ids": ids}).translate(JSON_SAFE)
    return format_html(
        '<script data-allauth-onload="{}" type="application/json">{}</script>',
        function,
        mark_safe(data),  # noqa: S308 -- <, > and & are escaped above
    )


@register.simple_tag(takes_context=True)
def here_with(context: template.Context, **changes: Any) -> str:
    """The query string of this page with some parameters changed; None or "" removes one."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in {None, ""}:
            query.pop(name, None)
        else:
            query[name] = value
    return "?" + urlencode([(k, v) for k, values in query.lists() for v in values])
