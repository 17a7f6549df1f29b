"""What a commune answers to a campaign of needs: kept as a draft, sent, or nothing to wish for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from communes.models import Position
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal
from training.domain.visas import visa_of_sending, without_visa
from training.domain.wish_mails import tell_mayors, tell_received
from training.models import Course, NeedsAnswer, Wish
from training.states.wishes import (
    ANSWER_FLOW,
    EDITABLE_WISHES,
    WISH_FLOW,
    NeedsState,
    Period,
    Priority,
    WishState,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from portal.accounts.models import User

_W = WishState
Key = tuple[int | None, int | None, str]
"""Whose wish (None: without a name), of which course (None: in words), in which words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A course of the catalogue, or a subject of a theme: for these people, and for `number` agents without names.

    `period`, `not_weekdays`, `kilometres_at_most`: its own; "", None and None are those of the whole page.
    """

    course_id: int | None = None
    theme_id: int | None = None
    subject: str = ""
    people: tuple[int, ...] = ()
    number: int = 0
    priority: int = Priority.MIDDLE
    period: str = ""
    not_weekdays: tuple[int, ...] | None = None
    kilometres_at_most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The page of a town hall. Days, period and way are those of each of its wishes that says nothing else."""

    asked: tuple[Asked, ...] = ()
    period: str = Period.ANY
    not_weekdays: tuple[int, ...] = ()
    impossible: str = ""
    kilometres_at_most: int | None = None
    remark: str = ""

    @property
    def usual(self) -> dict[str, Any]:
        """What the answer keeps, for this year's wishes and to begin the next year's page with."""
        return {
            "period": self.period,
            "not_weekdays": sorted(self.not_weekdays),
            "impossible": self.impossible,
            "kilometres_at_most": self.kilometres_at_most,
        }

    def of(self, asked: Asked) -> dict[str, Any]:
        """When and how far, for one of the wishes."""
        own: dict[str, Any] = {
            "period": asked.period or None,
            "not_weekdays": None if asked.not_weekdays is None else sorted(asked.not_weekdays),
            "kilometres_at_most": asked.kilometres_at_most,
        }
        return self.usual | {name: value for name, value in own.items() if value is not None}


@transaction.atomic
def keep_wishes(answer_id: int, given: Given, *, by: User, at: datetime) -> NeedsAnswer:
    """As a draft, which the manager does not count. Refusal once something was sent."""
    answer = _held(answer_id, caller="", at=at)
    ANSWER_FLOW.check("keep_draft", answer)
    _write(answer, given, state=_W.DRAFT, by=by, at=at)
    ANSWER_FLOW.apply("keep_draft", answer, by=by, at=at, remark=given.remark, **given.usual)
    return answer


@transaction.atomic
def send_wishes(
    answer_id: int, given: Given, *, by: User, at: datetime, caller: str = ""
) -> NeedsAnswer:
    """These wishes and no others, until the deadline. `caller`: with whom the manager speaks by telephone.

    Where the campaign asks for it, the mayor is asked for a visa; a mayor who sends them gives it by that.
    Refusal: nothing wished, somebody of another commune, a course that is not proposed, the deadline passed.
    """
    answer = _held(answer_id, caller=caller, at=at)
    state, visa = visa_of_sending(answer, caller=caller, by=by, at=at)
    _write(answer, given, state=state, by=by, at=at)
    if not answer.wishes.exists():
        raise Refusal("Cochez au moins un souhait, ou dites que vous n’en avez pas.")
    said = {"remark": given.remark, **given.usual, **visa}
    _give(answer, "send_wishes", said, caller=caller, by=by, at=at)
    tell_mayors(answer, at=at)
    return answer


@transaction.atomic
def say_none(
    answer_id: int, *, by: User, at: datetime, caller: str = "", remark: str = ""
) -> None:
    """« Nous n’avons pas de souhait »: those that were not decided yet are taken out."""
    answer = _held(answer_id, caller=caller, at=at)
    answer.wishes.filter(state__in=EDITABLE_WISHES, need=None).delete()
    said = {"remark": remark, **without_visa(answer)}
    _give(answer, "say_none", said, caller=caller, by=by, at=at)


