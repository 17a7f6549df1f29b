"""The record of an agent: what she followed here and elsewhere, what she owes, who reads it."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from communes.queries.acting import acting_of
from communes.states import Role
from portal.files import Given
from portal.lib.refusal import Refusal
from portal.walls.acting import EVERYONE, wall
from tests import factories
from tests.conftest import NOON
from tests.training.desk import address
from tests.training.factories import DAY, FIRST, CourseFactory, SessionFactory
from tests.training.hall import Hall, text, to
from tests.training.room import Room
from training.domain import records
from training.domain.records import Followed as Attested
from training.models import ExternalTraining, Followed, Obligation, ObligationRule
from training.queries.records import agent_of, agents, proposed, trainings_of
from training.reports.records import training_record
from training.states.obligations import Standing

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 attestation"
POST = dt.date(2026, 9, 1)
LATER = dt.datetime(2026, 12, 9, 11, tzinfo=dt.UTC)
"""The day after the tests' sessions."""


@pytest.fixture
def hall():
    return Hall(name="Dolving")


@pytest.fixture
def rule(db):
    found, _new = ObligationRule.objects.get_or_create(
        kind="Secrétaire général de mairie, premier emploi",
        defaults={
            "half_days": 30,
            "months": 12,
            "counts": "statutory",
            "for_secretaries": True,
            "legal_ref": "Loi n° 2023-1380",
            "valid_from": dt.date(2024, 7, 18),
        },
    )
    return found


def attested(person, commune, **more):
    given = {
        "title": "Premiers pas",
        "organism": "CNFPT",
        "day": dt.date(2026, 10, 6),
        "half_days": 4,
    }
    given |= {"statutory": True, "file": Given(name="a.pdf", content=PDF)} | more
    return Attested(person_id=person.pk, commune_id=commune.pk, **given)


def add(hall, person=None, at=NOON, **more):
    person = person or hall.secretary
    return records.add_external(
        attested(person, hall.commune, **more), by=hall.secretary.user, at=at
    )


def owe(hall, rule, manager, person=None, begins_on=POST, **more):
    person = person or hall.secretary
    return records.open_obligation(
        person_id=person.pk, commune_id=hall.commune.pk, rule_id=rule.pk,
        begins_on=begins_on, by=manager, at=NOON, **more,
    )  # fmt: skip


def test_half_days_count_once_they_are_proven_with_what_was_followed_elsewhere(
    enter, rule, manager
):
    room = Room(enter, people=1, course=CourseFactory(kind="statutory"))
    person, commune = room.people[0].person, room.people[0].commune
    records.add_external(attested(person, commune), by=person.user, at=NOON)
    records.add_external(attested(person, commune, statutory=False), by=person.user, at=NOON)
    records.open_obligation(
        person_id=person.pk,
        commune_id=commune.pk,
        rule_id=rule.pk,
        begins_on=POST,
        by=manager,
        at=NOON,
    )

    (before,) = agent_of(person, at=NOON).owed
    assert (before.counter.done, before.counter.planned, before.counter.left) == (4, 2, 26)
    room.everybody_signs()
    agent = agent_of(person, at=LATER)

    (owed,) = agent.owed
    assert (owed.counter.done, owed.counter.planned, owed.done_words) == (
        6,
        0,
        "3\u00a0jours sur 15",
    )
    assert owed.counter.due_on == dt.date(2027, 8, 31)
    assert agent.halves == 10
    assert [(one.half_days, one.minutes) for one in trainings_of(person, at=LATER)] == [
        (2, 360), (4, 0), (4, 0),
    ]  # fmt: skip


def test_a_meeting_counts_for_nothing(enter, rule, manager):
    room = Room(enter, people=1, course=CourseFactory(kind="meeting"))
    person, commune = room.people[0].person, room.people[0].commune
    every = ObligationRule.objects.create(
        kind="Toute formation", half_days=2, months=12, legal_ref="accord", valid_from=POST
    )
    records.open_obligation(
        person_id=person.pk,
        commune_id=commune.pk,
        rule_id=every.pk,
        begins_on=POST,
        by=manager,
        at=NOON,
    )
    room.everybody_signs()

    assert agent_of(person, at=LATER).owed[0].counter.left == 2


def test_who_employs_an_agent_sees_all_that_she_followed_and_nobody_else_does(hall, rule):
    other, stranger = Hall(), Hall()
    factories.PositionFactory(person=hall.secretary, commune=other.commune, role=Role.SECRETARY)
    add(hall)

    for commune, seen in ((hall.commune, 1), (other.commune, 1), (stranger.commune, 0)):
        with wall([commune.pk, EVERYONE]):
            assert Followed.objects.count() == seen
    with wall([other.commune.pk, EVERYONE]):
        assert not ExternalTraining.objects.exists()


