"""A need is said by its commune, answered by the manager, and its suite is read where it was said."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communes.models import Need
from communes.states import NeedState, Role
from portal.journal.models import Entry
from tests import factories

SAID = {"theme": "it", "label": "Un second écran", "priority": "1", "quantity": "2"}
BOARD = "/gestion/besoins/"


@pytest.fixture
def browser(secretary, signed_in):
    return signed_in(secretary.person.user)


def own(secretary, name="need_list"):
    return reverse(f"communes:{name}", args=[secretary.commune.insee])


def answer(need, verb):
    return reverse("needs:need_answer", args=[need.pk, verb])


def test_a_commune_says_its_need_and_reads_the_suite(secretary, browser, manager, signed_in):
    browser.post(own(secretary, "need_create"), SAID)
    need = Need.objects.get()
    assert (need.commune, need.quantity, need.said_by) == (
        secretary.commune,
        2,
        secretary.person.user,
    )
    typed = {"outcome": "Dans la campagne Postes 2027"}
    assert signed_in(manager).post(answer(need, "plan"), typed).status_code == 302
    assert "Dans la campagne Postes 2027" in browser.get(own(secretary)).content.decode()
    assert "Dans la campagne Postes 2027" in browser.get("/").content.decode()
    assert [e.verb for e in Entry.objects.about(need)] == ["plan", "say_need"]


def test_the_same_words_twice_are_one_need(secretary, browser):
    browser.post(own(secretary, "need_create"), SAID)
    page = browser.post(own(secretary, "need_create"), {**SAID, "label": "un second ÉCRAN"})
    assert "déjà noté" in page.content.decode()
    assert Need.objects.count() == 1


def test_a_need_is_not_put_aside_without_a_word(manager, signed_in):
    need = factories.NeedFactory()
    page = signed_in(manager).post(answer(need, "set_aside"), {"outcome": "  "})
    assert "la suite donnée" in page.content.decode()
    need.refresh_from_db()
    assert need.state == NeedState.TO_STUDY


def test_a_step_that_is_not_possible_says_so(manager, signed_in):
    need = factories.NeedFactory()
    for method in ("get", "post"):
        page = getattr(signed_in(manager), method)(answer(need, "reopen"), follow=True)
        assert "est déjà à étudier" in page.content.decode()


def test_a_reopened_need_forgets_its_suite_but_the_journal_does_not(manager, signed_in):
    need = factories.NeedFactory()
    browser = signed_in(manager)
    browser.post(answer(need, "set_aside"), {"outcome": "Trop cher cette année"})
    browser.post(answer(need, "reopen"), {"outcome": ""})
    need.refresh_from_db()
    assert (need.state, need.outcome) == (NeedState.TO_STUDY, "")
    _last, first = Entry.objects.about(need)
    assert first.details["outcome"] == "Trop cher cette année"


def test_only_the_manager_answers(secretary, browser, signed_in):
    need = factories.NeedFactory(commune=secretary.commune)
    agent = factories.PositionFactory(role=Role.IT_AGENT, commune=None).person.user
    for other in (browser, signed_in(agent)):
        assert other.post(answer(need, "retain")).status_code == 403
    assert browser.get(BOARD).status_code == 403
    assert signed_in(agent).get(BOARD).status_code == 200


def test_another_commune_s_needs_are_not_found(browser):
    need = factories.NeedFactory()
    for name in ("need_list", "need_create"):
        url = reverse(f"communes:{name}", args=[need.commune.insee])
        assert browser.get(url).status_code == 404
        assert browser.post(url, SAID).status_code in {404, 405}
    assert Need.objects.count() == 1


def test_the_manager_notes_what_was_said_on_the_telephone(manager, signed_in):
    commune = factories.MembershipFactory().commune
    typed = {
        **SAID,
        "commune": commune.pk,
        "origin": "other",
        "origin_label": "appel du 3 novembre",
    }
    assert signed_in(manager).post(f"{BOARD}nouveau/", typed).status_code == 302
    assert Need.objects.get().origin_label == "appel du 3 novembre"


def test_one_need_or_thirty_cost_the_same_number_of_queries(manager, signed_in):
    browser, counts = signed_in(manager), []
    for number in (1, 24):
        factories.NeedFactory.create_batch(number)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(BOARD).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
