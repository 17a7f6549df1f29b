"""The mayor approves the wishes of her commune from the link of her mail, or with her account; never by looking."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import NOON
from tests.training.desk import address
from tests.training.factories import DAY, ThemeFactory
from tests.training.hall import mailed_link, text, to
from tests.training.wishing import answer_of, campaign, course, wish
from training.queries.links import approval_token, visa_token
from training.states.registrations import DecisionChannel
from training.states.wishes import Visa

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def answer(hall):
    made = campaign(ThemeFactory(), visa_asked=True)
    wish(made, hall, hall.secretary, learn=course(made.themes.get(), title="Le budget"), number=2)
    return answer_of(made, hall)


def link(name, answer, person):
    return reverse(f"traininglinks:{name}", args=(visa_token(answer, person.pk),))


def said(answer):
    answer.refresh_from_db()
    return answer.visa


def test_looking_at_the_link_gives_nothing(hall, answer):
    anyone = Client()

    page = text(anyone.get(link("visa_link", answer, hall.mayor)))
    anyone.head(link("visa_link", answer, hall.mayor))
    anyone.get(link("visa_link_refuse", answer, hall.mayor))

    assert said(answer) == Visa.AWAITED
    assert "3 personnes voudraient se former" in page
    assert f"Le budget {answer.wishes.first().theme} {hall.secretary} et 2 agents" in page


def test_the_mail_s_link_gives_the_visa_with_one_button(hall, answer):
    path = mailed_link(hall.mayor, "visa_asked")
    assert path == link("visa_link", answer, hall.mayor)

    page = text(Client().post(path, follow=True))

    assert said(answer) == Visa.GIVEN
    assert (answer.visa_as, answer.visa_via) == (f"{hall.mayor}, maire", DecisionChannel.LINK)
    assert f"Visa donné par {hall.mayor}, maire" in page
    again = text(
        Client().post(link("visa_link_refuse", answer, hall.mayor), {"reason": "x"}, follow=True)
    )
    assert "a déjà répondu" in again
    assert said(answer) == Visa.GIVEN


def test_a_refusal_says_why_and_everybody_reads_it(hall, answer, signed_in, desk):
    refusal = link("visa_link_refuse", answer, hall.mayor)
    assert "Dites pourquoi : la mairie le lira." in text(Client().post(refusal, {"reason": " "}))
    assert said(answer) == Visa.AWAITED
    follow = address("needs_follow", answer.campaign_id)
    assert "Visas attendus" in text(desk.get(follow))

    page = text(Client().post(refusal, {"reason": "Pas en avril."}, follow=True))

    assert said(answer) == Visa.REFUSED
    assert "Pas en avril." in page
    shown = text(desk.get(follow))
    assert f"visa refusé « Pas en avril. » {hall.mayor}, maire" in shown
    assert "Visas attendus" not in shown
    secretary = signed_in(hall.secretary.user)
    for name, args in (("wish_list", ()), ("wish_form", (answer.pk,))):
        assert "Pas en avril." in text(secretary.get(to(name, *args)))


def test_a_link_forged_replaced_of_another_kind_or_of_who_left_opens_nothing(hall, answer):
    good = link("visa_link", answer, hall.mayor)
    other = reverse("traininglinks:visa_link", args=(approval_token(answer, hall.mayor.pk),))

    assert Client().get(good.rstrip("/") + "x/").status_code == 404
    assert Client().get(other).status_code == 404
    assert Client().get(link("visa_link", answer, hall.secretary)).status_code == 410
    wish(answer.campaign, hall, subject="Le cadastre", number=1)
    assert Client().post(good).status_code == 410
    answer.refresh_from_db()
    hall.mayor.positions.update(ended_on=NOON.date() - DAY)
    assert Client().post(link("visa_link", answer, hall.mayor)).status_code == 410
    assert said(answer) == Visa.AWAITED


def test_with_an_account_from_the_card_of_the_home_page(signed_in, hall, answer):
    mayor = signed_in(hall.mayor.user)

    assert "Souhaits de formation 2027 à viser" in text(mayor.get("/"))
    mayor.get(to("wish_visa", answer.pk))
    assert said(answer) == Visa.AWAITED
    mayor.post(to("wish_visa_refuse", answer.pk), {"reason": ""})
    assert said(answer) == Visa.AWAITED
    mayor.post(to("wish_visa", answer.pk))

    assert (said(answer), answer.visa_via) == (Visa.GIVEN, DecisionChannel.WEB)
    assert "à viser" not in text(mayor.get("/"))
    assert f"Visé par {hall.mayor}, maire" in text(mayor.get(to("wish_list")))


def test_the_secretary_does_not_approve_in_her_place(signed_in, hall, answer):
    secretary = signed_in(hall.secretary.user)

    assert secretary.post(to("wish_visa", answer.pk)).status_code == 403
    assert secretary.post(to("wish_visa_refuse", answer.pk), {"reason": "x"}).status_code == 403
    assert "à viser" not in text(secretary.get("/"))
    assert said(answer) == Visa.AWAITED
