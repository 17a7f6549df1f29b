"""Each kind of message is read, whatever wraps it and whatever it says of itself."""

import gzip
import json
import zlib
from datetime import date

import pytest

from itsupport.inventory import Contact, Inventory, InventoryError, Prolog, read
from itsupport.inventory.wire import Packing
from tests.itsupport.inventory.samples import INVENTORIES, body, document, sample, xml

PROLOG = (
    b'<?xml version="1.0" encoding="UTF-8" ?><REQUEST><DEVICEID>vm-2026-11-22-10-55-52</DEVICEID>'
    b"<QUERY>PROLOG</QUERY><TOKEN>12345678</TOKEN></REQUEST>"
)
PACKINGS = {
    Packing.PLAIN: lambda found: found,
    Packing.ZLIB: zlib.compress,
    Packing.GZIP: gzip.compress,
}


@pytest.mark.parametrize("packing", PACKINGS, ids=str)
@pytest.mark.parametrize("name", INVENTORIES)
def test_an_inventory_is_the_same_however_it_is_packed(name, packing):
    found = read(PACKINGS[packing](sample(name)))

    assert isinstance(found, Inventory)
    assert found == read(sample(name))
    assert found.envelope.packing == packing
    assert found.envelope.protocol == name.rpartition(".")[2]


@pytest.mark.parametrize("level", range(10))
def test_every_level_of_compression_is_read(level):
    assert isinstance(read(zlib.compress(PROLOG, level)), Prolog)


def test_a_prolog_and_a_contact_say_who_asks():
    assert read(PROLOG).deviceid == "vm-2026-11-22-10-55-52"
    contact = read(sample("contact.json"))
    assert isinstance(contact, Contact)
    assert (contact.version, contact.tag) == ("1.12", "57630-MAIRIE")


def test_a_json_inventory_of_a_file_has_no_action():
    found = document()
    del found["action"]
    assert isinstance(read(body(found)), Inventory)


def test_only_what_says_partial_is_partial():
    assert read(sample("partial_volumes.json")).partial
    assert not read(sample("windows11_pc.json")).partial
    assert not read(body(document() | {"partial": "false"})).partial


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\r\n ", b"\xef\xbb\xbf\n"])
@pytest.mark.parametrize("name", ["windows11_pc.json", "windows10_laptop.xml"])
def test_a_byte_order_mark_and_blanks_come_before_nothing(name, mark):
    assert read(mark + sample(name)) == read(sample(name))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_told_by_its_mark(encoding):
    text = "\ufeff" + sample("windows10_laptop.xml").decode()
    assert read(text.encode(encoding)) == read(sample("windows10_laptop.xml"))


def test_an_old_agent_writes_latin_1_and_a_control_character():
    found = read(sample("windows_xp_latin1.xml"))

    assert found.tag == "57630-MÉDIATHÈQUE"
    assert [one.name for one in found.printers] == ["Imprimante médiathèque"]
    assert [one.name for one in found.software] == ["Logiciel de prêt – bibliothèque"]


def test_latin_1_that_says_it_is_utf_8_and_the_contrary():
    raw = sample("windows_xp_latin1.xml")
    declared = raw.replace(b"ISO-8859-1", b"UTF-8")
    written = raw.decode("cp1252").encode()

    assert read(declared) == read(raw) == read(written)


def test_one_stray_byte_does_not_spoil_the_other_accents():
    content = "<PRINTERS><NAME>Étage </NAME></PRINTERS>".encode().replace(b" <", b" \xe9t\xe9<")
    assert (
        read(xml().replace(b"<HARDWARE>", content + b"<HARDWARE>")).printers[0].name == "Étage été"
    )


def test_nothing_invisible_is_kept():
    found = document()
    found["content"]["hardware"]["name"] = "PC\u202e-\x00ACC\ud800UEIL\x1b[31m\u200b"
    kept = read(json.dumps(found).encode())

    assert kept.machine.name == "PC - ACC UEIL [31m"
    assert kept.machine.name.isprintable()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (b"", "vide"),
        (b"   \r\n", "vide"),
        (b"bonjour", "ni du XML ni du JSON"),
        (b"[1, 2]", "ni du XML ni du JSON"),
        (b"<html><body>Connexion</body></html>", "pas un message d’agent"),
        (b"<REQUEST>", "mal formé"),
        (b"<REQUEST><DEVICEID>a</DEVICEID></REQUEST>", "ni une annonce ni un inventaire"),
        (b"<REQUEST><QUERY>PROLOG</QUERY></REQUEST>", "DEVICEID"),
        (b"<REQUEST><QUERY>INVENTORY</QUERY></REQUEST>", "vide"),
        (b"{", "mal formé"),
        (b'{"action":"inventory"}', "vide"),
        (b'{"action":"inventory","content":{"envs":[]}}', "vide"),
        (b'{"action":"inventory","content":{"memory":NaN}}', "mal formé"),
        (b'{"action":"get_params","deviceid":"a"}', "ni une annonce ni un inventaire"),
        (b'{"action":"contact"}', "DEVICEID"),
        (b'{"itemtype":"Printer","content":{"hardware":{"name":"a"}}}', "ordinateurs"),
    ],
)
def test_anything_else_is_refused_in_french(said, why):
    with pytest.raises(InventoryError, match=why) as refused:
        read(said)
    assert refused.value.sentence.endswith(".")
    assert refused.value.status == 400


