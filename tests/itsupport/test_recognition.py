"""A report meets the register: one machine is one row, two machines are never one."""

import datetime as dt
import json
import threading

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from itsupport.domain.agents import make_token, receive, token_for
from itsupport.domain.asset_moves import retire
from itsupport.domain.recognition import (
    MAX_ATTEMPTS,
    discard,
    forget_old,
    recognise_due,
    settle_other,
    settle_same,
)
from itsupport.inventory import read
from itsupport.models import Asset, InventoryReport
from itsupport.states.equipment import AssetState, ReportState
from portal.lib.refusal import Refusal
from tests.conftest import NOON
from tests.factories import AssetFactory, CommuneFactory, UserFactory, open_walls
from tests.itsupport.machines import xml

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.timedelta(days=1)


@pytest.fixture
def token():
    return make_token(CommuneFactory().pk, by=None, at=NOON).token


def report(token, *, at=NOON, agent_id="", **said):
    found = read(xml(**said)).sent_by(agent_id=agent_id)
    kept = receive(token, found, at=at)
    recognise_due(at=at)
    kept.refresh_from_db()
    return kept


def test_the_same_report_ten_times_is_one_machine_and_one_row(token):
    for hours in range(10):
        report(token, at=NOON + dt.timedelta(hours=hours))

    asset, kept = Asset.objects.get(), InventoryReport.objects.get()
    assert asset.facts_at == kept.seen_at == NOON + dt.timedelta(hours=9)
    assert kept.received_at == NOON


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "PC-SECRETARIAT", "deviceid": "PC-ACCUEIL-2024-01-01-10-00-00"},
        {"disk": "512110"},
        {"software": ("LibreOffice 25.2",)},
        {"system": "Microsoft Windows 11 Professionnel", "kernel": "10.0.26100"},
        {"mac": "a4:bb:6d:99:99:99"},
    ],
)
def test_a_renamed_or_repaired_machine_is_the_same(token, changed):
    report(token)

    kept = report(token, at=NOON + DAY, **changed)

    assert kept.state == ReportState.RECOGNISED
    assert Asset.objects.get().facts_at == NOON + DAY
    assert InventoryReport.objects.count() == 2


def test_going_back_to_what_it_was_is_a_change_too(token):
    report(token)
    report(token, at=NOON + DAY, disk="512110")

    report(token, at=NOON + 2 * DAY)

    assert Asset.objects.get().facts["disks"][0]["size_mb"] == 256060
    assert InventoryReport.objects.count() == 3


@pytest.mark.parametrize("serial", ["To be filled by O.E.M.", "Default string", "0123456789", ""])
def test_a_serial_left_by_the_factory_merges_nothing(token, serial):
    common = {"serial": serial, "maker": "Gigabyte"}
    report(token, **common)

    second = report(
        token,
        name="PC-ECOLE",
        uuid="11111111-2222-4333-8444-555555555555",
        mac="a4:bb:6d:44:55:66",
        **common,
    )

    assert second.state == ReportState.CREATED
    assert Asset.objects.count() == 2


def test_two_machines_with_the_identifier_of_one_motherboard_are_a_doubt(token):
    report(token, serial="AAA1111")

    second = report(token, name="PC-ECOLE", serial="BBB2222", mac="a4:bb:6d:44:55:66")

    assert second.state == ReportState.DOUBT
    assert second.candidates == [Asset.objects.get().pk]
    assert "numéro de série différent" in second.reasons


def test_a_delivered_machine_is_in_service_when_its_own_agent_reports_its_serial(token):
    for state in (AssetState.DELIVERED, AssetState.ORDERED):
        serial = f"7GH2K{state.value[:2].upper()}"
        asset = AssetFactory(
            commune=token.commune,
            state=state,
            name="poste à installer",
            manufacturer="Dell",
            serial=serial,
            manufacturer_key="dell",
            serial_key=serial,
        )

        kept = report(
            token,
            serial=serial,
            name=f"PC-{state}",
            uuid=f"11111111-2222-4333-8444-55555555555{len(state)}",
            mac=f"a4:bb:6d:44:55:6{len(state) % 10}",
        )

        asset.refresh_from_db()
        assert (kept.state, kept.asset) == (ReportState.RECOGNISED, asset)
        assert asset.state == AssetState.IN_SERVICE
        assert asset.name == "poste à installer"


def test_a_machine_of_another_commune_is_a_doubt_and_comes_with_a_new_label(token):
    first = make_token(CommuneFactory().pk, by=None, at=NOON).token
    report(first)
    old = Asset.objects.get()

    kept = report(token, at=NOON + DAY)
    assert kept.state == ReportState.DOUBT
    assert kept.candidates == [old.pk]
    assert kept.reasons[0] == "connu dans une autre commune"

    new = settle_same(kept.pk, old.pk, by=UserFactory(), at=NOON + DAY)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.state, old.commune) == (AssetState.GIVEN, first.commune)
    assert (new.state, new.commune, new.serial) == ("in_service", token.commune, "7GH2K33")
    assert new.tag == "IT-00002"


