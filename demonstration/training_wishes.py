"""What the communes would like to learn: last year's wishes, met, postponed or not; this year's, half collected."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from communes.domain.needs import Wish as NeedSaid, say_need
from communes.models import Commune, Position
from communes.queries.deciding import deciding_positions
from communes.states import NeedTheme, Role
from demonstration.training import enter
from demonstration.training_closing import PDF
from portal.accounts.models import User
from portal.files import Given as File
from portal.lib.calendar import add_working_days, next_working_day
from portal.lib.dates import PARIS, end_of_day, paris_date, typed_date
from training.domain import decisions, demand, grouping, needs_campaigns, papers, sessions, visas
from training.domain.closing import close_session
from training.domain.countersigning import attach_scan
from training.domain.decisions import Word, decided_as
from training.domain.needs_campaigns import CampaignPlan
from training.domain.presences import note_half_day
from training.domain.sweeping import move_sessions
from training.domain.wish_results import settle_wishes
from training.domain.wishes import Asked, Given, keep_wishes, say_none, send_wishes
from training.forms.venues import PrepareForm
from training.models import Course, NeedsAnswer, NeedsCampaign, Theme, Trainer, Wish
from training.queries.presence import attending
from training.queries.venues import planner_of
from training.states.registrations import DecisionChannel
from training.states.wishes import Period, Priority, WishState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.models import Session

WORD = (
    "Dites-nous ce qui vous manque, même en une ligne : nous regroupons les demandes et nous cherchons une salle près"
    " de chez vous. Une demi-journée de route en moins, c’est une demi-journée de guichet."
)
NOTED = (
    ("57119", "Savoir publier un acte au recueil électronique"),
    ("57086", "Une journée sur les concessions, avant le relevage des tombes"),
)
SILENT_NOW = ("57080", "57635", "57173", "57255", "57461", "57488", "57517", "57610")
"""They have not answered this year yet; the first ones find last year's wishes ticked."""
NONE, DRAFTS = 3, 2
"""How many say that they have no wish, how many have begun."""
UNAPPROVED, REFUSED = 3, 5
"""This year mayors are asked: the last of those who send wait for theirs; the wishes of this one are refused."""
NOT_THEN = "Nous serons deux à l’accueil jusqu’en juin : demandez plutôt l’automne."
IN_WORDS = (
    ("Vie de la commune", "Écrire une délibération qui tient devant le préfet"),
    ("Logiciels et outils", "Suivre les concessions du cimetière dans un tableur"),
    ("Budget et comptabilité", "Comprendre la fin des régies de recettes"),
)
OWN_WAY = 0.1
"""How often a wish says its own way: for this one they would drive further."""
FAVOURITES = (6, 2, 3, 4, 1, 5, 2, 2, 1)
"""How often each course of the catalogue is asked for, in its order."""
AGREED = Word(decided_as="le maire", via=DecisionChannel.LINK)
A_DAY = timedelta(days=1)
SHEET = File(name="feuille-signee.pdf", content=PDF)
LATER = "Trop peu de demandes cette année : la session aurait réuni trois personnes. Nous la proposons de nouveau."
NEXT = "Faute de formateur au printemps. La formation est au programme de l’an prochain."
NOBODY_CAME = "Personne n’est venu pour ces agents aux sessions de mars : dites-nous s’il faut les reprogrammer."
NO = "Le Centre de gestion donne cette formation chaque trimestre, sans frais : inscrivez-vous auprès de lui."


def load_wishes(*, at: datetime) -> None:
    """Nothing where no commune lends a room, or nobody is served."""
    courses = list(Course.objects.order_by("theme__position", "pk"))
    positions = _secretaries()
    if not courses or not positions:
        return
    manager = User.objects.get(email="gestion@example.org")
    draw = Random(2027)  # noqa: S311 -- invented wishes, the same at every start
    _last_year(courses, positions, draw, by=manager, at=at)
    _this_year(courses, positions, draw, by=manager, at=at)
    _noted(by=manager, at=at - timedelta(days=20))


