"""What registrations give: the entry of the portal, what waits for an answer, the half days to come, stories."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import Count
from django.urls import reverse

from communes.queries.deciding import DECIDING
from communes.rules import communes_held
from portal.home import registry
from portal.lib.dates import day_in_words, hour_in_words, in_paris, instant_in_words, paris_date
from portal.lib.text import NBSP, count, join
from portal.tables.filters import found_in
from portal.web import navigation
from training import rules
from training.models import Registration, SlotHolding
from training.queries.half_days import next_half_days, outings
from training.queries.session_page import read_sessions
from training.queries.wording import days_in_words, places_in_words
from training.states.registrations import LIVE, Decision, RegistrationState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from portal.accounts.models import User
    from portal.journal.models import Entry

_R = RegistrationState
MOST = 20
AN_HOUR, A_DAY, TWO_DAYS = 3600, 86_400, 172_800

navigation.register("Formations", "training:session_list", order=30, allow=rules.may_read_training)


@registry.due
def offers_due(user: User, *, at: datetime) -> registry.Told[registry.Due]:
    """A seat is kept for one of her agents, or for herself: how long still."""
    held = communes_held(user, *rules.REGISTERING)
    rows = Registration.objects.visible_to(user).filter(state=_R.OFFERED, offer_until__gt=at)
    rows = rows.filter(commune__in=held) | rows.filter(person__user_id=user.pk)
    found = rows.select_related("person", "commune", "session__course").order_by("offer_until")
    (offered,) = yield registry.Asked(found[:MOST])
    for one in offered:
        assert one.offer_until is not None
        until = instant_in_words(one.offer_until)
        yield to_answer(
            one,
            on=one.offer_until,
            title=f"Une place est gardée pour {one.person}",
            text=f"« {one.session.course} ». À prendre avant {until}, {still(at, one.offer_until)}.",
            button="Accepter ou laisser",
            sign="place proposée",
            icon="hourglass",
        )


@registry.due
def decisions_due(user: User, *, at: datetime) -> registry.Told[registry.Due]:
    """To a mayor or a deputy: who asks to go, until when her seat is held."""
    rows = Registration.objects.visible_to(user).filter(
        commune__in=communes_held(user, *DECIDING),
        state__in=(_R.TO_VALIDATE, _R.WAITING),
        needs_approval=True,
        decision=Decision.NONE,
        session__starts_at__gt=at,
    )
    found = rows.select_related("person", "commune", "session__course").order_by(
        "hold_until", "pk"
    )
    (asking,) = yield registry.Asked(found[:MOST])
    for one in asking:
        until = one.hold_until or one.session.waiting_closes_at
        assert until is not None
        held = (
            f"La place est tenue jusqu’au {instant_in_words(until)}."
            if one.hold_until
            else "Aucune place n’est tenue."
        )
        yield to_answer(
            one,
            on=until,
            title=f"{one.person} demande à se former",
            text=f"« {one.session.course} ». {held}",
            page="registration_decide",
            button="Lire et décider",
            sign="attend votre accord",
            icon="stamp",
        )


def to_answer(
    one: Registration,
    *,
    on: datetime,
    title: str,
    text: str,
    button: str,
    sign: str,
    icon: str,
    page: str = "registration_detail",
) -> registry.Due:
    """A registration of which something is asked, until an hour: a minute, on its page."""
    return registry.Due(
        on=on,
        title=title,
        text=text,
        url=reverse(f"training:{page}", args=(one.pk,)),
        button=button,
        minutes=1,
        commune=one.commune.name,
        sign=sign,
        icon=icon,
        tone="warn",
    )


@registry.events
def half_days_ahead(user: User, *, at: datetime) -> registry.Told[registry.Event]:
    """The half days of her agents, those of one session and day together."""
    (ahead,) = yield registry.Asked(next_half_days(user, at=at)[:MOST])
    for one in outings(ahead):
        start = hour_in_words(in_paris(one.slots[0].starts_at))
        yield registry.Event(
            on=one.on,
            title=str(one.session.course),
            text=f"Formation, {one.who}, dès {start}{f', à {one.place}' if one.place else ''}",
            url=reverse("training:session_detail", args=(one.session.pk,)),
        )


@registry.search
def sessions_found(user: User, query: str, *, limit: int) -> registry.Told[registry.Hit]:
    """By the title of the course or the number, the latest first."""
    if not rules.may_read_training(user):
        return
    rows = found_in(read_sessions(user), ("course__title", "number"), query)
    name = (
        "trainingdesk:session_follow"
        if rules.may_run_sessions(user)
        else "training:session_detail"
    )
    (sessions,) = yield registry.Asked(rows.order_by("-starts_at", "pk")[:limit])
    for session in sessions:
        yield registry.Hit(
            kind="Formation",
            title=str(session.course),
            text=f"{days_in_words(session)}, {places_in_words(session)}",
            url=reverse(name, args=(session.pk,)),
        )


@registry.figures
def agents_coming(
    user: User, commune_ids: Iterable[int], *, at: datetime
) -> registry.Told[tuple[int, registry.Figure]]:
    """How many agents of each commune have a half day to come."""
    if not rules.may_read_registrations(user):
        return
    rows = (
        SlotHolding.objects.visible_to(user)
        .filter(commune__in=list(commune_ids), registration__state=_R.CONFIRMED, ends_at__gt=at)
        .order_by()
        .values("commune")
        .annotate(number=Count("person", distinct=True))
    )
    (counted,) = yield registry.Asked(rows)
    for row in counted:
        yield (
            row["commune"],
            registry.Figure(
                label="En formation",
                value=count(row["number"], "agent"),
                note="demi-journées à venir",
                url=reverse("training:registration_list"),
            ),
        )


@registry.running
def registrations_running(
    user: User, commune_id: int, *, at: datetime
) -> registry.Told[registry.Running]:
    """The sessions in which a commune has somebody, or somebody who waits."""
    if not rules.may_read_registrations(user):
        return
    rows = Registration.objects.visible_to(user).filter(
        commune=commune_id, state__in=LIVE, session__ends_at__gt=at
    )
    found = rows.select_related("person", "session__course").order_by(
        "session__starts_at", "session", "pk"
    )
    (here,) = yield registry.Asked(found[:MOST])
    for session, some in groupby(here, key=lambda one: one.session):
        people = join([f"{one.person} ({one.get_state_display()})" for one in some])
        assert session.starts_at is not None
        yield registry.Running(
            title=f"Formation : {session.course}",
            text=f"le {day_in_words(paris_date(session.starts_at))} : {people}",
            url=reverse("training:session_detail", args=(session.pk,)),
        )


def still(at: datetime, until: datetime) -> str:
    """« encore 2 jours », « encore 18 heures », « moins d’une heure »."""
    seconds = (until - at).total_seconds()
    if seconds >= TWO_DAYS:
        return f"encore {count(int(seconds // A_DAY), 'jour')}"
    if seconds >= AN_HOUR:
        return f"encore {count(int(seconds // AN_HOUR), 'heure')}"
    return "moins d’une heure"


def _told(words: str, verb: str) -> None:
    def told(entry: Entry) -> registry.Story:
        return registry.Story(
            text=f"{words}{NBSP}: {entry.subject_label}.",
            url=reverse("training:registration_detail", args=(entry.subject_id,)),
            link="Voir l’inscription",
        )

    registry.story("training.registration", verb)(told)


for _verb, _words in {
    "register": "Inscription à une formation demandée",
    "accept": "Accord du maire pour une formation",
    "refuse": "Refus du maire pour une formation",
    "offer": "Une place est proposée",
    "take_offer": "Place prise dans une formation",
    "decline_offer": "Place laissée à une autre personne",
    "expire": "Place proposée restée sans réponse",
    "cancel": "Désistement d’une formation",
    "cancel_late": "Désistement tardif d’une formation",
    "replace": "Place de formation cédée à un collègue",
    "receive_swap": "Place reçue par un échange",
    "end_with_session": "Session de formation annulée",
    "leave_out": "Session de formation commencée, sans place",
}.items():
    _told(_words, _verb)
