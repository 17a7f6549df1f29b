"""Three campaigns told through the portal's own verbs: last year's, this year's with 22 answers, and a draft."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from demonstration.sites import visit
from portal.accounts.models import User
from portal.lib.calendar import add_working_days, next_working_day
from purchasing.domain import answers
from purchasing.domain.campaigns import close_campaign, open_campaign
from purchasing.domain.consolidation import lock_need
from purchasing.domain.drafts import Draft, add_item, add_lot, copy_campaign, create_campaign
from purchasing.domain.lines import Cell
from purchasing.models import Campaign, Contact, Convention, Item, LotItem, Participation
from purchasing.queries.prefill import proposals
from purchasing.states import CampaignKind, Channel

if TYPE_CHECKING:
    from datetime import date

    from communes.models import Commune

PARIS = ZoneInfo("Europe/Paris")
EIGHTEEN = time(18)
SILENT = ("57173", "57506", "57713")
READ_ONLY = ("57071", "57080")
DRAFTED = "57635"
NO_NEED = ("57216", "57551", "57592")
DECLINED = "57344"
BY_PHONE = ("57086", "57310")
FROM_THE_MAIL = ("57056", "57518", "57613")
FROM_A_SHEET = ("57630",)
MANY_SIGNS = "57566"
"""Asks for ten times more signs than last year: something to look at, and to call about."""


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of the story, counted from the day on which it is told."""

    today: date
    last_opened: datetime
    last_deadline: datetime
    opened: datetime
    deadline: datetime

    @classmethod
    def around(cls, at: datetime) -> Dates:
        today = at.astimezone(PARIS).date()
        opened_on = _working_days_before(today, 11)
        last_year = next_working_day(today - timedelta(days=365), good_friday=False)
        return cls(
            today=today,
            last_opened=_at(last_year, time(9)),
            last_deadline=_at(add_working_days(last_year, 20, good_friday=False), EIGHTEEN),
            opened=_at(opened_on, time(9)),
            deadline=_at(add_working_days(today, 15, good_friday=False), EIGHTEEN),
        )


def load_campaigns(convention: Convention, *, at: datetime) -> None:
    dates = Dates.around(at)
    manager = User.objects.get(email="gestion@example.org")
    previous = _last_year(convention, manager, dates)
    visit(year=dates.today.year, on=dates.today)
    _this_year(previous, convention, manager, dates)
    _hardware(convention, manager, at=at)


def _last_year(convention: Convention, manager: User, dates: Dates) -> Campaign:
    at = dates.last_opened
    year = dates.today.year
    campaign = create_campaign(
        _extinguishers(year, convention, declare_by=dates.last_deadline, checks=dates.today),
        by=manager,
        at=at,
    )
    lot = add_lot(
        campaign.pk, title="Vérification et matériel", cpv="35111320-4", by=manager, at=at
    )
    for item in Item.objects.filter(code__startswith="EXT-").order_by("pk"):
        add_item(lot.pk, item.pk, by=manager, at=at)
    open_campaign(campaign.pk, by=manager, at=at)
    draw = random.Random(2026)  # noqa: S311 -- an invented story, the same at every start
    answering = list(campaign.participations.select_related("commune").order_by("commune__insee"))
    for answer in answering:
        when = _on_a_working_day(
            at + timedelta(days=draw.randrange(1, 20), hours=draw.randrange(0, 8))
        )
        secretary = _secretary(answer.commune)
        if answer.commune.insee in {"57551", "57592"}:
            answers.need_nothing(answer.pk, by=secretary, at=when)
        else:
            _fill(answer, secretary, when, signs=1)
            answers.submit(answer.pk, by=secretary, at=when)
    close_campaign(campaign.pk, by=manager, at=dates.last_deadline)
    lock_need(campaign.pk, by=manager, at=dates.last_deadline + timedelta(days=2))
    return campaign


def _this_year(previous: Campaign, convention: Convention, manager: User, dates: Dates) -> None:
    at = dates.opened
    draft = _extinguishers(
        dates.today.year + 1, convention, declare_by=dates.deadline, checks=dates.today
    )
    campaign = copy_campaign(previous.pk, draft, by=manager, at=at - timedelta(days=3))
    open_campaign(campaign.pk, by=manager, at=at)
    draw = random.Random(2027)  # noqa: S311 -- an invented story, the same at every start
    for answer in campaign.participations.select_related("commune").order_by("commune__insee"):
        days = draw.randrange(1, max(2, (dates.today - at.date()).days))
        _answer(
            answer,
            manager,
            at=_on_a_working_day(at + timedelta(days=days, minutes=draw.randrange(480))),
        )