@pytest.mark.parametrize(
    ("reader", "status"),
    [("secretary", 200), ("mayor", 200), ("councillor", 404), ("stranger", 404)],
)
def test_who_reads_a_record(signed_in, hall, reader, status):
    agent = hall.hold(Role.TECHNICIAN)
    people = {
        "secretary": hall.secretary,
        "mayor": hall.mayor,
        "councillor": hall.hold(Role.COUNCILLOR),
        "stranger": Hall().secretary,
    }
    one = add(hall, agent)
    browser = signed_in(people[reader].user)

    assert browser.get(to("record_detail", agent.pk)).status_code == status
    assert browser.get(to("record_file", one.pk)).status_code == status
    assert signed_in(agent.user).get(to("record_mine")).url == to("record_detail", agent.pk)


def test_one_adds_an_attestation_then_withdraws_it(signed_in, hall, time_machine):
    time_machine.move_to(NOON, tick=False)
    browser = signed_in(hall.secretary.user)
    url = to("record_add", hall.secretary.pk)
    typed = {"title": "Budget", "organism": "CNFPT", "day": "06/10/2026", "days": "1,5"}
    typed |= {"commune": hall.commune.pk}

    assert "Joignez l’attestation" in text(browser.post(url, typed))
    proof = SimpleUploadedFile("a.pdf", PDF, "application/pdf")
    browser.post(url, {**typed, "proof": proof})
    one = ExternalTraining.objects.get()
    assert (one.half_days, one.content_type, one.statutory) == (3, "application/pdf", False)
    assert "1,5 jour" in text(browser.get(to("record_detail", hall.secretary.pk)))
    browser.post(to("record_withdraw", one.pk))
    assert "Rien encore" in text(browser.get(to("record_detail", hall.secretary.pk)))
    assert browser.get(to("record_file", one.pk)).status_code == 404


def test_what_is_refused(hall, rule, manager):
    with pytest.raises(Refusal, match="après la formation"):
        add(hall, day=dt.date(2026, 11, 11))
    with pytest.raises(Refusal, match="ne sert pas"):
        add(hall, Hall().secretary)
    for begins_on, half_days, words in (
        (dt.date(2024, 7, 17), None, "Aucun texte"),
        (dt.date(2026, 11, 11), None, "prise de poste"),
        (POST, 29, "pas moins"),
    ):
        with pytest.raises(Refusal, match=words):
            owe(hall, rule, manager, begins_on=begins_on, half_days=half_days)
    made = owe(hall, rule, manager, half_days=32)
    assert made.half_days == 32
    with pytest.raises(Refusal, match="déjà suivie"):
        owe(hall, rule, manager)
    records.close_obligation(made.pk, reason="dispense", by=manager, at=NOON)
    with pytest.raises(Refusal, match="déjà close"):
        records.close_obligation(made.pk, reason="dispense", by=manager, at=NOON)
    assert owe(hall, rule, manager).half_days == 30


def test_the_rule_of_the_day_binds(hall, rule, manager):
    """A later text does not change what an earlier post owes."""
    ObligationRule.objects.filter(pk=rule.pk).update(valid_to=dt.date(2026, 6, 30))
    after = ObligationRule.objects.create(
        kind=rule.kind,
        half_days=20,
        months=6,
        legal_ref="loi suivante",
        valid_from=dt.date(2026, 7, 1),
    )

    assert owe(hall, after, manager, begins_on=dt.date(2026, 6, 30)).rule == rule
    assert owe(hall, rule, manager, person=hall.hold(), begins_on=POST).rule == after


def test_the_manager_sees_who_presses_and_who_is_not_followed(desk, hall, rule, manager):
    late, soon = hall.hold(last_name="Aubert"), hall.hold(last_name="Weber")
    owe(hall, rule, manager, late, begins_on=dt.date(2025, 10, 1))
    owe(hall, rule, manager, soon, begins_on=dt.date(2025, 12, 1))
    fresh = factories.PositionFactory(
        commune=hall.commune, role=Role.SECRETARY, started_on=POST, person__last_name="Klein"
    )

    page = text(desk.get(address("obligation_list")))

    assert "1 agent est en retard sur 2 agents suivis" in page
    assert page.index("Aubert") < page.index("Weber")
    assert [post.person for post, _rule in proposed(on=NOON.date())] == [fresh.person]
    form = desk.get(f"{address('obligation_create', fresh.person_id)}?regle={rule.pk}")
    assert "01/09/2026" in form.content.decode()
    desk.post(
        address("obligation_create", fresh.person_id),
        {"rule": rule.pk, "begins_on": "01/09/2026", "commune": hall.commune.pk},
    )
    assert proposed(on=NOON.date()) == []
    made = Obligation.objects.get(person=fresh.person)
    desk.post(address("obligation_close", made.pk), {"reason": "Remplie"})
    assert Obligation.objects.get(pk=made.pk).closed_on == NOON.date()


