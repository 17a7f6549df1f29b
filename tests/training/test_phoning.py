"""A town hall telephones."""

import pytest

from communes.states import Role
from portal.journal.models import Entry
from portal.lib.refusal import Refusal
from portal.mail.models import OutboxEmail
from tests import factories
from tests.conftest import NOON
from tests.training.desk import address
from tests.training.factories import (
    SessionFactory,
    ThemeFactory,
    secretaries,
)
from tests.training.hall import Hall, text
from tests.training.test_tables import both_sides
from tests.training.wishing import answer_of, campaign, wish
from training.domain.phoning import Said, approve_by_phone, decide_by_phone
from training.models import Registration
from training.states.registrations import DecisionChannel, RegistrationState as R
from training.states.wishes import Visa, WishState

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(db):
    return Hall(name="Bickenholtz")


@pytest.fixture
def asking(hall):
    """Somebody who asks to go; a seat is held until her mayor answers."""
    return hall.register(SessionFactory(maximum=1, needs_approval=True))


@pytest.fixture
def answer(hall):
    """Wishes that await the mayor."""
    made = campaign(ThemeFactory(), visa_asked=True)
    wish(made, hall, hall.secretary, subject="le cadastre")
    return answer_of(made, hall)


def mails(kind):
    return OutboxEmail.objects.filter(kind=f"training/mails/{kind}")


def test_a_town_hall_that_telephones_is_registered_and_it_is_written_who_called(desk):
    session = SessionFactory(maximum=5)
    one = secretaries(1)[0]
    factories.MembershipFactory(commune=one.commune, epci=factories.EpciFactory())
    url = f"{address('session_phone', session.pk)}?commune={one.commune_id}"
    key = f"{one.person_id}-{one.commune_id}"
    assert str(one.person) in desk.get(url).content.decode()

    without = desk.post(url, {"people": [key], "caller": ""})
    assert "Notez qui a téléphoné" in without.content.decode()
    desk.post(url, {"people": [key], "caller": "Solange Ferrand, secrétaire"})

    made = Registration.objects.get()
    assert (made.person, made.commune, made.state) == (one.person, one.commune, "confirmed")
    entry = Entry.objects.get(verb="register_by_phone")
    assert entry.details == {"caller": "Solange Ferrand, secrétaire"}
    assert entry.by == made.registered_by


def test_the_mayor_s_word_is_noted_from_the_page_of_the_session(desk, hall, asking):
    deputy = hall.hold(Role.DEPUTY)
    follow = desk.get(address("session_follow", asking.session_id)).content.decode()
    url = address("registration_phone", asking.pk)
    assert url in follow
    assert f"{deputy}, adjoint" in text(desk.get(url))
    assert "Accord, ou refus" in text(desk.post(url, {"person": deputy.pk}))

    said = text(desk.post(url, {"person": deputy.pk, "answer": "yes"}, follow=True))

    asking.refresh_from_db()
    manager = asking.decision_noted_by
    assert (asking.state, asking.decided_via, asking.link_version) == (
        R.CONFIRMED,
        DecisionChannel.PHONE,
        2,
    )
    assert asking.decided_as.startswith(f"{deputy}, ")
    assert "a sa place, la convocation est partie" in said
    assert mails("registration_confirmed").get().to == asking.person.email
    entry = Entry.objects.get(verb="decide_by_phone")
    assert (entry.by, entry.details) == (manager, {"decided_as": asking.decided_as})
    assert asking.events.get(kind="confirmed").by == manager
    page = text(desk.get(address("registration_phone", asking.pk), follow=True))
    assert f"au téléphone, noté par {manager}" in page


def test_a_refusal_on_the_telephone_says_why(desk, hall, asking):
    url = address("registration_phone", asking.pk)

    page = text(desk.post(url, {"person": hall.mayor.pk, "answer": "no", "reason": " "}))
    assert "Un refus dit pourquoi" in page
    desk.post(url, {"person": hall.mayor.pk, "answer": "no", "reason": "Mairie fermée"})

    asking.refresh_from_db()
    assert (asking.state, asking.seat, asking.refuse_reason) == (R.REFUSED, None, "Mairie fermée")
    assert "Mairie fermée" in mails("registration_refused").get().text
    alone = {"decision_noted_by": None}
    both_sides(
        asking, "registration_phoned_is_noted_by_somebody", alone, alone | {"decided_via": "link"}
    )


def test_only_who_commits_the_commune_speaks_for_it(hall, asking, answer):
    by = factories.ManagerFactory().person.user
    other = Hall().mayor

    for person in (hall.secretary, other):
        said = Said(person_id=person.pk, agreed=True)
        with pytest.raises(Refusal, match="Seul le maire"):
            decide_by_phone(asking.pk, said, by=by, at=NOON)
        with pytest.raises(Refusal, match="Seul le maire"):
            approve_by_phone(answer.pk, said, by=by, at=NOON)
    assert not Entry.objects.filter(verb__endswith="_by_phone").exists()


def test_the_visa_is_noted_from_the_page_of_the_needs(desk, hall, answer):
    url = address("needs_visa", answer.pk)
    assert url in desk.get(address("needs_follow", answer.campaign_id)).content.decode()
    assert "Le maire vise au téléphone" in text(desk.get(url))

    desk.post(url, {"person": hall.mayor.pk, "answer": "yes"})

    answer.refresh_from_db()
    assert (answer.visa, answer.visa_via) == (Visa.GIVEN, DecisionChannel.PHONE)
    assert answer.wishes.get().state == WishState.SUBMITTED
    entry = Entry.objects.get(verb="approve_by_phone")
    assert (entry.by, entry.details) == (answer.visa_noted_by, {"decided_as": answer.visa_as})
    assert desk.get(url).status_code == 302
    alone = {"visa_noted_by": None}
    both_sides(
        answer, "needs_answer_visa_phoned_is_noted_by_somebody", alone, alone | {"visa_via": "web"}
    )


def test_a_visa_refused_on_the_telephone_gives_the_wishes_back(desk, hall, answer):
    said = {"person": hall.mayor.pk, "answer": "no", "reason": "Trop tôt"}

    page = text(desk.post(address("needs_visa", answer.pk), said, follow=True))

    answer.refresh_from_db()
    assert (answer.visa, answer.visa_reason) == (Visa.REFUSED, "Trop tôt")
    assert answer.visa_noted_by is not None
    assert "le visa est refusé, la mairie est prévenue" in page
