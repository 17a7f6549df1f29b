"""Costs of a session: lines, the shares frozen once, corrections, what the database itself refuses."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from communes.models import Population
from communes.queries.acting import acting_of
from portal.lib.refusal import Refusal
from portal.walls.acting import EVERYONE, wall
from tests import factories
from tests.conftest import NOON
from tests.training.factories import DAY, FIRST, RoomFactory, SessionFactory
from tests.training.hall import Hall
from training.domain import costs
from training.domain.costs import Cost
from training.models import (
    CostExport,
    CostLine,
    CostShare,
    CostStatement,
    Registration,
    Session,
    SharingRule,
)
from training.queries.costs import account_of, rule_in_words
from training.states.registrations import RegistrationState as R
from training.states.sessions import SessionState as S

pytestmark = pytest.mark.django_db
AFTER = NOON + 40 * DAY
TRAINER = Cost(
    kind="trainer", label="Intervention", supplier="Centre de gestion", amount_cents=100_00
)


def rule(**parts):
    given = {
        "deliberation": "2026-41",
        "voted_on": dt.date(2026, 1, 12),
        **(parts or {"by_attendance": 100}),
    }
    return SharingRule.objects.create(
        applies_from=given.pop("applies_from", given["voted_on"]), **given
    )


def held(*outcomes):
    """A session over, to close: each outcome is (hall, state)."""
    session = SessionFactory(maximum=20)
    for hall, state in outcomes:
        one = hall.register(session)
        more = (
            {"cancelled_at": NOON, "seat": None, "commune_seat": None}
            if state == R.CANCELLED_LATE
            else {}
        )
        Registration.objects.filter(pk=one.pk).update(state=state, **more)
    Session.objects.filter(pk=session.pk).update(state=S.TO_CLOSE)
    session.refresh_from_db()
    return session


def close(session):
    Session.objects.filter(pk=session.pk).update(state=S.CLOSED)


def cents(statement):
    return {row.key: row.amount_cents for row in statement.shares.all()}


@pytest.fixture
def halls(db):
    return Hall(insee="57059"), Hall(insee="57180")


def test_the_shares_are_frozen_by_the_rule_of_the_last_day(halls, manager):
    few, many = halls
    rule(equally=100, applies_from=FIRST + DAY)
    mine = rule()
    session = held((few, R.ATTENDED), (many, R.ATTENDED), (many, R.PARTIAL), (many, R.ABSENT))
    costs.add_cost(session.pk, TRAINER, by=manager, at=AFTER)

    statement = costs.freeze_costs(session.pk, by=manager, at=AFTER)

    assert (statement.rule, statement.total_cents, statement.number) == (mine, 100_00, 1)
    assert cents(statement) == {"57059": 33_33, "57180": 66_67}
    assert [row.people for row in statement.shares.order_by("key")] == [1, 2]
    assert not CostLine.objects.filter(statement=None).exists()
    with pytest.raises(Refusal, match="déjà arrêtés"):
        costs.freeze_costs(session.pk, by=manager, at=AFTER)


def test_members_who_sent_nobody_pay_when_the_rule_says_so(halls, manager):
    here, elsewhere = halls
    Population.objects.create(commune=here.commune, vintage=2023, count=300)
    Population.objects.create(commune=elsewhere.commune, vintage=2023, count=100)
    rule(by_population=60, carried=40, among="members")
    session = held((here, R.ATTENDED))
    costs.add_cost(session.pk, TRAINER, by=manager, at=AFTER)

    assert cents(costs.freeze_costs(session.pk, by=manager, at=AFTER)) == {
        "57059": 45_00,
        "57180": 15_00,
        "CC": 40_00,
    }


@pytest.mark.parametrize(("late_pays", "expected"), [(True, 50_00), (False, 0)])
def test_a_late_cancellation_pays_when_the_rule_says_so(halls, manager, late_pays, expected):
    came, left = halls
    rule(by_attendance=100, late_pays=late_pays)
    session = held((came, R.ATTENDED), (left, R.CANCELLED_LATE))
    costs.add_cost(session.pk, TRAINER, by=manager, at=AFTER)

    assert cents(costs.freeze_costs(session.pk, by=manager, at=AFTER)).get("57180", 0) == expected


def test_without_a_rule_only_what_cost_nothing_is_closed(halls, manager):
    session = held((halls[0], R.ATTENDED))

    assert costs.freeze_costs(session.pk, by=manager, at=AFTER) is None

    costs.add_cost(session.pk, TRAINER, by=manager, at=AFTER)
    with pytest.raises(Refusal, match="Aucune règle"):
        costs.freeze_costs(session.pk, by=manager, at=AFTER)


def test_a_closed_session_changes_by_corrections_alone(halls, manager):
    few, many = halls
    rule()
    session = held((few, R.ATTENDED), (many, R.ATTENDED), (many, R.ATTENDED))
    line = costs.add_cost(session.pk, TRAINER, by=manager, at=AFTER)
    costs.freeze_costs(session.pk, by=manager, at=AFTER)
    close(session)
    for refused in (
        lambda: costs.add_cost(session.pk, TRAINER, by=manager, at=AFTER),
        lambda: costs.edit_cost(line.pk, TRAINER, by=manager, at=AFTER),
        lambda: costs.remove_cost(line.pk, by=manager, at=AFTER),
    ):
        with pytest.raises(Refusal, match="close"):
            refused()
    back = Cost(kind="trainer", label="Avoir", amount_cents=-10_00)
    with pytest.raises(Refusal, match="pourquoi"):
        costs.correct_costs(session.pk, back, reason=" ", by=manager, at=AFTER)
    with pytest.raises(Refusal, match="plus que ce que"):
        too_much = Cost(kind="trainer", label="Avoir", amount_cents=-100_01)
        costs.correct_costs(session.pk, too_much, reason="erreur", by=manager, at=AFTER)

    second = costs.correct_costs(session.pk, back, reason="avoir reçu", by=manager, at=AFTER)

    # 90,00 shared by 1 and 2 is 30,00 and 60,00; 33,33 and 66,67 were frozen.
    assert cents(second) == {"57059": -3_33, "57180": -6_67}
    assert second.reason == "avoir reçu"
    account = account_of(session)
    assert account.total == 90_00
    assert [one.cents for one in account.shares] == [30_00, 60_00]


def test_the_price_of_the_room_is_noted_once(manager):
    session = SessionFactory(room=RoomFactory(cost="45.50"))

    assert costs.add_room_costs(session.pk, by=manager, at=AFTER) == 1

    assert CostLine.objects.get().amount_cents == 91_00
    with pytest.raises(Refusal, match="déjà noté"):
        costs.add_room_costs(session.pk, by=manager, at=AFTER)
    with pytest.raises(Refusal, match="gratuitement"):
        costs.add_room_costs(SessionFactory(on=FIRST + DAY).pk, by=manager, at=AFTER)


def test_a_session_that_did_not_take_place_costs_nothing(manager):
    session = SessionFactory(state=S.CANCELLED, cancelled_at=NOON, cancel_reason="neige")

    with pytest.raises(Refusal, match="pas eu lieu"):
        costs.add_cost(session.pk, TRAINER, by=manager, at=AFTER)


@pytest.fixture
def frozen(halls, manager):
    rule()
    session = held((halls[0], R.ATTENDED), (halls[1], R.ATTENDED))
    costs.add_cost(session.pk, TRAINER, by=manager, at=AFTER)
    statement = costs.freeze_costs(session.pk, by=manager, at=AFTER)
    close(session)
    return statement


def test_the_accountants_get_each_share_once(frozen, manager):
    made = costs.export_shares(by=manager, at=AFTER)

    assert made.shares.count() == 2
    with pytest.raises(Refusal, match="déjà parties"):
        costs.export_shares(by=manager, at=AFTER)
    more = Cost(kind="meal", label="Repas", amount_cents=10_00)
    costs.correct_costs(frozen.session_id, more, reason="facture tardive", by=manager, at=AFTER)
    assert costs.export_shares(by=manager, at=AFTER).number == made.number + 1


def test_a_town_hall_sees_its_share_alone(frozen, halls):
    with wall([halls[0].commune.pk, EVERYONE]):
        assert [row.key for row in CostShare.objects.all()] == ["57059"]
        assert CostStatement.objects.get().total_cents == 100_00
        assert not CostLine.objects.exists()


def test_a_commune_without_a_share_does_not_read_why_a_statement_was_corrected(frozen, manager):
    elsewhere = Hall()
    more = Cost(kind="meal", label="Repas", amount_cents=10_00)
    costs.correct_costs(frozen.session_id, more, reason="repas du maire", by=manager, at=AFTER)
    hers = elsewhere.secretary.user
    hers.acting = acting_of(hers, on=AFTER.date())

    assert CostStatement.objects.count() == 2
    assert not CostStatement.objects.visible_to(hers).exists()
    with wall([elsewhere.commune.pk, EVERYONE]):
        assert not CostStatement.objects.exists()


def refused(name, act):
    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        act()
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")


def again(statement, **changes):
    one = CostStatement.objects.get(pk=statement.pk)
    one.pk = None
    for name, value in {"number": 2, "reason": "avoir", "total_cents": 0, **changes}.items():
        setattr(one, name, value)
    one.save(force_insert=True)
    return one


def test_what_the_database_refuses(frozen, manager):
    line, first = CostLine.objects.get(), frozen.shares.order_by("key")[0]
    other = SessionFactory(on=FIRST + 3 * DAY)
    add = {"kind": "meal", "label": "Repas", "added_at": AFTER, "added_by": manager}

    def change(thing, **changes):
        return lambda: type(thing)._base_manager.filter(pk=thing.pk).update(**changes)

    refused("cost_line_of_a_statement_stays", change(line, amount_cents=1))
    refused("cost_line_of_a_statement_stays", line.delete)
    refused(
        "cost_line_after_closing_corrects",
        lambda: CostLine.objects.create(session=frozen.session, amount_cents=1, **add),
    )
    refused(
        "cost_line_of_its_session",
        lambda: CostLine.objects.create(session=other, amount_cents=1, statement=frozen, **add),
    )
    refused(
        "cost_line_is_something",
        lambda: CostLine.objects.create(session=other, amount_cents=0, **add),
    )
    refused(
        "cost_line_below_zero_corrects",
        lambda: CostLine.objects.create(session=other, amount_cents=-1, **add),
    )
    refused("cost_share_never_changes", change(first, amount_cents=1))
    refused("cost_share_never_changes", change(first, key="57999"))
    refused(
        "cost_share_once_a_commune",
        lambda: CostShare.objects.create(
            statement=frozen, commune=first.commune, key="x", amount_cents=0
        ),
    )
    refused("cost_statement_sums_to_the_cent", lambda: again(frozen, total_cents=1))
    refused("cost_statement_correction_says_why", lambda: again(frozen, reason=""))
    refused("cost_statement_once", lambda: again(frozen, number=1))
    refused("permission denied", change(frozen, reason="x"))
    refused("sharing_rule_used_never_changes", change(frozen.rule, carried=100, by_attendance=0))
    assert again(frozen).total_cents == 0
    assert CostLine.objects.create(session=other, amount_cents=1, **add)
    export = CostExport.objects.create(number=1, made_at=AFTER, made_by=manager)
    assert change(first, export=export)() == 1
    refused("cost_share_never_changes", change(first, export=None))


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        (
            "sharing_rule_makes_a_hundred",
            {"by_attendance": 99},
            {"by_attendance": 60, "carried": 40},
        ),
        (
            "sharing_rule_voted_before_it_applies",
            {"voted_on": dt.date(2026, 1, 13)},
            {"voted_on": dt.date(2026, 1, 12)},
        ),
    ],
)
def test_a_rule_makes_a_hundred_and_holds_from_its_vote(name, wrong, right):
    one = rule()
    refused(name, lambda: SharingRule.objects.filter(pk=one.pk).update(**wrong))
    assert SharingRule.objects.filter(pk=one.pk).update(**right) == 1


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"by_attendance": 100}, "100\u202f% par personne venue"),
        (
            {"by_seat": 70, "carried": 30, "late_pays": True, "absent_pays": True},
            (
                "70\u202f% par place retenue et 30\u202f% à la charge de la communauté de communes ;"
                " un désistement tardif et une absence sans excuse comptent"
            ),
        ),
        (
            {"equally": 100, "among": "members", "late_pays": True},
            "100\u202f% à parts égales entre toutes les communes membres",
        ),
    ],
)
def test_a_rule_in_words(parts, words):
    assert rule_in_words(rule(**parts)) == words


def test_only_members_of_its_day_take_part(halls, manager):
    """A commune that left before the session pays nothing of it."""
    gone = factories.CommuneFactory(insee="57001")
    factories.MembershipFactory(
        commune=gone, epci=factories.EpciFactory(), period=(dt.date(2014, 1, 1), FIRST)
    )
    rule(equally=100, among="members")
    session = held((halls[0], R.ATTENDED))
    costs.add_cost(session.pk, TRAINER, by=manager, at=AFTER)

    assert set(cents(costs.freeze_costs(session.pk, by=manager, at=AFTER))) == {"57059", "57180"}
