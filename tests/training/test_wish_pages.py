"""The page where a town hall says its wishes, what it reads after, and the manager on the telephone."""

import pytest

from tests.conftest import NOON
from tests.training.desk import address
from tests.training.factories import ThemeFactory
from tests.training.hall import Hall, text, to
from tests.training.wishing import CLOSES, answer_of, boss, campaign, course, wish
from training.domain.demand import postpone_wishes
from training.domain.needs_campaigns import close_campaign
from training.models import Wish
from training.states.wishes import AnswerState, WishState

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(hall):
    return campaign(ThemeFactory(name="Budget"))


@pytest.fixture
def learn(made):
    return course(made.themes.get(), title="Préparer le budget")


@pytest.fixture
def secretary(hall, signed_in, time_machine):
    time_machine.move_to(NOON, tick=False)
    return signed_in(hall.secretary.user)


def typed(learn, who=(), number="", priority=2, **more):
    """The page as a browser sends it: a line a course, two free lines."""
    lines = {f"c{learn.pk}-who": [one.pk for one in who], f"c{learn.pk}-number": number}
    lines[f"c{learn.pk}-priority"] = priority
    free = {f"s{n}-{name}": "" for n in range(2) for name in ("number", "theme", "subject")}
    free |= {f"s{n}-priority": 2 for n in range(2)}
    return lines | free | {"period": "any", "faire": "envoyer"} | more


def test_she_ticks_who_and_what_and_sends(hall, made, learn, secretary):
    page = to("wish_form", answer_of(made, hall).pk)
    shown = text(secretary.get(page))
    assert "Préparer le budget" in shown
    assert str(hall.mayor) in shown

    more = {"not_weekdays": ["1"], "kilometres_at_most": "15", "s0-subject": "Le cadastre"}
    more |= {"s0-theme": learn.theme_id, "s0-number": "2", "remark": "Plutôt le matin."}
    response = secretary.post(page, typed(learn, [hall.secretary], "3", 1, **more))

    assert response["Location"] == to("wish_list")
    found = {(str(one), one.who, one.priority) for one in Wish.objects.all()}
    assert found == {
        ("Préparer le budget", str(hall.secretary), 1),
        ("Préparer le budget", "3 agents", 1),
        ("Le cadastre", "2 agents", 2),
    }
    assert {(tuple(o.not_weekdays), o.kilometres_at_most) for o in Wish.objects.all()} == {
        ((1,), 15)
    }
    again = secretary.get(page).content.decode()
    assert f'value="{hall.secretary.pk}" id="id_c{learn.pk}-who_0" checked' in again
    assert "Le cadastre" in again
    assert "Plutôt le matin." in again


def test_one_wish_may_say_other_days_and_last_year_s_answer_comes_back(
    hall, made, learn, secretary
):
    page, key = to("wish_form", answer_of(made, hall).pk), f"c{learn.pk}"
    more = {"not_weekdays": ["1"], "kilometres_at_most": "15", "s0-subject": "Le cadastre"}
    more |= {"s0-theme": learn.theme_id, "s0-number": "2", f"{key}-not_weekdays": ["-1"]}
    more |= {f"{key}-kilometres_at_most": "40", f"{key}-period": "winter"}

    secretary.post(page, typed(learn, [hall.secretary], **more))

    own, usual = Wish.objects.order_by("subject")
    assert (own.period, own.not_weekdays, own.kilometres_at_most) == ("winter", [], 40)
    assert (usual.period, usual.not_weekdays, usual.kilometres_at_most) == ("any", [1], 15)
    again = secretary.get(page).content.decode()
    assert again.count('wish__own" open') == 1
    assert f'value="-1" id="id_{key}-not_weekdays_5" checked' in again
    close_campaign(made.pk, by=boss(), at=NOON)
    following = campaign(learn.theme, year=2028)
    shown = secretary.get(to("wish_form", answer_of(following, hall).pk)).content.decode()
    assert 'name="kilometres_at_most" value="15"' in shown
    assert 'value="1" id="id_not_weekdays_1" checked' in shown
    assert shown.count('wish__own" open') == 1


@pytest.mark.parametrize("name", ["not_weekdays", "kilometres_at_most"])
def test_what_a_line_says_for_itself_is_checked(hall, made, learn, secretary, name):
    page, wrong = to("wish_form", answer_of(made, hall).pk), f"c{learn.pk}-{name}"
    given = {wrong: ["0", "1", "2", "3", "4"] if name == "not_weekdays" else "900"}

    shown = secretary.post(page, typed(learn, [hall.mayor], **given)).content.decode()

    assert 'wish__own" open' in shown
    assert f'href="#id_{wrong}' in shown
    assert not Wish.objects.exists()


