"""The town hall's pages, through the front door."""

import re

import pytest
from django.urls import reverse

from communes.states import Role
from portal.mail.models import OutboxEmail
from purchasing.models import NeedRevision
from purchasing.states import ParticipationState
from tests.factories import LotItemFactory, PositionFactory, SecretaryFactory, SiteFactory
from tests.purchasing.town import ExtinguisherFactory, give_last_year, make_campaign, make_town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def url(town, page="edit"):
    return reverse(f"purchasing:answer_{page}", args=(town.campaign.pk, town.commune.insee))


def typed(response):
    """The form as the browser would send it back: every input of the page, as it stands."""
    html = response.content.decode()
    fields = dict(
        re.findall(r'<input type="(?:text|hidden)"[^>]* name="([^"]+)"[^>]* value="([^"]*)"', html)
    )
    return {k: v for k, v in fields.items() if k != "csrfmiddlewaretoken"} | {
        "reponse": "complete"
    }


def test_the_answer_page_shows_items_by_buildings(hers, town):
    page = hers.get(url(town))

    assert page.status_code == 200
    assert "Vérification annuelle" in page.content.decode()
    assert f'name="q{town.panel.pk}_{town.room.pk}"' in page.content.decode()


def test_without_script_the_whole_form_is_kept_then_read_again_then_sent(hers, town):
    ExtinguisherFactory.create_batch(3, commune=town.commune, site=town.hall)
    form = typed(hers.get(url(town))) | {f"q{town.panel.pk}_{town.room.pk}": "2", "mot": "Merci"}

    kept = hers.post(url(town), form)
    page = hers.get(kept.url)
    sent = hers.post(kept.url, {"version": town.reload().version})

    assert kept.url == url(town, "review")
    assert "2,85" not in page.content.decode()
    assert "5,70\u202f€" in page.content.decode()
    assert sent.url == url(town) + "?fait=1"
    assert town.reload().state == ParticipationState.SUBMITTED
    assert town.answer.word == "Merci"
    assert town.figures()[town.check.pk, town.hall.pk] == 3


@pytest.mark.parametrize(
    ("choice", "state"),
    [("idem", ParticipationState.SUBMITTED), ("aucun", ParticipationState.NONE_NEEDED)],
)
def test_the_two_short_answers_take_three_actions_from_the_home_page(hers, town, choice, state):
    give_last_year(town, {(town.check, town.hall): 9})
    home = hers.get("/")

    page = hers.get(url(town))
    sent = hers.post(url(town), typed(page) | {"reponse": choice})

    assert url(town) in home.content.decode()
    assert sent.url == url(town) + "?fait=1"
    assert town.reload().state == state
    assert OutboxEmail.objects.count() == 1


def test_what_was_just_sent_can_be_undone(hers, town):
    hers.post(url(town), {"reponse": "aucun"})
    page = hers.get(url(town) + "?fait=1").content.decode()

    hers.post(url(town, "undo"))

    assert "enregistrée à 12\u00a0h" in page
    assert "Annuler" in page
    assert town.reload().state == ParticipationState.DRAFT


def test_a_wrong_figure_is_pointed_at_and_nothing_typed_is_lost(hers, town):
    form = typed(hers.get(url(town))) | {
        f"q{town.panel.pk}_{town.room.pk}": "deux",
        f"q{town.panel.pk}_{town.hall.pk}": "8",
    }

    page = hers.post(url(town), form).content.decode()

    assert "«\u00a0deux\u00a0» n’est pas une quantité" in page
    assert 'value="deux"' in page
    assert 'value="8"' in page
    assert NeedRevision.objects.count() == 0


def test_two_colleagues_at_once_see_both_figures_and_choose(hers, town, signed_in):
    colleague = signed_in(make_colleague(town))
    mine, theirs = typed(hers.get(url(town))), typed(colleague.get(url(town)))
    cell = f"q{town.panel.pk}_{town.hall.pk}"
    colleague.post(url(town), theirs | {cell: "4"})

    page = hers.post(url(town), mine | {cell: "9"})
    kept = town.figures()
    hers.post(url(town), typed(page))

    assert "a écrit 4" in page.content.decode()
    assert kept == {(town.panel.pk, town.hall.pk): 4}
    assert town.figures() == {(town.panel.pk, town.hall.pk): 9}


