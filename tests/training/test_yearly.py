"""The annual report against figures reckoned by hand."""

import datetime as dt
from decimal import Decimal

import pytest

from communes.models import Commune
from portal.documents.models import Document
from portal.lib.tables import read_xlsx
from portal.walls.acting import EVERYONE, wall
from tests import factories
from tests.conftest import NOON
from tests.training.desk import address
from tests.training.factories import (
    DAY,
    FIRST,
    CourseFactory,
    SessionFactory,
    TrainerFactory,
    give,
)
from tests.training.hall import Hall, text, to
from tests.training.room import Room
from tests.training.test_costs import close, rule
from training.domain import costs, registrations, sessions
from training.models import (
    EvaluationAnswer,
    EvaluationForm,
    EvaluationQuestion,
    EvaluationRound,
    Session,
)
from training.queries.yearly import training_year, training_years
from training.reports.yearly import training_report
from training.states.sessions import SessionState as S

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 12, 31, 12, tzinfo=dt.UTC)


@pytest.fixture
def year(enter, manager):
    """Two sessions in 2026, one of 2027, one cancelled; a member that never comes.

    The first, « Budget », 4 seats: two come the whole day, a third in the morning alone. 90 € by person who came.
    The second, « État civil », 2 seats: one of the same people comes, a single morning of three hours. Free.
    """
    rule(by_attendance=100)
    first = Room(enter, people=3, course=CourseFactory(title="Budget"))
    Session.objects.filter(pk=first.session.pk).update(maximum=4)
    sender, host = first.people[0].commune, first.morning.room.commune
    Commune.objects.filter(pk=sender.pk).update(latitude="48.70000", longitude="7.00000")
    Commune.objects.filter(pk=host.pk).update(latitude="48.80000", longitude="7.00000")
    for slot in (first.morning, first.afternoon):
        for one in first.people:
            state = "absent" if slot == first.afternoon and one == first.people[2] else "present"
            first.note(one, slot, state)
        first.countersign(slot)
    costs.add_cost(
        first.session.pk,
        costs.Cost(kind="meal", label="Repas", amount_cents=90_00),
        by=manager,
        at=AT,
    )
    costs.freeze_costs(first.session.pk, by=manager, at=AT)
    close(first.session)
    second = SessionFactory(on=FIRST + 2 * DAY, course__title="État civil", hours=((9, 12),))
    known = first.people[0]
    Again(second, known)
    close(SessionFactory(on=dt.date(2027, 2, 2)))
    SessionFactory(
        on=FIRST + 3 * DAY,
        state=S.CANCELLED,
        cancelled_at=NOON,
        cancel_reason="trop peu d’inscrits",
    )
    factories.MembershipFactory(
        commune=factories.CommuneFactory(name="Jamais"), epci=factories.EpciFactory()
    )
    return first


class Again(Room):
    """Somebody who comes back for one morning."""

    def __init__(self, session, known):
        self.session, self.trainer = session, TrainerFactory()
        (self.morning,) = session.slots.all()
        give(self.morning, self.trainer)
        one = registrations.register(
            session.pk, person=known.person, commune=known.commune, by=None, at=NOON
        )
        sessions.start(session.pk, by=None, at=self.morning.starts_at)
        self.note(one, self.morning, "present")
        self.countersign(self.morning)
        sessions.end(session.pk, by=None, at=self.morning.ends_at)


def test_the_figures_of_all(year):
    found = training_year(2026, at=AT)

    assert (found.sessions, found.cancelled, found.people) == (2, 1, 3)
    assert (found.half_days, found.minutes, found.hours) == (6, 6 * 180, Decimal(18))
    assert (found.seats, found.taken, found.fill) == (6, 4, 67)
    # a tenth of a degree is 11.1 km, and a third more: 14.5; two days of one person, whose hall alone is on the map
    assert (found.travel.ways, found.travel.travelled) == (1, 2 * 14)
    assert (found.travel.spared, found.travel.assumption) == (None, "")
    assert ("Kilomètres épargnés", "non mesuré") in found.figures
    assert (found.cents, found.cents_a_day) == (90_00, 30_00)
    assert (found.mean, found.answers) == (None, 0)
    assert [(one.title, one.sessions, one.people, one.half_days) for one in found.courses] == [
        ("Budget", 1, 3, 5), ("État civil", 1, 1, 1),
    ]  # fmt: skip
    assert sorted((one.sessions, one.people, one.half_days, one.cents) for one in found.communes) == [
        (1, 1, 1, 30_00), (1, 1, 2, 30_00), (2, 1, 3, 30_00),
    ]  # fmt: skip
    assert [one.name for one in found.never] == ["Jamais"]
    assert training_year(2025, at=AT).figures[0][1] == "0"
    assert training_years(on=AT.date()) == [2027, 2026]


