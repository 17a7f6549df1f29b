"""Pages of one thing that show rows: how each gets one more. Read by tests/test_constant_queries.py."""

from itertools import count

from communes.states import Role
from tests import factories
from tests.conftest import NOON
from tests.training.closing_lists import add_shared
from tests.training.exchange import hall, reply
from tests.training.lists import add_attending
from tests.training.wish_lists import add_wish
from training.domain import costs, registrations

TEAM, TOWN_HALL = "team", "town hall"
NUMBERS = count(1)


def add_cost(scene):
    """A cost more, and a commune more to bear it."""
    add_attending(scene)
    cost = costs.Cost(kind="meal", label=f"Repas {next(NUMBERS)}", amount_cents=1_00)
    costs.add_cost(scene.presence_session.pk, cost, by=scene.people[TEAM], at=NOON)


def add_colleague(scene):
    """An agent more of the town hall who looks, in the one session, and people of elsewhere."""
    add_attending(scene)
    position = factories.PositionFactory(commune=scene.commune, role=Role.TECHNICIAN)
    registrations.register(
        scene.presence_session.pk,
        person=position.person,
        commune=scene.commune,
        by=None,
        at=NOON,
    )


def add_answer(scene):
    reply(scene.question, hall(), f"Réponse {next(NUMBERS)}")


def add_wish_for_it(scene):
    add_wish(scene, course=scene.wished_course, theme=scene.wished_course.theme)


def of_the_wished(scene):
    return [scene.needs_campaign.pk, scene.wished_course.pk]


LISTS = [
    (TEAM, "trainingdesk:session_costs", "presence_session", add_cost),
    (TEAM, "trainingdesk:year_desk", None, add_shared),
    (TEAM, "trainingdesk:demand_course", of_the_wished, add_wish_for_it),
    (TOWN_HALL, "training:year_hall", None, add_shared),
    (TOWN_HALL, "training:session_detail", "presence_session", add_colleague),
    (TOWN_HALL, "training:question_detail", "question", add_answer),
]
