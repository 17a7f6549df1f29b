"""One invoice for all: each commune bears its part, and the parts are the invoice."""

from decimal import Decimal

from hypothesis import given, settings, strategies as st

from portal.lib.money import RateTotal
from purchasing.arithmetic.sharing import borne_by, credit, share_invoice

few = settings(max_examples=60, deadline=None)
invoices = st.lists(
    st.builds(
        RateTotal,
        rate=st.sampled_from([Decimal("5.5"), Decimal(10), Decimal(20)]),
        base=st.integers(-(10**8), 10**8),
        vat=st.integers(-(10**7), 10**7),
    ),
    max_size=3,
    unique_by=lambda one: one.rate,
)
weights = st.lists(st.integers(0, 5000), min_size=1, max_size=28).filter(any)


def test_an_invoice_of_a_hundred_euros_for_three_communes():
    shares = share_invoice(
        [RateTotal(Decimal(20), 10_000, 2_000)], [1, 1, 1], keys=["57048", "57374", "57461"]
    )

    # VAT by HT share: 2000 × 3334/10000 = 666.8, 666.6, 666.6: the first two take the cents
    assert [(one.ht, one.vat) for one in shares] == [(3334, 667), (3333, 667), (3333, 666)]
    assert borne_by(shares) == {"57048": 4001, "57374": 4000, "57461": 3999}


def test_a_tax_without_a_base_follows_the_weights():
    shares = share_invoice([RateTotal(Decimal(20), 0, 3)], [2, 1], keys=["a", "b"])

    assert [(one.ht, one.vat) for one in shares] == [(0, 2), (0, 1)]


@few
@given(invoices, weights)
def test_shares_sum_to_the_invoice_rate_by_rate_and_a_credit_cancels_them(rates, ws):
    keys = [f"57{n:03}" for n in range(len(ws))]
    shares = share_invoice(rates, ws, keys=keys)

    for one in rates:
        mine = [share for share in shares if share.rate == one.rate]
        assert (sum(s.ht for s in mine), sum(s.vat for s in mine)) == (one.base, one.vat)
    assert set(borne_by([*shares, *credit(shares)]).values()) <= {0}
    silent = {key for key, weight in zip(keys, ws, strict=True) if weight == 0}
    assert all(share.ht == share.vat == 0 for share in shares if share.key in silent)
