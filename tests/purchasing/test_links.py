"""Answering from the link of a mail: no account, one commune, and never by looking."""

import pytest
from django.test import Client

from portal.mail.models import OutboxEmail
from purchasing.domain import answers
from purchasing.models import Campaign, NeedRevision
from purchasing.queries.links import answer_link, link_token
from purchasing.states import CampaignState, Channel, ParticipationState
from tests.purchasing.test_answer_pages import typed
from tests.purchasing.town import NOON, give_last_year, make_town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def anyone():
    """A browser in which nobody has signed in."""
    return Client()


def url(town, page=""):
    return f"/r/{link_token(town.answer)}/{page}"


@pytest.mark.parametrize(
    "page", ["", "idem/", "aucun/", "complete/", "relire/", "annuler/", "lu/"]
)
@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_answers_nothing_and_is_not_even_reading(anyone, town, page, method):
    response = getattr(anyone, method)(url(town, page))

    assert response.status_code in {200, 302}
    assert town.reload().state == ParticipationState.INVITED
    assert town.answer.opened_at is None


def test_the_mail_s_links_lead_to_a_page_that_says_which_commune(anyone, town):
    assert answer_link(town.answer, "aucun").endswith(url(town, "aucun/"))

    page = anyone.get(url(town, "aucun/")).content.decode()

    assert town.commune.name in page
    assert "transmettre" in page
    assert 'value="aucun" checked' in page


def test_no_need_is_said_in_one_confirmation_with_a_name(anyone, town):
    anyone.post(url(town), {"reponse": "aucun", "nom": "Nadine Roth", "version": "0"})

    answer = town.reload()
    assert answer.state == ParticipationState.NONE_NEEDED
    assert (answer.answered_as, answer.answered_by, answer.channel) == (
        "Nadine Roth",
        None,
        Channel.MAIL,
    )


def test_nobody_answers_without_saying_who(anyone, town):
    page = anyone.post(url(town), {"reponse": "aucun", "nom": " "})

    assert "Écrivez votre nom" in page.content.decode()
    assert town.reload().state == ParticipationState.INVITED


def test_as_last_year_from_the_mail_sends_last_year_s_figures_and_a_receipt(anyone, town):
    give_last_year(town, {(town.check, town.hall): 9})
    done = anyone.post(url(town), {"reponse": "idem", "nom": "Nadine Roth"}, follow=True)

    assert town.figures() == {(town.check.pk, town.hall.pk): 9}
    assert OutboxEmail.objects.get().to == town.user.email
    assert "Annuler" in done.content.decode()


def test_the_grid_is_filled_from_the_link_read_again_and_sent(anyone, town):
    page = anyone.get(url(town, "complete/"))
    figures = typed(page) | {f"q{town.panel.pk}_{town.hall.pk}": "4", "nom": "Nadine Roth"}

    kept = anyone.post(url(town, "complete/"), figures)
    again = anyone.get(kept.url).content.decode()
    anyone.post(kept.url, {"nom": "Nadine Roth", "version": town.reload().version})

    assert 'value="Nadine Roth"' in again
    assert town.reload().state == ParticipationState.SUBMITTED
    revision = NeedRevision.objects.get()
    assert (revision.by_label, revision.channel) == ("Nadine Roth", Channel.MAIL)


def test_a_name_typed_before_the_grid_is_not_asked_twice(anyone, town):
    chosen = anyone.post(url(town), {"reponse": "complete", "nom": "Nadine Roth"}, follow=True)

    assert 'value="Nadine Roth"' in chosen.content.decode()


def test_figures_typed_without_a_name_are_kept_in_the_page(anyone, town):
    cell = f"q{town.panel.pk}_{town.hall.pk}"

    page = anyone.post(url(town, "complete/"), {cell: "4", "reponse": "complete"})

    assert f'name="{cell}" id="{cell}" value="4"' in page.content.decode()


