"""What the report of a machine teaches the register."""

import datetime as dt
import json

import pytest

from itsupport.domain.agents import make_token, receive
from itsupport.domain.recognition import (
    recognise_due,
)
from itsupport.inventory import read
from itsupport.models import Asset, InventoryReport, SoftwareInstall
from itsupport.states.equipment import AssetKind, AssetState, ReportState
from portal.journal.models import Entry
from tests.conftest import NOON
from tests.factories import CommuneFactory, SiteFactory
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


def test_a_machine_that_nobody_knew_is_added_with_all_that_it_says(token):
    site = SiteFactory(commune=token.commune)

    kept = report(token)

    asset = Asset.objects.get()
    assert kept.state == ReportState.CREATED
    assert (asset.tag, asset.name, asset.kind) == ("IT-00001", "PC-ACCUEIL", AssetKind.DESKTOP)
    assert (asset.state, asset.site) == (AssetState.IN_SERVICE, site)
    assert (asset.manufacturer_key, asset.serial_key) == ("dell", "7GH2K33")
    assert asset.supported_until == dt.date(2025, 11, 11)
    assert asset.protected is True
    assert asset.facts["memory_mb"] == 8192
    assert set(asset.software.values_list("name", flat=True)) == {
        "LibreOffice 24.8",
        "Mozilla Firefox",
    }
    assert Entry.objects.about(asset).filter(verb="add_asset").exists()


def test_software_follows_what_is_installed(token):
    report(token, software=("A", "B"))
    report(token, at=NOON + DAY, software=("B", "C"))

    assert set(SoftwareInstall.objects.values_list("name", "seen_at")) == {
        ("B", NOON + DAY),
        ("C", NOON + DAY),
    }


def test_a_partial_report_changes_its_section_and_keeps_the_others(token):
    report(token, deviceid="pc-1")

    for hours in (1, 2):
        kept = partial(token, at=NOON + hours * DAY, softwares=[{"name": "Paie", "version": "2"}])

    asset = Asset.objects.get()
    assert kept.state == ReportState.RECOGNISED
    assert InventoryReport.objects.count() == 2
    assert asset.facts["memory_mb"] == 8192
    assert list(asset.software.values_list("name", flat=True)) == ["Paie"]


def test_a_partial_report_of_an_unknown_machine_adds_none(token):
    kept = partial(token, at=NOON, softwares=[{"name": "Paie", "version": "2"}])

    assert kept.state == ReportState.DOUBT
    assert not Asset.objects.exists()