def make_colleague(town):
    return SecretaryFactory(commune=town.commune).person.user


def test_a_cell_kept_by_the_page_s_script_answers_with_the_new_totals(hers, town):
    cell = f"{town.panel.pk}_{town.hall.pk}"

    part = hers.post(url(town, "cell"), {f"q{cell}": "5", f"b{cell}": "0:0"})

    assert town.figures() == {(town.panel.pk, town.hall.pk): 5}
    assert "14,25\u202f€" in part.content.decode()
    assert "<html" not in part.content.decode()


def test_the_answer_sent_meanwhile_by_a_colleague_is_not_sent_over(hers, town, signed_in):
    colleague = signed_in(make_colleague(town))
    cell = f"q{town.panel.pk}_{town.hall.pk}"
    hers.post(url(town), typed(hers.get(url(town))) | {cell: "4"})
    read = town.reload().version
    colleague.post(url(town), typed(colleague.get(url(town))) | {cell: "6"})

    page = hers.post(url(town, "review"), {"version": read}).content.decode()

    assert "4 est devenu 6" in page
    assert town.reload().state == ParticipationState.DRAFT


def test_looking_at_the_page_says_nothing_and_its_script_says_it_was_read(hers, town):
    hers.get(url(town))
    silent = town.reload().state

    hers.post(url(town, "read"))

    assert silent == ParticipationState.INVITED
    assert town.reload().state == ParticipationState.OPENED


def test_after_the_closing_the_answer_is_read_only(hers, town, time_machine, signed_in):
    hers.post(url(town), {"reponse": "aucun"})
    time_machine.move_to("2026-12-16T11:00:00Z")
    hers = signed_in(town.user)

    page = hers.get(url(town)).content.decode()
    hers.post(url(town, "undo"))

    assert "clos" in page
    assert "Annuler" not in page
    assert town.reload().state == ParticipationState.NONE_NEEDED


def test_another_commune_s_answer_does_not_exist(hers, town):
    other = make_town(town.campaign)

    pages = ("edit", "review", "undo", "decline", "cell", "read")

    assert {hers.get(url(other, page)).status_code for page in pages} == {404}
    assert {hers.post(url(other, page)).status_code for page in pages} == {404}


def test_a_secretary_of_two_communes_answers_for_each(hers, town, signed_in):
    second = make_town(town.campaign, secretary=SecretaryFactory(person=town.user.person))

    hers.post(url(second), {"reponse": "aucun"})

    assert second.reload().state == ParticipationState.NONE_NEEDED
    assert town.reload().state == ParticipationState.INVITED
    assert hers.get(f"/achats/campagnes/{town.campaign.pk}/reponse/").status_code == 302


WRITING = ("edit", "review", "undo", "decline", "cell", "read", "paste", "sheet", "site")


@pytest.fixture
def councillor(town, signed_in):
    return signed_in(PositionFactory(commune=town.commune, role=Role.COUNCILLOR).person.user)


def test_a_councillor_reads_where_the_answer_stands_and_finds_no_form(hers, town, councillor):
    ExtinguisherFactory.create_batch(3, commune=town.commune, site=town.hall)
    silent = councillor.get(url(town)).content.decode()
    hers.post(url(town, "cell"), {f"q{town.panel.pk}_{town.hall.pk}": "5"})
    draft = councillor.get(url(town)).content.decode()
    hers.post(url(town), {"reponse": "aucun"})
    sent = councillor.get(url(town)).content.decode()

    assert "Rien n’est encore inscrit." in silent
    assert "Vérification annuelle" not in silent
    assert "il n’est pas encore envoyé" in draft
    assert "14,25" in draft
    assert "La mairie peut la changer" in sent
    for page in (silent, draft, sent):
        assert f'action="{url(town)}' not in page
        assert "<input" not in page.partition("<main")[2]


def test_what_a_councillor_posts_is_refused_and_says_who_answers(town, councillor):
    refused = [councillor.post(url(town, page), {"reponse": "aucun"}) for page in WRITING]

    assert {one.status_code for one in refused} == {403}
    assert "répondent pour la commune" in refused[0].content.decode()
    assert town.reload().state == ParticipationState.INVITED


