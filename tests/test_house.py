"""The laws of the house that no ready-made tool checks."""

import ast
import pathlib
import re

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import TextChoices

from communes.models import Commune
from portal.lib.signs import Sign, sign_of
from tests.browser import shots

ROOT = pathlib.Path(__file__).parents[1]
ROOMS = (
    "portal",
    "communes",
    "purchasing",
    "itsupport",
    "training",
    "services",
    "scheme",
    "tests",
)
APPS = ROOMS[1:-1]
FILES = [
    path
    for room in ROOMS
    for path in (ROOT / room).rglob("*.py")
    if "migrations" not in path.parts
]
APP_FILES = [path for path in FILES if path.relative_to(ROOT).parts[0] in APPS]
WEB = ("django.http", "django.shortcuts", "django.views", "django.contrib.messages", "portal.web")
INNER = {
    "domain",
    "models",
    "queries",
    "rules",
    "notifications",
    "reports",
    "states",
    "arithmetic",
    "inbound",
    "inventory",
    "sla",
    "fulfilment",
    "scoring",
    "grid",
    "routes",
    "recurrence",
    "calendar",
    "planner",
    "hours",
    "obligations",
    "gathering",
    "seats",
}
WRITES = re.compile(r"\.(save|delete|(bulk_|get_or_|update_or_)?(create|update))\(")
SETS_STATE = re.compile(r"(?<!\w)(?!self)\w+\.state = |\bupdate\([^)]*\bstate=")
LONGEST_FILE, LONGEST_FUNCTION = 400, 40


def name(path):
    return str(path.relative_to(ROOT))


def inner(path):
    return path.relative_to(ROOT).parts[1].removesuffix(".py") in INNER


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_file_is_short_and_finished(path):
    text = path.read_text()

    assert text.count("\n") <= LONGEST_FILE
    assert "TO" + "DO" not in text
    assert "/wo" + "rk/" not in text


@pytest.mark.parametrize("path", [p for p in FILES if "tests" not in p.parts], ids=name)
def test_a_function_fits_on_a_screen(path):
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    long = [f.name for f in functions if f.end_lineno - f.lineno >= LONGEST_FUNCTION]

    assert long == []


@pytest.mark.parametrize("path", [p for p in APP_FILES if inner(p)], ids=name)
def test_the_inside_of_an_app_knows_nothing_of_the_web(path):
    imports = [line for line in path.read_text().splitlines() if "import " in line]

    assert [line for line in imports if any(f"from {web}" in line for web in WEB)] == []


@pytest.mark.parametrize("path", APP_FILES, ids=name)
def test_only_the_domain_writes_and_only_the_workflow_changes_a_state(path):
    if "management" in path.parts:
        return
    text = path.read_text()

    assert SETS_STATE.findall(text) == []
    if "domain" not in path.parts:
        assert WRITES.findall(text) == []


def test_verbose_names_are_in_lower_case():
    fields = [
        (model.__name__, field.name, str(field.verbose_name))
        for model in apps.get_models()
        if model.__module__.split(".")[0] in ROOMS
        for field in model._meta.fields
        if not field.auto_created and field.model.__module__.split(".")[0] in ROOMS
    ]

    names = ("Vendredi saint", "Message-ID")
    capital = [f for f in fields if f[2][:1].isupper() and not f[2][:2].isupper()]
    assert [f for f in capital if not f[2].startswith(names)] == []


def test_nothing_of_value_disappears_by_cascade():
    cascades = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model.__module__.split(".")[0] in ROOMS
        for field in model._meta.fields
        if field.remote_field and field.remote_field.on_delete.__name__ == "CASCADE"
    ]

    assert cascades == []


@pytest.mark.django_db
def test_every_table_that_carries_a_commune_is_behind_the_wall():
    carriers = {
        model._meta.db_table
        for model in apps.get_models()
        for field in model._meta.fields
        if field.name == "commune_id" or field.related_model is Commune
    }

    with connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where relrowsecurity")
        walled = {row[0] for row in cursor.fetchall()}

    assert carriers - walled == set()


@pytest.mark.parametrize(
    "states", [one for one in TextChoices.__subclasses__() if one.__name__.endswith("State")]
)
def test_every_state_wears_its_sign(states):
    """Two states of one value in one `wear` would leave the second without."""
    assert [word for word in states.labels if sign_of(word) == Sign()] == []


def markup_of(template):
    """The template with its own tags blotted out: what they hold may look like markup."""
    return re.sub(r"\{%.*?%\}", lambda tag: "%" * len(tag[0]), template, flags=re.DOTALL)


def test_no_template_carries_a_style_or_a_script_of_its_own():
    served = [p for p in (ROOT / "templates").rglob("*.html") if "documents" not in p.parts]
    inline = re.compile(r"\sstyle=|<style|<script(?![^>]*\bsrc=)|\son\w+=", re.IGNORECASE)

    assert [name(path) for path in served if inline.search(markup_of(path.read_text()))] == []


KEY = re.compile(r"\{\{ (?!attrs\.)(?:[\w.]+\.)?(?:pk|id|(?!auto_|checkbox_)\w+_id) \}\}")
"""A key as people read numbers: « 1 417 » from the thousandth row on."""


def keys_in_markup(template):
    """The keys written inside a tag as a number for people."""
    text = markup_of(template)
    return [
        found[0]
        for found in KEY.finditer(text)
        if text.rfind("<", 0, found.start()) > text.rfind(">", 0, found.start())
    ]


def test_no_key_in_a_form_is_written_with_a_space_between_its_thousands():
    wrong = {
        f"{name(path)}: {key}"
        for path in (ROOT / "templates").rglob("*.html")
        for key in keys_in_markup(path.read_text())
    }

    assert wrong == set()


YEAR = re.compile(r"\{\{ (?:[\w.]+\.)?(?:year|vintage) \}\}")
"""A year as people read numbers: « 2 027 »."""


def test_no_year_is_written_with_a_space_between_its_thousands():
    files = [
        path for path in (ROOT / "templates").rglob("*.*") if path.suffix in {".html", ".txt"}
    ]

    assert [name(path) for path in files if YEAR.search(path.read_text())] == []


@pytest.mark.parametrize(
    ("folder", "named", "bytes_at_most"),
    [(shots.SCREENS, shots.shown, 4_000_000), (shots.ALBUM, shots.album, 10_000_000)],
    ids=["guides", "album"],
)
def test_the_pictures_of_the_docs_are_there_and_no_other(folder, named, bytes_at_most):
    kept = list(folder.rglob("*.webp"))

    assert {str(path.relative_to(folder)) for path in kept} == named()
    assert sum(path.stat().st_size for path in kept) < bytes_at_most


def test_the_album_shows_every_page():
    assert shots.INDEX.read_text() == shots.index()
