"""After the sessions: costs of a closed one and of one that is not, opinions asked, a record and what is owed."""

import datetime as dt

from portal.files import Given
from tests.conftest import NOON
from tests.training.factories import DAY, RoomFactory, SessionFactory
from training.domain import costs, records, registrations
from training.domain.costs import Cost
from training.domain.evaluating import print_of
from training.models import (
    EvaluationForm,
    EvaluationRound,
    EvaluationTicket,
    ObligationRule,
    Session,
    SharingRule,
)
from training.states.sessions import SessionState

FIRST_DAY = dt.date(2027, 3, 2)
PROOF = b"attestation"


def furnish(side, users):
    manager = users["manager"]
    rule, _new = SharingRule.objects.get_or_create(
        applies_from=dt.date(2026, 1, 1),
        defaults={"deliberation": "2026-1", "voted_on": dt.date(2026, 1, 1), "by_attendance": 100},
    )
    running, closed = (_session(side, FIRST_DAY + n * DAY) for n in (0, 1))
    meal = Cost(kind="meal", label="Repas", amount_cents=60_01)
    line = costs.add_cost(running.pk, meal, by=manager, at=NOON)
    costs.add_cost(closed.pk, meal, by=manager, at=NOON)
    costs.freeze_costs(closed.pk, by=manager, at=NOON)
    Session.objects.filter(pk__in=(running.pk, closed.pk)).update(state=SessionState.TO_CLOSE)
    side.things |= {
        "sharing_rule": rule,
        "costly_session": running,
        "closed_session": closed,
        "cost_line": line,
        "cost_export": costs.export_shares(by=manager, at=NOON),
        **_ticket(side, closed),
        **_record(side, manager),
    }


def close(side):
    """Once its texts are written: nothing of a closed session changes."""
    closed = side.things["closed_session"]
    Session.objects.filter(pk=closed.pk).update(state=SessionState.CLOSED)
    closed.refresh_from_db()


def _session(side, day):
    session = SessionFactory(room=RoomFactory(commune=side.commune), on=day, maximum=4)
    registrations.register(
        session.pk, person=side.position.person, commune=side.commune, by=None, at=NOON
    )
    return session


def _ticket(side, session):
    form, _new = EvaluationForm.objects.get_or_create(
        moment="hot", audience="trainee", active=True, defaults={"title": "À chaud"}
    )
    opened = EvaluationRound.objects.create(
        session=session,
        form=form,
        moment="hot",
        audience="trainee",
        opens_on=NOON.date(),
        closes_on=dt.date(2099, 1, 1),
        asked=1,
    )
    token = f"avis-{side.commune.insee}"
    EvaluationTicket.objects.create(sha256=print_of(token), round=opened)
    return {"opinion_link": token, "evaluation_form": form}


def _record(side, manager):
    rule = ObligationRule.objects.order_by("pk").first() or ObligationRule.objects.create(
        kind="Accord", half_days=2, months=12, legal_ref="accord", valid_from=dt.date(2020, 1, 1)
    )
    person = side.position.person
    external = records.add_external(
        records.Followed(
            person_id=person.pk,
            commune_id=side.commune.pk,
            title="Ailleurs",
            organism="CNFPT",
            day=dt.date(2026, 10, 6),
            half_days=2,
            statutory=True,
            file=Given(name="a.txt", content=PROOF),
        ),
        by=manager,
        at=NOON,
    )
    owed = records.open_obligation(
        person_id=person.pk,
        commune_id=side.commune.pk,
        rule_id=rule.pk,
        begins_on=dt.date(2026, 9, 1),
        by=manager,
        at=NOON,
    )
    return {
        "external_training": external,
        "obligation": owed,
        "agent": person,
        "obligation_rule": rule,
    }