@pytest.fixture
def central(year):
    """The largest member, four tenths of a degree from the hall of who came: 57.8 km by road."""
    commune = factories.CommuneFactory(name="Sarrebourg", latitude="49.10000", longitude="7.00000")
    commune.populations.create(vintage=2023, count=12000)
    factories.MembershipFactory(commune=commune, epci=factories.EpciFactory())
    return commune


def test_what_was_spared_is_reckoned_beside_the_usual_place(year, central, desk):
    sender = Commune.objects.get(pk=year.people[0].commune_id)
    with wall([sender.pk, EVERYONE]):
        travel = training_year(2026, sender, at=AT).travel

    assert (travel.ways, travel.travelled, travel.usual, travel.spared) == (1, 28, 116, 88)
    assert training_year(2026, at=AT).travel == travel
    page = text(desk.get(f"{address('year_desk')}?annee=2026"))
    assert "Kilomètres épargnés 88" in page
    assert "de leur mairie à celle de Sarrebourg et retour" in page
    assert "multipliée par 1,3" in page
    rows = read_xlsx(desk.get(f"{address('year_desk')}?annee=2026&export=xlsx").content)
    assert [travel.assumption] in [[cell for cell in row if cell] for row in rows]
    assert training_report(2026, at=AT).assumption == travel.assumption


def test_driving_further_than_the_usual_place_is_said_too(year, central):
    Commune.objects.filter(pk=central.pk).update(latitude="48.70000")

    assert training_year(2026, at=AT).travel.spared == -28


def test_the_figures_of_a_commune_behind_its_wall(year):
    commune = year.people[2].commune
    with wall([commune.pk, EVERYONE]):
        found = training_year(2026, commune, at=AT)

    assert (found.sessions, found.people, found.half_days, found.cents) == (1, 1, 1, 30_00)
    assert (found.taken, found.travel.ways) == (1, 0)
    assert ("Kilomètres parcourus", "non mesuré") in found.figures
    assert (found.communes, found.never) == ([], [])


def test_the_mean_counts_sessions_that_five_evaluated(year):
    form, _new = EvaluationForm.objects.get_or_create(
        moment="hot", audience="trainee", active=True, defaults={"title": "À chaud"}
    )
    question = EvaluationQuestion.objects.create(form=form, kind="scale4", text="Clair ?")
    other = Session.objects.get(course__title="État civil")

    def mark(session, *values):
        EvaluationAnswer.objects.bulk_create(
            EvaluationAnswer(session=session, question=question, value=value) for value in values
        )
        on = dt.date(2020, 1, 1)
        EvaluationRound.objects.create(
            session=session, form=question.form, moment="hot", audience="trainee",
            opens_on=on, closes_on=on, asked=len(values),
        )  # fmt: skip

    mark(year.session, 4, 4, 3, 3, 2)
    mark(other, 1, 1, 1, 1)
    found = training_year(2026, at=AT)

    assert (found.mean, found.answers) == (Decimal("3.2"), 5)
    assert [one.mean_words for one in found.courses] == ["3,2 sur 4", "–"]


def test_pages_table_and_paper_say_the_same(desk, signed_in, year):
    url = address("year_desk")
    page = text(desk.get(f"{url}?annee=2026"))
    rows = read_xlsx(desk.get(f"{url}?annee=2026&export=xlsx").content)

    assert "3 personnes formées en 2 sessions, 6 demi-journées suivies" in page
    assert "Jamais" in page
    assert ["Budget", "1", "3", "5", ""] in [row[:5] for row in rows]
    assert training_report(2026, at=AT).figures == training_year(2026, at=AT).figures
    desk.post(address("year_desk_paper"), {"annee": "2026"})
    assert Document.objects.get(kind="training.training_report").title == "Bilan de formation 2026"


def test_a_town_hall_reads_its_own(signed_in, year):
    hall = Hall(name="Dolving")

    page = text(signed_in(hall.secretary.user).get(f"{to('year_hall')}?annee=2026"))

    assert "0 personne formée" in page
    assert "Jamais" not in page
