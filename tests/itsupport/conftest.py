"""The service with its hours and commitments, and the people of both sides."""

import datetime as dt

import pytest

from communes.states import Role
from itsupport.domain.tickets import NewTicket, open_ticket
from itsupport.models import Category, ServiceTarget, ServiceWeek
from portal.walls.acting import Acting
from tests import factories
from tests.conftest import NOON
from tests.itsupport import auditing
from tests.itsupport.chain import Chain
from tests.itsupport.mails import DESK, MARIE, mail, reader, settled

HOURS = [["lundi", "vendredi", [["08:00:00", "12:00:00"], ["13:30:00", "17:30:00"]]]]
START = dt.date(2014, 1, 1)


@pytest.fixture
def service(db):
    """8 h – 12 h, 13 h 30 – 17 h 30; a normal request is answered in four worked hours, solved in sixteen."""
    ServiceWeek.objects.get_or_create(from_on=START, defaults={"hours": HOURS})
    for priority, answer, solve in ((1, 60, 240), (2, 120, 480), (3, 240, 960), (4, 480, 2400)):
        ServiceTarget.objects.get_or_create(
            priority=priority,
            from_on=START,
            defaults={"answer_minutes": answer, "solve_minutes": solve},
        )


@pytest.fixture
def agent(db):
    """Somebody of the desk, acting for the team."""
    user = factories.PositionFactory(commune=None, role=Role.IT_AGENT).person.user
    user.acting = Acting(roles=frozenset({Role.IT_AGENT}), team=True)
    return user


@pytest.fixture
def category(db):
    return Category.objects.get_or_create(name="Messagerie", defaults={"impact": 2})[0]


@pytest.fixture
def mailbox(service, settings):
    """The service is written to at an address of its own."""
    settings.SUPPORT_ADDRESS = DESK


@pytest.fixture
def marie(db):
    """A secretary of one commune, known by her address."""
    commune = factories.MembershipFactory().commune
    return factories.SecretaryFactory(person=reader(MARIE), commune=commune)


@pytest.fixture
def mailed(mailbox, marie):
    """A request opened by mail, and acknowledged."""
    return settled(mail(), at=NOON).ticket


@pytest.fixture
def ticket(service, secretary):
    """A request of a town hall, just opened."""
    new = NewTicket(
        commune_id=secretary.commune.pk,
        text="Le courrier n’arrive plus.\nDepuis ce matin.",
        name="Solange Ferrand",
        email="mairie@example.org",
    )
    return open_ticket(new, by=secretary.person.user, at=NOON)


@pytest.fixture
def chain(db):
    """A commune and its people, for the whole chain of an order."""
    return Chain()


@pytest.fixture
def audit(agent):
    """An audit prepared one hour ago."""
    return auditing.prepare(agent=agent, at=NOON - dt.timedelta(hours=1))
