"""From the request to the mayor’s agreement: what each verb does, refuses, writes and tells."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import ProgrammingError, connection, transaction

from communes.states import Role
from itsupport.domain import orders, quotes
from itsupport.models import Quote, QuoteLine
from itsupport.queries.quotes import print_of, totals_of
from itsupport.states.orders import QuoteState, RequestState
from portal.lib.refusal import Refusal
from tests.conftest import NOON
from tests.itsupport.chain import DAY, PDF, Chain, mails, state

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(days=3)


def test_amounts_are_exact_and_vat_is_per_rate_on_the_sum_of_the_bases(chain):
    asked = chain.ask()
    lines = tuple(
        quotes.Priced(
            request_id=asked.pk if n == 0 else None,
            label=f"Ligne {n}",
            quantity=1,
            unit_price=Decimal(price),
            vat_rate=Decimal(rate),
        )
        for n, (price, rate) in enumerate(
            [("0.0250", "20.00"), ("0.0250", "20.00"), ("10.0000", "5.50"), ("10.0000", "5.50")]
        )
    )

    money = totals_of(chain.quote(asked, lines=lines).lines.all())

    assert [(one.rate, one.base, one.vat) for one in money.by_rate] == [
        (Decimal("5.50"), 2000, 110),
        (Decimal("20.00"), 6, 1),
    ]
    assert (money.ht, money.vat, money.ttc) == (2006, 111, 2117)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        (
            {"valid_until": DAY - dt.timedelta(days=1), "dated": DAY - dt.timedelta(days=9)},
            "plus valable",
        ),
        ({"content": b"PK\x03\x04"}, "PDF"),
    ],
)
def test_a_quote_that_cannot_be_agreed_to_is_not_entered(chain, changes, why):
    asked = chain.ask()

    with pytest.raises(Refusal, match=why):
        chain.quote(asked, **changes)

    assert state(asked) == RequestState.SUBMITTED


def test_a_quote_is_for_the_requests_of_one_commune(chain):
    with pytest.raises(Refusal, match="une commune"):
        chain.quote(Chain().ask())


def test_the_same_quote_is_entered_once(chain):
    first = chain.quote(chain.ask(), number="D-1")
    with pytest.raises(Refusal, match="déjà saisi"):
        chain.quote(chain.ask(), number="D-1")

    quotes.withdraw_quote(first.pk, by=chain.agent, at=NOON)
    chain.quote(chain.ask(), number="D-1")


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.COUNCILLOR, Role.TECHNICIAN])
def test_nobody_agrees_in_the_mayor_s_place(chain, role):
    quote = chain.quote(chain.ask())

    with pytest.raises(Refusal, match="maire et ses adjoints"):
        chain.agree(quote, person=chain.hold(role))
    with pytest.raises(Refusal, match="maire et ses adjoints"):
        chain.agree(quote, person=Chain().mayor)

    assert state(quote) == QuoteState.PENDING


def test_a_mayor_whose_term_ended_agrees_no_more(chain):
    quote = chain.quote(chain.ask())
    chain.mayor.positions.update(ended_on=DAY - dt.timedelta(days=1))

    with pytest.raises(Refusal, match="maire et ses adjoints"):
        chain.agree(quote)


def test_an_agreement_says_who_and_to_what_exactly(chain):
    asked = chain.ask()
    quote = chain.quote(asked)

    agreement = chain.agree(quote, person=chain.deputy)

    assert agreement.sha256 == print_of(quote)
    assert agreement.name == f"{chain.deputy}, adjoint ou adjointe"
    assert (state(quote), state(asked)) == (QuoteState.AGREED, RequestState.AGREED)
    assert mails("quote_decided").get().to == chain.agent.email


@pytest.mark.parametrize(
    ("line", "head"),
    [
        ({"unit_price": Decimal("749.9001")}, {}),
        ({"quantity": 4}, {}),
        ({"vat_rate": Decimal("10.00")}, {}),
        ({"label": "autre"}, {}),
        ({"model": "autre"}, {}),
        ({"warranty_months": 12}, {}),
        ({}, {"valid_until": DAY}),
        ({}, {"note": "autre"}),
        ({}, {"content": PDF + b"x"}),
    ],
)
def test_the_print_of_an_agreement_covers_every_word_and_price(chain, line, head):
    asked = chain.ask()
    given = {
        "request_id": asked.pk, "label": "ThinkPad", "quantity": 3,
        "unit_price": Decimal("749.9000"), "vat_rate": Decimal("20.00"), "model": "E14",
    }  # fmt: skip
    first = chain.quote(asked, number="A", lines=(quotes.Priced(**given),))
    before = print_of(first)
    quotes.withdraw_quote(first.pk, by=chain.agent, at=NOON)
    same = chain.quote(asked, number="A", lines=(quotes.Priced(**given),))
    assert print_of(same) == before
    quotes.withdraw_quote(same.pk, by=chain.agent, at=NOON)

    other = chain.quote(asked, number="A", lines=(quotes.Priced(**given | line),), **head)

    assert print_of(other) != before


def test_a_quote_out_of_date_is_not_agreed_to(chain):
    quote = chain.quote(chain.ask(), valid_until=DAY)

    with pytest.raises(Refusal, match="plus valable"):
        chain.agree(quote, at=NOON + dt.timedelta(days=1))

    chain.agree(quote)


def test_the_quotes_that_lose_are_withdrawn(chain):
    asked = chain.ask()
    dear, cheap = chain.quote(asked, number="A"), chain.quote(asked, number="B")

    chain.agree(cheap)

    assert (state(dear), state(cheap)) == (QuoteState.WITHDRAWN, QuoteState.AGREED)


def test_a_request_that_only_a_losing_quote_answered_waits_for_another(chain):
    both, alone = chain.ask(), chain.ask()
    loser = chain.quote(both, alone, number="A")

    chain.agree(chain.quote(both, number="B"))

    assert state(loser) == QuoteState.WITHDRAWN
    assert (state(both), state(alone)) == (RequestState.AGREED, RequestState.SUBMITTED)


def test_a_refusal_says_why_and_the_request_may_be_quoted_anew(chain):
    asked = chain.ask()
    quote = chain.quote(asked, number="A")
    with pytest.raises(Refusal, match="pourquoi"):
        quotes.refuse(quote.pk, reason=" ", person=chain.mayor, by=chain.mayor.user, at=NOON)

    quotes.refuse(quote.pk, reason="Trop cher", person=chain.mayor, by=chain.mayor.user, at=NOON)

    assert (state(quote), state(asked)) == (QuoteState.REFUSED, RequestState.REFUSED)
    assert "Trop cher" in mails("quote_decided").get().text
    chain.quote(asked, number="B")
    assert state(asked) == RequestState.QUOTED


def test_the_mayor_takes_her_agreement_back_until_the_order(chain):
    asked = chain.ask()
    quote = chain.quote(asked)
    given = chain.agree(quote)

    quotes.retract(quote.pk, person=chain.mayor, by=chain.mayor.user, at=LATER)

    given.refresh_from_db()
    assert given.withdrawn_at == LATER
    assert (state(quote), state(asked)) == (QuoteState.PENDING, RequestState.QUOTED)
    chain.agree(quote, at=LATER)
    orders.order_quotes([quote.pk], by=chain.agent, at=LATER)
    with pytest.raises(Refusal, match="commandé"):
        quotes.retract(quote.pk, person=chain.mayor, by=chain.mayor.user, at=LATER)


@pytest.mark.parametrize(
    "change",
    [
        "update itsupport_quote set number = 'X'",
        "update itsupport_quote set valid_until = valid_until + 1",
        "delete from itsupport_quote",
        "update itsupport_quoteline set unit_price = 1",
        "update itsupport_quoteline set quantity = 1",
        "delete from itsupport_quoteline",
        "update itsupport_agreement set sha256 = ''",
        "delete from itsupport_agreement",
        "update itsupport_deliveryline set quantity = 1",
    ],
)
def test_what_was_quoted_agreed_and_received_never_changes(chain, change):
    chain.receive(chain.order(), 1)

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


def test_what_may_still_be_written_is_the_life_of_the_quote(chain):
    quote = chain.quote(chain.ask())

    assert Quote.objects.filter(pk=quote.pk).update(link_version=2) == 1
    assert QuoteLine.objects.filter(quote=quote).count() == 1
