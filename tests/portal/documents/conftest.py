from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import pytest

from portal.documents import registry


@dataclass(frozen=True)
class Row:
    commune: str
    amount: Decimal


@dataclass(frozen=True)
class Need:
    title: str
    locked_on: date
    said_at: datetime
    postal_code: str
    rows: list[Row]


@pytest.fixture
def need_report(monkeypatch, at):
    """A kind of document of the tests, whose facts may be changed: `need_report["rows"] = …`."""
    facts = {
        "title": "Extincteurs 2027, besoin consolidé",
        "locked_on": date(2026, 12, 15),
        "said_at": at,
        "postal_code": "57930",
        "rows": [Row("Bickenholtz", Decimal("204.35")), Row("Fénétrange", Decimal("1234.50"))],
    }
    spec = registry.Report(
        "tests.need", "Besoin", "documents/tests/need.html", 4, lambda *_: Need(**facts)
    )
    monkeypatch.setitem(registry.REPORTS, "tests.need", spec)
    return facts


@pytest.fixture(autouse=True)
def templates_of_the_tests(settings):
    add_templates(settings, settings.BASE_DIR / "tests" / "portal" / "documents" / "templates")


def add_templates(settings, folder):
    """Templates of the tests, found before those of the portal."""
    settings.TEMPLATES = [
        {**settings.TEMPLATES[0], "DIRS": [folder, *settings.TEMPLATES[0]["DIRS"]]}
    ]
