"""One mail lists all that awaits a mayor, each with its own link; eight registrations made in a row are one mail."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test import Client

from communes.states import Role
from portal.mail.models import OutboxEmail
from tests import factories
from tests.conftest import NOON
from tests.training.factories import DAY, FIRST, SessionFactory
from tests.training.hall import PLAIN, Hall
from training.domain.asking_mayors import ask_mayor, hold_awaited, mayors_to_ask
from training.domain.decisions import Word, accept
from training.domain.sweeping import sweep
from training.queries.late import late_decisions
from training.states.registrations import DecisionChannel

pytestmark = pytest.mark.django_db
MINUTE = DAY / 1440
SOON = NOON + 15 * MINUTE
MAYOR = Word(decided_as="Le maire", via=DecisionChannel.LINK)


@pytest.fixture
def hall(db):
    return Hall(name="Bickenholtz")


@pytest.fixture
def session(db):
    return SessionFactory(maximum=20, needs_approval=True, hold_hours=120)


def mails():
    return OutboxEmail.objects.filter(kind="training/mails/approval_asked").order_by("pk")


def kinds(one):
    return [event.kind for event in one.events.all()]


def test_eight_registrations_in_a_row_are_one_mail_of_eight_links(hall, session):
    eight = [hall.register(session, at=NOON + n * MINUTE) for n in range(8)]
    other = Hall().register(session, at=NOON + 9 * MINUTE)

    assert not mails().exists()
    assert mayors_to_ask(at=SOON - MINUTE) == []
    assert mayors_to_ask(at=SOON) == [hall.commune.pk]
    assert [sweep(at=SOON)["asked"] for _ in range(2)] == [1, 0]

    mail = mails().get()
    assert mail.to == hall.mayor.email
    assert mail.subject.translate(PLAIN) == (
        "8 inscriptions à des formations, votre accord avant le dimanche 15 novembre à 12 h"
    )
    links = re.findall(r"/f/[^\s/]+/", mail.text)
    assert len(set(links)) == 8
    assert {Client().get(link).status_code for link in links} == {200}
    assert all(str(one.person) in mail.text for one in eight)
    assert [kinds(one)[-1] for one in (*eight, other)] == ["asked"] * 8 + ["registered"]


def test_what_comes_later_that_day_waits_for_the_next_morning_with_all_that_awaits(hall, session):
    first = hall.register(session)
    sweep(at=SOON)
    roomy = SessionFactory(needs_approval=True, on=FIRST + DAY, hold_hours=400)
    second = hall.register(roomy, at=NOON + DAY / 24)

    done = [sweep(at=at)["asked"] for at in (NOON + DAY / 12, NOON + 1.5 * DAY)]
    assert done == [0, 0], "Wednesday 11 November is a holiday"
    assert sweep(at=NOON + 2 * DAY - DAY / 8)["asked"] == 1

    text = mails()[1].text
    assert mails().count() == 2
    assert str(first.person) in text
    assert str(second.person) in text
    assert [kinds(one).count("asked") for one in (first, second)] == [1, 1]
    assert kinds(first)[-1] == "asked", "told less than two days ago: listed, not reminded"


def test_the_reminder_is_the_same_mail_and_comes_once(hall, session):
    session.hold_hours = 400
    session.save(update_fields=["hold_hours"])
    one = hall.register(session)
    sweep(at=SOON)
    new = hall.register(session, at=SOON + 2 * DAY - MINUTE)

    done = [sweep(at=SOON + days * DAY)["asked"] for days in (2, 2.1, 3)]
    assert done == [1, 0, 0]

    assert [mail.subject.startswith("Rappel") for mail in mails()] == [False, False]
    assert (kinds(one)[-1], kinds(new)[-1]) == ("reminded", "asked")
    late = [not late_decisions(at=SOON + days * DAY).filter(pk=one.pk) for days in (1.9, 2.5, 3.1)]
    assert late == [True, True, False]


def test_a_seat_is_never_lost_for_want_of_a_mail(hall):
    short = SessionFactory(needs_approval=True, hold_hours=24)
    hall.register(SessionFactory(needs_approval=True, on=FIRST + DAY))
    sweep(at=SOON)
    hall.register(short, at=SOON + MINUTE)

    assert sweep(at=SOON + 16 * MINUTE)["asked"] == 1


def test_the_mayor_and_each_deputy_are_written_to_else_the_town_hall(hall, session):
    deputy = hall.hold(Role.DEPUTY)
    hall.register(session)
    bare = factories.CommuneFactory(email="mairie@example.org")
    hall.commune, kept = bare, hall.commune
    hall.register(session)

    sweep(at=SOON)

    found = {mail.to: mail.text for mail in mails()}
    assert found.keys() == {hall.mayor.email, deputy.email, "mairie@example.org"}
    assert "/f/" not in found["mairie@example.org"]
    assert found[deputy.email] != found[hall.mayor.email]
    assert {mail.commune_id for mail in mails()} == {bare.pk, kept.pk}


def test_who_answered_meanwhile_is_asked_nothing(hall, session):
    one = hall.register(session)
    accept(one.pk, MAYOR, by=None, at=NOON)

    assert mayors_to_ask(at=SOON) == []
    assert not ask_mayor(hall.commune.pk, at=SOON)


def test_where_nobody_reads_nothing_is_logged(hall, session):
    one = hall.register(session)
    hall.commune.positions.update(role=Role.TECHNICIAN)
    type(hall.commune).objects.update(email="")

    assert not ask_mayor(hall.commune.pk, at=SOON)
    assert kinds(one) == ["registered"]


@pytest.mark.django_db(transaction=True)
def test_what_somebody_holds_is_left_to_the_next_mail():
    hall = Hall()
    hall.register(SessionFactory(needs_approval=True))

    def elsewhere():
        try:
            return ask_mayor(hall.commune.pk, at=SOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as worker, transaction.atomic():
        assert len(hold_awaited(hall.commune.pk, at=SOON)) == 1
        assert worker.submit(elsewhere).result(timeout=10) is False
    assert ask_mayor(hall.commune.pk, at=SOON)
