"""Costs as they are asked about: whom a session concerns, the rule of its day, its shares, those of a year."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Q, Subquery, Sum

from communes.models import Commune, Epci, Population
from portal.lib.dates import paris_date
from portal.lib.text import fold, join, percent, plural
from training.models import CostLine, CostShare, Registration, SharingRule
from training.shares import CARRIED, Sender, share
from training.states.costs import Among
from training.states.registrations import RegistrationState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from training.models import CostStatement, Session
    from training.shares import Share

_R = RegistrationState
CARRIER = "CC"
"""How the communauté is written among the keys of shares that are kept."""
CAME = (_R.CONFIRMED, _R.ATTENDED, _R.PARTIAL)
"""While presence is not noted, who is expected counts as coming."""


@dataclass(frozen=True, slots=True)
class SharedWith:
    """A line of a statement: whom it is for, how many counted, cents."""

    name: str
    cents: int
    people: int
    insee: str = ""


@dataclass(slots=True)
class Account:
    """The costs of a session on its page; as long as no statement is frozen, `rule` shares them as of now."""

    lines: list[CostLine]
    frozen: list[CostStatement]
    rule: SharingRule | None
    shares: list[SharedWith] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(line.amount_cents for line in self.lines)

    @property
    def people(self) -> int:
        return sum(one.people for one in self.shares)

    @property
    def each(self) -> int | None:
        """Cents by person who counts; None when nobody does."""
        return round(self.total / self.people) if self.people else None


def account_of(session: Session) -> Account:
    """The wall is the team's."""
    lines = list(CostLine.objects.filter(session=session).select_related("statement"))
    frozen = list(session.statements.select_related("rule", "frozen_by").order_by("number"))
    rule = frozen[0].rule if frozen else rule_for(session)
    account = Account(lines, frozen, rule)
    if frozen:
        account.shares = frozen_shares(session)
    elif rule is not None and lines:
        account.shares = _named(shares_of(session, rule, account.total))
    return account


def rule_for(session: Session) -> SharingRule | None:
    """In force on the last day of a session; None when no deliberation was taken by then."""
    if session.ends_at is None:
        return None
    return SharingRule.objects.on(paris_date(session.ends_at)).first()


def shares_of(session: Session, rule: SharingRule, cents: int) -> list[Share]:
    """Every commune must be visible."""
    return share(cents, rule.parts, senders_of(session, rule))


def senders_of(session: Session, rule: SharingRule) -> list[Sender]:
    """The communes that the rule concerns, with who came, who did not, and their people."""
    rows = Registration.objects.filter(session=session).order_by()
    counted = rows.values_list("commune__insee").annotate(
        came=Count("pk", filter=Q(state__in=CAME)),
        excused=Count("pk", filter=Q(state=_R.ABSENT_EXCUSED)),
        absent=Count("pk", filter=Q(state=_R.ABSENT)),
        late=Count("pk", filter=Q(state=_R.CANCELLED_LATE)),
    )
    found = {
        key: Sender(key=key, came=came, excused=excused, absent=absent, late=late)
        for key, came, excused, absent, late in counted
        if came or excused or absent or (late and rule.late_pays)
    }
    everyone = rule.among == Among.MEMBERS
    day = paris_date(session.ends_at) if everyone and session.ends_at else None
    people = _populations(found, members_on=day)
    return [
        replace(found.get(key, Sender(key=key)), population=population)
        for key, population in sorted(people.items())
    ]


def _populations(keys: Iterable[str], *, members_on: date | None) -> dict[str, int]:
    newest = Population.objects.filter(commune=OuterRef("pk")).order_by("-vintage")
    communes = Commune.objects.filter(insee__in=list(keys))
    if members_on is not None:
        communes = Commune.objects.filter(
            Q(pk__in=communes.values("pk"))
            | Q(pk__in=Commune.objects.members(on=members_on).values("pk"))
        )
    rows = communes.annotate(people=Subquery(newest.values("count")[:1]))
    return {key: people or 0 for key, people in rows.values_list("insee", "people")}


def shared_before(session: Session) -> dict[str, int]:
    """Cents by key of the statements frozen so far."""
    rows = CostShare.objects.filter(statement__session=session).order_by().values("key")
    return {
        CARRIED if row["key"] == CARRIER else row["key"]: row["cents"]
        for row in rows.annotate(cents=Sum("amount_cents"))
    }


def frozen_shares(session: Session) -> list[SharedWith]:
    """All its statements together, the communauté last."""
    rows = CostShare.objects.filter(statement__session=session).order_by("statement__number")
    found: dict[str, SharedWith] = {}
    for row in rows.select_related("commune").defer("commune__outline"):
        before = found.get(row.key)
        found[row.key] = SharedWith(
            name=row.commune.name if row.commune else carrier_name(),
            cents=row.amount_cents + (before.cents if before else 0),
            people=row.people,
            insee="" if row.key == CARRIER else row.key,
        )
    return sorted(found.values(), key=lambda one: (not one.insee, fold(one.name)))


def _named(shares: Iterable[Share]) -> list[SharedWith]:
    rows = list(shares)
    names = dict(
        Commune.objects.filter(insee__in=[one.key for one in rows]).values_list("insee", "name")
    )
    found = [
        SharedWith(
            name=names.get(one.key) or carrier_name(),
            cents=one.cents,
            people=one.people,
            insee="" if one.key == CARRIED else one.key,
        )
        for one in rows
    ]
    return sorted(found, key=lambda one: (not one.insee, fold(one.name)))


def communes_by_key(keys: Iterable[str]) -> dict[str, int]:
    """The id of each commune by INSEE code; the communauté has none."""
    return dict(Commune.objects.filter(insee__in=list(keys)).values_list("insee", "pk"))


def carrier_name() -> str:
    """The communauté de communes that the portal serves."""
    ours = Epci.objects.filter(ours=True).order_by("pk").first()
    return ours.name if ours else "communauté de communes"


def rule_in_words(rule: SharingRule) -> str:
    """« 70 % par personne venue et 30 % laissés à la communauté ; un désistement tardif est compté »."""
    among = f"entre {rule.get_among_display()}"
    said = [
        (rule.by_attendance, "par personne venue"),
        (rule.by_seat, "par place retenue"),
        (rule.by_population, f"selon la population, {among}"),
        (rule.equally, f"à parts égales {among}"),
        (rule.carried, "à la charge de la communauté de communes"),
    ]
    parts = join([f"{percent(number)} {words}" for number, words in said if number])
    counted = [
        "un désistement tardif" if rule.late_pays else "",
        "une absence sans excuse" if rule.absent_pays else "",
    ]
    words = join([one for one in counted if one])
    if not words or not (rule.by_attendance or rule.by_seat):
        return parts
    several = sum(bool(one) for one in counted)
    return f"{parts} ; {words} {plural(several, 'compte', 'comptent')}"


def shares_seen(shares: QuerySet[CostShare]) -> QuerySet[CostShare]:
    """With the session that each is of, the latest first."""
    rows = shares.select_related(
        "statement__session__course", "statement__rule", "commune", "export"
    ).defer("commune__outline")
    return rows.order_by("-statement__frozen_at", "key")