def _last_year(
    courses: Sequence[Course],
    positions: Sequence[Position],
    draw: Random,
    *,
    by: User,
    at: datetime,
) -> None:
    """Collected a year ago; one course was given in two rooms, another was postponed, a third refused."""
    year = paris_date(at).year
    opened = datetime(year - 1, 11, 3, 9, tzinfo=PARIS)
    campaign = _campaign(year, opened, opened.date() + timedelta(days=25), by=by)
    for position in positions[:-3]:
        asked = _drawn(courses, position, draw)
        if position.commune and position.commune.insee in SILENT_NOW[:2]:
            asked = (Asked(course_id=courses[2].pk, people=(position.person_id,)),)
        _send(campaign, position, Given(asked=asked), at=opened + timedelta(days=4))
    needs_campaigns.close_campaign(campaign.pk, by=by, at=campaign.closes_at)
    later = campaign.closes_at + timedelta(days=12)
    given = _give(campaign, courses[0], positions, by=by, at=later)
    demand.postpone_wishes(_of(campaign, courses[2]), reason=LATER, by=by, at=later)
    demand.refuse_wishes(_of(campaign, courses[4]), reason=NO, by=by, at=later)
    left = campaign.wishes.filter(state=WishState.SUBMITTED)
    demand.postpone_wishes(left.values_list("pk", flat=True), reason=NEXT, by=by, at=later)
    papers.publish_plan(campaign.pk, by=by, at=later + timedelta(days=1))
    if given and max(one.ends_at or at for one in given) + A_DAY < at:
        _hold(campaign, given, by=by)


def _give(
    campaign: NeedsCampaign,
    course: Course,
    positions: Sequence[Position],
    *,
    by: User,
    at: datetime,
) -> list[Session]:
    """Two rooms, the drafts announced, those who asked are registered."""
    first = next_working_day(date(campaign.year, 3, 10), good_friday=True)
    planner = planner_of(campaign, course, days=[first], at=at)
    option = planner.option(2) or planner.option(1)
    if option is None:
        return []
    trainer = Trainer.objects.order_by("pk")[0]
    days = [
        add_working_days(first, 3 * rank, good_friday=True) for rank in range(len(option.groups))
    ]
    typed: dict[str, object] = {"seen": planner.fingerprint, "rooms": option.asked}
    for rank, day in enumerate(days):
        typed |= {f"day{rank}": typed_date(day), f"trainer{rank}": trainer.pk}
    form = PrepareForm(typed, planner=planner, option=option)
    assert form.is_valid(), form.errors
    kept = grouping.prepare_sessions(form.proposal(at=at), by=by, at=at)
    wishers = dict(kept.wishes.exclude(person=None).values_list("person_id", "session_id"))
    announced = {session.pk: session for session in kept.sessions.all()}
    for pk in announced:
        sessions.publish(pk, by=by, at=at)
        sessions.open_session(pk, by=by, at=at)
    settle_wishes(at=at)
    for position in positions:
        session = announced.get(wishers.get(position.person_id) or 0)
        if session is not None:
            one = enter(session, position, at=at + timedelta(days=1))
            decisions.accept(one, AGREED, by=None, at=at + timedelta(days=2))
    return list(kept.sessions.order_by("starts_at"))


def _hold(campaign: NeedsCampaign, given: Sequence[Session], *, by: User) -> None:
    """All came: the sheet that they signed is entered and joined, the session closed, and each wish answered."""
    for session in given:
        assert session.starts_at is not None
        assert session.ends_at is not None
        for moment in (session.starts_at, session.ends_at):
            move_sessions(at=moment)
        after = session.ends_at + timedelta(hours=1)
        people = dict.fromkeys(attending(session.pk).values_list("pk", flat=True), "present")
        for slot in session.slots.all():
            attach_scan(slot.pk, SHEET, by=by, at=after)
            note_half_day(slot.pk, people, reason="", by=by, at=after)
        close_session(session.pk, by=by, at=after + A_DAY)
    over = max(session.ends_at for session in given if session.ends_at) + 2 * A_DAY
    settle_wishes(at=over)
    left = campaign.wishes.filter(state=WishState.SUBMITTED).values_list("pk", flat=True)
    demand.postpone_wishes(left, reason=NOBODY_CAME, by=by, at=over)


