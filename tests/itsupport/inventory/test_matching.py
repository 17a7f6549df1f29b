"""A machine is known again, or new, or a doubt; never taken for another."""

import random
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings, strategies as st

from itsupport.inventory import read
from itsupport.inventory.kept import Agent, Card, Inventory, Machine
from itsupport.inventory.matching import KnownMachine, known_as, match
from tests.itsupport.inventory.samples import INVENTORIES, sample

many = settings(max_examples=400, deadline=None)


def machine(
    number=1,
    *,
    name=None,
    serial=None,
    uuid=None,
    deviceid=None,
    mac=None,
    maker="HP",
    agent_uuid=None,
    dock=None,
):
    """A report of machine `number`: every key its own unless given; False leaves the key out."""
    cards = (
        []
        if mac is False
        else [
            Card(
                mac=mac or f"a0:b3:cc:00:{number // 256:02x}:{number % 256:02x}",
                wireless=False,
                removable=False,
            )
        ]
    )
    if dock:
        cards.append(Card(mac=dock, wireless=False, removable=True))
    return Inventory(
        agent=Agent(
            protocol="json",
            deviceid=None if deviceid is False else deviceid or f"PC{number}-2025-01-01-00-00-00",
            uuid=agent_uuid,
        ),
        machine=Machine(
            name=None if name is False else name or f"PC{number}",
            manufacturer=maker,
            serial=None if serial is False else serial or f"8CC42{number:05}",
            uuid=None if uuid is False else uuid or f"7e1c2a90-5b3d-11ee-9c44-{number:012x}",
        ),
        cards=tuple(cards),
    )


def kinds(report, *known):
    """The answer, the same whatever the order of the register."""
    answers = {match(report, order) for order in (known, known[::-1], sorted(known, key=str))}
    assert len(answers) == 1
    return answers.pop()


def registered(*reports):
    return tuple(known_as(report, f"m{number}") for number, report in enumerate(reports, 1))


def test_an_empty_register_knows_nobody():
    assert match(machine(), ()).kind == "new"


@pytest.mark.parametrize("name", INVENTORIES)
def test_every_sample_is_known_again_among_the_others_and_new_without_itself(name):
    reports = {one: read(sample(one)) for one in INVENTORIES}
    known = [known_as(report, one) for one, report in reports.items()]

    assert match(reports[name], known).key == name
    assert match(reports[name], [one for one in known if one.key != name]).kind == "new"


def test_the_reasons_are_said_in_french():
    found = kinds(machine(), *registered(machine()))
    assert found.reasons == (
        "même agent",
        "même fabricant et même numéro de série",
        "même identifiant de carte mère",
        "même carte réseau",
        "même nom",
    )


def test_a_renamed_machine_is_the_same():
    assert kinds(machine(name="ACCUEIL-2"), *registered(machine(), machine(2))).key == "m1"
    bare = {"serial": "Default string", "uuid": False}
    assert kinds(machine(name="ACCUEIL-2", **bare), *registered(machine(**bare))).key == "m1"


def test_a_machine_with_a_new_disk_has_a_new_agent_and_is_the_same():
    again = machine(
        deviceid="NEUF-2026-01-01-00-00-00",
        name="NEUF",
        agent_uuid="3d2a0c8e-1111-4222-8333-444455556666",
    )
    assert kinds(again, *registered(machine(), machine(2))).key == "m1"


def test_an_asset_that_was_delivered_is_recognised_by_its_manufacturer_and_serial():
    ordered = KnownMachine(key="livré", manufacturer="Hewlett-Packard", serial="8cc4200001")
    assert kinds(machine(), ordered, *registered(machine(2))).key == "livré"
    assert kinds(machine(maker="Dell Inc."), ordered).kind == "new"
    assert kinds(machine(), replace(ordered, manufacturer=None)).kind == "new"
    assert kinds(machine(), ordered, replace(ordered, key="double")).kind == "doubt"


