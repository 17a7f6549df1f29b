"""The sheets that lie on the table: a row for whoever comes, in the order of names, whatever the number of people."""

import pytest

from communes.models import Epci
from tests import factories
from tests.training.factories import SessionFactory
from tests.training.hall import Hall
from training.domain import presences
from training.reports.attendance import attendance_by_agent, attendance_sheet

pytestmark = pytest.mark.django_db


def session_of(number):
    session, hall = SessionFactory(maximum=40), Hall()
    for rank in range(number):
        hall.register(session, hall.hold(last_name=f"Nom{(rank * 7) % 40:02d}"))
    presences.expect_everybody(session)
    return session


@pytest.mark.parametrize(
    ("people", "rows"),
    [(0, [(0, 12)]), (11, [(11, 1)]), (12, [(12, 0), (0, 12)]), (13, [(12, 0), (1, 4)])],
)
def test_there_is_always_a_row_for_who_comes_unannounced(people, rows):
    facts = attendance_sheet(session_of(people).pk, 0)

    assert [(len(one.rows), len(one.spare)) for one in facts.sheets] == rows


def test_the_sheets_of_agents_are_in_the_order_of_their_names():
    facts = attendance_by_agent(session_of(11).pk, 0)

    names = [one.whose for one in facts.sheets]
    assert len(names) == 11
    assert [name.rpartition(" ")[2] for name in names] == sorted(
        name.rpartition(" ")[2] for name in names
    )


def test_who_organises_is_the_body_that_the_law_knows():
    factories.EpciFactory(name="Communauté de communes du Pays")

    assert Epci.objects.filter(ours=True).count() == 1
    assert attendance_sheet(session_of(1).pk, 0).organizer == "Communauté de communes du Pays"