def _this_year(
    courses: Sequence[Course],
    positions: Sequence[Position],
    draw: Random,
    *,
    by: User,
    at: datetime,
) -> None:
    """Open for a fortnight, ten days left: most have answered, some have none, some have begun, some are silent."""
    today = paris_date(at)
    opened = at - timedelta(days=13)
    closes = add_working_days(today, 9, good_friday=True)
    campaign = _campaign(today.year + 1, opened, closes, by=by, visa_asked=True)
    talking = [one for one in positions if one.commune and one.commune.insee not in SILENT_NOW]
    last = len(talking) - DRAFTS - UNAPPROVED
    for rank, position in enumerate(talking):
        moment = opened + timedelta(days=1 + rank % 11, hours=rank % 5)
        if rank < NONE:
            answer = _answer(campaign, position)
            say_none(answer.pk, by=_user(position), at=moment)
            continue
        words = IN_WORDS[rank // 6 % len(IN_WORDS)] if rank % 6 == 0 else None
        given = _given(_drawn(courses, position, draw, words), draw)
        if rank >= len(talking) - DRAFTS:
            keep_wishes(_answer(campaign, position).pk, given, by=_user(position), at=moment)
        else:
            _send(campaign, position, given, at=moment)
            if rank < last:
                _approve(campaign, position, refused=rank == REFUSED, at=moment)
    visas.remind_visas(at=at)


def _approve(campaign: NeedsCampaign, position: Position, *, refused: bool, at: datetime) -> None:
    """The mayor's word, from the link of her mail, the same evening."""
    answer, later = _answer(campaign, position), at + timedelta(hours=5)
    mayor = deciding_positions(answer.commune_id, on=paris_date(at)).first()
    word = Word(decided_as=decided_as(mayor), via=DecisionChannel.LINK) if mayor else AGREED
    if refused:
        visas.refuse_visa(answer.pk, word, reason=NOT_THEN, by=None, at=later)
    else:
        visas.give_visa(answer.pk, word, by=None, at=later)


def _campaign(
    year: int, opened: datetime, closes: date, *, by: User, visa_asked: bool = False
) -> NeedsCampaign:
    plan = CampaignPlan(
        year=year,
        title=f"Souhaits de formation {year}",
        closes_at=end_of_day(closes),
        themes=tuple(Theme.objects.values_list("pk", flat=True)),
        word=WORD,
        visa_asked=visa_asked,
    )
    campaign = needs_campaigns.create_campaign(plan, by=by, at=opened - timedelta(days=6))
    needs_campaigns.open_campaign(campaign.pk, by=by, at=opened)
    return NeedsCampaign.objects.get(pk=campaign.pk)


def _drawn(
    courses: Sequence[Course],
    position: Position,
    draw: Random,
    words: tuple[str, str] | None = None,
) -> tuple[Asked, ...]:
    """Two or three courses, the secretary by name, sometimes agents besides."""
    chosen = dict.fromkeys(
        draw.choices(courses, FAVOURITES[: len(courses)], k=draw.choice((2, 3, 3)))
    )
    asked = [
        Asked(
            course_id=course.pk,
            people=(position.person_id,),
            number=draw.choice((0, 0, 0, 1, 2)),
            priority=draw.choice(Priority.values),
            kilometres_at_most=45 if draw.random() < OWN_WAY else None,
        )
        for course in chosen
    ]
    if words:
        theme = Theme.objects.get(name=words[0])
        asked.append(Asked(theme_id=theme.pk, subject=words[1], number=draw.choice((1, 2))))
    return tuple(asked)


def _given(asked: tuple[Asked, ...], draw: Random) -> Given:
    return Given(
        asked=asked,
        period=draw.choice((Period.ANY, Period.ANY, Period.SPRING, Period.WINTER)),
        not_weekdays=draw.choice(((), (), (0,), (2,), (0, 4), (1,))),
        impossible=draw.choice(("", "", "", "le vote du budget, première quinzaine d’avril")),
        kilometres_at_most=draw.choice((None, None, 15, 20, 30)),
    )


def _send(campaign: NeedsCampaign, position: Position, given: Given, *, at: datetime) -> None:
    send_wishes(_answer(campaign, position).pk, given, by=_user(position), at=at)


def _answer(campaign: NeedsCampaign, position: Position) -> NeedsAnswer:
    return NeedsAnswer.objects.get(campaign=campaign, commune=position.commune_id)


def _user(position: Position) -> User:
    assert position.person.user is not None
    return position.person.user


def _of(campaign: NeedsCampaign, course: Course) -> list[int]:
    return list(Wish.objects.filter(campaign=campaign, course=course).values_list("pk", flat=True))


def _secretaries() -> list[Position]:
    """One position a commune: each town hall answers for itself."""
    rows = Position.objects.filter(role=Role.SECRETARY, ended_on=None).order_by(
        "commune__insee", "pk"
    )
    first: dict[int | None, Position] = {}
    for position in rows.select_related("person__user", "commune"):
        first.setdefault(position.commune_id, position)
    return list(first.values())


def _noted(*, by: User, at: datetime) -> None:
    """Needs of training said on the telephone, outside of any campaign."""
    for insee, label in NOTED:
        commune = Commune.objects.filter(insee=insee).first()
        if commune is not None:
            need = NeedSaid(theme=NeedTheme.TRAINING, label=label)
            say_need(commune.pk, need, by=by, at=at, origin_label="appel de la mairie")
