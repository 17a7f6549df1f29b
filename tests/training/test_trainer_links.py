"""Who gives a session is written to once, a fortnight before; the link may be sent anew, or taken back."""

import datetime as dt

import pytest

from communes.models import Person
from portal.lib.refusal import Refusal
from portal.mail.models import OutboxEmail
from tests import factories
from tests.conftest import NOON
from tests.training.factories import DAY, SessionFactory, TrainerFactory, give
from training.domain.sweeping import sweep
from training.domain.trainer_links import revoke_link, send_link, trainers_to_invite
from training.models import TrainerLink
from training.queries.trainer_links import (
    TURN,
    read_trainer_token,
    slot_code,
    slot_of_code,
    slot_of_ticket,
    ticket,
    trainer_token,
)

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)
MAIL = "training/mails/trainer_invited"


@pytest.fixture
def given():
    session, trainer = SessionFactory(state="confirmed"), TrainerFactory()
    for slot in session.slots.all():
        give(slot, trainer)
    return session, trainer


def test_a_trainer_is_written_to_once_a_fortnight_before(given):
    session, trainer = given
    day = session.starts_at - 15 * DAY

    assert trainers_to_invite(at=day - SECOND) == []
    assert sweep(at=day)["invited"] == 1
    assert trainers_to_invite(at=day + DAY) == []

    mail, link = OutboxEmail.objects.get(kind=MAIL), TrainerLink.objects.get()
    assert mail.to == trainer.email
    assert mail.document.kind == "training.mission_letter"
    assert f"/formateur/{trainer_token(link)}/" in mail.text


def test_who_has_only_an_account_is_written_to_there(given):
    session, trainer = given
    person = factories.PositionFactory(commune=None, role="trainer", person__email="").person
    type(trainer).objects.filter(pk=trainer.pk).update(person=person, name="", email="")

    assert trainers_to_invite(at=session.starts_at - DAY) == [(session.pk, trainer.pk)]
    send_link(session.pk, trainer.pk, by=None, at=NOON)

    assert OutboxEmail.objects.get(kind=MAIL).to == person.user.email != ""


def test_who_has_no_address_is_refused_and_written_to_once_there_is_one(given):
    session, trainer = given
    person = Person.objects.create(first_name="Jeanne", last_name="Lang")
    rows = type(trainer).objects.filter(pk=trainer.pk)
    rows.update(person=person, name="", email="")

    assert trainers_to_invite(at=session.starts_at - 2 * DAY) == []
    with pytest.raises(Refusal, match="pas d’adresse"):
        send_link(session.pk, trainer.pk, by=None, at=NOON)
    assert not TrainerLink.objects.exists()

    rows.update(email="jeanne@example.org")
    assert trainers_to_invite(at=session.starts_at - DAY) == [(session.pk, trainer.pk)]


@pytest.mark.parametrize("state", ["open", "at_risk"])
def test_nobody_is_written_to_for_a_session_that_is_not_sure(given, state):
    session, _ = given
    type(session).objects.filter(pk=session.pk).update(state=state)

    assert trainers_to_invite(at=session.starts_at - DAY) == []


def test_sent_anew_the_address_before_stops(given):
    session, trainer = given
    first = send_link(session.pk, trainer.pk, by=None, at=NOON)
    old = trainer_token(first)

    again = send_link(session.pk, trainer.pk, by=None, at=NOON + DAY)

    assert read_trainer_token(old) == (again.pk, 1)
    assert (again.version, OutboxEmail.objects.filter(kind=MAIL).count()) == (2, 2)


def test_a_link_is_taken_back_and_given_again(given):
    session, trainer = given
    by = factories.ManagerFactory().person.user
    with pytest.raises(Refusal, match="pas de lien"):
        revoke_link(session.pk, trainer.pk, by=by, at=NOON)
    send_link(session.pk, trainer.pk, by=by, at=NOON)

    revoke_link(session.pk, trainer.pk, by=by, at=NOON)
    assert TrainerLink.objects.get().revoked_at == NOON

    assert send_link(session.pk, trainer.pk, by=by, at=NOON + DAY).revoked_at is None


def test_only_who_gives_a_session_that_lives_has_a_link(given):
    session, trainer = given
    with pytest.raises(Refusal, match="n’anime pas"):
        send_link(session.pk, TrainerFactory().pk, by=None, at=NOON)
    type(session).objects.filter(pk=session.pk).update(state="closed")

    with pytest.raises(Refusal, match="close"):
        send_link(session.pk, trainer.pk, by=None, at=NOON)


def test_a_code_lives_two_minutes_and_a_page_opened_by_it_twenty():
    code, word = slot_code(7, at=NOON), ticket(7, at=NOON)

    assert slot_of_code(code, at=NOON + 4 * TURN * SECOND) == 7
    assert slot_of_code(code, at=NOON + 5 * TURN * SECOND) is None
    assert slot_of_code(code, at=NOON - TURN * SECOND) is None
    assert slot_of_code(f"8{code[1:]}", at=NOON) is None
    assert slot_of_ticket(word, code, at=NOON + 1200 * SECOND) == 7
    assert slot_of_ticket(word, code, at=NOON + 1201 * SECOND) is None
    assert slot_of_ticket(word, slot_code(8, at=NOON), at=NOON) is None
    assert slot_of_ticket(code, code, at=NOON) is None
    assert slot_code(7, at=NOON + TURN * SECOND) != code
