"""Files of French offices are read whatever wrote them, and what we write runs nothing."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from portal.lib import tables
from portal.lib.tables import TableRefused

few = settings(max_examples=50, deadline=None)
ROWS = [["Commune", "Besoin"], ["Réding", "1 234,56"], ["Haut-Clocher", "3"]]
cells = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\t=+-@'"), max_size=20
)


def as_csv(delimiter, charset):
    return "\r\n".join(delimiter.join(row) for row in ROWS).encode(charset)


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_is_read_whatever_its_charset_and_its_separator(delimiter, charset):
    assert tables.read_table(as_csv(delimiter, charset)) == ROWS


def test_a_decimal_comma_does_not_make_columns():
    assert tables.read_csv(b"a;1,5\nb;2,5\n") == [["a", "1,5"], ["b", "2,5"]]
    assert tables.read_csv(b"") == []
    assert tables.read_csv(b"seul\n\n \n") == [["seul"]]


@pytest.mark.parametrize(
    "text", ["=1+1", "+33 3 87", "@SUM(A1)", "-cmd|x", "\t=1", "\r=1", "\tx", " =1"]
)
def test_what_a_spreadsheet_would_run_is_written_as_text(text):
    assert tables.safe_cell(text) == "'" + text


def test_numbers_are_written_as_french_numbers_even_negative():
    assert tables.safe_cell(Decimal("-1234.50")) == "-1234,50"
    assert tables.safe_cell("-3") == "-3"
    assert tables.safe_cell(-3) == "-3"
    assert tables.safe_cell(None) == ""
    assert [tables.safe_cell(value) for value in (True, False)] == ["oui", "non"]
    assert tables.safe_cell(date(2026, 12, 15)) == "15/12/2026"
    assert tables.safe_cell(datetime(2026, 12, 15, 18, 5)) == "15/12/2026 18:05"  # noqa: DTZ001


@few
@given(st.lists(st.lists(cells, min_size=2, max_size=4), min_size=1, max_size=6))
def test_a_csv_we_wrote_is_safe(rows):
    written = tables.write_csv(rows).decode("utf-8-sig")

    assert tables.write_csv(rows).startswith(b"\xef\xbb\xbf")
    for row in rows:
        for cell in row:
            safe = tables.safe_cell(cell)
            assert not safe.startswith(("=", "@", "\t", "\r", "+"))
            assert safe[:1] != "-" or tables.parse_number(safe) <= 0
    assert "\r\n" in written


def test_a_csv_we_wrote_is_read_back():
    rows = [["code", "texte"], ["01004", "=1+1"], ["57461", "l’école ; la mairie"], ["-3", "'a"]]

    assert tables.read_table(tables.write_csv(rows)) == rows


def test_a_workbook_we_wrote_holds_texts_numbers_and_no_formula():
    data = tables.write_xlsx(
        [["Code", "=1+1"], ["01004", Decimal("12.50")], [date(2026, 12, 15), "http://x.fr"]],
        title="Besoins [2027] : tous",
    )

    import openpyxl

    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert [(c.value, c.data_type) for c in sheet[1]] == [("Code", "s"), ("=1+1", "s")]
    assert [(c.value, c.data_type) for c in sheet[2]] == [("01004", "s"), (12.5, "n")]
    assert sheet["A3"].is_date
    assert sheet["B3"].hyperlink is None
    assert tables.read_table(data) == [
        ["Code", "=1+1"],
        ["01004", "12,5"],
        ["15/12/2026", "http://x.fr"],
    ]


def test_a_file_too_heavy_too_long_or_of_another_kind_is_refused():
    for data in (
        b"x" * (tables.MAX_BYTES + 1),
        b"a;b\n" * (tables.MAX_ROWS + 1),
        b";" * (tables.MAX_COLUMNS + 1) + b"x",
        b"%PDF-1.7",
        b"\xd0\xcf\x11\xe0 old workbook",
        b"PK broken",
    ):
        with pytest.raises(TableRefused, match=r"\.$"):
            tables.read_table(data)


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_a_bomb_a_macro_or_a_zip_that_is_no_workbook_is_refused():
    with pytest.raises(TableRefused, match="décompressé"):
        tables.read_table(zipped({"xl/worksheets/sheet1.xml": b"0" * 20_000_000}))
    with pytest.raises(TableRefused, match="macros"):
        tables.read_table(zipped({"xl/vbaProject.bin": b"x"}))
    with pytest.raises(TableRefused, match="n’a pas pu être lu"):
        tables.read_table(zipped({"hello.txt": b"x"}))


@pytest.mark.parametrize(
    ("typed", "value"),
    [("1 234,56", "1234.56"), ("1\u202f234,56", "1234.56"), ("−3", "-3"), ("0.5", "0.5")],
)
def test_a_french_number_is_read(typed, value):
    assert tables.parse_number(typed) == Decimal(value)


@pytest.mark.parametrize("typed", ["", "douze", "1,2,3", "1 23", "NaN", "1e5"])
def test_what_is_no_number_is_refused_with_an_example(typed):
    with pytest.raises(TableRefused, match=r"par exemple 1 234,56"):
        tables.parse_number(typed)


@few
@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_sentence(data):
    try:
        rows = tables.read_table(data)
    except TableRefused as refusal:
        assert str(refusal).endswith(".")
    else:
        assert all(isinstance(cell, str) for row in rows for cell in row)
