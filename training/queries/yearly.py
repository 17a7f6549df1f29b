"""A year of training, in figures: for a commune, or for all of them. A session under way is not counted yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, DurationField, ExpressionWrapper, F, Sum

from communes.models import Commune
from portal.lib.dates import paris_date
from portal.lib.text import UNKNOWN, amount_of_cents, decimal_number, percent
from training.models import (
    CostShare,
    CostStatement,
    EvaluationTally,
    Presence,
    Registration,
    Session,
    TrainerReview,
)
from training.queries.presence import followed
from training.queries.records import followed_by, live_obligations, stand
from training.queries.spared import Travel, travel_of
from training.states.evaluations import Moment, QuestionKind
from training.states.obligations import Standing
from training.states.registrations import RegistrationState
from training.states.sessions import OVER_SESSIONS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

_R = RegistrationState


@dataclass(frozen=True, slots=True)
class CommuneYear:
    """A commune in a year: who came, half days, hours, cents."""

    commune: Commune
    sessions: int
    people: int
    half_days: int
    cents: int


@dataclass(frozen=True, slots=True)
class CourseYear:
    """A course in a year: how often it was given, to how many, what they thought from 1 to 4."""

    title: str
    sessions: int
    people: int
    half_days: int
    mean: Decimal | None

    @property
    def mean_words(self) -> str:
        return UNKNOWN if self.mean is None else f"{decimal_number(self.mean)} sur 4"


@dataclass(slots=True, kw_only=True)
class TrainingYear:
    """The figures of a year. `commune`: None for all. Half days are those that are proven."""

    year: int
    commune: Commune | None
    sessions: int
    cancelled: int
    people: int
    half_days: int
    minutes: int
    travel: Travel
    seats: int
    taken: int
    absent: int
    cents: int
    mean: Decimal | None
    answers: int
    reviews: int
    communes: list[CommuneYear] = field(default_factory=list)
    never: list[Commune] = field(default_factory=list)
    courses: list[CourseYear] = field(default_factory=list)
    obligations: dict[str, int] = field(default_factory=dict)

    @property
    def hours(self) -> Decimal:
        return Decimal(self.minutes) / 60

    @property
    def days(self) -> Decimal:
        return Decimal(self.half_days) / 2

    @property
    def fill(self) -> int | None:
        """Per cent of the seats that were taken; None without any session."""
        return round(100 * self.taken / self.seats) if self.seats else None

    @property
    def fill_words(self) -> str:
        return UNKNOWN if self.fill is None else percent(self.fill)

    @property
    def cents_a_day(self) -> int | None:
        """What a day of one person cost."""
        return round(2 * self.cents / self.half_days) if self.half_days else None

    @property
    def figures(self) -> list[tuple[str, str]]:
        """Each figure and its words: the page, the paper and the table show these."""
        mean = UNKNOWN if self.mean is None else f"{decimal_number(self.mean)} sur 4"
        found = [
            ("Sessions tenues", decimal_number(self.sessions)),
            ("Sessions annulées", decimal_number(self.cancelled)),
            ("Personnes formées", decimal_number(self.people)),
            ("Demi-journées suivies", decimal_number(self.half_days)),
            ("Heures suivies", decimal_number(self.hours, places=1)),
            ("Absences", decimal_number(self.absent)),
            ("Kilomètres parcourus", self.travel.travelled_words),
            ("Kilomètres épargnés", self.travel.spared_words),
            ("Coût TTC", amount_of_cents(self.cents)),
            ("Coût TTC d’une journée par personne", amount_of_cents(self.cents_a_day)),
            ("Note moyenne à chaud", mean),
        ]
        if self.commune is None:  # of a room shared with others, a town hall's part says nothing
            found.append(("Places prises", self.fill_words))
            found.append(("Bilans reçus de qui a animé", decimal_number(self.reviews)))
        return found


def training_year(year: int, commune: Commune | None = None, *, at: datetime) -> TrainingYear:
    """By the day on which sessions ended; costs by that of their session too. The wall shows the asker's communes."""
    held = Session.objects.filter(state__in=OVER_SESSIONS, ends_at__year=year)
    registered = Registration.objects.filter(session__in=held)
    proven = followed().filter(slot__session__in=held)
    if commune is not None:
        registered = registered.filter(commune=commune)
        proven = proven.filter(commune=commune)
        held = held.filter(pk__in=registered.filter(seat__isnull=False).values("session"))
    lasts = ExpressionWrapper(F("slot__ends_at") - F("slot__starts_at"), DurationField())
    sums = proven.aggregate(
        half_days=Count("pk"), people=Count("person", distinct=True), lasts=Sum(lasts)
    )
    mean, answers = _mean(held)
    return TrainingYear(
        year=year,
        commune=commune,
        sessions=held.count(),
        cancelled=_cancelled(year),
        people=sums["people"],
        half_days=sums["half_days"],
        minutes=int(sums["lasts"].total_seconds() // 60) if sums["lasts"] else 0,
        travel=travel_of(proven, on=min(paris_date(at), date(year, 12, 31))),
        seats=held.aggregate(seats=Sum("maximum"))["seats"] or 0,
        taken=registered.filter(seat__isnull=False).count(),
        absent=registered.filter(state__in=(_R.ABSENT, _R.CANCELLED_LATE)).count(),
        cents=_cents(held, commune),
        mean=mean,
        answers=answers,
        reviews=0 if commune else TrainerReview.objects.filter(session__in=held).count(),
        communes=[] if commune else _communes(held, proven),
        never=[] if commune else _never(proven, on=paris_date(at)),
        courses=_courses(held, proven),
        obligations=_obligations(commune, at=at),
    )


def _cancelled(year: int) -> int:
    return Session.objects.filter(state="cancelled", cancelled_at__year=year).count()


def _cents(held: QuerySet[Session], commune: Commune | None) -> int:
    if commune is None:
        rows = CostStatement.objects.filter(session__in=held)
        return rows.aggregate(cents=Sum("total_cents"))["cents"] or 0
    shares = CostShare.objects.filter(statement__session__in=held, commune=commune)
    return shares.aggregate(cents=Sum("amount_cents"))["cents"] or 0


def _hot(held: QuerySet[Session]) -> QuerySet[EvaluationTally]:
    """The marks from 1 to 4, given at the end of the sessions that five people evaluated."""
    return EvaluationTally.objects.filter(
        session__in=held, question__kind=QuestionKind.SCALE4, question__form__moment=Moment.HOT
    )


def _mean(held: QuerySet[Session]) -> tuple[Decimal | None, int]:
    sums = _hot(held).aggregate(total=Sum("total"), answers=Sum("answers"))
    if not sums["answers"]:
        return None, 0
    return round(Decimal(sums["total"]) / sums["answers"], 1), sums["answers"]


def _communes(held: QuerySet[Session], proven: QuerySet[Presence]) -> list[CommuneYear]:
    counted = {
        row["commune"]: row
        for row in proven.order_by()
        .values("commune")
        .annotate(
            half_days=Count("pk"),
            people=Count("person", distinct=True),
            sessions=Count("slot__session", distinct=True),
        )
    }
    shares = CostShare.objects.filter(statement__session__in=held).exclude(commune=None)
    paid = dict(shares.order_by().values_list("commune").annotate(cents=Sum("amount_cents")))
    nothing = {"half_days": 0, "people": 0, "sessions": 0}
    rows = Commune.objects.filter(pk__in={*counted, *paid}).defer("outline")
    found = [(commune, counted.get(commune.pk, nothing)) for commune in rows.order_by("name_sort")]
    return [
        CommuneYear(
            commune, row["sessions"], row["people"], row["half_days"], paid.get(commune.pk, 0)
        )
        for commune, row in found
    ]


def _never(proven: QuerySet[Presence], *, on: date) -> list[Commune]:
    """The members from which nobody came."""
    members = Commune.objects.members(on=on).exclude(pk__in=proven.values("commune"))
    return list(members.defer("outline").order_by("name_sort"))


def _courses(held: QuerySet[Session], proven: QuerySet[Presence]) -> list[CourseYear]:
    given = held.order_by().values("course", "course__title").annotate(number=Count("pk"))
    came = {
        row["slot__session__course"]: row
        for row in proven.order_by()
        .values("slot__session__course")
        .annotate(half_days=Count("pk"), people=Count("person", distinct=True))
    }
    marks = {
        row["session__course"]: round(Decimal(row["total"]) / row["answers"], 1)
        for row in _hot(held)
        .values("session__course")
        .annotate(total=Sum("total"), answers=Sum("answers"))
    }
    nothing = {"half_days": 0, "people": 0}
    rows = [
        CourseYear(
            row["course__title"],
            row["number"],
            came.get(row["course"], nothing)["people"],
            came.get(row["course"], nothing)["half_days"],
            marks.get(row["course"]),
        )
        for row in given
    ]
    return sorted(rows, key=lambda one: (-one.half_days, one.title))


def _obligations(commune: Commune | None, *, at: datetime) -> dict[str, int]:
    """How many obligations stand at each point, today."""
    rows = live_obligations()
    owed = list(rows.filter(commune=commune) if commune else rows)
    standing = stand(owed, followed_by({one.person_id for one in owed}), at=at)
    return {
        one.label: sum(other.standing == one for other in standing)
        for one in Standing
        if any(other.standing == one for other in standing)
    }


def training_years(*, on: date) -> list[int]:
    """Those in which a session ended, and this one, the latest first."""
    ended = Session.objects.filter(state__in=OVER_SESSIONS).order_by()
    years: Iterable[int | None] = ended.values_list("ends_at__year", flat=True).distinct()
    return sorted({*(year for year in years if year), on.year}, reverse=True)