def test_a_doubt_is_settled_as_the_same_as_another_or_as_nothing(token):
    report(token, serial="AAA1111")
    user, known = UserFactory(), Asset.objects.get()
    doubts = [
        report(token, name=f"PC-{n}", serial=f"BBB222{n}", mac=f"a4:bb:6d:44:55:6{n}")
        for n in range(3)
    ]
    same, other, nothing = doubts

    for stranger in (AssetFactory(commune=token.commune).pk, 0):
        with pytest.raises(Refusal):
            settle_same(same.pk, stranger, by=user, at=NOON)
    settle_same(same.pk, known.pk, by=user, at=NOON)
    added = settle_other(other.pk, by=user, at=NOON)
    discard(nothing.pk, by=user, at=NOON)
    with pytest.raises(Refusal):
        discard(nothing.pk, by=user, at=NOON)

    known.refresh_from_db()
    assert known.facts["machine"]["serial"] == "BBB2220"
    assert known.serial == "AAA1111"
    assert added.serial == "BBB2221"
    again = report(token, at=NOON + DAY, name="PC-2", serial="BBB2222", mac="a4:bb:6d:44:55:62")
    assert (again.pk, again.state) == (nothing.pk, ReportState.DISCARDED)


def test_a_retired_machine_that_still_reports_is_a_doubt(token):
    report(token)
    asset = Asset.objects.get()
    retire(asset.pk, reason="trop vieux", on=NOON.date(), by=None, at=NOON)

    kept = report(token, at=NOON + DAY, disk="512110")

    assert kept.state == ReportState.DOUBT
    settle_same(kept.pk, asset.pk, by=UserFactory(), at=NOON + DAY)
    asset.refresh_from_db()
    assert (asset.state, asset.retired_on) == (AssetState.IN_SERVICE, None)


def partial(token, *, at, **content):
    body = {
        "action": "inventory",
        "deviceid": "pc-1",
        "itemtype": "Computer",
        "partial": True,
        "content": content,
    }
    kept = receive(token, read(json.dumps(body).encode()), at=at)
    recognise_due(at=at)
    kept.refresh_from_db()
    return kept


def test_one_machine_that_posts_twice_at_once_is_one_machine(token):
    found = read(xml())
    start = threading.Barrier(4)

    def post(seconds):
        try:
            open_walls(token.commune_id)
            start.wait()
            receive(token, found, at=NOON + dt.timedelta(seconds=seconds))
            recognise_due(at=NOON + dt.timedelta(seconds=10))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=post, args=(n,)) for n in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert Asset.objects.count() == InventoryReport.objects.count() == 1


def test_two_agents_of_one_new_machine_at_once_are_one_machine(token):
    """An XML agent and a JSON one on the same machine, treated by two workers."""
    for deviceid in ("one", "two"):
        receive(token, read(xml(deviceid=deviceid)), at=NOON)
    start = threading.Barrier(2)

    def work():
        try:
            start.wait()
            recognise_due(at=NOON)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert Asset.objects.count() == 1
    assert {r.state for r in InventoryReport.objects.all()} == {"created", "recognised"}


def test_a_report_that_breaks_lets_the_others_pass_and_ends_in_the_hands_of_a_person(token):
    broken = receive(token, read(xml(name="PC-1")), at=NOON)
    InventoryReport.objects.filter(pk=broken.pk).update(
        facts={"disks": [{"model": 1}], "agent": 3}
    )
    sound = receive(token, read(xml(name="PC-2")), at=NOON + DAY)

    recognise_due(at=NOON)
    broken.refresh_from_db()
    sound.refresh_from_db()
    assert (broken.state, broken.attempts) == (ReportState.RECEIVED, 1)
    assert sound.state == ReportState.CREATED

    for hours in range(1, MAX_ATTEMPTS):
        recognise_due(at=NOON + dt.timedelta(hours=hours))
    broken.refresh_from_db()
    assert (broken.state, broken.attempts) == (ReportState.DOUBT, MAX_ATTEMPTS)


def test_a_report_costs_as_many_queries_whatever_it_holds(token):
    def queries(number, name):
        software = tuple(f"{name} {n}" for n in range(number))
        mac = f"a4:bb:6d:00:00:{number:02d}"
        uuid = f"11111111-2222-4333-8444-5555555555{number:02d}"
        found = read(xml(name=name, serial=f"{name}X", mac=mac, uuid=uuid, software=software))
        receive(token, found, at=NOON)
        with CaptureQueriesContext(
            connection,
        ) as counted:
            recognise_due(at=NOON)
        return len(counted)

    few = queries(1, "PC-AAA")
    for n in range(2, 12):
        queries(n, f"PC-B{n}")

    assert queries(90, "PC-CCC") == few


def test_reports_replaced_long_ago_are_removed_and_the_last_one_stays(token):
    for days in range(3):
        report(token, at=NOON + days * DAY, disk=str(256060 + days))

    assert forget_old(at=NOON + 30 * DAY) == 0
    assert forget_old(at=NOON + 200 * DAY) == 2
    assert InventoryReport.objects.get().received_at == NOON + 2 * DAY


def test_the_secret_opens_its_address_and_no_other(token):
    made = make_token(token.commune_id, by=None, at=NOON)

    assert token_for(made.secret) == made.token
    assert token_for(made.secret + "x") is None
