"""Who is written to about the wishes of a commune, event by event: nobody else, and nothing twice."""

import pytest

from portal.mail.models import OutboxEmail
from tests import factories
from tests.conftest import NOON
from tests.training.factories import DAY, ThemeFactory
from tests.training.hall import Hall
from tests.training.test_visas import MAYOR
from tests.training.wishing import CLOSES, answer_of, campaign, course, wish
from training.domain.visas import give_visa, refuse_visa, remind_visas

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(db):
    return Hall(name="Bickenholtz", email="mairie@bickenholtz.example.org")


@pytest.fixture
def answer(hall):
    made = campaign(ThemeFactory(), visa_asked=True)
    OutboxEmail.objects.all().delete()
    wish(made, hall, hall.secretary, learn=course(made.themes.get(), title="Le budget"), number=2)
    return answer_of(made, hall)


def written():
    """(kind, to) of what is in the outbox, which is then empty."""
    rows = OutboxEmail.objects.order_by("kind", "to")
    found = [(one.kind.rpartition("/")[2], one.to) for one in rows]
    texts = {one.kind.rpartition("/")[2]: f"{one.subject}\n{one.text}" for one in rows}
    rows.delete()
    return found, texts


def test_sent_the_town_hall_is_answered_and_the_mayor_asked(hall, answer):
    found, texts = written()

    secretary, mayor = hall.secretary.email, hall.mayor.email
    assert found == [("visa_asked", mayor), ("wishes_received", secretary)]
    assert "Le budget" in texts["visa_asked"]
    assert f"{hall.secretary} et 2 agents" in texts["visa_asked"]
    assert "/f/visa/" in texts["visa_asked"]
    assert "le silence ne vaut pas accord" in texts["visa_asked"]
    assert "Le maire reçoit un lien" in texts["wishes_received"]


def test_each_deputy_with_an_address_has_a_link_of_her_own(hall, answer):
    written()
    deputy = hall.hold("deputy")
    wish(answer.campaign, hall, subject="Le cadastre", number=1)

    found, _texts = written()

    asked = {to for kind, to in found if kind == "visa_asked"}
    assert asked == {hall.mayor.email, deputy.email}


def test_without_an_address_of_the_mayor_the_town_hall_is_asked_to_remind_and_has_no_link(hall):
    hall.mayor.email = hall.mayor.user.email = hall.commune.email
    hall.mayor.user.save()
    hall.mayor.save()
    made = campaign(ThemeFactory(), visa_asked=True)
    written()

    wish(made, hall, subject="Le cadastre", number=1)

    found, texts = written()
    assert ("visa_asked", hall.secretary.email) in found
    assert len(found) == 2
    assert "/f/visa/" not in texts["visa_asked"]
    assert "Merci de le lui rappeler" in texts["visa_asked"]


def test_given_refused_and_asked_again_are_told_once_to_whom_they_concern(hall, answer):
    written()
    remind_visas(at=NOON + 2 * DAY)
    found, texts = written()
    assert found == [("visa_asked_again", hall.mayor.email)]
    assert "Nous n’avons pas encore votre réponse" in texts["visa_asked_again"]

    refuse_visa(answer.pk, MAYOR, reason="Pas en avril.", by=None, at=NOON)
    found, texts = written()
    assert found == [("visa_refused", hall.secretary.email)]
    assert "Son motif : Pas en avril." in texts["visa_refused"]
    assert "renvoyez-les avant" in texts["visa_refused"]

    wish(answer.campaign, hall, subject="Le cadastre", number=1)
    written()
    give_visa(answer.pk, MAYOR, by=None, at=NOON)
    found, texts = written()
    assert found == [("visa_given", hall.secretary.email)]
    assert "visés par Odile Klein, maire" in texts["visa_given"]


def test_refused_after_the_deadline_the_town_hall_is_told_to_call(hall, answer):
    written()

    refuse_visa(answer.pk, MAYOR, reason="Non.", by=None, at=CLOSES)

    assert "appelez-nous" in written()[1]["visa_refused"]


def test_where_no_visa_is_asked_nothing_is_written_to_a_mayor(hall):
    factories.PositionFactory(commune=hall.commune, role="deputy")
    made = campaign(ThemeFactory())
    written()

    wish(made, hall, subject="Le cadastre", number=1)

    found, texts = written()
    assert found == [("wishes_received", hall.secretary.email)]
    assert "Le maire" not in texts["wishes_received"]
