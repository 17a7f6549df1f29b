"""What audits give to the home page, the search, the commune's sheet and the workbench."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, F, Min
from django.urls import reverse

from communes.rules import is_town_hall
from itsupport.models import Audit, AuditAction
from itsupport.queries.audit_marks import marks_of_all
from itsupport.rules import is_desk, may_audit, may_read_audits
from itsupport.states.audits import GIVEN_STATES, WORKED_STATES, ActionState, AuditState
from portal.home import registry
from portal.lib.dates import day_in_words, end_of_day, paris_date
from portal.lib.text import count
from portal.web import navigation

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from itsupport.models.audit_actions import AuditActionQuerySet
    from portal.accounts.models import User
    from portal.journal.models import Entry

SECTION = "informatique"
MOST = 20
TO_DECIDE = timedelta(days=90)
"""How long a town hall has before a card looks late."""

for _order, _label, _url, _text in (
    (
        40,
        "Audits",
        "itsupport:audit_list",
        "La note de chaque commune, les visites, les médianes.",
    ),
    (
        50,
        "Actions des audits",
        "itsupport:action_list",
        "Qui fait quoi, pour quand, après les audits.",
    ),
    (
        60,
        "Grille d’audit",
        "itsupport:grid_list",
        "Les questions posées, et leurs versions figées.",
    ),
):
    navigation.register_work(SECTION, _label, _url, text=_text, allow=may_audit, order=_order)


def _of_her_communes(user: User) -> AuditActionQuerySet:
    """The actions of the last audits of the town halls that a person serves; none for the team."""
    rows = AuditAction.objects.visible_to(user)
    if not is_town_hall(user) or user.acting is None:
        return rows.none()
    return rows.filter(commune__in=user.acting.communes, audit__state=AuditState.DELIVERED)


@registry.due
def decisions_due(user: User, *, at: datetime) -> registry.Told[registry.Due]:
    """To a town hall: a card for each audit with something to decide."""
    undecided = (
        _of_her_communes(user)
        .filter(state=ActionState.PROPOSED)
        .values("audit", "commune__name", "audit__delivered_at", "audit__headline")
        .annotate(number=Count("pk"))
        .order_by("audit__delivered_at")
    )
    (rows,) = yield registry.Asked(undecided[:MOST])
    for row in rows:
        given = row["audit__delivered_at"]
        assert given is not None
        yield registry.Due(
            on=given + TO_DECIDE,
            title="L’audit informatique est rendu",
            text=f"{row['audit__headline']}. {count(row['number'], 'action')} à décider.",
            url=reverse("itsupport:audit_detail", args=(row["audit"],)),
            button="Lire et décider",
            minutes=5,
            commune=row["commune__name"],
            icon="clipboard-list",
        )


@registry.due
def actions_due(user: User, *, at: datetime) -> registry.Told[registry.Due]:
    """To a town hall: a card for each planned action, at its date."""
    planned = _of_her_communes(user).filter(state=ActionState.PLANNED).select_related("commune")
    (rows,) = yield registry.Asked(planned.order_by("due_on")[:MOST])
    for action in rows:
        assert action.due_on is not None
        yield registry.Due(
            on=end_of_day(action.due_on),
            title=action.title,
            text="Prévu après l’audit informatique.",
            url=reverse("itsupport:action_decide", args=(action.pk,)),
            button="Noter où cela en est",
            minutes=1,
            commune=action.commune.name,
            icon="calendar-check",
        )


@registry.due
def audits_to_give(user: User, *, at: datetime) -> registry.Told[registry.Due]:
    """To the desk: the visits done and not yet given."""
    if not is_desk(user):
        return
    visited = Audit.objects.filter(state=AuditState.TO_REVIEW).select_related("commune")
    (rows,) = yield registry.Asked(visited[:MOST])
    for audit in rows:
        yield registry.Due(
            on=end_of_day(audit.visit_on),
            title=f"Audit à relire : {audit.commune}",
            text="La visite est faite ; la commune attend son compte rendu.",
            url=reverse("itsupport:audit_review", args=(audit.pk,)),
            button="Relire et rendre",
            minutes=20,
            icon="eye",
        )


@registry.events
def visits_ahead(user: User, *, at: datetime) -> registry.Told[registry.Event]:
    """The visits to come: of its own audit for a town hall, of all for the desk."""
    if not may_read_audits(user):
        return
    ahead = Audit.objects.visible_to(user).filter(
        state__in=WORKED_STATES, visit_on__gte=paris_date(at)
    )
    (rows,) = yield registry.Asked(
        ahead.select_related("commune", "auditor").order_by("visit_on")[:MOST]
    )
    for audit in rows:
        desk = is_desk(user)
        yield registry.Event(
            on=audit.visit_on,
            title=f"Visite d’audit : {audit.commune}",
            text=f"par {audit.auditor}",
            url=reverse("itsupport:audit_review", args=(audit.pk,))
            if desk
            else reverse("itsupport:audit_list"),
        )


@registry.search
def audits_found(user: User, query: str, *, limit: int) -> registry.Told[registry.Hit]:
    """By commune, or by the words of an action."""
    if not may_read_audits(user):
        return
    audits = Audit.objects.visible_to(user).given().filter(commune__name__icontains=query)
    actions = AuditAction.objects.visible_to(user).filter(
        title__icontains=query, audit__state__in=GIVEN_STATES
    )
    audits_there, actions_there = yield registry.Asked(
        audits.select_related("commune").order_by("-delivered_at")[:limit],
        actions.select_related("commune").order_by("-pk")[:limit],
    )
    for audit in audits_there:
        yield registry.Hit(
            kind="Audit",
            title=f"Audit {audit.visit_on.year}, {audit.commune}",
            text=audit.headline,
            url=reverse("itsupport:audit_detail", args=(audit.pk,)),
        )
    for action in actions_there:
        yield registry.Hit(
            kind="Action d’audit",
            title=action.title,
            text=f"{action.commune}, {action.get_state_display()}",
            url=reverse("itsupport:action_decide", args=(action.pk,)),
        )


@registry.figures
def letters(
    user: User, commune_ids: Iterable[int], *, at: datetime
) -> registry.Told[tuple[int, registry.Figure]]:
    """The letter of each commune's last audit."""
    if not may_read_audits(user):
        return
    (audits,) = yield registry.Asked(
        Audit.objects.visible_to(user)
        .filter(commune__in=list(commune_ids))
        .latest_given()
        .select_related("template")
    )
    marks = marks_of_all(audits, at=at) if audits else {}
    for audit in audits:
        score = marks[audit.pk].score
        if score.letter:
            yield (
                audit.commune_id,
                registry.Figure(
                    label="Audit",
                    value=score.letter,
                    note="note du dernier",
                    url=reverse("itsupport:audit_detail", args=(audit.pk,)),
                ),
            )