def test_a_draft_is_kept_and_comes_back(hall, made, learn, secretary):
    page = to("wish_form", answer_of(made, hall).pk)

    secretary.post(page, typed(learn, [hall.mayor], faire="garder"))

    assert [one.state for one in Wish.objects.all()] == [WishState.DRAFT]
    assert "brouillon est gardé" in text(secretary.get(page))


@pytest.mark.parametrize(
    "given",
    [
        ({}, "Cochez au moins un souhait"),
        ({"s0-subject": "Le cadastre", "s0-theme": "1"}, "Dites qui, ou combien d’agents"),
        ({"s0-number": "2"}, "Dites ce que ces agents voudraient apprendre"),
        ({"s0-subject": "Le cadastre", "s0-number": "2"}, "Choisissez le thème"),
        ({"not_weekdays": ["0", "1", "2", "3", "4"]}, "Laissez au moins un jour"),
    ],
)
def test_what_is_missing_is_said(hall, made, learn, secretary, given):
    more, words = given
    page = to("wish_form", answer_of(made, hall).pk)

    shown = text(secretary.post(page, typed(learn, **more)))

    assert words in shown
    assert not Wish.objects.exists()


def test_no_wish_is_two_clicks(hall, made, learn, secretary):
    answer = answer_of(made, hall)

    secretary.post(to("wish_none", answer.pk))

    answer.refresh_from_db()
    assert answer.state == AnswerState.NONE
    assert "Vous avez dit ne pas avoir de souhait" in text(secretary.get(to("wish_list")))


def test_after_the_deadline_the_page_only_says(hall, made, learn, signed_in, time_machine):
    wish(made, hall, hall.secretary, learn=learn)
    time_machine.move_to(CLOSES, tick=False)
    secretary = signed_in(hall.secretary.user)

    page = to("wish_form", answer_of(made, hall).pk)
    shown = secretary.get(page).content.decode()

    assert "Le recueil est clos." in shown
    assert "Envoyer nos souhaits" not in shown
    secretary.post(page, typed(learn, [hall.mayor]))
    assert [one.person for one in Wish.objects.all()] == [hall.secretary]


def test_she_reads_what_became_of_each_and_last_year_s_come_back_ticked(
    hall, made, learn, secretary
):
    (one,) = wish(made, hall, hall.secretary, learn=learn)
    postpone_wishes([one.pk], reason="Faute de salle.", by=boss(), at=NOON)
    close_campaign(made.pk, by=boss(), at=NOON)

    shown = text(secretary.get(to("wish_list")))
    assert "Faute de salle." in shown
    assert "reporté" in shown

    again = campaign(learn.theme, year=2028)
    page = secretary.get(to("wish_form", answer_of(again, hall).pk)).content.decode()
    assert "déjà cochés" in page
    assert f'value="{hall.secretary.pk}" id="id_c{learn.pk}-who_0" checked' in page


def test_another_commune_s_answer_is_not_found(hall, made, learn, secretary):
    other = Hall()
    made.answers.create(commune=other.commune)

    assert secretary.get(to("wish_form", answer_of(made, other).pk)).status_code == 404


def test_her_home_page_asks_until_she_has_answered(hall, made, learn, secretary):
    assert "Qu’aimeriez-vous apprendre en 2027" in text(secretary.get("/"))

    wish(made, hall, hall.secretary, learn=learn)

    assert "Qu’aimeriez-vous apprendre en 2027" not in text(secretary.get("/"))


def test_the_manager_notes_what_a_town_hall_says(hall, made, learn, desk):
    answer = answer_of(made, hall)

    missing = desk.post(address("needs_phone", answer.pk), typed(learn, [hall.secretary]))
    assert "Notez qui a téléphoné" in text(missing)
    said = typed(learn, [hall.secretary], caller="Solange Ferrand")
    desk.post(address("needs_phone", answer.pk), said)

    answer.refresh_from_db()
    assert (answer.state, answer.caller) == (AnswerState.SENT, "Solange Ferrand")
    desk.post(address("needs_phone_none", answer.pk), {"caller": "Solange Ferrand"})
    answer.refresh_from_db()
    assert answer.state == AnswerState.NONE
