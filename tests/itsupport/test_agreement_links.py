"""The mayor answers from the link of her mail: no account, one person, and never by looking."""

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client

from itsupport.domain import quotes
from itsupport.queries.agreement_links import agreement_token
from itsupport.states.orders import AgreementChannel, QuoteState
from portal.mail.models import OutboxEmail
from tests import factories
from tests.conftest import NOON
from tests.itsupport.chain import PDF, Chain, text, to

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def chain(db):
    chain = Chain()
    factories.MembershipFactory(commune=chain.commune, epci=factories.EpciFactory())
    return chain


def link(quote, person):
    return to("agreement_link", agreement_token(quote, person.pk))


def test_looking_at_the_link_decides_nothing(chain):
    quote = chain.quote(chain.ask())
    anyone = Client()

    page = text(anyone.get(link(quote, chain.mayor)))
    anyone.head(link(quote, chain.mayor))
    anyone.get(to("agreement_refuse", agreement_token(quote, chain.mayor.pk)))

    quote.refresh_from_db()
    assert quote.state == QuoteState.PENDING
    assert "2 699,64 € TTC" in page
    assert str(chain.mayor) in page


def test_the_mail_s_link_agrees_after_a_confirmation(chain):
    quote = chain.quote(chain.ask())
    mail = OutboxEmail.objects.get(to=chain.mayor.email, kind="itsupport/mails/quote_to_agree")
    path = urlsplit(re.search(r"http\S+/informatique/accord/\S+", mail.text)[0]).path
    assert path == link(quote, chain.mayor)

    page = text(Client().post(path, {"nom": "Nadine  Roth"}, follow=True))

    agreement = quote.agreements.get()
    assert (agreement.name, agreement.channel) == ("Nadine Roth, maire", AgreementChannel.LINK)
    assert "Accord donné par" in page
    assert OutboxEmail.objects.filter(to=chain.agent.email, kind="itsupport/mails/quote_decided")


def test_the_link_refuses_with_a_reason_and_gives_the_pdf(chain):
    quote = chain.quote(chain.ask())
    token = agreement_token(quote, chain.deputy.pk)

    file = Client().get(to("agreement_file", token))
    assert b"".join(file.streaming_content) == PDF
    Client().post(to("agreement_refuse", token), {"reason": "Non", "nom": "Luc"})

    quote.refresh_from_db()
    assert (quote.state, quote.refuse_reason) == (QuoteState.REFUSED, "Non")
    assert quote.decided_as.startswith("Luc, ")


def test_a_link_forged_replaced_or_of_who_left_opens_nothing(chain):
    quote = chain.quote(chain.ask())
    good = link(quote, chain.mayor)
    forged = to("agreement_link", agreement_token(quote, chain.mayor.pk) + "x")
    assert Client().get(forged).status_code == 404
    assert Client().post(link(quote, chain.secretary)).status_code == 410

    quotes.remind_quote(quote.pk, by=chain.agent, at=NOON)

    assert Client().get(good).status_code == 410
    assert Client().post(good, {"nom": "x"}).status_code == 410
    quote.refresh_from_db()
    assert quote.state == QuoteState.PENDING