@registry.running
def audit_running(user: User, commune_id: int, *, at: datetime) -> registry.Told[registry.Running]:
    """The audit under way, and what remains to be done after the last one."""
    if not may_read_audits(user):
        return
    mine = Audit.objects.visible_to(user).filter(commune=commune_id)
    pending = AuditAction.objects.visible_to(user).pending().filter(commune=commune_id)
    open_ones = pending.filter(audit__state=AuditState.DELIVERED)
    worked, to_do = yield registry.Asked(
        mine.filter(state__in=WORKED_STATES),
        open_ones.values(of=F("audit"))
        .annotate(number=Count("id"), first=Min("due_on"))
        .order_by("of"),
    )
    for audit in worked:
        yield registry.Running(
            title="Audit informatique",
            text=f"visite le {day_in_words(audit.visit_on, year=True)}",
            url=reverse("itsupport:audit_review", args=(audit.pk,))
            if is_desk(user)
            else reverse("itsupport:audit_list"),
        )
    for row in to_do:
        until = f", la première pour le {day_in_words(row['first'])}" if row["first"] else ""
        yield registry.Running(
            title="Suites de l’audit",
            text=f"{count(row['number'], 'action')} à décider ou à faire{until}",
            url=reverse("itsupport:audit_detail", args=(row["of"],)),
        )


def _told(entry: Entry) -> registry.Story:
    return registry.Story(
        text=f"L’audit informatique est rendu : {entry.subject_label}.",
        url=reverse("itsupport:audit_detail", args=(entry.subject_id,)),
        link="Lire l’audit",
    )


registry.story("itsupport.audit", "deliver")(_told)