def test_a_secretary_sees_her_agents_and_a_card_when_it_presses(
    signed_in, hall, rule, manager, time_machine
):
    time_machine.move_to(NOON, tick=False)
    agent = hall.hold(last_name="Schmitt")
    owe(hall, rule, manager, agent, begins_on=dt.date(2025, 12, 1))
    browser = signed_in(hall.secretary.user)

    assert "pressent pour 1 agent" in text(browser.get(to("record_list")))
    home = text(browser.get("/"))
    assert f"15 jours de formation à suivre : {agent}" in home
    assert "Schmitt" not in text(signed_in(Hall().secretary.user).get("/"))


def test_an_agent_finds_her_own_record_and_nobody_else_s(signed_in, hall, rule, manager):
    agent, other = hall.hold(last_name="Schmitt"), hall.hold(last_name="Weber")
    page = text(signed_in(agent.user).get(to("record_list")))
    councillor = text(signed_in(hall.hold(Role.COUNCILLOR).user).get(to("record_list")))

    assert "vous ne devez de jours" in page
    assert str(agent) in page
    assert str(other) not in page
    assert "tenus par le secrétariat" in councillor
    assert "personne ne doit" not in councillor
    assert "Mon livret" in text(signed_in(hall.secretary.user).get(to("record_list")))


def test_the_record_on_paper_says_the_same(hall, rule, manager):
    add(hall)
    owe(hall, rule, manager)

    facts = training_record(hall.secretary.pk, at=NOON)

    assert [(one.title, one.lasts) for one in facts.learnt] == [("Premiers pas", "2\u00a0jours")]
    assert (facts.owed[0].done, facts.owed[0].left) == ("2\u00a0jours sur 15", "13\u00a0jours")
    assert facts.owed[0].state == Standing.RUNNING.label


def test_the_most_pressed_come_first(signed_in, hall, rule, manager):
    user = hall.secretary.user
    other = hall.hold(last_name="Zimmer")
    owe(hall, rule, manager, other)
    user.acting = acting_of(user, on=NOON.date())

    assert agents(user, at=NOON)[0].person == other


def refused(name, act):
    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        act()


def test_what_the_database_refuses(hall, rule, manager):
    one, owed = add(hall), owe(hall, rule, manager)

    def change(thing, **changes):
        return lambda: type(thing)._base_manager.filter(pk=thing.pk).update(**changes)

    refused("external_training_lasts", change(one, half_days=0))
    refused("external_training_lasts", change(one, half_days=121))
    assert change(one, half_days=120)() == 1
    refused("obligation_owes_something", change(owed, half_days=0))
    refused("obligation_closed_says_why", change(owed, closed_on=POST))
    refused("obligation_closed_says_why", change(owed, closed_on=POST - DAY, close_reason="x"))
    assert change(owed, closed_on=POST, close_reason="dispense")() == 1
    refused("obligation_rule_binding_stays", change(rule, half_days=20))
    assert change(rule, alert_days=60)() == 1
    free = ObligationRule.objects.create(
        kind="Autre", half_days=1, months=1, legal_ref="accord", valid_from=POST
    )
    refused("obligation_rule_asks_something", change(free, half_days=0))
    refused("obligation_rule_ends_after", change(free, valid_to=POST - DAY))
    assert change(free, valid_to=POST, months=2)() == 1
    again = {"kind": "Autre", "half_days": 1, "months": 1, "legal_ref": "accord"}
    refused(
        "obligation_rule_once_at_a_time",
        lambda: ObligationRule.objects.create(valid_from=POST, **again),
    )
    assert ObligationRule.objects.create(valid_from=POST + DAY, **again)
    copy = Obligation(
        person=owed.person, commune=owed.commune, rule=rule, half_days=1, begins_on=POST
    )
    copy.save()
    copy.pk = None
    refused("obligation_once_a_person", lambda: copy.save(force_insert=True))


def test_a_session_of_the_past_without_proof_counts_for_nothing(hall, rule, manager):
    hall.register(SessionFactory(course__kind="statutory", on=FIRST), hall.secretary)
    owe(hall, rule, manager)

    assert agent_of(hall.secretary, at=LATER).owed[0].counter.done == 0


def test_a_half_day_of_today_is_not_yet_followed(hall, rule, manager):
    """At ten, the afternoon of the same day is booked, and counts for nothing yet."""
    hall.register(SessionFactory(course__kind="statutory", on=FIRST), hall.secretary)
    owe(hall, rule, manager)
    at_ten = dt.datetime(2026, 12, 8, 9, tzinfo=dt.UTC)

    assert agent_of(hall.secretary, at=at_ten).owed[0].counter.done == 0
