"""The register of equipment: labels without holes, what cannot be true, a life with its words."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from itsupport.domain.agents import make_token
from itsupport.domain.equipment import (
    change_asset,
    keys_of,
    transfer_asset,
)
from itsupport.models import AgentToken, Asset, InventoryReport
from itsupport.queries.fleet import MUTE, NEVER, OBSOLETE, UNPROTECTED, WARRANTY, alerts, fleets
from itsupport.queries.renewal import renewal_plan, renewal_table
from itsupport.states.equipment import AssetState
from portal.journal.models import Entry
from portal.lib.refusal import Refusal
from tests.conftest import NOON
from tests.factories import (
    AssetFactory,
    CommuneFactory,
    PositionFactory,
    SiteFactory,
    UserFactory,
)
from tests.itsupport.park import DAY, TODAY, added, described

pytestmark = pytest.mark.django_db


def test_labels_follow_each_other_without_a_hole():
    first = added()
    with pytest.raises(Refusal):
        added(name=" ")
    second = added()

    assert (first.tag, second.tag) == ("IT-00001", "IT-00002")


@pytest.mark.parametrize(
    ("maker", "serial", "keys"),
    [
        ("Dell Inc.", " 7gh2-k33 ", ("dell", "7GH2K33")),
        ("DELL", "7GH2K33", ("dell", "7GH2K33")),
        ("Dell", "To be filled by O.E.M.", ("dell", "")),
        ("", "", ("", "")),
    ],
)
def test_a_serial_number_is_compared_whatever_its_writing(maker, serial, keys):
    assert keys_of(maker, serial) == keys


def test_two_machines_of_one_maker_never_wear_one_serial_number():
    added(manufacturer="Dell Inc.", serial="7GH2K33")

    with pytest.raises(Refusal, match="numéro de série"):
        added(manufacturer="DELL", serial="7gh2k33")
    added(manufacturer="HP", serial="7GH2K33")
    added(manufacturer="Dell", serial="Default string")
    added(manufacturer="Dell", serial="Default string")


@pytest.mark.parametrize(
    "said",
    [
        {"name": "  "},
        {"purchased_on": TODAY + DAY},
        {"purchased_on": TODAY, "warranty_until": TODAY - DAY},
    ],
)
def test_what_cannot_be_true_is_refused(said):
    with pytest.raises(Refusal):
        added(**said)


def test_a_building_and_a_person_are_of_the_commune():
    commune, other = CommuneFactory(), CommuneFactory()
    here, there = SiteFactory(commune=commune), SiteFactory(commune=other)
    hers = PositionFactory(commune=commune, role="secretary").person
    elsewhere = PositionFactory(commune=other, role="secretary").person

    for wrong in ({"site_id": there.pk}, {"used_by_id": elsewhere.pk}):
        with pytest.raises(Refusal):
            added(commune, **wrong)
    asset = added(commune, site_id=here.pk, used_by_id=hers.pk)

    assert (asset.site, asset.used_by) == (here, hers)


def test_a_sheet_is_corrected_and_says_what_changed():
    asset, user = added(), UserFactory()

    change_asset(asset.pk, described(name="PC-MAIRE", serial="AB12"), by=user, at=NOON)
    change_asset(asset.pk, described(name="PC-MAIRE", serial="AB12"), by=user, at=NOON)

    asset.refresh_from_db()
    entries = Entry.objects.about(asset).filter(verb="change_asset")
    assert [sorted(entry.details["changed"]) for entry in entries] == [["name", "serial"]]
    assert asset.serial_key == "AB12"


def test_a_machine_passed_to_another_commune_keeps_what_is_known_and_changes_label():
    old, target, user = added(serial="AB12", manufacturer="Dell"), CommuneFactory(), UserFactory()

    with pytest.raises(Refusal):
        transfer_asset(old.pk, old.commune_id, by=user, at=NOON)
    new = transfer_asset(old.pk, target.pk, by=user, at=NOON)

    old.refresh_from_db()
    assert (old.state, old.retired_on) == (AssetState.GIVEN, TODAY)
    assert (new.commune, new.state, new.serial_key) == (target, AssetState.SPARE, "AB12")
    assert (old.tag, new.tag) == ("IT-00001", "IT-00002")


def test_what_asks_to_be_looked_at_is_counted_and_found():
    commune = CommuneFactory()
    facts = {"facts": {}, "facts_at": NOON}
    found = {
        OBSOLETE: AssetFactory(commune=commune, supported_until=TODAY - DAY, **facts),
        UNPROTECTED: AssetFactory(commune=commune, protected=False, **facts),
        MUTE: AssetFactory(commune=commune, facts={}, facts_at=NOON - 31 * DAY),
        WARRANTY: AssetFactory(commune=commune, warranty_until=TODAY + 90 * DAY, **facts),
        NEVER: AssetFactory(commune=commune),
    }
    AssetFactory(commune=commune, kind="printer")
    AssetFactory(
        commune=commune,
        state="retired",
        retired_on=TODAY,
        protected=False,
        supported_until=TODAY - DAY,
    )
    for day in (TODAY, TODAY + DAY):
        AssetFactory(commune=commune, supported_until=day, protected=True, **facts)
    AssetFactory(commune=commune, facts={}, facts_at=NOON - 29 * DAY)
    for days in (-1, 91):
        AssetFactory(commune=commune, warranty_until=TODAY + days * DAY, **facts)

    line = fleets([commune, CommuneFactory()], at=NOON)[0]

    for name, condition in alerts(NOON).items():
        assert list(Asset.objects.filter(condition)) == [found[name]], name
    assert (line.posts, line.others) == (10, 1)
    assert (line.obsolete, line.unprotected, line.mute, line.warranty, line.never) == (1,) * 5


def test_the_plan_adds_euros_by_year_and_what_is_late_counts_now():
    commune = CommuneFactory()
    for year, price in ((2024, 100), (2026, 200), (2028, 300), (2030, 400), (2031, 9), (None, 8)):
        AssetFactory(commune=commune, renewal_year=year, price=Decimal(price))
    AssetFactory(commune=commune, renewal_year=2028, price=None)
    AssetFactory(commune=commune, renewal_year=2026, state="retired", retired_on=TODAY, price=7)

    plan = renewal_plan([commune, CommuneFactory()], year=2026)

    assert plan.years == [2026, 2027, 2028, 2029, 2030]
    assert [cell.amount for cell in plan.lines[0].cells] == [300, 0, 300, 0, 400]
    assert [cell.machines for cell in plan.lines[0].cells] == [2, 0, 2, 0, 1]
    assert (plan.total.amount, plan.total.unpriced, plan.undated) == (1000, 1, 1)
    assert next(iter(list(renewal_table(plan))[1:]))[1:7] == [300, 0, 300, 0, 400, 1000]


def test_an_address_is_revoked_after_it_was_made():
    token = make_token(CommuneFactory().pk, by=None, at=NOON).token
    same = AgentToken.objects.filter(pk=token.pk)

    with pytest.raises(IntegrityError, match="agent_token_revoked_after"), transaction.atomic():
        same.update(revoked_at=NOON - DAY)
    assert same.update(revoked_at=NOON) == 1


def test_one_report_waits_once():
    token = make_token(CommuneFactory().pk, by=None, at=NOON).token
    same = {
        "commune": token.commune,
        "token": token,
        "received_at": NOON,
        "protocol": "xml",
        "device_id": "pc",
        "facts": {},
        "facts_hash": "0" * 64,
    }
    InventoryReport.objects.create(**same)

    with pytest.raises(IntegrityError, match="report_waiting_once"), transaction.atomic():
        InventoryReport.objects.create(**same, state="doubt")
    InventoryReport.objects.create(**same, state="discarded")
