"""Nothing personal gets through: not from a section or a field that is not kept, not by a name."""

import json
import re

import pytest

from itsupport.inventory import facts, read
from tests.itsupport.inventory.samples import INVENTORIES, body, document, sample, xml
from tests.itsupport.inventory.sections import KEPT_FIELDS, SCHEMA, values_not_kept

PEOPLE = (
    "odile",
    "ferry",
    "roland",
    "kuntz",
    "benoît",
    "benoit",
    "schmitt",
    "hoffmann",
    "thérèse",
    "müller",
    "comptable",
)
SECRETS = (
    "jeton-secret", "1284467031", "733 120 455", "VK7JG", "W269N", "XXXXX-", "S-1-5-21", "192.168.", "nas:/", "Users",
    "Documents and Settings", "ssh-rsa", "SRV-MAIRIE", "prestataire", "AAAAA-BBBBB", "Cabinet",
)  # fmt: skip
CANARY = "zoe.canari"


def kept_text(raw):
    return json.dumps(facts(read(raw)), ensure_ascii=False)


@pytest.mark.parametrize("name", INVENTORIES)
def test_no_person_and_no_secret_of_a_report_is_kept(name):
    text = kept_text(sample(name))

    assert [one for one in PEOPLE if one in text.lower()] == []
    assert [one for one in SECRETS if one in text] == []


@pytest.mark.parametrize("name", INVENTORIES)
def test_no_value_of_what_is_not_on_the_list_is_kept(name):
    text = kept_text(sample(name))
    refused = values_not_kept(sample(name))

    assert len(refused) >= 3
    assert [one for one in refused if re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text)] == []


def planted_everywhere(shape):
    """Every section of the schema, each field not on the list holding the canary, in four disguises."""
    disguises = (
        CANARY,
        f"C:\\Users\\{CANARY}\\x",
        f"{CANARY}@mairie.example",
        f"MAIRIE\\{CANARY}",
    )
    found = document()["content"]
    for number, (section, fields) in enumerate(SCHEMA.items()):
        planted = {
            one: disguises[(number + at) % len(disguises)]
            for at, one in enumerate(fields)
            if (section, one) not in KEPT_FIELDS
        }
        current = found.get(section)
        if isinstance(current, list):
            found[section] = [{**row, **planted} for row in current] or [planted]
        else:
            found[section] = {**(current if isinstance(current, dict) else {}), **planted}
    return shape(found)


def as_json(content):
    return body(document() | {"content": content})


def as_xml(content):
    return xml("".join(element(name, value) for name, value in content.items()))


def element(name, value):
    if isinstance(value, list):
        return "".join(element(name, one) for one in value)
    inner = (
        "".join(element(*one) for one in value.items())
        if isinstance(value, dict)
        else escaped(value)
    )
    return f"<{name.upper()}>{inner}</{name.upper()}>"


def escaped(value):
    return str(value).replace("&", "&amp;").replace("<", "&lt;")


@pytest.mark.parametrize("shape", [as_json, as_xml])
def test_a_canary_in_every_field_that_is_not_kept_never_comes_out(shape):
    raw = planted_everywhere(shape)

    assert raw.count(CANARY.encode()) > 100
    assert "canari" not in kept_text(raw)


@pytest.mark.parametrize(
    ("section", "row", "field"),
    [
        ("printers", {"name": "Imprimante de Zoe.Canari"}, "printers"),
        ("drives", {"type": "/opt/zoe.canari", "total": 1, "filesystem": "ext4"}, "volumes"),
        ("softwares", {"name": "Outils de zoe.canari"}, "software"),
    ],
)
def test_a_user_of_the_machine_is_kept_out_of_the_names_of_things(section, row, field):
    found = document()
    found["content"][section] = [row]
    assert len(getattr(read(body(found)), field)) == 1
    found["content"]["users"] = [{"login": CANARY}]
    assert getattr(read(body(found)), field) == ()


def test_a_role_is_not_a_person():
    found = document()
    found["content"]["users"] = [{"login": "mairie"}, {"login": "Accueil"}, {"login": "compta"}]
    found["content"]["printers"] = [{"name": "Copieur mairie"}]
    assert [one.name for one in read(body(found)).printers] == ["Copieur mairie"]


@pytest.mark.parametrize(
    "mount",
    [
        "/home/zoe.canari",
        "/media/zoe/cle",
        "/run/media/zoe/CLE",
        "/mnt/zoe",
        "/Users/zoe",
        "/Volumes/Zoe",
    ],
)
def test_a_folder_of_people_is_kept_without_what_is_below(mount):
    found = document()
    found["content"]["drives"] = [{"type": mount, "total": 10, "free": 5, "filesystem": "ext4"}]
    assert "zoe" not in kept_text(body(found)).lower()
    assert len(read(body(found)).volumes) == 1


def test_a_session_s_printer_is_not_the_machine_s():
    found = document()
    found["content"]["printers"] = [
        {"name": "HP (redirigée 3)"},
        {"name": "HP", "port": "TS012"},
        {"name": "\\\\PC-ZOE\\HP"},
    ]
    assert [one.name for one in read(body(found)).printers] == ["HP"]


def test_administrators_are_a_number():
    found = document()
    found["content"]["local_groups"] = [
        {
            "id": "S-1-5-32-544",
            "name": "Administrateurs",
            "members": ["a", "zoe.canari", "zoe.canari"],
        },
        {"id": "S-1-5-32-555", "name": "groupe-zoe.canari", "members": ["x"]},
    ]
    assert read(body(found)).administrators == 2
    assert "canari" not in kept_text(body(found))
