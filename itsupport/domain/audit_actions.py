"""What is done after an audit: proposed from the answers, decided, done; or turned into a request or a need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from communes.domain.needs import Wish, say_need
from communes.states import NeedOrigin, NeedTheme
from itsupport import scoring
from itsupport.domain.tickets import NewTicket, open_ticket
from itsupport.models import Audit, AuditAction
from itsupport.queries.audit_marks import Line, lines_of
from itsupport.states.audits import ACTION_FLOW, ActionOwner, ActionState
from itsupport.states.tickets import TicketChannel, TicketKind
from portal.journal.record import record
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from communes.models import Need
    from itsupport.models import Ticket
    from portal.accounts.models import User

TO_ACT_ON = (scoring.Reply.NO, scoring.Reply.PARTIAL)
OURS = "service informatique"
"""An advice that names the service is for it to do."""
TITLE, REASON = 160, 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """An action as the auditor words it before the audit is given."""

    title: str
    reason: str
    owner: str
    effort: int
    cost: Decimal | None


def propose_actions(audit: Audit, *, at: datetime) -> int:
    """One for each « non » and « en partie » that has none; those whose answer is now good go away."""
    lines = [line for line in lines_of(audit, at=at) if line.counted in TO_ACT_ON]
    wanted = {line.question.pk for line in lines}
    audit.actions.filter(state=ActionState.PROPOSED).exclude(question__in=wanted).delete()
    held = set(audit.actions.values_list("question_id", flat=True))
    new = [_proposed(audit, line, at=at) for line in lines if line.question.pk not in held]
    AuditAction.objects.bulk_create(new)
    return len(new)


@transaction.atomic
def word_action(action_id: int, wording: Wording, *, by: User, at: datetime) -> AuditAction:
    """Before the audit is given, and by the team after: its words, its owner, its cost."""
    action = AuditAction.objects.locked(action_id)
    if not wording.title.strip():
        raise Refusal("Dites ce qu’il faut faire.")
    action.title = wording.title.strip()[:TITLE]
    action.reason = wording.reason.strip()[:REASON]
    action.owner, action.effort, action.cost = wording.owner, wording.effort, wording.cost
    action.save(update_fields=["title", "reason", "owner", "effort", "cost"])
    record("word", action, by=by, at=at)
    return action


@transaction.atomic
def plan_action(action_id: int, *, due_on: date, by: User, at: datetime) -> AuditAction:
    """Decided: it has a date."""
    action = _given(action_id)
    if due_on < paris_date(at):
        raise Refusal("Cette date est passée. Choisissez aujourd’hui ou plus tard.")
    ACTION_FLOW.apply("plan", action, by=by, at=at, due_on=due_on, decline_reason="")
    return action


@transaction.atomic
def complete_action(action_id: int, *, by: User, at: datetime) -> AuditAction:
    action = _given(action_id)
    ACTION_FLOW.apply("complete", action, by=by, at=at, done_on=paris_date(at))
    return action


@transaction.atomic
def decline_action(action_id: int, *, reason: str, by: User, at: datetime) -> AuditAction:
    """Left aside, and why: the next audit will ask again."""
    action = _given(action_id)
    if not reason.strip():
        raise Refusal("Dites en quelques mots pourquoi l’action est laissée de côté.")
    ACTION_FLOW.apply(
        "decline", action, by=by, at=at, decline_reason=reason.strip()[:200], due_on=None
    )
    return action


def leave_to_the_next(audit: Audit, following: Audit, *, by: User, at: datetime) -> None:
    """What was still pending is asked again by the audit that follows, in its own words."""
    for action in audit.actions.pending().select_for_update(of=("self",)):
        reason = f"Repris par l’audit de {following.visit_on:%Y}."
        ACTION_FLOW.apply("decline", action, by=by, at=at, decline_reason=reason, due_on=None)


@transaction.atomic
def reopen_action(action_id: int, *, by: User, at: datetime) -> AuditAction:
    action = _given(action_id)
    ACTION_FLOW.apply("reopen", action, by=by, at=at, done_on=None, due_on=None)
    return action


@transaction.atomic
def ask_for_help(action_id: int, *, by: User, at: datetime) -> Ticket:
    """Open a request for help with the words of the action: nobody types them again. Once an action."""
    action = _given(action_id)
    if action.ticket_id is not None:
        raise Refusal(f"La demande {action.ticket} est déjà ouverte pour cette action.")
    ticket = open_ticket(
        NewTicket(
            commune_id=action.commune_id,
            title=action.title,
            text="\n\n".join(filter(None, (action.title, action.reason, _origin(action)))),
            channel=TicketChannel.AUDIT,
            kind=TicketKind.REQUEST,
            name=str(by),
            email=by.email if by.acting is None or not by.acting.team else "",
        ),
        by=by,
        at=at,
    )
    action.ticket = ticket
    action.save(update_fields=["ticket"])
    record("ask_for_help", action, by=by, at=at, ticket=ticket.pk)
    return ticket


@transaction.atomic
def ask_to_buy(action_id: int, *, by: User, at: datetime) -> Need:
    """Note the need of the commune: a group purchase may take it up. Once an action."""
    action = _given(action_id)
    if action.need_id is not None:
        raise Refusal("Ce besoin est déjà noté : il attend un achat groupé.")
    wish = Wish(theme=NeedTheme.PURCHASE, label=action.title)
    need = say_need(
        action.commune_id,
        wish,
        by=by,
        at=at,
        origin=NeedOrigin.AUDIT,
        origin_label=_origin(action),
    )
    action.need = need
    action.save(update_fields=["need"])
    record("ask_to_buy", action, by=by, at=at, need=need.pk)
    return need


def _given(action_id: int) -> AuditAction:
    action = AuditAction.objects.locked(action_id)
    if not action.audit.is_given:
        raise Refusal("L’audit n’est pas encore rendu : ses actions se décident ensuite.")
    return action


def _origin(action: AuditAction) -> str:
    return f"Audit du {action.audit.visit_on:%d/%m/%Y}, question {action.question.code}"


def _proposed(audit: Audit, line: Line, *, at: datetime) -> AuditAction:
    question, answer = line.question, line.answer
    advice = question.advice
    reason = (answer.note or answer.sentence) if answer else ""
    return AuditAction(
        audit=audit,
        commune_id=audit.commune_id,
        template_id=audit.template_id,
        question=question,
        title=first_sentence(advice),
        reason=reason[:REASON],
        owner=ActionOwner.SERVICE if OURS in advice else ActionOwner.COMMUNE,
        effort=question.effort,
        proposed_at=at,
    )


def first_sentence(text: str) -> str:
    """Without its full stop, cut at a word when it is longer than a title."""
    first = text.split(". ", 1)[0].strip().rstrip(".")
    return first if len(first) <= TITLE else f"{first[: TITLE - 1].rsplit(' ', 1)[0]}…"
