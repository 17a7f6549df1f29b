"""The team reads what the portal writes, and never holds somebody else's key."""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from communes.domain.accounts import invite_person
from portal.mail.discretion import readable
from portal.mail.models import OutboxEmail
from purchasing.queries.links import answer_link, link_token
from tests import factories

KEYS = {"token", "key", "uidb36"}


def shown_to(browser, email):
    return browser.get(reverse("mail:email_detail", args=[email.pk])).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("choice", ["", "idem", "aucun"])
def test_the_link_of_an_answer_is_masked_and_the_words_are_not(
    signed_in, manager, written, choice
):
    answer = factories.ParticipationFactory()
    link = answer_link(answer, choice)
    email = written(text=f"Bonjour,\n\nNous n’avons pas de besoin :\n{link}\n\nMerci.\n")

    html = shown_to(signed_in(manager), email)

    assert link_token(answer) not in html
    assert "lien personnel" in html
    assert "Nous n’avons pas de besoin" in html
    assert "Merci." in html


@pytest.mark.django_db
def test_the_link_of_an_invitation_is_masked(signed_in, manager, at):
    person = factories.PersonFactory(
        user=None, first_name="Léa", last_name="Roth", email="lea.roth@example.org"
    )
    invite_person(person.pk, by=manager, at=at)
    email = OutboxEmail.objects.get(kind="communes/mails/account_invitation")
    token = re.search(r"invitation/([^/\s]+)/", email.text)[1]

    html = shown_to(signed_in(manager), email)

    assert token not in html
    assert "Choisissez votre mot de passe" in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    "way", ["account_request_login_code", "account_reset_password"], ids=["code", "password"]
)
def test_a_mail_of_sign_in_is_not_shown_at_all(signed_in, client, manager, secretary, way):
    client.post(reverse(way), {"email": secretary.person.user.email})
    email = OutboxEmail.objects.get(kind__startswith="account/")
    secrets = [line.strip() for line in email.text.splitlines() if line.startswith("    ")]
    secrets += re.findall(r"https?://\S+", email.text)
    assert secrets

    html = shown_to(signed_in(manager), email)

    assert [secret for secret in secrets if secret in html] == []
    assert "Elle seule le reçoit" in html
    assert email.to in html


@pytest.mark.django_db
def test_the_list_and_its_export_hold_no_text(signed_in, manager, written):
    answer = factories.ParticipationFactory()
    written(text=answer_link(answer))
    browser = signed_in(manager)

    for tail in ("", "?export=csv", f"?q={link_token(answer)}"):
        found = browser.get(reverse("mail:email_list") + tail)
        body = b"".join(found) if found.streaming else found.content
        assert answer_link(answer).encode() not in body
    assert (
        "1 courriel"
        not in browser.get(
            reverse("mail:email_list") + f"?q={link_token(answer)}"
        ).content.decode()
    )


def routes(patterns=None, before="/"):
    """Every route whose address holds a key, with words in the place of its arguments."""
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, before + str(one.pattern))
        elif isinstance(one, URLPattern) and KEYS & set(one.pattern.regex.groupindex):
            yield one, before + str(one.pattern)


def test_every_route_that_opens_with_a_key_is_masked():
    found = dict(routes())
    named = {one.name for one in found}
    assert {"link_choose", "link_grid", "link_undo", "invitation_accept"} <= named

    for one, path in found.items():
        if "<" not in path or "(?P" in path:
            continue
        address = path.replace("<str:token>", "1-2-3.abc").replace("<str:key>", "abc")
        address = re.sub(r"<short_answer:\w+>", "idem", address)
        address = re.sub(r"<int:\w+>", "4", re.sub(r"<path:\w+>", "co/upe", address))
        assert "<" not in address, path
        for whole in (f"https://ailleurs.example.org{address}", f"http://x:8000{address}?a=1"):
            assert "abc" not in readable(f"Ici : {whole}."), one.name


@pytest.mark.parametrize(
    "address", ["https://www.sarrebourg.fr/mairie/", "http://127.0.0.1:8000/achats/campagnes/2/"]
)
def test_an_address_that_opens_nothing_by_itself_is_read(address):
    assert address in readable(f"Voir {address}")


def test_what_people_wrote_is_never_markup():
    assert readable("<b>9</b> & 3") == "&lt;b&gt;9&lt;/b&gt; &amp; 3"


def test_a_link_cut_from_its_last_slash_or_followed_by_a_stop_is_masked_too():
    for tail in ("", "/", "/.", "/)", "/idem/,"):
        assert "1-2-3" not in readable(f"http://x/r/1-2-3.abc{tail} fin")
