"""Ten years of the 28 communes: last year's campaign of the demonstration, told again for each year before.

Rows are written in bulk by the portal's own role, inside its walls: every constraint and every
history trigger of the database sees them.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, TypeVar

from communes.models import Need
from portal.documents.models import Document
from portal.journal.models import Entry
from portal.mail.models import OutboxEmail
from portal.walls.acting import wall_for_all
from purchasing.models import (
    Campaign,
    Contact,
    Lot,
    LotItem,
    NeedLine,
    NeedRevision,
    NeedSnapshot,
    Participation,
)
from purchasing.states import CampaignState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db import models

    Thing = TypeVar("Thing", bound="models.Model")
    Copies = dict[int, Thing]

CAMPAIGNS_A_YEAR = 8
YEAR = dt.timedelta(days=365)
BATCH = 2000


def grow(years: Iterable[int]) -> None:
    """For each number of years ago, the campaigns, mails, journal, documents and needs of that year."""
    with wall_for_all():
        source = Campaign.objects.filter(state=CampaignState.LOCKED).earliest("opened_at").pk
        for ago in years:
            for rank in range(CAMPAIGNS_A_YEAR):
                if ago or rank:
                    _campaign_of(source, ago, rank)
            _beside(ago)


def rows() -> dict[str, int]:
    """How many rows the largest tables hold."""
    counted = (Campaign, Participation, NeedLine, NeedRevision, Entry, OutboxEmail, Document, Need)
    with wall_for_all():
        return {str(model._meta.verbose_name_plural): _all(model).count() for model in counted}


def _all(model: type[models.Model]) -> models.Manager[Any]:
    return model._default_manager  # noqa: SLF001 -- some have no `objects` of their own


def _campaign_of(source: int, ago: int, rank: int) -> None:
    tag = f"{ago}-{rank}"
    campaigns = _again(
        Campaign.objects.filter(pk=source),
        ago,
        lambda c: _set(c, ref=f"AG-{tag}", title=f"Extincteurs {tag}", previous=None),
    )
    lots = _again(Lot.objects.filter(campaign=source), ago, _linked(campaign=campaigns))
    items = _again(LotItem.objects.filter(lot__campaign=source), ago, _linked(lot=lots))
    answers = _again(
        Participation.objects.filter(campaign=source), ago, _linked(campaign=campaigns)
    )
    told = {"participation__campaign": source}
    lines = _again(
        NeedLine.objects.filter(**told), ago, _linked(participation=answers, lot_item=items)
    )
    _again(
        NeedRevision.objects.filter(line__participation__campaign=source),
        ago,
        _linked(line=lines),
    )
    _again(NeedSnapshot.objects.filter(lot__campaign=source), ago, _linked(lot=lots))
    Contact.objects.bulk_create(
        Contact(
            participation=answer,
            commune_id=answer.commune_id,
            at=campaigns[source].opened_at + dt.timedelta(days=3),
            means=Contact.Means.CALL,
            reached=bool(answer.pk % 2),
        )
        for answer in answers.values()
    )
    _tell(campaigns[source], answers.values(), tag)


def _tell(campaign: Campaign, answers: Iterable[Participation], tag: str) -> None:
    """The mails that the campaign sent, and what its journal says."""
    at = campaign.opened_at
    assert at is not None
    answers = list(answers)
    OutboxEmail.objects.bulk_create(
        OutboxEmail(
            key=f"{kind}:{tag}:{answer.pk}",
            kind=f"purchasing.{kind}",
            commune_id=answer.commune_id,
            to="mairie@example.org",
            subject=f"Extincteurs {tag} : votre réponse",
            text="Bonjour,\n\nvotre commune est invitée à dire son besoin.\n" * 5,
            message_id=f"<{kind}.{tag}.{answer.pk}@example.org>",
            written_at=at,
            send_after=at,
            handed_at=at,
            sent_at=at,
            copies=1,
        )
        for kind in ("campaign_opened", "reminder", "answer_received")
        for answer in answers
    )
    Entry.objects.bulk_create(
        Entry(
            at=at + dt.timedelta(days=day),
            by_id=answer.answered_by_id,
            verb=verb,
            subject_type="purchasing.participation",
            subject_id=answer.pk,
            subject_label=f"Extincteurs {tag}",
            commune_id=answer.commune_id,
        )
        for day, verb in enumerate(("open", "draft", "submit", "lock"))
        for answer in answers
    )
    Document.objects.bulk_create(
        Document(
            kind="purchasing.answer_receipt",
            title=f"Accusé de réception, Extincteurs {tag}",
            subject_id=answer.pk,
            commune_id=answer.commune_id,
            asked_at=at,
            facts={},
            data_hash=f"{answer.pk:064x}",
            template_version="1-00000000",
        )
        for answer in answers
    )


def _beside(ago: int) -> None:
    """The needs that communes said that year."""
    _again(Need.objects.filter(said_at__gte=_recently()), ago, lambda _need: None)


def _recently() -> dt.datetime:
    latest = Need.objects.latest("said_at").said_at
    return latest - YEAR / 2


def _again(things: Iterable[Thing], ago: int, change: Callable[[Any], None]) -> Copies[Thing]:
    """Copies of these rows, `ago` years earlier, by the key of the row each was made from."""
    copies: Copies[Thing] = {}
    for thing in things:
        source_pk = thing.pk
        thing.pk = None
        thing._state.adding = True
        _age(thing, ago)
        change(thing)
        copies[source_pk] = thing
    if copies:
        model = type(next(iter(copies.values())))
        _all(model).bulk_create(copies.values(), batch_size=BATCH)
    return copies


def _age(thing: models.Model, ago: int) -> None:
    for field in thing._meta.fields:
        value = getattr(thing, field.attname)
        if isinstance(value, dt.date):
            setattr(thing, field.attname, value - YEAR * ago)


def _linked(**targets: Copies[Any]) -> Callable[[Any], None]:
    """Point each foreign key to the copy of what it pointed to."""

    def change(thing: models.Model) -> None:
        for name, copies in targets.items():
            setattr(thing, name, copies[getattr(thing, f"{name}_id")])

    return change


def _set(thing: models.Model, **values: object) -> None:
    for name, value in values.items():
        setattr(thing, name, value)
