"""Who knows what, and the mail of the week."""

import datetime as dt

import pytest

from portal.mail.models import OutboxEmail
from tests import factories
from tests.conftest import NOON
from tests.training.exchange import ask, hall, reply, seen_by
from tests.training.factories import DAY, ThemeFactory
from training.domain.digests import write_digests
from training.domain.skills import offer_skills
from training.models import SkillOffer
from training.queries.skills import helpers

pytestmark = pytest.mark.django_db
WEEK = 7 * DAY


def offer(position, *themes, word=""):
    words = {theme.pk: word for theme in themes}
    return offer_skills(position.commune_id, words, by=position.person.user, at=NOON)


def mails():
    return OutboxEmail.objects.filter(kind="training/mails/unanswered_digest")


def test_she_helps_on_the_themes_that_she_ticked_and_no_other():
    helper, one, two, three = hall(), *ThemeFactory.create_batch(3)

    assert offer(helper, one, two) == (2, 0)
    assert offer(helper, two, three, word="le mardi") == (1, 1)

    kept = SkillOffer.objects.filter(user=helper.person.user).order_by("theme_id")
    assert [(row.theme, row.word) for row in kept] == [(two, "le mardi"), (three, "le mardi")]


def test_the_list_names_those_who_still_serve_a_town_hall():
    theme = ThemeFactory()
    here, gone = hall("Bickenholtz"), hall("Lixheim")
    offer(here, theme)
    offer(gone, theme)
    type(gone).objects.filter(pk=gone.pk).update(ended_on=NOON.date() - DAY)

    found = helpers(seen_by(hall()), at=NOON)

    assert [(one, [row.commune.name for row in rows]) for one, rows in found] == [
        (theme, ["Bickenholtz"])
    ]


def test_the_questions_of_her_themes_come_once_a_week():
    helper, theme, other = hall(), *ThemeFactory.create_batch(2)
    offer(helper, theme)
    asked = ask(hall("Lixheim"), theme=theme, at=NOON - DAY)
    ask(hall(), "D’un autre thème", theme=other, at=NOON - DAY)
    ask(helper, "La sienne", theme=theme, at=NOON - DAY)
    ask(hall(), "Posée à l’instant", theme=theme, at=NOON)
    answered = ask(hall(), "Déjà répondue", theme=theme, at=NOON - DAY)
    reply(answered, hall())

    for hours in (0, 1, 26):
        write_digests(at=NOON + dt.timedelta(hours=hours))

    mail = mails().get()
    assert mail.to == helper.person.user.email
    assert asked.title in mail.text
    for words in ("D’un autre thème", "La sienne", "Posée à l’instant", "Déjà répondue"):
        assert words not in mail.text
    write_digests(at=NOON + WEEK)
    assert mails().count() == 2


def test_no_digest_on_a_day_off_nor_without_a_question():
    helper, theme = hall(), ThemeFactory()
    offer(helper, theme)

    assert write_digests(at=NOON) == 0
    ask(hall(), theme=theme, at=NOON - DAY)
    assert write_digests(at=NOON + 4 * DAY) == 0
    factories.UserFactory._meta.model.objects.filter(pk=helper.person.user_id).update(
        is_active=False
    )
    assert write_digests(at=NOON) == 0