def test_a_gesture_on_the_page_says_it_was_read(anyone, town):
    anyone.post(url(town, "lu/"))

    assert town.reload().state == ParticipationState.OPENED


def test_a_revoked_link_opens_nothing(anyone, town):
    old = url(town)
    answers.revoke_link(town.answer.pk, by=town.user, at=NOON)

    page = anyone.post(old, {"reponse": "aucun", "nom": "X"})

    assert page.status_code == 410
    assert town.reload().state == ParticipationState.INVITED


@pytest.mark.parametrize("change", ["commune", "answer", "signature"])
def test_a_link_rewritten_by_hand_opens_nothing(anyone, town, change):
    other = make_town(town.campaign)
    said, _, signature = link_token(town.answer).partition(".")
    answer, commune, version = said.split("-")
    forged = {
        "commune": f"{answer}-{other.commune.pk}-{version}.{signature}",
        "answer": f"{other.answer.pk}-{commune}-{version}.{signature}",
        "signature": f"{said}.{signature[:-1]}_",
    }[change]

    assert anyone.get(f"/r/{forged}/").status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("cut", [10, -5, -1])
def test_a_link_cut_by_a_mail_program_says_how_to_find_the_whole_of_it(anyone, town, cut, method):
    response = getattr(anyone, method)(f"/r/{link_token(town.answer)[:cut]}/")

    page = response.content.decode()
    assert response.status_code == 404
    assert "Rouvrez le courriel" in page
    assert "toute l’adresse" in page
    assert town.commune.name not in page


@pytest.mark.parametrize("tail", ["aucu/", "complete/relire/", "%3E/"])
def test_a_link_whose_end_was_changed_says_the_same(anyone, town, tail):
    response = anyone.get(url(town, tail))

    assert response.status_code == 404
    assert "Rouvrez le courriel" in response.content.decode()


def test_a_link_without_its_last_bar_is_led_to_its_page(anyone, town):
    assert anyone.get(url(town)[:-1], follow=True).status_code == 200


def test_after_the_deadline_the_link_still_shows_and_changes_nothing(anyone, town, time_machine):
    anyone.post(url(town), {"reponse": "aucun", "nom": "Nadine Roth"})
    time_machine.move_to("2026-12-16T11:00:00Z")

    page = anyone.get(url(town))
    anyone.post(url(town, "annuler/"))

    assert "aucun besoin" in page.content.decode()
    assert town.reload().state == ParticipationState.NONE_NEEDED


@pytest.mark.parametrize("started", [False, True])
def test_after_the_deadline_what_was_never_sent_is_not_shown_as_an_answer(
    anyone, town, time_machine, started
):
    give_last_year(town, {(town.check, town.hall): 9})
    if started:
        anyone.post(
            url(town, "complete/"),
            typed(anyone.get(url(town, "complete/"))) | {"nom": "Nadine Roth", "suite": "grille"},
        )
    time_machine.move_to("2026-12-16T11:00:00Z")

    page = anyone.get(url(town)).content.decode()

    assert "n’a pas répondu" in page
    assert "Rien n’est compté pour la commune" in page
    assert ("Le brouillon du" in page) is started
    assert "Total TTC" not in page


def test_the_link_of_a_draft_campaign_does_not_exist(anyone, town):
    Campaign.objects.filter(pk=town.campaign.pk).update(state=CampaignState.DRAFT, opened_at=None)

    assert anyone.get(url(town)).status_code == 404


def test_a_link_that_writes_too_often_is_asked_to_wait(anyone, town, monkeypatch):
    monkeypatch.setattr("purchasing.views.links.MOST_POSTS", 2)

    codes = [anyone.post(url(town, "lu/")).status_code for _ in range(3)]

    assert codes == [204, 204, 429]


def test_the_link_s_page_is_kept_by_nobody(anyone, town):
    response = anyone.get(url(town))

    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
