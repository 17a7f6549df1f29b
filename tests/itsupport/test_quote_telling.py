"""Who is told of a quote: a link for those who may agree, a word without link for the town hall."""

import pytest

from itsupport.states.orders import QuoteState
from tests import factories
from tests.itsupport.chain import mails

pytestmark = pytest.mark.django_db


def test_the_mayor_gets_a_link_the_town_hall_a_word_without_link(chain):
    factories.MailboxFactory(commune=chain.commune, email="mairie@commune.example")

    quote = chain.quote(chain.ask())

    sent = {mail.to: mail.text for mail in mails("quote_to_agree")}
    assert set(sent) == {chain.mayor.email, chain.deputy.email, "mairie@commune.example"}
    assert "/informatique/accord/" in sent[chain.mayor.email]
    assert "/informatique/accord/" not in sent["mairie@commune.example"]
    assert "2 699,64" in sent[chain.mayor.email].replace("\u202f", " ")
    assert quote.state == QuoteState.PENDING


def test_a_mayor_who_reads_the_shared_mailbox_gets_no_link_there(chain):
    factories.MailboxFactory(commune=chain.commune, email=chain.mayor.email)

    chain.quote(chain.ask())

    sent = {mail.to: mail.text for mail in mails("quote_to_agree")}
    assert "/informatique/accord/" not in sent[chain.mayor.email]
