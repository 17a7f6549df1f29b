"""What a secretary sees of the sessions, and what she does there for her colleagues."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communes.states import Role
from tests import factories
from tests.conftest import NOON
from tests.training.factories import DAY, FIRST, RoomFactory, SessionFactory
from tests.training.hall import Hall, text, to
from training.domain import offers, registrations
from training.models import Registration
from training.states.registrations import RegistrationState
from training.states.sessions import CourseKind, SessionState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
_R = RegistrationState


@pytest.fixture
def hall(db):
    return Hall(name="Bickenholtz", latitude="48.78300", longitude="7.22100")


@pytest.fixture
def other(db):
    return Hall(name="Imling")


@pytest.fixture
def visitor(signed_in, hall):
    return signed_in(hall.secretary.user)


def state_of(one):
    one.refresh_from_db()
    return one.state


def test_the_catalogue_says_where_how_far_and_how_many_seats_are_left(visitor, hall, other):
    place = factories.CommuneFactory(name="Dolving", latitude="48.75000", longitude="7.05000")
    coming = SessionFactory(maximum=3, room=RoomFactory(commune=place))
    SessionFactory(state=SessionState.DRAFT, on=FIRST + DAY, course__title="Secret")
    other.register(coming)

    page = text(visitor.get(to("session_list")))

    # 12,97 km as the crow flies (haversine, 6 371,0088 km), a third more by road
    assert "1 session annoncée" in page
    assert "Dolving à 17 km" in page
    assert "2 places libres sur 3" in page
    assert "mardi 8 décembre, 9 h – 12 h et 14 h – 17 h" in page
    assert "Secret" not in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("moment=matin", "À l’aube"),
        ("moment=apres-midi", "Au couchant"),
        ("type=meeting", "Au couchant"),
        ("q=aube", "À l’aube"),
        ("libre=on", "À l’aube"),
    ],
)
def test_the_filters_of_the_catalogue(visitor, other, asked, found):
    SessionFactory(course__title="À l’aube", hours=((9, 12),))
    evening = SessionFactory(
        course__title="Au couchant", course__kind=CourseKind.MEETING, hours=((14, 17),),
        on=FIRST + DAY, maximum=1,
    )  # fmt: skip
    other.register(evening)

    page = text(visitor.get(f"{to('session_list')}?{asked}"))

    titles = {"À l’aube", "Au couchant"}
    assert [title for title in sorted(titles) if f"{title} 2026-" in page] == [found]


def test_no_session_says_what_will_happen(visitor):
    assert "Nous vous écrirons" in text(visitor.get(to("session_list")))


def test_each_colleague_s_situation_and_nobody_else_s(visitor, hall, other):
    one = SessionFactory(maximum=2, quota=1, needs_approval=False)
    stranger = other.hold(first_name="Zoé", last_name="Inconnue")
    other.register(one, stranger)
    confirmed = hall.register(one, hall.hold(first_name="Solange", last_name="Ferrand"))
    hall.register(one, hall.hold(first_name="Marc", last_name="Litzler"))
    busy = hall.hold(first_name="Yvan", last_name="Colas")
    hall.register(SessionFactory(course__title="Marchés"), busy)
    hall.hold(first_name="Nadine", last_name="Roth")

    page = text(visitor.get(to("session_detail", one.pk)))

    assert "Solange Ferrand a sa place" in page
    assert "Solange Ferrand Bickenholtz a sa place convocation envoyée Remplacer" in page
    assert "Marc Litzler Bickenholtz en tête de la liste d’attente" in page
    assert "la commune a déjà toutes ses places Retirer" in page
    assert "Yvan Colas Bickenholtz déjà en formation à ces heures « Marchés » indisponible" in page
    assert "Nadine Roth Bickenholtz pas d’inscription Inscrire" in page
    colleagues, _title, come = page.partition("Qui vient")
    assert "Inconnue" not in colleagues
    assert "Solange Ferrand Bickenholtz Zoé Inconnue Imling" in come
    assert "2 prises, 1 personne attend" in page
    assert confirmed.seat == 2


def test_an_offered_seat_says_until_when_and_is_taken_with_one_button(visitor, hall, other):
    one = SessionFactory(maximum=1)
    seated = other.register(one)
    waits = hall.register(one, hall.hold(first_name="Nadine", last_name="Roth"))
    registrations.cancel(seated.pk, by=None, at=NOON)

    page = text(visitor.get(to("session_detail", one.pk)))
    assert "La session est complète, mais une place vous attend : gardée pour Nadine Roth" in page
    assert "à prendre avant jeudi 12 novembre à 12 h, puis à la personne suivante" in page

    visitor.get(to("offer_accept", waits.pk))
    assert state_of(waits) == _R.OFFERED
    visitor.post(to("offer_accept", waits.pk))
    assert state_of(waits) == _R.CONFIRMED


def test_a_late_answer_is_told_why_it_is_refused(visitor, hall, other, time_machine):
    one = SessionFactory(maximum=1)
    seated = other.register(one)
    waits = hall.register(one)
    registrations.cancel(seated.pk, by=None, at=NOON)
    time_machine.move_to(NOON + 2 * DAY, tick=False)

    page = text(visitor.post(to("offer_accept", waits.pk), follow=True))

    assert "La place était proposée jusqu’au jeudi 12 novembre à 12 h" in page
    assert state_of(waits) == _R.OFFERED


def keys(hall, *people):
    return [f"{person.pk}-{hall.commune.pk}" for person in people]


def test_several_colleagues_are_registered_from_one_form(visitor, hall):
    one = SessionFactory(maximum=1, quota=3)
    first, second = hall.hold(last_name="Aubry"), hall.hold(last_name="Weber")

    form = text(visitor.get(to("registration_create", one.pk)))
    assert "Bickenholtz : 0 place prise sur 3 au plus par commune." in form
    page = text(
        visitor.post(
            to("registration_create", one.pk), {"people": keys(hall, first, second)}, follow=True
        )
    )

    assert f"{first} a une place. {second} prend rang dans la liste d’attente." in page
    assert [row.person for row in Registration.objects.order_by("rank")] == [first, second]


def test_together_means_that_all_have_a_seat_or_all_wait(visitor, hall):
    one = SessionFactory(maximum=1)
    people = hall.hold(), hall.hold()

    visitor.post(
        to("registration_create", one.pk), {"people": keys(hall, *people), "together": "on"}
    )

    assert set(Registration.objects.values_list("state", flat=True)) == {_R.WAITING}


def test_who_is_taken_at_these_hours_is_said_before_and_keeps_all_from_being_written(
    visitor, hall
):
    one = SessionFactory(maximum=5)
    free, busy = hall.hold(), hall.hold(first_name="Yvan", last_name="Colas")
    hall.register(SessionFactory(course__title="Marchés"), busy)

    form = text(visitor.get(to("registration_create", one.pk)))
    page = text(
        visitor.post(to("registration_create", one.pk), {"people": keys(hall, free, busy)})
    )

    assert "Yvan Colas : déjà en formation à ces heures, « Marchés »" in form
    assert "ne peut pas être inscrite : la page a changé" in page
    assert not one.registrations.exists()


def test_who_works_for_two_communes_is_registered_by_one(visitor, hall, other):
    """A refusal after the first of them: nothing of the form is written."""
    one = SessionFactory(maximum=5)
    factories.PositionFactory(person=hall.secretary, commune=other.commune, role=Role.SECRETARY)
    both = hall.hold(first_name="Nadine", last_name="Roth")
    factories.PositionFactory(person=both, commune=other.commune, role=Role.TECHNICIAN)

    page = text(
        visitor.post(
            to("registration_create", one.pk), {"people": [*keys(hall, both), *keys(other, both)]}
        )
    )

    assert "Personne n’est inscrit. La même personne est cochée pour deux communes" in page
    assert not one.registrations.exists()


def test_nobody_ticked_is_said_beside_the_form(visitor, hall):
    one = SessionFactory()

    assert "Cochez au moins une personne." in text(
        visitor.post(to("registration_create", one.pk), {"together": ""})
    )


def test_leaving_is_confirmed_and_says_when_it_is_late(signed_in, hall, time_machine):
    one = SessionFactory()
    mine = hall.register(one)
    time_machine.move_to(one.cancel_until + DAY, tick=False)
    visitor = signed_in(hall.secretary.user)

    page = text(visitor.get(to("registration_cancel", mine.pk)))
    assert "ce désistement sera noté comme tardif" in page
    assert state_of(mine) == _R.CONFIRMED
    visitor.post(to("registration_cancel", mine.pk), {"reason": "malade"})

    assert state_of(mine) == _R.CANCELLED_LATE
    assert mine.cancel_reason == "malade"


def test_a_colleague_takes_the_seat_before_the_waiting_list(visitor, hall, other):
    one = SessionFactory(maximum=1)
    mine = hall.register(one)
    other.register(one)
    colleague = hall.hold(first_name="Nadine", last_name="Roth")

    assert "Nadine Roth" in text(visitor.get(to("registration_replace", mine.pk)))
    visitor.post(to("registration_replace", mine.pk), {"person": colleague.pk})

    assert state_of(mine) == _R.REPLACED
    assert one.registrations.get(person=colleague).seat == 1


def test_another_commune_s_registration_does_not_exist(visitor, other):
    theirs = other.register(SessionFactory())

    for name in ("registration_detail", "registration_cancel", "registration_replace"):
        assert visitor.get(to(name, theirs.pk)).status_code == 404
    assert visitor.post(to("registration_cancel", theirs.pk)).status_code == 404
    assert state_of(theirs) == _R.CONFIRMED


def test_a_technician_changes_her_own_registration_only(signed_in, hall):
    one = SessionFactory(maximum=3)
    agent, colleague = hall.hold(), hall.hold()
    mine, theirs = hall.register(one, agent), hall.register(one, colleague)
    visitor = signed_in(agent.user)

    assert visitor.post(to("registration_cancel", theirs.pk)).status_code == 403
    assert visitor.get(to("registration_create", one.pk)).status_code == 403
    visitor.post(to("registration_cancel", mine.pk), {"reason": ""})

    assert (state_of(mine), state_of(theirs)) == (_R.CANCELLED, _R.CONFIRMED)


def test_my_registrations_and_the_next_half_days(visitor, hall, other):
    one = SessionFactory(course__title="Élections")
    mine = hall.register(one, hall.hold(first_name="Nadine", last_name="Roth"))
    other.register(one, other.hold(last_name="Inconnue"))

    page = text(visitor.get(to("registration_list")))
    detail = text(visitor.get(to("registration_detail", mine.pk)))

    assert "La prochaine fois : Nadine Roth , mardi 8 décembre, à Commune-lès-Bois" in page
    assert "Nadine Roth , 9 h – 12 h et 14 h – 17 h : Élections" in page
    assert "Inconnue" not in page
    assert "La place est confirmée" in detail
    assert "Place confirmée" in detail


@pytest.mark.parametrize(
    "name", ["session_list", "session_detail", "registration_create", "registration_list", "home"]
)
def test_thirty_rows_ask_as_many_questions_as_one(visitor, hall, other, name):
    one = SessionFactory(maximum=80)
    days = iter(range(1, 90))

    def one_more():
        hall.register(one, hall.hold())
        later = SessionFactory(on=FIRST + next(days) * DAY, maximum=1)
        other.register(later, other.hold())
        hall.register(later, hall.hold())

    pages = {"session_list": (), "registration_list": ()}
    url = "/" if name == "home" else to(name, *pages.get(name, (one.pk,)))
    one_more()
    few = questions(visitor, url)
    for _ in range(29):
        one_more()

    assert questions(visitor, url) == few


def questions(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        text(client.get(url))
    return len(asked)


def test_an_offer_and_the_half_days_are_on_the_home_page(visitor, hall, other):
    one = SessionFactory(maximum=1, course__title="Élections")
    seated = other.register(one)
    waits = hall.register(one, hall.hold(first_name="Nadine", last_name="Roth"))
    registrations.cancel(seated.pk, by=None, at=NOON)

    page = text(visitor.get("/"))
    assert "Une place est gardée pour Nadine Roth" in page
    assert "À prendre avant jeudi 12 novembre à 12 h, encore 2 jours." in page

    offers.accept_offer(waits.pk, by=hall.secretary.user, at=NOON)
    page = text(visitor.get("/"))
    assert "Une place est gardée" not in page
    assert "Élections Formation, Nadine Roth, dès 9 h" in page
    assert "Élections" in text(visitor.get("/rechercher/?q=elections"))


def test_an_elected_person_is_offered_in_the_form_not_on_the_page(visitor, hall):
    one = SessionFactory()
    hall.hold(Role.DEPUTY, first_name="Ernest", last_name="Élu")

    assert "Ernest Élu" not in text(visitor.get(to("session_detail", one.pk)))
    assert "Ernest Élu" in text(visitor.get(to("registration_create", one.pk)))


def test_who_has_a_seat_reads_who_comes_and_nobody_else_does(signed_in, hall, other):
    session = SessionFactory(maximum=2, needs_approval=False)
    comes = other.register(session, other.hold(first_name="Paulette", last_name="Weber"))
    url = to("session_detail", session.pk)
    assert "Paulette" not in text(signed_in(hall.secretary.user).get(url))

    hall.register(session, hall.secretary)
    page = signed_in(hall.secretary.user).get(url)

    assert "Paulette Weber Imling" in text(page)
    assert comes.person.email not in page.content.decode()
    waits = Hall(name="Lixheim")
    waits.register(session, waits.secretary)
    assert "Paulette" not in text(signed_in(waits.secretary.user).get(url))


def test_once_begun_it_shows_who_is_in_it_and_offers_nothing_that_would_be_refused(
    signed_in, hall, time_machine
):
    one = SessionFactory(needs_approval=False)
    hall.register(one, hall.hold(first_name="Solange", last_name="Ferrand"))
    hall.hold(first_name="Nadine", last_name="Roth")
    empty = SessionFactory(on=FIRST + DAY)
    time_machine.move_to(one.starts_at + 2 * DAY, tick=False)
    visitor = signed_in(hall.secretary.user)

    page = text(visitor.get(to("session_detail", one.pk)))
    other = text(visitor.get(to("session_detail", empty.pk)))

    assert "Solange Ferrand" in page
    assert "Nadine Roth" not in page
    for gone in ("Remplacer", "Retirer", "Une place qui se libère"):
        assert gone not in page
    assert "Personne de votre mairie n’y est inscrit." in other
