"""The lists of the exchange of practice: how each gets one more row. Read by tests/test_constant_queries.py."""

from itertools import count

from tests.conftest import NOON
from tests.factories import ManagerFactory
from tests.training.exchange import ask, hall, reply
from tests.training.factories import ThemeFactory
from training.domain.sheets import Written, publish_sheet, write_sheet
from training.domain.skills import offer_skills

TEAM, TOWN_HALL = "team", "town hall"
NUMBERS = count(1)


def add_question(_scene):
    question = ask(hall(), f"Question {next(NUMBERS)}")
    reply(question, hall())


def add_helper(_scene):
    helper = hall()
    words = {ThemeFactory().pk: "le mardi"}
    offer_skills(helper.commune_id, words, by=helper.person.user, at=NOON)


def add_sheet(_scene):
    manager = ManagerFactory().person.user
    written = Written(
        theme_id=ThemeFactory().pk,
        title=f"Fiche {next(NUMBERS)}",
        body="1. Ouvrir",
        review_by=NOON.date().replace(year=2099),
    )
    sheet = write_sheet(written, by=manager, at=NOON)
    publish_sheet(sheet.pk, by=manager, at=NOON)


LISTS = [
    (TOWN_HALL, "training:question_list", None, add_question),
    (TEAM, "training:question_list", None, add_question),
    (TOWN_HALL, "training:skill_list", None, add_helper),
    (TOWN_HALL, "training:sheet_list", None, add_sheet),
]
