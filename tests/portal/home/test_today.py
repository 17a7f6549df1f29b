"""What the home page says of the day: the figures side by side, and whether the first card is late."""

import datetime as dt

from portal.home.registry import Due, Figure
from portal.home.today import Today, by_label
from tests.conftest import NOON

COMMUNES = {1: "Bickenholtz", 2: "Schalbach"}


def test_a_note_that_all_share_is_said_once():
    figures = [
        (1, Figure(label="Postes", value="4", note="en service")),
        (2, Figure(label="Postes", value="2", note="en service")),
    ]

    assert by_label(figures, COMMUNES) == [
        ("Postes", "en service", [("Bickenholtz", "4", ""), ("Schalbach", "2", "")])
    ]


def test_a_note_of_one_commune_does_not_make_a_second_row():
    figures = [
        (1, Figure(label="Postes", value="4", note="1 système à remplacer")),
        (2, Figure(label="Postes", value="2")),
    ]

    assert by_label(figures, COMMUNES) == [
        ("Postes", "", [("Bickenholtz", "4", "1 système à remplacer"), ("Schalbach", "2", "")])
    ]


def test_what_nobody_knows_is_a_dash():
    figures = [(2, Figure(label="Habitants", value="372", note="population 2023"))]

    assert by_label(figures, COMMUNES)[0][2] == [
        ("Bickenholtz", "–", ""),
        ("Schalbach", "372", ""),
    ]


def test_the_first_card_is_late_once_its_time_has_passed():
    def seen(at):
        card = Due(on=NOON, title="Répondre", text="", url="/", button="Répondre", minutes=2)
        return Today([card], [], [], [], [], at).is_late

    assert not seen(NOON)
    assert seen(NOON + dt.timedelta(minutes=1))
    assert not Today([], [], [], [], [], NOON).is_late