def test_nothing_is_expected_of_a_councillor(town, councillor):
    campaign = reverse("purchasing:answer_campaign", args=[town.campaign.pk])

    assert "Répondre" not in councillor.get("/").content.decode()
    assert "vous lisez ses réponses" in councillor.get("/achats/").content.decode()
    assert "Voir la réponse" in councillor.get(campaign).content.decode()


def test_declining_says_why(hers, town):
    refused = hers.post(url(town, "decline"), {"reason": ""})
    hers.post(url(town, "decline"), {"reason": "Contrat en cours"})

    assert "Dites en un mot pourquoi." in refused.content.decode()
    assert town.reload().decline_reason == "Contrat en cours"


def test_the_list_and_the_campaign_are_shown_to_the_invited_only(hers, town):
    elsewhere = make_campaign()

    shown = hers.get("/achats/").content.decode()

    assert "Extincteurs 2027" in shown
    assert (
        hers.get(reverse("purchasing:answer_campaign", args=[town.campaign.pk])).status_code == 200
    )
    assert hers.get(reverse("purchasing:answer_campaign", args=[elsewhere.pk])).status_code == 404


def test_the_card_counts_the_register_and_the_openings_left(hers, town):
    ExtinguisherFactory.create_batch(9, commune=town.commune, site=town.hall)

    home = hers.get("/").content.decode()

    assert "Les 9\u00a0extincteurs de votre registre sont déjà inscrits." in home
    assert "Il reste cinq permanences avant la clôture." in home


@pytest.mark.parametrize("lines", [1, 30])
def test_the_answer_page_asks_the_same_number_of_questions_whatever_the_lines(
    hers, town, django_assert_max_num_queries, lines
):
    for _ in range(lines):
        LotItemFactory(lot=town.check.lot)

    with django_assert_max_num_queries(22):
        hers.get(url(town))


def test_a_new_building_joins_the_grid_and_its_name_is_taken_once(hers, town):
    done = hers.post(url(town, "site"), {"name": "Presbytère", "kind": "other"})
    again = hers.post(url(town, "site"), {"name": "presbytere", "kind": "other"})

    assert "Presbytère" in hers.get(done.url).content.decode()
    assert "déjà un bâtiment" in again.content.decode()


def test_beyond_six_buildings_the_empty_ones_wait_until_asked_for(hers, town):
    sites = [SiteFactory(commune=town.commune, name=f"Lieu {n}") for n in range(8)]
    hers.post(url(town, "cell"), {f"q{town.panel.pk}_{town.hall.pk}": "5"})

    page = hers.get(url(town)).content.decode()
    more = hers.get(url(town) + f"?avec={sites[3].pk}").content.decode()

    assert "Lieu 3" not in page
    assert "Lieu 3" in more


def test_a_pasted_block_keeps_its_right_figures_when_one_is_wrong(hers, town):
    check, panel = (f"q{item.pk}_{town.hall.pk}" for item in (town.check, town.panel))
    before = typed(hers.get(url(town)))
    bases = {f"b{name[1:]}": before[f"b{name[1:]}"] for name in (check, panel)}

    page = hers.post(url(town, "cell"), {check: "4", panel: "trois", **bases}).content.decode()

    assert town.figures()[town.check.pk, town.hall.pk] == 4
    assert (town.panel.pk, town.hall.pk) not in {k for k, v in town.figures().items() if v}
    assert "n’est pas une quantité. Écrivez un nombre" in page
    assert "case reste à corriger\u202f; le reste est gardé" in page


def test_the_next_figure_is_no_conflict_with_what_was_just_kept_beside_a_wrong_one(hers, town):
    check, panel = (f"q{item.pk}_{town.hall.pk}" for item in (town.check, town.panel))
    before = typed(hers.get(url(town)))
    bases = {f"b{name[1:]}": before[f"b{name[1:]}"] for name in (check, panel)}
    fresh = typed(hers.post(url(town, "cell"), {check: "4", panel: "trois", **bases}))

    hers.post(url(town, "cell"), {check: "5", f"b{check[1:]}": fresh[f"b{check[1:]}"]})

    assert town.figures()[town.check.pk, town.hall.pk] == 5


def test_a_wrong_figure_alone_keeps_nothing(hers, town):
    name = f"q{town.check.pk}_{town.hall.pk}"

    page = hers.post(url(town, "cell"), {name: "-3"}).content.decode()

    assert "pas négative" in page
    assert town.figures() == {}
    assert town.reload().state == ParticipationState.INVITED
