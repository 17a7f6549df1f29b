"""The papers of a year stand behind the wall of who asked: a commune's own, or the team's."""

import pytest

from portal.walls.acting import GROUP
from tests import factories
from tests.conftest import NOON
from training.domain import year_papers

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("ask", "kind"),
    [
        (year_papers.ask_cost_year, year_papers.COST_YEAR),
        (year_papers.ask_training_report, year_papers.TRAINING_REPORT),
    ],
)
def test_a_commune_s_paper_is_its_own_and_the_whole_is_the_team_s(ask, kind):
    commune, user = factories.CommuneFactory(), factories.UserFactory()

    own, whole = ask(2026, commune_id=commune.pk, by=user, at=NOON), ask(2026, by=user, at=NOON)

    assert [(one.kind, one.subject_id) for one in (own, whole)] == [(kind, 2026)] * 2
    assert (own.commune_id, whole.commune_id) == (commune.pk, GROUP)
