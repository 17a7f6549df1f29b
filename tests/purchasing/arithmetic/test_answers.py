"""A secretary types as she always did; what cannot be read says what would be accepted."""

from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from purchasing.arithmetic.answers import parse_block, parse_quantities, parse_quantity

few = settings(max_examples=80, deadline=None)
ANY = Decimal("0.001")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("3", "3"),
        (" 3 ", "3"),
        ("+3", "3"),
        ("3 u", "3"),
        ("3u.", "3"),
        ("3 pièces", "3"),
        ("3 appareils", "3"),
        ("1 234,5", "1234.5"),
        ("1\u202f234,5", "1234.5"),
        ("1\u00a0234,5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1234.5", "1234.5"),
        ("0,500", "0.5"),
        ("0.500", "0.5"),
        ("3,0", "3"),
        ("007", "7"),
        ("\u0663", "3"),  # an Arabic three
        ("\uff13", "3"),  # a wide three
        ("\u200e3\u200f", "3"),
        ("0", "0"),
    ],
)
def test_a_quantity_is_read_as_it_is_typed(typed, value):
    found = parse_quantity(typed, step=ANY, unit="appareil")

    assert (found.value, found.error) == (Decimal(value), "")


@pytest.mark.parametrize("typed", ["", "  ", "\u00a0", "-", "–", "−", "\t"])
def test_nothing_or_a_dash_is_not_an_answer_yet(typed):
    found = parse_quantity(typed)

    assert (found.value, found.error) == (None, "")


@pytest.mark.parametrize(
    "typed",
    ["trois", "=3", "3 kg", "1 23", "12 34", "1e3", "1,2,3", "1,234.5", "3-4", "--3", "3 %",
     "1" * 60, "NaN", "Infinity", "0x10", "1_000", "²", "½"],
)  # fmt: skip
def test_what_is_not_a_quantity_is_refused_with_an_example(typed):
    found = parse_quantity(typed)

    assert found.value is None
    assert found.error


def test_a_number_with_two_readings_is_asked_again():
    found = parse_quantity("1.234", step=ANY)

    assert found.value is None
    assert found.error.endswith("Écrivez 1234, ou 1,234.")


@pytest.mark.parametrize("typed", ["-3", "−3", "– 3", "\u20113"])
def test_a_negative_quantity_is_refused(typed):
    assert (
        parse_quantity(typed).error == "Une quantité n’est pas négative. Sans besoin, écrivez 0."
    )


def test_a_quantity_off_its_step_gets_the_two_nearest():
    six = parse_quantity("8", step=Decimal(6)).error
    half = parse_quantity("2,7", step=Decimal("0.5")).error
    one = parse_quantity("2,5").error

    assert six == "Cet article se commande par 6\u00a0: écrivez 6 ou 12."
    assert half == "Cet article se commande par 0,5\u00a0: écrivez 2,5 ou 3."
    assert one == "Cet article se compte à l’unité\u00a0: écrivez 2 ou 3."


def test_a_quantity_over_the_most_allowed_is_refused():
    found = parse_quantity("12 000", maximum=Decimal(10_000))

    assert found.error == "Au plus 10\u202f000 ici\u00a0: vous avez écrit 12\u202f000."
    assert parse_quantity("10 000", maximum=Decimal(10_000)).value == 10_000


@few
@given(st.decimals(0, 999_999, places=3), st.sampled_from(["", " ", "\u202f", "\u00a0"]))
def test_a_quantity_printed_in_french_is_read_again(value, gap):
    whole, _, decimals = f"{value:f}".partition(".")
    typed = f"{int(whole):,}".replace(",", gap) + "," + decimals

    assert parse_quantity(typed, step=ANY).value == value


@few
@given(st.text(max_size=50))
def test_any_text_is_read_or_refused_but_never_both(typed):
    found = parse_quantity(typed)

    assert found.value is None or not found.error
    assert found.value is None or 0 <= found.value <= 1_000_000


def test_a_block_copied_from_a_spreadsheet_is_read_cell_by_cell():
    block = '3\t1 234\r\n"deux\nlignes"\t"dit ""six"""\r\n\t5\r\n\r\n'

    rows = parse_block(block)

    assert [[cell.text for cell in row] for row in rows] == [
        ["3", "1 234"],
        ["deux\nlignes", 'dit "six"'],
        ["", "5"],
    ]
    assert (rows[2][1].line, rows[2][1].column) == (3, 2)
    assert parse_block("") == parse_block("\r\n\r\n") == []


def test_errors_of_a_pasted_block_name_their_line_and_column():
    read = parse_quantities("3\t6\r\ntrois\t7\r\n", steps=[Decimal(1), Decimal(6)])

    assert [found.value for _, found in read] == [3, 6, None, None]
    errors = [found.error for _, found in read if found.error]
    assert errors[0].startswith("Ligne 2, colonne 1\u00a0: «\u00a0trois\u00a0» n’est pas")
    assert errors[1].startswith("Ligne 2, colonne 2\u00a0: cet article se commande par 6")


@pytest.mark.parametrize("text", ["1\n" * 2_001, "\t" * 100 + "x", "1" * 200_001])
def test_a_block_too_big_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"au plus|trop"):
        parse_block(text)


@few
@given(st.text(max_size=200))
def test_any_paste_is_read_or_refused_with_a_sentence(text):
    try:
        rows = parse_block(text)
    except ValueError as refusal:
        assert str(refusal).endswith(".")
    else:
        assert all(cell.line >= 1 and cell.column >= 1 for row in rows for cell in row)
