"""The mayor answers from the link of her mail, or with her account: one person, and never by looking."""

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from communes.states import Role
from portal.mail.models import OutboxEmail
from tests.conftest import NOON
from tests.training.factories import DAY, SessionFactory
from tests.training.hall import mailed_link, text, to
from training.domain.asking_mayors import ask_mayor
from training.domain.sweeping import sweep
from training.queries.links import approval_token
from training.states.registrations import DecisionChannel, RegistrationState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
_R = RegistrationState


@pytest.fixture
def asking(hall, nadine):
    """Somebody who asks to go, with a seat held."""
    session = SessionFactory(maximum=1, needs_approval=True, hold_hours=48)
    return hall.register(session, nadine)


def link(name, one, person):
    return reverse(f"traininglinks:{name}", args=(approval_token(one, person.pk),))


def state_of(one):
    one.refresh_from_db()
    return one.state


def test_looking_at_the_link_decides_nothing(hall, asking):
    anyone = Client()

    page = text(anyone.get(link("approval_link", asking, hall.mayor)))
    anyone.head(link("approval_link", asking, hall.mayor))
    anyone.get(link("approval_refuse", asking, hall.mayor))

    assert state_of(asking) == _R.TO_VALIDATE
    assert "Une place est tenue jusqu’au jeudi 12 novembre à 12 h" in page
    assert "Nadine Roth demande à s’inscrire" in page


def test_the_mail_s_link_agrees_with_one_button(hall, asking):
    assert ask_mayor(hall.commune.pk, at=NOON + DAY / 24)
    path = mailed_link(hall.mayor, "approval_asked")
    assert path == link("approval_link", asking, hall.mayor)

    page = text(Client().post(path, follow=True))

    assert state_of(asking) == _R.CONFIRMED
    assert (asking.decided_as, asking.decided_via) == (
        f"{hall.mayor}, maire",
        DecisionChannel.LINK,
    )
    assert "Nadine Roth a sa place, la convocation est partie" in page
    assert f"accordée par {hall.mayor}, maire" in page


def test_a_refusal_says_why(hall, asking):
    refusal = link("approval_refuse", asking, hall.mayor)

    assert "Dites pourquoi : la personne le lira." in text(Client().post(refusal, {"reason": " "}))
    assert state_of(asking) == _R.TO_VALIDATE
    Client().post(refusal, {"reason": "Mairie fermée ce jour-là"})

    assert (state_of(asking), asking.refuse_reason) == (_R.REFUSED, "Mairie fermée ce jour-là")


def test_a_link_forged_replaced_or_of_who_left_opens_nothing(hall, asking):
    good = link("approval_link", asking, hall.mayor)

    assert Client().get(good.rstrip("/") + "x/").status_code == 404
    assert Client().get(link("approval_link", asking, hall.secretary)).status_code == 410
    type(asking).objects.filter(pk=asking.pk).update(link_version=2)
    assert Client().post(good).status_code == 410
    asking.refresh_from_db()
    hall.mayor.positions.update(ended_on=NOON.date() - DAY)
    assert Client().post(link("approval_link", asking, hall.mayor)).status_code == 410
    assert state_of(asking) == _R.TO_VALIDATE


def test_an_answer_after_the_seat_was_given_back_says_so(hall, asking, time_machine):
    later = NOON + 3 * DAY
    sweep(at=later)
    time_machine.move_to(later, tick=False)

    page = text(Client().get(link("approval_link", asking, hall.mayor)))

    assert state_of(asking) == _R.WAITING
    assert "Aucune place n’est tenue" in page


def test_once_the_session_has_begun_the_link_says_that_nothing_is_awaited(
    hall, asking, time_machine
):
    time_machine.move_to(asking.session.starts_at, tick=False)

    page = text(Client().get(link("approval_link", asking, hall.mayor)))

    assert "votre réponse n’est plus attendue" in page
    assert "Donner mon accord" not in page


def test_a_second_answer_changes_nothing(hall, asking):
    path = link("approval_link", asking, hall.mayor)
    refusal = link("approval_refuse", asking, hall.mayor)
    deputy = link("approval_link", asking, hall.hold(Role.DEPUTY))
    Client().post(path)

    for page in (
        Client().post(refusal, {"reason": "x"}),
        Client().get(path),
        Client().get(deputy),
    ):
        assert page.status_code == 410
        words = page.content.decode()
        assert f"{hall.mayor}, maire a déjà répondu" in words
        assert "<b>accordée</b>" in words
    assert state_of(asking) == _R.CONFIRMED


def test_the_mail_before_the_reminder_serves_too(hall, asking):
    """Whichever of the two she opens."""
    type(asking).objects.filter(pk=asking.pk).update(hold_until=NOON + 9 * DAY)
    for hours in (1, 49):
        assert ask_mayor(hall.commune.pk, at=NOON + hours * DAY / 24)
    mails = OutboxEmail.objects.filter(
        to=hall.mayor.email, kind__startswith="training/mails/approval"
    )
    paths = [urlsplit(re.search(r"http\S+/f/\S+", mail.text)[0]).path for mail in mails]

    assert [Client().get(path).status_code for path in paths] == [200, 200]


def test_a_link_ends_with_its_session(hall, asking, time_machine):
    path = link("approval_link", asking, hall.mayor)
    time_machine.move_to(asking.session.ends_at, tick=False)

    assert Client().post(path).status_code == 410
    assert state_of(asking) == _R.TO_VALIDATE


def test_with_an_account_from_the_card_of_the_home_page(signed_in, hall, asking):
    mayor = signed_in(hall.mayor.user)

    assert "Nadine Roth demande à se former" in text(mayor.get("/"))
    mayor.get(to("registration_decide", asking.pk))
    assert state_of(asking) == _R.TO_VALIDATE
    mayor.post(to("registration_decide", asking.pk))

    assert (state_of(asking), asking.decided_via) == (_R.CONFIRMED, DecisionChannel.WEB)
    assert "demande à se former" not in text(mayor.get("/"))


def test_the_secretary_does_not_decide_in_her_place(signed_in, hall, asking):
    secretary = signed_in(hall.secretary.user)

    assert secretary.post(to("registration_decide", asking.pk)).status_code == 403
    assert secretary.post(to("registration_refuse", asking.pk), {"reason": "x"}).status_code == 403
    assert "demande à se former" not in text(secretary.get("/"))
    assert state_of(asking) == _R.TO_VALIDATE


def test_the_mayor_refuses_with_her_account(signed_in, hall, asking):
    signed_in(hall.mayor.user).post(to("registration_refuse", asking.pk), {"reason": "Absences"})

    assert (state_of(asking), asking.refuse_reason) == (_R.REFUSED, "Absences")
