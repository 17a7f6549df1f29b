"""A closed session does not change but by a correcting entry: the database refuses the rest, the verbs say why."""

import pytest
from django.db import transaction

from portal.files import Given
from portal.lib.refusal import Refusal
from tests import factories
from tests.training.factories import (
    DAY,
    FIRST,
    CourseFactory,
    RoomFactory,
    SessionFactory,
    TrainerFactory,
    give,
    secretaries,
)
from tests.training.room import Room, strokes
from tests.training.test_costs import rule
from tests.training.test_tables import changed, refused
from training.domain import costs, moving, registrations, sessions
from training.domain.closing import close_session
from training.domain.countersigning import attach_scan
from training.domain.presences import note_half_day
from training.models import (
    Certificate,
    CostLine,
    CostShare,
    CostStatement,
    Presence,
    Registration,
    Session,
    SheetScan,
    Slot,
    TrainerSignature,
)
from training.states.presence import PresenceState as P

pytestmark = pytest.mark.django_db
STAYS = "closed_session_stays"
MEAL = costs.Cost(kind="meal", label="Repas", amount_cents=30_01)


@pytest.fixture
def manager():
    return factories.ManagerFactory().person.user


@pytest.fixture
def room(enter, manager):
    """A session closed by its verbs: two people who came, a meal that their communes share."""
    rule(by_attendance=100)
    room = Room(enter)
    room.everybody_signs()
    room.end()
    costs.add_cost(room.session.pk, MEAL, by=manager, at=room.ends)
    close_session(room.session.pk, by=manager, at=room.ends)
    return room


def test_a_closed_session_and_its_half_days_stay(room):
    session, slot = room.session, room.morning
    open_slot = SessionFactory(on=FIRST + DAY).slots.first()

    for stays in (
        changed(session, state="to_close"),
        changed(session, maximum=3),
        changed(slot, room=RoomFactory()),
        changed(slot, ends_at=slot.ends_at - DAY / 24),
        changed(open_slot, session=session),
        lambda: Slot.objects.filter(pk=slot.pk)._raw_delete("default"),
        slot.trainers.all().delete,
        lambda: give(slot, TrainerFactory()),
        lambda: SheetScan.objects.create(slot=slot, size=1, sha256="a" * 64, added_at=room.ends),
        lambda: TrainerSignature.objects.create(
            slot=slot, trainer=TrainerFactory(), signed_at=room.ends
        ),
    ):
        refused(stays, STAYS)

    assert changed(session, maximum=session.maximum)() == 1
    assert changed(open_slot, room=RoomFactory())() == 1
    assert changed(open_slot.session, state="confirmed")() == 1


def test_the_registrations_of_a_closed_session_stay(room, enter):
    one, other = room.people
    elsewhere = enter(SessionFactory(on=FIRST + DAY), secretaries(1)[0])

    for stays in (
        changed(one, state="absent"),
        changed(one, state="confirmed"),
        changed(one, seat=9),
        changed(one, commune_seat=9),
        changed(one, rank=9),
        changed(one, priority=1),
        changed(one, expectations="autre chose"),
        changed(one, person=factories.PersonFactory()),
        changed(elsewhere, session=room.session),
        lambda: Registration.objects.filter(pk=other.pk)._raw_delete("default"),
        lambda: Registration.objects.create(
            session=room.session,
            commune=one.commune,
            person=factories.PersonFactory(),
            registered_at=room.ends,
            state="waiting",
            rank=9,
            needs_approval=False,
        ),
    ):
        refused(stays, STAYS)

    assert changed(one, state="attended")() == 1
    assert changed(elsewhere, priority=1)() == 1


def test_the_presences_of_a_closed_session_are_corrected_with_a_reason_alone(room, manager):
    row = Presence.objects.get(registration=room.people[0], slot=room.morning)
    said = {"corrected_by": manager, "corrected_at": room.ends, "correct_reason": "Partie à 9 h"}
    noted = {"state": P.ABSENT, "method": "manual"}

    for stays in (
        changed(row, **noted),
        changed(row, device="autre"),
        changed(row, **noted, **said, device="autre"),
    ):
        refused(stays, STAYS)

    assert changed(row, **noted, **said)() == 1
    refused(changed(row, state=P.ABSENT_EXCUSED), STAYS)
    refused(changed(room.people[0], state="attended"), STAYS)
    assert changed(room.people[0], state="partial")() == 1