def _answer(answer: Participation, manager: User, *, at: datetime) -> None:
    """Each commune in its own manner; six have not finished, three of them have not even read."""
    insee, secretary = answer.commune.insee, _secretary(answer.commune)
    if insee in SILENT:
        return
    if insee in READ_ONLY:
        answers.read_invitation(answer.pk, by=secretary, at=at)
    elif insee == DRAFTED:
        _fill(answer, secretary, at, signs=2)
    elif insee in NO_NEED:
        answers.need_nothing(answer.pk, by=secretary, at=at)
    elif insee == DECLINED:
        answers.decline(
            answer.pk, "contrat en cours avec un vérificateur local", by=secretary, at=at
        )
    elif insee in BY_PHONE:
        _by_phone(answer, manager, at=at)
    elif insee in FROM_THE_MAIL:
        who = str(secretary)
        answers.answer_as_last_year(
            answer.pk, by=None, at=at, channel=Channel.MAIL, answered_as=who
        )
    else:
        channel = Channel.SHEET if insee in FROM_A_SHEET else Channel.WEB
        _fill(answer, secretary, at, signs=40 if insee == MANY_SIGNS else 2, channel=channel)
        answers.submit(answer.pk, by=secretary, at=at + timedelta(minutes=4), channel=channel)


def _by_phone(answer: Participation, manager: User, *, at: datetime) -> None:
    who = f"{_secretary(answer.commune)}, secrétaire"
    Contact.objects.create(
        participation=answer,
        commune=answer.commune,
        at=at,
        by=manager,
        means=Contact.Means.CALL,
        reached=True,
        who=who,
        note="reconduit sa réponse de l’an dernier",
    )
    answers.answer_as_last_year(
        answer.pk, by=manager, at=at, channel=Channel.PHONE, answered_as=who
    )


def _fill(
    answer: Participation,
    secretary: User,
    at: datetime,
    *,
    signs: int,
    channel: Channel = Channel.WEB,
) -> None:
    """What the register proposes, and a few signs for the town hall."""
    town_hall = answer.commune.sites.order_by("pk").first()
    panels = LotItem.objects.get(lot__campaign_id=answer.campaign_id, item__code="EXT-PAN")
    assert town_hall is not None
    proposed = [
        Cell(lot_item_id=proposal.key[0], site_id=proposal.key[1], quantity=proposal.quantity)
        for proposal in proposals(answer)
        if proposal.key != (panels.pk, town_hall.pk)
    ]
    cells = (*proposed, Cell(lot_item_id=panels.pk, site_id=town_hall.pk, quantity=Decimal(signs)))
    answers.save_draft(answer.pk, answers.Draft(cells=cells), by=secretary, at=at, channel=channel)


def _hardware(convention: Convention, manager: User, *, at: datetime) -> None:
    draft = Draft(
        title=f"Matériel informatique {at.year + 1}",
        question="De quels postes votre mairie a-t-elle besoin ?",
        purpose="Grouper les renouvellements que les audits et l’enquête ont montrés.",
        kind=CampaignKind.ONE_OFF,
        minutes=5,
        convention_id=convention.pk,
    )
    campaign = create_campaign(draft, by=manager, at=at - timedelta(days=2))
    lot = add_lot(campaign.pk, title="Postes et écrans", cpv="30213000-5", by=manager, at=at)
    for item in Item.objects.filter(code__startswith="INF-").order_by("pk"):
        add_item(lot.pk, item.pk, by=manager, at=at)


def _extinguishers(
    year: int, convention: Convention, *, declare_by: datetime, checks: date
) -> Draft:
    return Draft(
        title=f"Extincteurs {year}",
        question=f"De quoi avez-vous besoin en {year} ?",
        purpose=(
            "La vérification annuelle de vos extincteurs est obligatoire. Ensemble, nous obtenons un seul prix,"
            " une seule tournée, et les appareils neufs au même tarif pour tous."
        ),
        kind=CampaignKind.SERVICE,
        minutes=3,
        declare_by=declare_by,
        checks_from=checks.replace(year=year, month=3, day=15),
        shared_cost=Decimal(840),
        shared_cost_label="publicité légale",
        convention_id=convention.pk,
    )


def _secretary(commune: Commune) -> User:
    return User.objects.get(email=f"secretaire.{commune.insee}@example.org")


def _on_a_working_day(at: datetime) -> datetime:
    """The same hour, on the last working day: nobody answers on a Sunday."""
    day = at.astimezone(PARIS).date()
    while next_working_day(day, good_friday=False) != day:
        day -= timedelta(days=1)
    return datetime.combine(day, at.astimezone(PARIS).timetz().replace(tzinfo=None), PARIS)


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, PARIS)


def _working_days_before(day: date, number: int) -> date:
    found = day
    while number:
        found -= timedelta(days=1)
        if next_working_day(found, good_friday=False) == found:
            number -= 1
    return found
