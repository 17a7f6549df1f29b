import datetime as dt

import pytest
from django.urls import reverse

from portal.journal.models import Entry
from portal.mail.models import OutboxEmail
from portal.mail.notifications import labels
from tests import factories
from tests.conftest import NOON

LIST = reverse("mail:email_list")


def page_of(email):
    return reverse("mail:email_detail", args=[email.pk])


@pytest.mark.django_db
def test_the_team_reads_every_mail_word_for_word(signed_in, manager, written):
    email = written(text="Bonjour,\n\nVos 9 <extincteurs>.\n")
    browser = signed_in(manager)

    assert page_of(email) in browser.get(LIST).content.decode()
    assert "Vos 9 &lt;extincteurs&gt;." in browser.get(page_of(email)).content.decode()


@pytest.mark.django_db
def test_a_town_hall_does_not_read_the_mails(signed_in, secretary, written):
    email = written(commune_id=secretary.commune.pk)
    browser = signed_in(secretary.person.user)

    assert browser.get(LIST).status_code == 403
    assert browser.get(page_of(email)).status_code == 403
    assert browser.post(page_of(email)).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"attente", "parti", "double", "abandon"}),
        ("?etat=en attente", {"attente"}),
        ("?etat=parti", {"parti", "double"}),
        ("?etat=peut-être en double", {"double"}),
        ("?etat=abandonné", {"abandon"}),
        ("?q=DOUBLE", {"double"}),
        ("?q=abandon@example", {"abandon"}),
        ("?etat=n’importe quoi", {"attente", "parti", "double", "abandon"}),
        ("?commune=-1", set()),
    ],
)
def test_the_filters_find_the_mails_they_name(signed_in, manager, written, query, found):
    written("attente@example.org")
    at = dt.datetime(2026, 11, 10, 11, tzinfo=dt.UTC)
    written("parti@example.org", sent_at=at, handed_at=at, copies=1)
    written("double@example.org", sent_at=at, handed_at=at, copies=2, ambiguous=True)
    written("abandon@example.org", failed_at=at, last_error="550")

    html = signed_in(manager).get(LIST + query).content.decode()

    shown = {word for word in ("attente", "parti", "double", "abandon") if f"{word}@" in html}
    assert shown == found


@pytest.mark.django_db
def test_the_list_asks_as_much_for_thirty_mails_as_for_one(
    signed_in, manager, written, django_assert_max_num_queries
):
    browser = signed_in(manager)
    written()
    with django_assert_max_num_queries(14) as few:
        browser.get(LIST)
    for _ in range(29):
        written()
    with django_assert_max_num_queries(len(few)):
        browser.get(LIST)


@pytest.mark.django_db
def test_a_mail_given_up_is_sent_again_by_the_team(signed_in, manager, written, at):
    email = written(failed_at=at, last_error="550", attempts=8, handed_at=at, copies=1)

    answer = signed_in(manager).post(page_of(email))

    email.refresh_from_db()
    assert answer.status_code == 302
    assert (email.failed_at, email.attempts) == (None, 0)
    assert OutboxEmail.objects.due(at=email.send_after).get() == email
    assert Entry.objects.about(email).get().by == manager


@pytest.mark.django_db
def test_a_third_copy_is_refused(signed_in, manager, written, at):
    email = written(failed_at=at, copies=2, ambiguous=True)

    answer = signed_in(manager).post(page_of(email), follow=True)

    email.refresh_from_db()
    assert "Deux exemplaires" in answer.content.decode()
    assert email.failed_at == at
    assert "Envoyer de nouveau" not in answer.content.decode()


@pytest.mark.django_db
def test_a_mail_that_is_not_given_up_is_not_sent_again(signed_in, manager, written):
    email = written()

    answer = signed_in(manager).post(page_of(email), follow=True)

    assert "pas abandonné" in answer.content.decode()


@pytest.mark.django_db
def test_the_demonstration_says_that_no_mail_leaves(signed_in, manager, written, settings):
    email = written()
    browser = signed_in(manager)
    assert "ne quitte cette machine" not in browser.get(LIST).content.decode()

    settings.DEMONSTRATION = True

    for url in (LIST, page_of(email)):
        assert "aucun courriel ne quitte cette machine" in browser.get(url).content.decode()


@pytest.mark.django_db
def test_a_mail_shows_its_document(signed_in, manager, written, at):
    document = factories.DocumentFactory()
    email = written(document=document)

    html = signed_in(manager).get(page_of(email)).content.decode()

    assert reverse("documents:document_download", args=[document.pk]) in html


def test_every_kind_of_mail_has_a_name_in_french():
    unnamed = [k for k, label in labels().items() if k.endswith("/" + label.replace(" ", "_"))]

    assert unnamed == []


@pytest.mark.django_db
def test_the_list_says_first_what_was_given_up(signed_in, manager, written, at):
    written()
    browser = signed_in(manager)
    assert "n’est pas parti" not in browser.get(LIST).content.decode()

    written(failed_at=at, last_error="550")

    assert "courriel n’est pas parti" in browser.get(LIST).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("copies", "said"),
    [
        (0, "Rien n’est arrivé à la mairie"),
        (1, "Un exemplaire est peut-être déjà arrivé"),
        (2, "jamais un troisième"),
    ],
)
def test_sending_again_says_what_the_town_hall_may_have_received(
    signed_in, manager, written, copies, said
):
    email = written(failed_at=NOON, copies=copies, ambiguous=copies > 1)

    html = signed_in(manager).get(page_of(email)).content.decode()

    assert said in html
    assert ("Envoyer de nouveau" in html) is (copies < 2)
