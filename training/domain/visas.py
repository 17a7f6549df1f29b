"""The mayor's visa on the wishes of her commune, where a campaign asks for it: asked, given, refused, asked again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from communes.queries.deciding import deciding_positions
from portal.journal.record import record
from portal.lib.calendar import is_working_day
from portal.lib.dates import instant_in_words, paris_date
from portal.lib.refusal import Refusal
from training.domain.decisions import decided_as
from training.domain.wish_mails import tell_mayors, tell_visa
from training.models import NeedsAnswer
from training.states.registrations import DecisionChannel
from training.states.wishes import ANSWER_FLOW, WISH_FLOW, Visa, WishState

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User
    from training.domain.decisions import Word

REMIND_AFTER = timedelta(hours=48)


def visa_of_sending(
    answer: NeedsAnswer, *, caller: str, by: User, at: datetime
) -> tuple[WishState, dict[str, Any]]:
    """The state of the wishes that are sent, and what the answer keeps. A mayor who sends them approves them."""
    fresh = without_visa(answer)
    if not answer.campaign.visa_asked:
        return WishState.SUBMITTED, fresh
    asked = fresh | {"visa": Visa.AWAITED, "visa_asked_at": at}
    positions = deciding_positions(answer.commune_id, on=paris_date(at))
    mine = None if caller else positions.filter(person__user_id=by.pk).first()
    if mine is None:
        return WishState.VISA, asked
    said = {"visa": Visa.GIVEN, "visa_at": at, "visa_as": decided_as(mine)}
    return WishState.SUBMITTED, asked | said | {"visa_via": DecisionChannel.WEB}


def without_visa(answer: NeedsAnswer) -> dict[str, Any]:
    """As if no mayor had been asked: the links sent before are worthless."""
    return {
        "visa": Visa.NONE,
        "visa_asked_at": None,
        "visa_reminded_at": None,
        "visa_at": None,
        "visa_as": "",
        "visa_via": "",
        "visa_noted_by": None,
        "visa_reason": "",
        "link_version": answer.link_version + 1,
    }


@transaction.atomic
def give_visa(answer_id: int, word: Word, *, by: User | None, at: datetime) -> NeedsAnswer:
    """The mayor approves: the wishes count from now on. Refusal when nothing awaits her."""
    answer = _awaited(answer_id)
    for wish in _asked(answer):
        WISH_FLOW.apply("submit", wish, by=by, at=at)
    said = {
        "visa": Visa.GIVEN,
        "visa_at": at,
        "visa_as": word.decided_as,
        "visa_via": word.via,
        "visa_noted_by": word.noted_by,
    }
    for name, value in said.items():
        setattr(answer, name, value)
    answer.save(update_fields=list(said))
    record("give_visa", answer, by=by, at=at, decided_as=word.decided_as)
    tell_visa(answer, at=at)
    return answer


@transaction.atomic
def refuse_visa(
    answer_id: int, word: Word, *, reason: str, by: User | None, at: datetime
) -> NeedsAnswer:
    """The mayor says no, and why: the answer is a draft again, which the town hall corrects or leaves."""
    answer, said = _awaited(answer_id), reason.strip()
    if not said:
        raise Refusal("Dites pourquoi : la mairie le lira.")
    for wish in _asked(answer):
        WISH_FLOW.apply("return_draft", wish, by=by, at=at)
    ANSWER_FLOW.apply(
        "refuse_visa",
        answer,
        by=by,
        at=at,
        told={"decided_as": word.decided_as, "reason": said},
        answered_at=None,
        answered_by=None,
        caller="",
        visa=Visa.REFUSED,
        visa_at=at,
        visa_as=word.decided_as,
        visa_via=word.via,
        visa_noted_by=word.noted_by,
        visa_reason=said,
    )
    tell_visa(answer, at=at)
    return answer


def remind_visas(*, at: datetime) -> int:
    """On a day of work, write once more to the mayors asked two days ago who have not answered; how many answers."""
    if not is_working_day(paris_date(at), good_friday=True):
        return 0
    late = NeedsAnswer.objects.filter(
        visa=Visa.AWAITED, visa_asked_at__lte=at - REMIND_AFTER, visa_reminded_at=None
    )
    return sum(remind_visa(pk, at=at) for pk in late.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def remind_visa(answer_id: int, *, at: datetime) -> bool:
    """False when the mayor answered meanwhile, or was already written to again."""
    answer = NeedsAnswer.objects.locked(answer_id)
    if answer.visa != Visa.AWAITED or answer.visa_reminded_at is not None:
        return False
    answer.visa_reminded_at = at
    answer.save(update_fields=["visa_reminded_at"])
    tell_mayors(answer, at=at, again=True)
    return True


def _awaited(answer_id: int) -> NeedsAnswer:
    """The answer, held, while its mayor may still say something."""
    answer = NeedsAnswer.objects.locked(answer_id)
    if answer.visa == Visa.AWAITED:
        return answer
    if answer.visa_at is not None:
        raise Refusal(
            f"{answer.visa_as} a déjà répondu, {instant_in_words(answer.visa_at)} :"
            f" {answer.get_visa_display()}."
        )
    raise Refusal("Ces souhaits n’attendent pas de visa.")


def _asked(answer: NeedsAnswer) -> list[Any]:
    return list(answer.wishes.select_for_update().filter(state=WishState.VISA).order_by("pk"))
