"""The lists of costs, records and opinions: how each gets one more row. Read by tests/test_constant_queries.py."""

import datetime as dt
from itertools import count

from communes.states import Role
from tests import factories
from tests.conftest import NOON
from tests.training.factories import SessionFactory
from training.domain import costs, records, registrations
from training.models import EvaluationForm, ObligationRule, Session, SharingRule

TEAM, TOWN_HALL = "team", "town hall"
NUMBERS = count(1)
POST = dt.date(2026, 9, 1)


def add_rule(_scene):
    day = dt.date(2020, 1, 1) + dt.timedelta(days=next(NUMBERS))
    SharingRule.objects.create(deliberation="2020", voted_on=day, applies_from=day, carried=100)


def add_form(_scene):
    EvaluationForm.objects.create(title="Autre", moment="hot", audience="trainee", active=False)


def add_obligation_rule(_scene):
    kind = f"Accord {next(NUMBERS)}"
    return ObligationRule.objects.create(
        kind=kind, half_days=2, months=12, legal_ref="accord", valid_from=dt.date(2020, 1, 1)
    )


def add_shared(scene):
    """A session closed in the year of the page, shared by the communauté and by one commune."""
    if not SharingRule.objects.filter(applies_from=POST).exists():
        SharingRule.objects.create(
            deliberation="2026", voted_on=POST, applies_from=POST, equally=50, carried=50
        )
    on = dt.date(2026, 12, 1) + dt.timedelta(days=next(NUMBERS))
    session, manager = SessionFactory(on=on), scene.people[TEAM]
    registrations.register(
        session.pk, person=scene.hers.person, commune=scene.commune, by=None, at=NOON
    )
    meal = costs.Cost(kind="meal", label="Repas", amount_cents=100)
    costs.add_cost(session.pk, meal, by=manager, at=NOON)
    costs.freeze_costs(session.pk, by=manager, at=NOON)
    Session.objects.filter(pk=session.pk).update(state="closed")


def add_agent(scene):
    position = factories.PositionFactory(commune=scene.commune, role=Role.TECHNICIAN)
    records.open_obligation(
        person_id=position.person_id,
        commune_id=scene.commune.pk,
        rule_id=add_obligation_rule(scene).pk,
        begins_on=POST,
        by=scene.people[TEAM],
        at=NOON,
    )


LISTS = [
    (TEAM, "admin:training_sharingrule_changelist", None, add_rule),
    (TEAM, "admin:training_evaluationform_changelist", None, add_form),
    (TEAM, "admin:training_obligationrule_changelist", None, add_obligation_rule),
    (TEAM, "trainingdesk:cost_year", None, add_shared),
    (TEAM, "trainingdesk:obligation_list", None, add_agent),
    (TOWN_HALL, "training:cost_list", None, add_shared),
    (TOWN_HALL, "training:record_list", None, add_agent),
]
