"""What the manager makes of the wishes: a course for words, a need taken up, later, no, again."""

import pytest

from communes.states import NeedState
from portal.lib.refusal import Refusal
from portal.mail.models import OutboxEmail
from tests import factories
from tests.conftest import NOON
from tests.training.factories import DAY, ThemeFactory
from tests.training.hall import Hall
from tests.training.wishing import boss, campaign, course, wish
from training.domain import demand as domain
from training.models import NeedsAnswer, Wish
from training.states.wishes import AnswerState, WishState

pytestmark = pytest.mark.django_db
DECIDED = "training/mails/wishes_decided"


@pytest.fixture
def made(hall):
    return campaign(ThemeFactory())


@pytest.fixture
def learn(made):
    return course(made.themes.get(), title="Préparer le budget")


def test_words_become_a_course_once(hall, made, learn):
    (one,) = wish(made, hall, hall.secretary, subject="les comptes")

    domain.attach_wish(one.pk, learn.pk, by=boss(), at=NOON)

    one.refresh_from_db()
    assert (one.course, one.subject, str(one)) == (learn, "les comptes", "Préparer le budget")
    domain.postpone_wishes([one.pk], reason="Plus tard.", by=boss(), at=NOON)
    with pytest.raises(Refusal, match="en mots"):
        domain.attach_wish(one.pk, learn.pk, by=boss(), at=NOON)


def test_words_of_somebody_who_asks_for_that_course_stay_words(hall, made, learn):
    (words,) = wish(made, hall, hall.secretary, subject="les comptes")
    Wish.objects.create(
        campaign=made, answer=words.answer, commune=hall.commune, person=hall.secretary,
        theme=learn.theme, course=learn, state=WishState.SUBMITTED,
    )  # fmt: skip

    with pytest.raises(Refusal, match="déjà cette formation"):
        domain.attach_wish(words.pk, learn.pk, by=boss(), at=NOON)


def test_a_refusal_and_a_delay_say_why_to_each_town_hall_once(hall, made, learn):
    other = Hall(name="Lixheim")
    NeedsAnswer.objects.create(campaign=made, commune=other.commune)
    mine = wish(made, hall, hall.secretary, hall.mayor, learn=learn)
    (theirs,) = wish(made, other, other.secretary, learn=learn)

    domain.postpone_wishes([one.pk for one in mine], reason="Trop peu.", by=boss(), at=NOON)
    domain.refuse_wishes([theirs.pk], reason="Le CNFPT le propose.", by=boss(), at=NOON)

    mails = {one.commune_id: one for one in OutboxEmail.objects.filter(kind=DECIDED)}
    assert len(mails) == 2
    assert "reportés" in mails[hall.commune.pk].subject
    assert f"({hall.secretary} et {hall.mayor}) : Trop peu." in mails[hall.commune.pk].text
    assert "non retenus" in mails[other.commune.pk].subject
    theirs.refresh_from_db()
    assert (theirs.state, theirs.reason) == (WishState.REFUSED, "Le CNFPT le propose.")


def test_without_a_reason_or_a_wish_nothing_is_decided(hall, made, learn):
    (one,) = wish(made, hall, hall.secretary, learn=learn)

    for pks, reason in (([one.pk], "  "), ([], "pourquoi")):
        with pytest.raises(Refusal):
            domain.refuse_wishes(pks, reason=reason, by=boss(), at=NOON)

    one.refresh_from_db()
    assert one.state == WishState.SUBMITTED


def test_a_decision_may_be_looked_at_again(hall, made, learn):
    (one,) = wish(made, hall, hall.secretary, learn=learn)
    domain.refuse_wishes([one.pk], reason="Non.", by=boss(), at=NOON)

    domain.resume_wishes([one.pk], by=boss(), at=NOON + DAY)

    one.refresh_from_db()
    assert (one.state, one.reason, one.decided_at) == (WishState.SUBMITTED, "", None)


def test_a_need_of_training_becomes_a_wish_of_its_commune(hall, made, learn):
    need = factories.NeedFactory(
        commune=hall.commune, theme="training", label="Budget, vite", priority=1
    )

    one = domain.take_need(need.pk, made.pk, course_id=learn.pk, people=2, by=boss(), at=NOON)

    need.refresh_from_db()
    assert (one.commune, one.people, one.course, one.priority) == (hall.commune, 2, learn, 1)
    assert (one.need, need.state) == (need, NeedState.RETAINED)
    assert one.answer.state == AnswerState.SILENT
    with pytest.raises(Refusal, match="déjà repris"):
        domain.take_need(need.pk, made.pk, course_id=learn.pk, people=2, by=boss(), at=NOON)
    bought = factories.NeedFactory(commune=hall.commune, theme="purchase", label="Un écran")
    with pytest.raises(Refusal, match="besoin de formation"):
        domain.take_need(bought.pk, made.pk, course_id=learn.pk, people=2, by=boss(), at=NOON)
