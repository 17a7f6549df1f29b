"""The forms of a page, as somebody without a mouse would find them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

CLICKED = {"submit", "button", "image", "reset"}


@dataclass(slots=True)
class Form:
    """Where it goes, what it holds when nobody has typed, and its buttons."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    @property
    def kind(self) -> tuple[str, str, tuple[str, ...]]:
        """Two rows of one list have the same form."""
        names = {re.sub(r"\d+", "#", name) for name in self.values}
        return self.method, re.sub(r"\d+", "#", self.action), tuple(sorted(names))


def forms_of(page: str, *, path: str) -> list[Form]:
    """Those of a page read at that address."""
    reader = _Reader(path)
    reader.feed(page)
    return reader.forms


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(self._target(given), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None:
            self._hold(self._form, tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""

    def _target(self, given: dict[str, str]) -> str:
        action = given.get("action", "") or self.path
        return self.path.split("?")[0] + action if action.startswith("?") else action

    def _hold(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", tag)
        if tag == "option" and self._select:
            form.values[self._select] = given.get("value", "")
        elif not name or name == "csrfmiddlewaretoken" or kind == "file":
            return
        elif tag == "select":
            self._select = name
            form.values[name] = ""
        elif tag == "button" or kind in CLICKED:
            form.buttons.append((name, given.get("value", "")))
        elif tag in {"input", "textarea"}:
            free = kind not in {"checkbox", "radio"} or "checked" in given
            form.values.setdefault(name, given.get("value", "") if free else "")
