"""Finding requests: by words whatever the accents, by number, mistyped; never across the wall, never the notes."""

import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from itsupport.models import Ticket, TicketMessage, TicketSeries
from itsupport.queries import search
from itsupport.queries.search import found_tickets, labelled
from itsupport.states.tickets import Direction
from portal.walls.acting import Acting, wall
from tests.conftest import NOON
from tests.factories import TicketFactory

pytestmark = pytest.mark.django_db


class Reader:
    """Somebody who acts for these communes, or the team."""

    def __init__(self, *commune_ids, team=False):
        everything = frozenset(commune_ids)
        communes = {} if team else dict.fromkeys(commune_ids, "")
        self.acting = Acting(
            roles=frozenset({"x"}), communes=communes, team=team, everything=everything
        )

    def finds(self, query):
        with wall(self.acting.commune_ids):
            return list(found_tickets(self, query, limit=10))

    def lists(self, query):
        with wall(self.acting.commune_ids):
            return set(labelled(Ticket.objects.visible_to(self), query))


@pytest.fixture
def ticket():
    return TicketFactory(title="L’écran de l’état civil est noir", requester_name="Éloïse Muller")


@pytest.fixture
def other():
    return TicketFactory(title="Écran noir")


@pytest.fixture
def town(ticket):
    return Reader(ticket.commune_id)


@pytest.fixture
def desk(ticket, other):
    return Reader(ticket.commune_id, other.commune_id, team=True)


def say(ticket, text, direction=Direction.IN):
    TicketMessage.objects.create(
        ticket=ticket, commune=ticket.commune, direction=direction, at=NOON, author="M", text=text
    )


@pytest.mark.parametrize("query", ["ecran", "ÉCRANS noirs", "etat civil", "l'écran"])
def test_words_are_found_whatever_accents_and_endings(town, ticket, query):
    assert town.finds(query) == [ticket]


def test_words_of_messages_are_found(town, ticket):
    say(ticket, "Il y a de la fumée derrière.")

    assert town.finds("fumee") == [ticket]


@pytest.mark.parametrize("query", ["ecrna", "etta civil", "ecrann"])
def test_a_mistyped_word_is_found_in_the_last_requests(town, ticket, query):
    assert town.finds(query) == [ticket]


@pytest.mark.parametrize("query", ["licorne", "zz", "", "   ", "2024-99999", "12345", "%", "'"])
def test_nothing_is_found_of_what_nobody_wrote(town, query):
    assert town.finds(query) == []


def test_a_number_is_found_with_or_without_its_year(desk, ticket):
    year, number = ticket.ref.split("-")
    TicketSeries.objects.get_or_create(year=int(year), defaults={"last": 99})
    said = TicketFactory(commune=ticket.commune, title=f"Suite de la {int(number)}")

    assert desk.finds(ticket.ref) == [ticket]
    assert desk.finds(str(int(number)))[0] == ticket
    assert said in desk.finds(str(int(number)))


def test_no_search_goes_through_the_wall(town, desk, ticket, other):
    say(other, "de la fumée")

    assert other in desk.finds("ecran")
    assert other in desk.finds("fumee")
    for query in ("ecran", "fumee", "ecrna", other.ref):
        assert other not in town.finds(query), query
        assert other not in town.lists(query), query


def test_the_second_wall_alone_holds_the_searches_back(ticket, other):
    say(other, "de la fumée")
    with wall([ticket.commune_id]), connection.cursor() as cursor:
        for said in ("ecran", "fumee", "ecrna", other.ref):
            cursor.execute("select array(select itsupport_found(%s, 100))", [said])
            assert other.pk not in cursor.fetchone()[0], said
        cursor.execute("select itsupport_labelled(%s, 100)", [["noir"]])
        assert cursor.fetchone()[0] == [ticket.pk]


def test_without_a_wall_nothing_is_found(ticket):
    with wall([]), connection.cursor() as cursor:
        cursor.execute("select array(select itsupport_found('ecran', 100))")
        assert cursor.fetchone()[0] == []
        cursor.execute("select itsupport_labelled(array['noir'], 100)")
        assert cursor.fetchone()[0] == []


def test_a_town_hall_finds_nothing_by_the_notes(town, desk, ticket):
    say(ticket, "Soupçon de sabotage", Direction.NOTE)

    assert desk.finds("sabotage") == [ticket]
    assert town.finds("sabotage") == []


def test_what_has_no_commune_yet_is_found_by_the_team_alone(desk, town):
    lost = TicketFactory(commune=None, title="Licorne égarée", events=None)

    assert desk.finds("licorne") == [lost]
    assert desk.lists("licorn") == {lost}
    assert town.finds("licorne") == []
    assert town.lists("licorn") == set()


@pytest.mark.parametrize("query", ["ECRA noi", "muller", "eloise", "tat-civ", "l'ecran"])
def test_a_list_keeps_the_requests_that_bear_every_part(town, ticket, query):
    TicketFactory(commune=ticket.commune, title="Souris", requester_name="")

    assert town.lists(query) == {ticket}


@pytest.mark.parametrize("few", [search.FEW, 0])
def test_named_one_by_one_or_read_the_same_are_kept(town, ticket, monkeypatch, few):
    monkeypatch.setattr(search, "FEW", few)

    assert town.lists("noir") == town.lists("écran civil") == {ticket}
    assert town.lists("n%r") == town.lists("%") == town.lists("\\") == set()


def test_the_index_is_not_told_to_who_may_not_ask(ticket):
    with connection.cursor() as cursor:
        cursor.execute(
            "select bool_or(has_function_privilege('public', oid, 'execute')) from pg_proc where prosecdef"
            " and prorettype <> 'trigger'::regtype and pronamespace = 'public'::regnamespace"
        )
        assert cursor.fetchone()[0] is False


def test_the_inside_of_a_search_cannot_be_replaced(ticket):
    with pytest.raises(ProgrammingError), connection.cursor() as cursor:
        cursor.execute("drop function itsupport_labelled(text[], int)")