def test_a_serial_typed_on_two_machines_is_a_doubt():
    typed = KnownMachine(key="fiche", manufacturer="HP", serial="8CC4200001")
    assert kinds(machine(), typed, *registered(machine())).kind == "doubt"


def test_a_serial_alone_does_not_merge_with_a_machine_that_reported_as_another():
    other = machine(2, serial="8CC4200001", uuid=False)
    assert kinds(machine(uuid=False), *registered(other)).kind == "doubt"


def test_junk_never_makes_two_machines_one():
    junk = {"serial": "To be filled by O.E.M.", "uuid": "03000200-0400-0500-0006-000700080009"}
    found = kinds(machine(1, **junk), *registered(machine(2, **junk), machine(3, **junk)))
    assert found.kind == "new"


def test_the_same_uuid_on_two_machines_is_a_doubt():
    shared = "7e1c2a90-5b3d-11ee-9c44-aaaaaaaaaaaa"
    for serial in (None, "Default string"):
        found = kinds(
            machine(1, uuid=shared, serial=serial),
            *registered(machine(2, uuid=shared, serial=serial)),
        )
        assert (found.kind, found.candidates) == ("doubt", ("m1",))
        pair = registered(
            machine(2, uuid=shared, serial=serial), machine(3, uuid=shared, serial=serial)
        )
        assert kinds(machine(1, uuid=shared, serial=serial), *pair).candidates == ("m1", "m2")


def test_machines_told_apart_by_a_person_stay_so():
    shared = "7e1c2a90-5b3d-11ee-9c44-aaaaaaaaaaaa"
    pair = machine(1, uuid=shared), machine(2, uuid=shared)
    assert [kinds(one, *registered(*pair)).key for one in pair] == ["m1", "m2"]


def test_a_changed_motherboard_is_a_doubt():
    for serial in (None, "8CC4299999", "Default string"):
        repaired = machine(
            uuid="7e1c2a90-5b3d-11ee-9c44-bbbbbbbbbbbb", serial=serial, mac="a0:b3:cc:99:99:99"
        )
        assert kinds(repaired, *registered(machine())).kind == "doubt"


def test_a_dock_that_moved_merges_nothing():
    dock = "00:e0:4c:68:01:99"
    assert kinds(machine(1, dock=dock), *registered(machine(2, dock=dock))).kind == "new"
    assert (
        kinds(
            machine(1, mac=dock, serial=False, uuid=False), *registered(machine(2, mac=dock))
        ).kind
        == "doubt"
    )
    assert kinds(machine(1, mac=dock), *registered(machine(2, mac=dock))).kind == "doubt"


def test_the_disk_of_one_machine_in_another_is_a_doubt():
    moved = machine(2, deviceid="PC1-2025-01-01-00-00-00", name="PC1")
    assert kinds(moved, *registered(machine(1), machine(2))).kind == "doubt"


def test_an_image_copied_with_its_agent_is_a_doubt():
    copied = machine(2, deviceid="PC1-2025-01-01-00-00-00")
    assert kinds(copied, *registered(machine(1))).kind == "doubt"
    junk = {"serial": "None", "uuid": False}
    copied = machine(2, deviceid="PC1-2025-01-01-00-00-00", **junk)
    assert kinds(copied, *registered(machine(1, **junk))).kind == "doubt"


def test_name_and_network_card_together_recognise_what_has_nothing_else():
    old = machine(1, serial="System Serial Number", uuid=False)
    again = machine(
        1, serial="System Serial Number", uuid=False, deviceid="PC1-2026-09-09-09-09-09"
    )
    assert kinds(again, *registered(old)).key == "m1"
    assert (
        kinds(
            machine(1, serial="None", uuid=False, deviceid="x", mac="a0:b3:cc:77:77:77"),
            *registered(old),
        ).kind
        == "new"
    )


def test_a_new_pc_that_takes_the_name_of_the_old_is_new():
    assert kinds(machine(2, name="PC1"), *registered(machine(1))).kind == "new"