def test_the_costs_of_a_closed_session_are_corrected_by_a_statement_that_says_why(room):
    first = CostStatement.objects.get()
    share = first.shares.first()
    line = {"session": room.session, "kind": "meal", "label": "x", "added_at": room.ends}
    same = {"session": room.session, "rule": first.rule, "total_cents": 0, "frozen_at": room.ends}

    refused(changed(share, amount_cents=1), "cost_share_never_changes")
    refused(share.delete, "cost_share_never_removed")
    refused(
        lambda: CostShare.objects.create(statement=first, key="CC", amount_cents=0),
        "cost_shares_added_at_once",
    )
    refused(
        lambda: CostLine.objects.create(**line, amount_cents=1, statement=first),
        "cost_line_before_its_shares",
    )

    with transaction.atomic():
        again = CostStatement.objects.create(**same, number=2, reason="Deux fois rien")
        CostLine.objects.create(**line, amount_cents=5, statement=again)
        CostLine.objects.create(**line, amount_cents=-5, statement=again)
        CostShare.objects.bulk_create(
            CostShare(statement=again, commune=one.commune, key=one.commune.insee, amount_cents=c)
            for one, c in zip(room.people, (5, -5), strict=True)
        )
    assert again.shares.count() == 2


def test_what_the_verbs_correct_passes(room, manager):
    one, other = room.people
    entered = {"by": manager, "at": room.ends + DAY}

    changes = {one.pk: P.ABSENT, other.pk: P.PRESENT}
    assert note_half_day(room.morning.pk, changes, reason="Vu sur la feuille", **entered) == 1
    costs.correct_costs(room.session.pk, MEAL, reason="Facture tardive", **entered)
    costs.export_shares(**entered)

    assert [row.state for row in Registration.objects.order_by("rank")] == ["partial", "attended"]
    assert Certificate.objects.filter(registration=one, revoked_at=None).count() == 1
    assert sum(share.amount_cents for share in CostShare.objects.all()) == 60_02


def test_everything_a_person_may_ask_of_a_closed_session_is_refused_in_words(room, manager):
    pk, slot, one = room.session.pk, room.morning, room.people[0]
    line = CostLine.objects.get()
    new = secretaries(1)[0]
    plan = sessions.SessionPlan(course_id=CourseFactory().pk, minimum=1, maximum=2)
    asked = {"by": manager, "at": room.ends + DAY}
    scan = Given(name="f", content=strokes())

    for verb in (
        lambda: sessions.edit_session(pk, plan, **asked),
        lambda: sessions.set_seats(pk, maximum=9, quota=None, **asked),
        lambda: sessions.cancel_session(pk, reason="neige", **asked),
        lambda: close_session(pk, **asked),
        lambda: moving.reschedule(pk, {}, **asked),
        lambda: moving.change_room(pk, {slot.pk: RoomFactory().pk}, **asked),
        lambda: moving.change_trainers(pk, {slot.pk: []}, **asked),
        lambda: registrations.register(pk, person=new.person, commune=new.commune, **asked),
        lambda: registrations.cancel(one.pk, reason="x", **asked),
        lambda: registrations.replace(one.pk, person=new.person, **asked),
        lambda: attach_scan(slot.pk, scan, **asked),
        lambda: room.sign(one, slot, at=room.ends + DAY),
        lambda: room.note(one, slot, P.ABSENT),
        lambda: note_half_day(slot.pk, {one.pk: P.ABSENT}, reason=" ", **asked),
        lambda: costs.add_cost(pk, MEAL, **asked),
        lambda: costs.edit_cost(line.pk, MEAL, **asked),
        lambda: costs.remove_cost(line.pk, **asked),
        lambda: costs.correct_costs(pk, MEAL, reason=" ", **asked),
    ):
        with pytest.raises(Refusal), transaction.atomic():
            verb()
    assert Session.objects.get(pk=pk).state == "closed"


def test_a_first_statement_made_once_the_session_is_closed_says_why():
    session = SessionFactory()
    row = {"session": session, "rule": rule(by_attendance=100), "total_cents": 0, "number": 1}
    changed(session, state="closed")()

    def state(reason):
        return CostStatement.objects.create(**row, frozen_at=session.ends_at, reason=reason)

    refused(lambda: state(""), "closed_session_correction_says_why")
    assert state("Facture tardive").number == 1
