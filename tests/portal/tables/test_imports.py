"""A table goes out and comes back: line by line, all or nothing, and a file that changes nothing is seen as such."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms
from django.core.signing import BadSignature
from hypothesis import given, settings, strategies as st

from portal.lib.tables import TableRefused, write_csv, write_xlsx
from portal.lib.text import fold
from portal.tables import imports
from portal.tables.imports import Field, Known, Register, compare, read_file, trimmed
from portal.tables.listing import Noun
from portal.web.forms import DateField, NumberField


def nobody_writes(line, *, by, at):
    raise AssertionError


def register(known=(), **changes):
    fields = (
        Field(name="code", label="Code", form=forms.CharField(max_length=20), key=True),
        Field(name="name", label="Désignation", form=forms.CharField(required=False)),
        Field(
            name="price",
            label="Prix HT (€)",
            form=NumberField(required=False, decimal_places=4, max_digits=12),
            show=trimmed,
            accepts="Un nombre, par exemple 6,90.",
        ),
        Field(name="day", label="Depuis le", form=DateField(required=False)),
        Field(name="town", label="Commune", form=forms.CharField(required=False), fixed=True),
    )
    given = {
        "slug": "essai",
        "title": "Essai",
        "noun": Noun("article", "articles"),
        "fields": fields,
        "known": lambda **_locked: known,
        "write": nobody_writes,
        "allow": bool,
        "back": "admin:index",
    }
    return Register(**{**given, **changes})


def row(pk=1, code="A1", **values):
    usual = {"name": "Eau", "price": Decimal("35.00"), "day": None, "town": "Imling"}
    return Known(pk, {"code": code, **usual, **values})


def preview(text, known=(), **changes):
    return compare(register(known, **changes), read_file(text.encode()), known)


cells = (st.text(max_size=60) | st.text("'=+-@1a", max_size=5)).map(
    lambda text: "".join(c for c in text if c.isprintable()).strip()
)
codes = st.text("ABCdef0123456789-=+@'", min_size=1, max_size=8).filter(lambda c: c.strip())
rows = st.lists(
    st.builds(
        row,
        code=codes,
        name=cells,
        price=st.none() | st.decimals(-99999, 99999, places=4),
        day=st.none() | st.dates(min_value=dt.date(1900, 1, 1)),
        town=cells,
    ),
    max_size=6,
    unique_by=lambda one: fold(one.values["code"]),
)


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
@settings(max_examples=150, deadline=None)
@given(known=rows)
def test_an_export_comes_back_without_a_change(write, known):
    table = write(register().table(known))
    found = compare(register(), read_file(table), known)
    assert [line.kind for line in found.lines] == ["same"] * len(known)


def test_a_cell_whose_spaces_alone_moved_is_no_change():
    found = preview("Code;Désignation\nA1;Eau et  mousse\n", [row(name="Eau  et mousse")])

    assert [line.kind for line in found.lines] == ["same"]


def test_french_excel_is_read_with_its_commas_and_its_letters():
    text = "Code;Désignation;Prix HT (€)\r\nA1;Été;1 234,56\r\n"
    found = compare(register(), read_file(text.encode("cp1252")), [row()])
    [line] = found.lines
    assert [(c.label, c.old, c.new) for c in line.changes] == [
        ("Désignation", "Eau", "Été"),
        ("Prix HT (€)", "35", "1234,56"),
    ]
    assert line.values == {"name": "Été", "price": Decimal("1234.56")}


def test_each_line_is_new_changed_or_the_same_and_a_column_left_out_stays():
    found = preview("Code;Désignation\na1;Eau\nA2;Poudre\n\nA3;Mousse\n", [row(), row(2, "A3")])
    assert [(one.number, one.kind) for one in found.lines] == [
        (2, "same"),
        (3, "new"),
        (5, "changed"),
    ]
    assert found.lines[2].merged["price"] == Decimal("35.00")


def test_an_empty_cell_empties_and_an_absent_line_stays():
    [line] = preview("Code;Prix HT (€)\nA1;\n", [row(), row(2, "A2")]).lines
    assert (line.kind, line.values) == ("changed", {"price": None})


def test_a_fault_names_its_line_its_column_and_what_is_accepted():
    [_good, line] = preview("Code;Prix HT (€)\nA2;3\nA1;cher\n", [row()]).lines
    [fault] = line.faults
    assert fault.startswith("Ligne 3, Prix HT (€)\u00a0: «\u00a0cher\u00a0»")
    assert fault.endswith("Écrivez un nombre, par exemple 1 234,5.")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Code;Couleur\nA1;bleu\n", "Colonne inconnue\u00a0: «\u00a0Couleur"),
        ("Désignation\nEau\n", "Il manque une colonne\u00a0: Code"),
        ("Code;Prix HT (€);prix ht (€)\nA1;1;2\n", "est là deux fois"),
        ("", "vide"),
        ("Code\n" + "".join(f"A{n}\n" for n in range(2_001)), "plus de 2\u00a0000 lignes"),
    ],
)
def test_a_file_that_is_not_this_table_says_what_is_accepted(text, words):
    with pytest.raises(TableRefused, match=r"\w") as refused:
        preview(text)
    assert words in str(refused.value)


def test_the_same_row_twice_is_a_fault():
    lines = preview("Code\nA1\na 1\nA1\n", [row()]).lines
    assert [one.kind for one in lines] == ["same", "new", "fault"]
    assert "elle redit la ligne 2" in lines[2].faults[0]


def test_a_register_that_adds_nothing_says_so_and_a_fixed_column_does_not_move():
    [line] = preview("Code\nZ9\n", [row()], adds=False).lines
    assert "ne crée pas" in line.faults[0]
    [line] = preview("Code;Commune\nA1;Réding\n", [row()]).lines
    assert "« Imling » ne se change pas ici" in line.faults[0]


def test_the_base_moves_with_the_rows_of_the_file_only():
    text = "Code\nA1\nA9\n"
    before = preview(text, [row(), row(2, "A2")]).base
    assert preview(text, [row(), row(2, "A2", name="Autre")]).base == before
    assert preview(text, [row(name="Autre")]).base != before
    assert preview(text, [row(), row(9, "A9")]).base != before


def test_what_was_shown_is_confirmed_by_its_reader_alone():
    table = [(1, ["Code"]), (2, ["A1"])]
    reader, other = SimpleNamespace(pk=1), SimpleNamespace(pk=2)
    packed = imports.pack(register(), table, "base", by=reader, file="a.xlsx")
    assert imports.unpack(register(), packed, by=reader)["rows"] == [[1, ["Code"]], [2, ["A1"]]]
    for text, by, one in (
        (packed, other, register()),
        (packed, reader, register(slug="autre")),
        (packed[:-2], reader, register()),
    ):
        with pytest.raises(BadSignature):
            imports.unpack(one, text, by=by)
