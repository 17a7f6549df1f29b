"""What is done after an audit: proposed, decided, done, or turned into a request or a need."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from communes.states import NeedOrigin
from itsupport import scoring
from itsupport.domain import audit_actions
from itsupport.domain.audit_answers import keep_answers
from itsupport.models import (
    AuditAction,
)
from itsupport.queries.audit_sheet import audit_sheet
from itsupport.states.tickets import TicketChannel
from portal.journal.models import Entry
from portal.lib.refusal import Refusal
from tests import factories
from tests.conftest import NOON
from tests.itsupport import auditing
from tests.itsupport.auditing import fresh, refused

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("audit_action_planned_is_dated", {"state": "planned"}, {"state": "planned", "due_on": NOON.date()}),
        ("audit_action_done_is_dated", {"state": "done"}, {"state": "done", "done_on": NOON.date()}),
        ("audit_action_done_is_dated", {"done_on": NOON.date()}, {}),
        ("audit_action_declined_says_why", {"state": "declined"}, {"state": "declined", "decline_reason": "x"}),
        ("audit_action_cost_positive", {"cost": -1}, {"cost": 0}),
        ("audit_action_effort", {"effort": 6}, {"effort": 5}),
    ],
)  # fmt: skip
def test_an_action_is_true_to_its_state(name, wrong, right, agent):
    audit = auditing.give(agent=agent, S2="no")
    rows = AuditAction.objects.filter(audit=audit)

    refused(lambda: rows.update(**wrong), name)
    if right:
        assert rows.update(**right) == 1


def test_actions_follow_from_the_answers_the_most_useful_first(agent):
    audit = auditing.give(agent=agent, S2="no", S3="partial", P9="no", G1="unknown")
    sheet = audit_sheet(fresh(audit), at=NOON)

    found = {one.action.question.code: one for one in sheet.actions}
    assert set(found) == {"S2", "S3", "P9"}
    worth = [
        scoring.priority(
            one.action.question.weight,
            {"S2": 0, "S3": Fraction(1, 2), "P9": 0}[one.action.question.code],
            one.action.effort,
        )
        for one in sheet.actions
    ]
    assert worth == sorted(worth, reverse=True)
    assert sum(one.points for one in sheet.actions) > 0


def test_the_step_to_the_next_letter_counts_the_critical_cap(agent):
    audit = auditing.give(agent=agent, S2="no")
    sheet = audit_sheet(fresh(audit), at=NOON)

    assert (sheet.letter, sheet.step.actions, sheet.step.letter) == ("D", 1, "A")
    audit_actions.complete_action(sheet.actions[0].action.pk, by=agent, at=LATER)
    assert audit_sheet(fresh(audit), at=LATER).step is None


def test_an_action_becomes_a_request_or_a_need_without_typing_anything(agent):
    audit = auditing.give(agent=agent, S2="no")
    action = AuditAction.objects.get(audit=audit)

    ticket = audit_actions.ask_for_help(action.pk, by=agent, at=LATER)
    need = audit_actions.ask_to_buy(action.pk, by=agent, at=LATER)

    assert (ticket.channel, ticket.title, ticket.commune) == (
        TicketChannel.AUDIT,
        action.title,
        audit.commune,
    )
    assert (need.origin, need.label, need.commune) == (
        NeedOrigin.AUDIT,
        action.title,
        audit.commune,
    )
    action.refresh_from_db()
    assert (action.ticket, action.need) == (ticket, need)
    for again in (audit_actions.ask_for_help, audit_actions.ask_to_buy):
        with pytest.raises(Refusal, match="déjà"):
            again(action.pk, by=agent, at=LATER)
    other = factories.NeedFactory()
    refused(lambda: AuditAction.objects.filter(pk=action.pk).update(need=other), "même commune")


def wording(**changes):
    usual = {"title": " Sauvegarder ailleurs ", "reason": "", "owner": "commune", "effort": 2}
    return audit_actions.Wording(**{**usual, "cost": Decimal(120), **changes})


def test_an_action_is_worded_by_the_auditor_and_never_left_without_words(agent):
    action = AuditAction.objects.get(audit=auditing.give(agent=agent, S2="no"))

    with pytest.raises(Refusal, match="ce qu’il faut faire"):
        audit_actions.word_action(action.pk, wording(title=" "), by=agent, at=LATER)
    audit_actions.word_action(action.pk, wording(), by=agent, at=LATER)

    action.refresh_from_db()
    assert (action.title, action.cost, action.effort) == ("Sauvegarder ailleurs", 120, 2)
    assert Entry.objects.about(action).filter(verb="word", by=agent).exists()


def test_an_action_is_decided_for_a_day_to_come_declined_with_a_reason_and_reopened(agent):
    pk = AuditAction.objects.get(audit=auditing.give(agent=agent, S2="no")).pk
    today = NOON.date()

    with pytest.raises(Refusal, match="passée"):
        audit_actions.plan_action(pk, due_on=today - dt.timedelta(days=1), by=agent, at=NOON)
    assert audit_actions.plan_action(pk, due_on=today, by=agent, at=NOON).due_on == today
    with pytest.raises(Refusal, match="pourquoi"):
        audit_actions.decline_action(pk, reason=" ", by=agent, at=NOON)
    declined = audit_actions.decline_action(pk, reason="pas cette année", by=agent, at=NOON)
    assert (declined.state, declined.due_on) == ("declined", None)
    again = audit_actions.reopen_action(pk, by=agent, at=NOON)
    assert (again.state, again.due_on, again.done_on) == ("proposed", None, None)


def test_nothing_is_decided_before_the_audit_is_given(agent):
    audit = auditing.prepare(agent=agent)
    auditing.answer(audit, agent=agent, S2="no")
    audit_actions.propose_actions(audit, at=NOON)
    action = audit.actions.get()

    for decide in (audit_actions.complete_action, audit_actions.ask_for_help):
        with pytest.raises(Refusal, match="pas encore rendu"):
            decide(action.pk, by=agent, at=NOON)
    action.refresh_from_db()
    assert action.state == "proposed"


def test_what_was_asked_to_be_done_goes_away_with_its_answer(agent):
    audit = auditing.prepare(agent=agent)
    auditing.answer(audit, agent=agent, S2="no", S3="partial")
    assert audit_actions.propose_actions(audit, at=NOON) == 2
    keep_answers(audit.pk, [auditing.said("S2", at=LATER)], by=agent, at=LATER)

    assert audit_actions.propose_actions(audit, at=LATER) == 0
    assert [one.question.code for one in audit.actions.all()] == ["S3"]