def test_two_agents_on_one_machine_are_told_by_their_uuid():
    first, second = "3d2a0c8e-1111-4222-8333-444455556666", "3d2a0c8e-1111-4222-8333-444455557777"
    known = registered(machine(agent_uuid=first))
    junk = {"serial": "None", "uuid": False}
    assert "même agent" in kinds(machine(agent_uuid=first, deviceid="autre"), *known).reasons
    assert "même agent" not in kinds(machine(agent_uuid=second, **junk), *known).reasons


numbers = st.integers(1, 60)
keys = st.fixed_dictionaries(
    {},
    optional={
        "serial": st.sampled_from(["Default string", "0000000", "To be filled by O.E.M.", False]),
        "uuid": st.sampled_from([False, "03000200-0400-0500-0006-000700080009"]),
        "mac": st.just(False),
        "name": st.sampled_from(["PC-ACCUEIL", "SECRETARIAT", False]),
        "maker": st.sampled_from(["HP", "Dell Inc.", None, "System manufacturer"]),
    },
)
parks = st.dictionaries(numbers, keys, min_size=1, max_size=8)


@many
@given(parks, st.integers())
def test_a_replay_of_any_machine_of_any_park_is_the_same_ten_times(park, seed):
    dice = random.Random(seed)
    reports = [machine(number, **given) for number, given in park.items()]
    known = list(registered(*reports))
    for _ in range(10):
        dice.shuffle(known)
        for number, report in enumerate(reports, 1):
            found = match(report, known)
            assert (found.kind, found.key) == ("same", f"m{number}")


@many
@given(parks, numbers, keys)
def test_a_machine_that_nobody_registered_is_never_taken_for_another(park, number, given):
    assume(number not in park)
    known = registered(*[machine(one, **has) for one, has in park.items()])
    assert kinds(machine(number, **given), *known).kind in {"new", "doubt"}


@many
@given(parks, st.data())
def test_one_key_stolen_from_another_machine_never_merges(park, data):
    """A cloned uuid, a copied serial, a card that moved, a copied agent: alone, each is a doubt at most."""
    number = data.draw(st.sampled_from(sorted(park)))
    victim = machine(number, **park[number])
    thief = machine(999, **data.draw(keys))
    stolen = data.draw(st.sampled_from(["serial", "uuid", "mac", "agent", "name"]))
    if stolen in {"serial", "uuid", "name"}:
        changes = {stolen: getattr(victim.machine, stolen)}
        if stolen == "serial":
            changes["manufacturer"] = victim.machine.manufacturer
        thief = replace(thief, machine=replace(thief.machine, **changes))
    elif stolen == "mac":
        thief = replace(thief, cards=victim.cards)
    else:
        thief = replace(thief, agent=victim.agent)
    assume(thief.machine.name != victim.machine.name or stolen == "name")
    assume(stolen != "agent" or _something_differs(thief, victim))
    known = registered(*[machine(one, **has) for one, has in park.items()])

    assert kinds(thief, *known).kind != "same"


def _something_differs(one, other):
    """An agent's word is believed when nothing else can be compared."""
    ours, theirs = known_as(one), known_as(other)
    return any(bool(getattr(ours, key)) and bool(getattr(theirs, key)) for key in ("name", "macs"))


@many
@given(parks, st.data())
def test_two_strong_keys_that_contradict_each_other_are_a_doubt(park, data):
    first, second = data.draw(st.lists(numbers, min_size=2, max_size=2, unique=True))
    one, two = machine(first), machine(second)
    mixed = replace(one, machine=replace(one.machine, uuid=two.machine.uuid))
    others = [
        machine(number, **has) for number, has in park.items() if number not in {first, second}
    ]
    found = kinds(mixed, *registered(one, two, *others))
    assert found.kind == "doubt"
    assert {"m1", "m2"} <= set(found.candidates)
