"""Facts as JSON and back, put together, and told from those that were known."""

import json
import random
from datetime import date

import pytest

from itsupport.inventory import InventoryError, digest, facts, from_facts, merge, read
from tests.itsupport.inventory.samples import INVENTORIES, body, document, sample


@pytest.mark.parametrize("name", INVENTORIES)
def test_facts_go_to_json_and_come_back(name):
    found = read(sample(name))
    assert from_facts(json.loads(json.dumps(facts(found)))) == found


def test_facts_of_another_version_are_read():
    kept = facts(read(sample("windows11_pc.json")))
    kept["colour"] = "grey"
    kept["machine"]["weight"] = 7
    del kept["printers"], kept["machine"]["secure_boot"], kept["disks"][0]["encrypted"]
    found = from_facts(kept)
    assert (found.printers, found.machine.secure_boot) == (None, None)
    assert found.machine.bios_on == date(2024, 3, 18)


def test_a_partial_report_changes_its_sections_only():
    whole, part = read(sample("windows11_pc.json")), read(sample("partial_volumes.json"))
    merged = merge(whole, part)

    assert [(one.mount, one.encrypted, one.free_mb) for one in merged.volumes] == [
        ("C:", True, 40120)
    ]
    assert merged.software == whole.software
    assert (merged.tag, merged.machine, merged.system) == (whole.tag, whole.machine, whole.system)
    assert not merged.partial
    assert merge(merged, part) == merged


def test_a_partial_report_of_another_agent_is_refused():
    other = document("partial_volumes.json") | {"deviceid": "PC-AUTRE-2024-01-01-00-00-00"}
    with pytest.raises(InventoryError, match="même agent"):
        merge(read(sample("windows11_pc.json")), read(body(other)))


def test_a_replay_has_the_same_digest_and_a_change_another():
    found = document()
    first = digest(read(body(found)))
    content = found["content"]
    content["operatingsystem"]["boot_time"] = "2026-11-25 07:50:00"
    content["drives"][0]["free"] -= 2_000
    content["versionclient"] = "GLPI-Agent_v1.13"
    content["processes"] = []
    content["hardware"]["lastloggeduser"] = "roland.kuntz"
    content["hardware"]["datelastloggeduser"] = "2026-11-25"
    for section in content.values():
        if isinstance(section, list):
            random.Random(7).shuffle(section)
    assert digest(read(body(found))) == first
    content["softwares"][0]["version"] = "99"
    assert digest(read(body(found))) != first


def test_a_volume_that_fills_up_is_news():
    found = document()
    first = digest(read(body(found)))
    found["content"]["drives"][0]["free"] = 40_000
    found["content"]["drives"] = [
        one for one in found["content"]["drives"] if one["letter"] == "C:"
    ]
    assert digest(read(body(found))) != first


def test_an_antivirus_that_stops_is_news():
    found = document()
    first = digest(read(body(found)))
    found["content"]["antivirus"][0]["enabled"] = False
    assert digest(read(body(found))) != first


def test_the_wear_of_a_battery_is_no_news():
    raw = sample("windows10_laptop.xml")
    worn = raw.replace(b"<REAL_CAPACITY>35700", b"<REAL_CAPACITY>35100")
    assert read(worn) != read(raw)
    assert digest(read(worn)) == digest(read(raw))
