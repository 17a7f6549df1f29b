"""A text mail holds in 72 columns, and what must stay whole stays whole."""

from portal.mail.messages import COLUMNS, wrapped
from portal.mail.notifications import fresh_message_id

ADDRESS = "http://portail.example.org/r/1-7-1." + "x" * 80 + "/aucun/"


def test_a_long_paragraph_is_cut_between_words_and_loses_none():
    text = "La vérification annuelle de vos extincteurs est obligatoire. " * 4

    lines = wrapped(text.strip()).split("\n")

    assert max(len(line) for line in lines) <= COLUMNS
    assert " ".join(lines) == text.strip()


def test_an_address_stays_whole_and_short_lines_as_they_are():
    text = f"Répondre :\n{ADDRESS}\n\n-- \nLe portail"

    assert wrapped(text) == text


def test_an_item_of_a_list_keeps_its_margin_and_a_figure_its_unit():
    text = "– 9\u00a0× Vérification annuelle des extincteurs de la commune\u00a0: 12\u00a0345,60\u202f€ HT (Mairie 3)"

    first, second = wrapped(text).split("\n")

    assert second.startswith("  ")
    assert "12\u00a0345,60\u202f€" in first + second


def test_a_mail_is_numbered_under_the_name_of_the_portal(settings):
    settings.PORTAL_BASE_URL = "https://portail.exemple.fr"

    assert fresh_message_id().endswith("@portail.exemple.fr>")