def test_the_facts_of_a_windows_pc():
    found = read(sample("windows11_pc.json"))

    assert (found.machine.manufacturer, found.machine.serial) == ("HP", "8CC4210KTM")
    assert (found.machine.chassis, found.machine.secure_boot) == ("desktop", True)
    assert found.machine.bios_on == date(2024, 3, 18)
    assert (found.system.version, found.system.installed_on) == ("25H2", date(2024, 9, 3))
    assert [one.mount for one in found.volumes] == ["C:"]
    assert found.volumes[0].encrypted is False
    assert [one.model for one in found.disks] == ["SAMSUNG MZVL4512HBLU-00BH1"]
    assert [one.mac for one in found.cards] == ["a0:b3:cc:41:d2:f8"]
    assert [(one.enabled, one.up_to_date) for one in found.antivirus] == [(True, True)]
    assert {one.profile for one in found.firewall} == {
        "PublicProfile",
        "PrivateProfile",
        "DomainProfile",
    }
    assert (found.administrators, found.remote_tools) == (2, ("teamviewer",))
    assert found.batteries is None
    assert found.updates is None


def test_the_facts_of_a_laptop():
    found = read(sample("windows10_laptop.xml"))

    assert (found.machine.chassis, found.machine.bios_on) == ("laptop", date(2018, 5, 14))
    assert found.machine.uuid == "4c4c4544-0058-4b10-8032-b5c04f525032"
    assert [one.wear_percent for one in found.batteries] == [30]
    assert [(one.mount, one.encrypted, one.encryption) for one in found.volumes] == [
        ("C:", True, "BitLocker")
    ]
    assert [(one.mac[-2:], one.wireless, one.removable) for one in found.cards] == [
        ("99", False, True),
        ("07", True, False),
        ("3c", False, False),
    ]
    assert found.administrators == 3
    assert [one.installed_on for one in found.software] == [date(2024, 3, 4), date(2025, 10, 15)]


def test_the_facts_of_a_server_and_of_a_virtual_machine():
    server, virtual = read(sample("debian_server.xml")), read(sample("vm_junk.json"))

    assert (server.machine.name, server.machine.chassis) == ("srv-ecole", "server")
    assert [one.mount for one in server.volumes] == ["/", "/boot", "/home"]
    assert [one.mac for one in server.cards] == ["90:1b:0e:5a:3c:44"]
    assert (server.antivirus, server.administrators) == (None, 1)
    assert virtual.machine.chassis == "vm"
    assert [one.cores for one in virtual.cpus] == [2, 2]
    assert [one.mac for one in virtual.cards] == ["00:50:56:9a:41:07"]


@pytest.mark.parametrize(
    "name", ["antivirus", "firewalls", "softwares", "printers", "local_groups", "drives"]
)
def test_a_section_that_was_not_sent_is_unknown_and_one_that_is_empty_is_empty(name):
    found, field = (
        document(),
        {"firewalls": "firewall", "softwares": "software", "drives": "volumes"}.get(name, name),
    )
    if name == "local_groups":
        del found["content"][name]
        assert read(body(found)).administrators is None
        return
    found["content"][name] = []
    assert getattr(read(body(found)), field) == ()
    del found["content"][name]
    assert getattr(read(body(found)), field) is None
    assert getattr(read(xml()), field) is None


def test_what_only_the_headers_say_is_added():
    found = read(sample("windows_xp_latin1.xml")).sent_by(
        agent_id="{3D2A0C8E-1111-4222-8333-444455556666}",
        user_agent="OCS-NG_WINDOWS_AGENT_v2.1.0.1",
    )
    assert found.agent.uuid == "3d2a0c8e-1111-4222-8333-444455556666"
    assert found.agent.version == "OCS-NG_WINDOWS_AGENT_v2.1.0.1"
    assert read(sample("windows11_pc.json")).sent_by(agent_id="<script>").agent.uuid is None
