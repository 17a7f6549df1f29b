"""A need that became a wish is told what becomes of it, whatever was decided before."""

import pytest

from communes.states import NeedState
from tests import factories
from tests.conftest import NOON
from tests.training.factories import SessionFactory, ThemeFactory
from tests.training.hall import Hall
from tests.training.wishing import boss, campaign, course
from training.domain import demand
from training.domain.need_outcomes import tell_need
from training.models import DemandCluster, Wish
from training.states.wishes import WishState

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(db):
    """A wish that was a need, and the need."""
    hall, made = Hall(), campaign(ThemeFactory())
    need = factories.NeedFactory(commune=hall.commune, theme="training", label="Budget")
    learn = course(made.themes.get(), title="Préparer le budget")
    by = boss()
    wish = demand.take_need(need.pk, made.pk, course_id=learn.pk, people=1, by=by, at=NOON)
    return wish, need, by


def told(need):
    need.refresh_from_db()
    return need.state, need.outcome


def planned(wish, by):
    kept = DemandCluster.objects.create(
        campaign=wish.campaign, course=wish.course, rooms=1, people=1, kilometres=1,
        central_kilometres=1, kept_at=NOON, kept_by=by,
    )  # fmt: skip
    values = {"cluster": kept, "session": SessionFactory(), "decided_at": NOON}
    Wish.objects.filter(pk=wish.pk).update(state=WishState.CLUSTERED, reason="", **values)
    wish.refresh_from_db()
    tell_need(wish, by=by, at=NOON)


def test_planned_then_given(taken):
    wish, need, by = taken

    planned(wish, by)
    assert told(need) == (
        NeedState.PLANNED,
        "Session de formation en préparation : Préparer le budget",
    )

    Wish.objects.filter(pk=wish.pk).update(state=WishState.SATISFIED)
    wish.refresh_from_db()
    tell_need(wish, by=None, at=NOON)
    assert told(need) == (NeedState.DONE, "Formation donnée : Préparer le budget")


def test_refused_then_looked_at_again(taken):
    wish, need, by = taken

    demand.refuse_wishes([wish.pk], reason="Personne ne le donne.", by=by, at=NOON)
    assert told(need) == (NeedState.SET_ASIDE, "Non retenu : Personne ne le donne.")

    demand.resume_wishes([wish.pk], by=by, at=NOON)
    assert told(need) == (NeedState.TO_STUDY, "")


def test_postponed_stays_retained_with_the_reason(taken):
    wish, need, by = taken
    planned(wish, by)

    demand.postpone_wishes([wish.pk], reason="Faute de salle.", by=by, at=NOON)

    assert told(need) == (NeedState.RETAINED, "Reporté : Faute de salle.")
    wish.refresh_from_db()
    assert wish.session is None
