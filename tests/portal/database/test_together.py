"""Questions put together answer as each alone would, in one statement, behind the same walls."""

import datetime as dt
from decimal import Decimal

import pytest
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Count, F, Max, Min, OuterRef, Sum
from django.test.utils import CaptureQueriesContext

from communes.models import Commune, Membership, Site
from itsupport.models import Asset, Ticket
from portal.database.together import HowMany, together, totals
from portal.journal.models import Entry
from portal.walls.acting import wall
from tests.conftest import NOON
from tests.factories import AssetFactory, CommuneFactory, SiteFactory, TicketFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def assets():
    commune = CommuneFactory(opening_hours=[["lundi", "lundi", [["08:00:00", "12:00:00"]]]])
    here = AssetFactory(
        commune=commune,
        site=SiteFactory(commune=commune, latitude=48.75),
        price=Decimal("1234567890.10"),
        warranty_until=dt.date(2027, 3, 1),
        facts={"ram": 1.5, "disques": ["a", None]},
        facts_at=NOON,
        macs=["aa:bb:cc:dd:ee:ff"],
    )
    return [here, AssetFactory()]


def state_of(thing):
    return {name: value for name, value in vars(thing).items() if not name.startswith("_")}


def test_models_come_back_as_the_queryset_makes_them(assets):
    rows = Asset.objects.select_related("commune", "site").order_by("pk")
    (found,) = together(rows)

    assert [state_of(one) for one in found] == [state_of(one) for one in rows]
    assert state_of(found[0].commune) == state_of(assets[0].commune) | {"confirmed_on": None}
    assert found[0].site.latitude == assets[0].site.latitude
    assert type(found[0].price) is Decimal


def test_dictionaries_tuples_and_annotations_come_back_too(assets):
    sites = Site.objects.filter(commune=OuterRef("commune")).order_by("pk")
    asked = [
        Asset.objects.order_by("pk").values("tag", "facts", "facts__ram", "facts_at", "macs"),
        Asset.objects.order_by("pk").values_list("pk", flat=True),
        Asset.objects.order_by("pk").values_list("pk", "price", "warranty_until"),
        Asset.objects.order_by("pk").annotate(names=ArraySubquery(sites.values("name"))),
        Asset.objects.order_by()
        .values_list("commune_id")
        .annotate(Sum("price"))
        .order_by("commune_id"),
    ]
    found = together(*asked)

    assert found[0] == list(asked[0])
    assert found[1] == [asset.pk for asset in assets]
    assert found[2] == list(asked[2])
    assert [one.names for one in found[3]] == [[assets[0].site.name], []]
    assert found[4] == list(asked[4])


def test_counts_and_totals(assets):
    empty, number, capped, [sums], [nothing] = together(
        Asset.objects.none(),
        HowMany(Asset.objects.order_by("name")),
        HowMany(Asset.objects.all()[:1]),
        totals(Asset.objects.order_by("name"), number=Count("pk"), last=Max("facts_at")),
        totals(Asset.objects.filter(name="?"), number=Count("pk"), first=Min("facts_at")),
    )

    assert (empty, number, capped) == ([], 2, 1)
    assert sums == {"number": 2, "last": NOON}
    assert nothing == {"number": 0, "first": None}


def test_totals_of_nothing_are_those_that_postgresql_gives():
    asked = {"number": Count("pk"), "paid": Sum("price"), "last": Max("facts_at")}
    nothing = [Asset.objects.none(), Asset.objects.filter(pk__in=[]), Asset.objects.filter(pk=0)]

    assert together(*(totals(rows, **asked) for rows in nothing)) == [
        [{"number": 0, "paid": None, "last": None}]
    ] * len(nothing)


def test_one_statement_and_what_is_prefetched(assets):
    with CaptureQueriesContext(connection) as queries:
        found, communes, _none = together(
            Asset.objects.all(),
            Commune.objects.prefetch_related("sites"),
            HowMany(Entry.objects.none()),
        )
        assert [site.name for one in communes for site in one.sites.all()]

    assert len(queries) == 2
    assert len(found) == 2


def test_nothing_to_ask_asks_nothing():
    with CaptureQueriesContext(connection) as queries:
        assert together() == []
        assert together(Asset.objects.none(), HowMany(Asset.objects.filter(pk__in=[]))) == [[], 0]

    assert not queries


def test_the_walls_see_each_question():
    mine, _other = TicketFactory(), TicketFactory()
    with wall([mine.commune_id]):
        found, number = together(Ticket.objects.all(), HowMany(Ticket.objects.all()))

    assert found == [mine]
    assert number == 1


def test_a_range_does_not_travel():
    with pytest.raises(TypeError, match="range"):
        together(Membership.objects.annotate(of=F("commune__name")))