def _held(answer_id: int, *, caller: str, at: datetime) -> NeedsAnswer:
    """The answer, held, while it may still change: by telephone, until the campaign is closed."""
    answer = NeedsAnswer.objects.locked(answer_id)
    campaign = answer.campaign
    may = campaign.state == NeedsState.OPEN if caller else campaign.takes_at(at)
    if not may:
        raise Refusal("Le recueil est clos : écrivez-nous, ou notez un besoin sur votre fiche.")
    return answer


def _give(
    answer: NeedsAnswer, verb: str, said: dict[str, Any], *, caller: str, by: User, at: datetime
) -> None:
    said |= {"answered_at": at, "answered_by": by, "caller": caller.strip()}
    ANSWER_FLOW.apply(verb, answer, by=by, at=at, **said)
    tell_received(answer, at=at)


def _write(answer: NeedsAnswer, given: Given, *, state: str, by: User, at: datetime) -> None:
    """The rows become those that are given; what the manager has decided, or made of a need, stays."""
    _check(answer, given.asked, at=at)
    wanted = _wanted(given.asked)
    held = answer.wishes.select_for_update(of=("self",)).filter(need=None).order_by("pk")
    before = {_key(one): one for one in held}
    for key, one in before.items():
        if key not in wanted and one.state in EDITABLE_WISHES:
            one.delete()
    themes = dict(Course.objects.values_list("pk", "theme_id"))
    for key, (asked, people) in wanted.items():
        wish = before.get(key) or Wish(
            answer=answer,
            campaign_id=answer.campaign_id,
            commune_id=answer.commune_id,
            state=state,
        )
        if wish.state not in EDITABLE_WISHES:
            continue
        person_id, course_id, subject = key
        wish.person_id, wish.people = person_id, people
        wish.course_id = wish.course_id or course_id
        wish.theme_id = themes[course_id] if course_id else asked.theme_id or 0
        wish.subject, wish.priority = subject, asked.priority
        _set(wish, given.of(asked))
        _save(wish)
        if wish.state != state:
            verb = "ask_visa" if state == _W.VISA else "submit"
            WISH_FLOW.apply(verb, wish, by=by, at=at)


def _save(wish: Wish) -> None:
    """Refusal when another commune, which she serves too, asks for the same thing: the row is not ours to read."""
    try:
        with transaction.atomic():
            wish.save()
    except IntegrityError as error:
        if "wish_once_an_agent_and_course" in str(error):
            raise Refusal(f"Une autre mairie demande déjà « {wish} » pour {wish.who}.") from error
        raise


def _set(wish: Wish, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(wish, name, value)


def _wanted(asked: Sequence[Asked]) -> dict[Key, tuple[Asked, int]]:
    """Each wish once, and for how many."""
    found: dict[Key, tuple[Asked, int]] = {}
    for one in asked:
        subject = "" if one.course_id else one.subject.strip()
        for person_id in one.people:
            found[person_id, one.course_id, subject] = (one, 1)
        if one.number:
            found[None, one.course_id, subject] = (one, one.number)
    return found


def _key(wish: Wish) -> Key:
    """What was asked in words stays so, even once the manager has found its course."""
    return wish.person_id, None if wish.subject else wish.course_id, wish.subject


def _check(answer: NeedsAnswer, asked: Sequence[Asked], *, at: datetime) -> None:
    people = {pk for one in asked for pk in one.people}
    here = Position.objects.on(paris_date(at)).filter(commune=answer.commune_id, person__in=people)
    if len(set(here.values_list("person_id", flat=True))) < len(people):
        raise Refusal("Cette personne n’est pas de la commune.")
    courses = {one.course_id for one in asked if one.course_id}
    offered = Course.objects.filter(
        pk__in=courses, active=True, theme__in=answer.campaign.themes.values("pk")
    )
    if offered.count() < len(courses):
        raise Refusal("Cette formation n’est pas proposée dans ce recueil.")
    if any(not one.course_id and not (one.theme_id and one.subject.strip()) for one in asked):
        raise Refusal("Un souhait hors catalogue dit son thème et son sujet.")
