"""What the machines prove in an audit, and the sentence beside it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, strategies as st

from itsupport.inventory import read
from itsupport.inventory.evidence import Seen, evidence, remote_tools
from itsupport.inventory.kept import (
    Agent,
    Antivirus,
    Firewall,
    Inventory,
    Machine,
    Software,
    System,
    Updates,
    Volume,
)
from tests.itsupport.inventory.samples import sample

TODAY = date(2026, 11, 26)
GOOD = Antivirus(name="Defender", version="4", enabled=True, up_to_date=True)


def pc(name, **facts):
    machine = Machine(
        name=name,
        chassis=facts.pop("chassis", "desktop"),
        bios_on=facts.pop("bios_on", date(2024, 1, 1)),
    )
    return Seen(
        name=name,
        inventory=Inventory(agent=Agent(protocol="json"), machine=machine, **facts),
        seen_on=facts.pop("seen_on", date(2026, 11, 20)),
    )


def answer(code, *machines):
    """Value and sentence, the same in any order."""
    found = evidence(machines, TODAY)[code]
    assert evidence(machines[::-1], TODAY)[code] == found
    assert found.sentence.endswith(".")
    return found.value, found.sentence


def test_the_sentence_counts_and_names():
    four = [pc(f"PC-{number}", antivirus=(GOOD,)) for number in (1, 2, 3)]
    assert answer("P3", *four, pc("PC-ACCUEIL", antivirus=())) == (
        "partial",
        "3 postes sur 4 ont un antivirus actif et à jour ; PC-ACCUEIL : pas d’antivirus.",
    )
    assert answer("P3", *four) == ("yes", "3 postes sur 3 ont un antivirus actif et à jour.")
    assert answer("P3", four[0], pc("PC-ÉCOLE", antivirus=())) == (
        "partial",
        "1 poste sur 2 a un antivirus actif et à jour ; PC-ÉCOLE : pas d’antivirus.",
    )


def test_a_missing_section_is_unknown_and_never_no():
    assert answer("P3", pc("PC-1"), pc("PC-2", antivirus=(GOOD,))) == (
        "unknown",
        "1 poste sur 2 a un antivirus actif et à jour ; PC-1 : ne sait pas.",
    )
    bare = evidence([pc("PC-1"), Seen(name="PC-2")], TODAY)
    assert {bare[code].value for code in ("P1", "P2", "P3", "P4", "P6", "P9", "C2", "C6")} == {
        "unknown"
    }


def test_no_machine_proves_nothing():
    assert {one.value for one in evidence([], TODAY).values()} == {"unknown"}
    assert set(evidence([], TODAY)) == {"I1", "P1", "P2", "P3", "P4", "P6", "P9", "C2", "C6"}


@pytest.mark.parametrize(
    ("antivirus", "value", "words"),
    [
        ((replace(GOOD, enabled=False),), "no", "PC-1 : Defender arrêté"),
        ((replace(GOOD, up_to_date=False),), "no", "PC-1 : Defender pas à jour"),
        ((replace(GOOD, up_to_date=None),), "unknown", "PC-1 : ne sait pas"),
        ((replace(GOOD, enabled=False), replace(GOOD, name="Autre")), "yes", "1 poste sur 1 a"),
        (
            (replace(GOOD, enabled=False), replace(GOOD, name="Autre", up_to_date=False)),
            "no",
            "Autre pas à jour",
        ),
    ],
)
def test_an_antivirus_must_be_active_and_up_to_date(antivirus, value, words):
    found, sentence = answer("P3", pc("PC-1", antivirus=antivirus))
    assert found == value
    assert words in sentence


def test_servers_are_not_desks():
    server = pc("SRV", chassis="server", antivirus=None)
    assert answer("P3", server, pc("PC-1", antivirus=(GOOD,)))[0] == "yes"


def test_a_system_past_its_end_is_named_with_its_day():
    old = System(name="Microsoft Windows 10 Professionnel", kernel="10.0.19045")
    value, sentence = answer("P1", pc("PC-1", system=old))
    assert value == "no"
    assert sentence == (
        "0 poste sur 1 a un système encore réparé par son éditeur ; PC-1 : Microsoft Windows 10 Professionnel"
        " (version 10), plus réparé depuis le 14/10/2025."
    )
    assert evidence([pc("PC-1", system=old)], date(2025, 10, 14))["P1"].value == "yes"
    assert evidence([pc("PC-1", system=old)], date(2025, 10, 15))["P1"].value == "no"


def test_updates_are_dated():
    windows = System(name="Microsoft Windows 11 Professionnel", kernel="10.0.26200")

    def software(name, day):
        return (
            Software(
                name=name, version=None, publisher=None, installed_on=date.fromisoformat(day)
            ),
        )

    assert (
        answer("P2", pc("PC-1", system=windows, software=software("KB5068861", "2026-11-12")))[0]
        == "yes"
    )
    assert answer(
        "P2", pc("PC-1", system=windows, software=software("KB5068861", "2026-08-12"))
    ) == (
        "no",
        "0 poste sur 1 a reçu des mises à jour récentes ; PC-1 : dernière mise à jour le 12/08/2026.",
    )
    assert (
        answer("P2", pc("PC-1", system=windows, software=software("LibreOffice", "2026-11-12")))[0]
        == "unknown"
    )
    assert (
        answer(
            "P2",
            pc("PC-1", system=System(name="Debian"), software=software("libc6", "2026-11-12")),
        )[0]
        == "yes"
    )
    stopped = Updates(automatic=False, pending=None, done_on=TODAY)
    assert answer("P2", pc("PC-1", system=windows, updates=stopped))[0] == "no"
    assert (
        answer("P2", pc("PC-1", system=windows, updates=replace(stopped, automatic=True)))[0]
        == "yes"
    )


def test_every_profile_of_a_firewall_is_on():
    on, off = (
        Firewall(profile="PublicProfile", enabled=True),
        Firewall(profile="DomainProfile", enabled=False),
    )
    assert answer("P4", pc("PC-1", firewall=(on,)), pc("PC-2", firewall=(on,))) == (
        "yes",
        "2 postes sur 2 ont leur pare-feu actif.",
    )
    assert answer("P4", pc("PC-1", firewall=(on, off)))[1].endswith(
        "PC-1 : pare-feu arrêté (DomainProfile)."
    )
    assert answer("P4", pc("PC-1", firewall=(on, replace(off, enabled=None))))[0] == "unknown"
    assert answer("P4", pc("PC-1", firewall=()))[0] == "unknown"


def test_only_laptops_must_be_ciphered():
    def disk(mount, *, encrypted):
        return Volume(mount=mount, size_mb=100, free_mb=50, encrypted=encrypted, encryption=None)

    assert answer("P6", pc("PC-1", volumes=(disk("C:", encrypted=False),))) == (
        "unknown",
        "Aucun portable dans l’inventaire.",
    )
    laptop = pc(
        "P-1", chassis="laptop", volumes=(disk("C:", encrypted=True), disk("D:", encrypted=None))
    )
    assert answer("P6", laptop) == ("yes", "1 portable sur 1 a ses disques chiffrés.")
    opened = pc(
        "P-2", chassis="laptop", volumes=(disk("C:", encrypted=True), disk("D:", encrypted=False))
    )
    assert (
        answer("P6", laptop, opened)[1]
        == "1 portable sur 2 a ses disques chiffrés ; P-2 : D: non chiffré."
    )
    unix = pc(
        "P-3",
        chassis="laptop",
        volumes=(disk("/", encrypted=True), disk("/boot", encrypted=False)),
    )
    assert answer("P6", unix)[0] == "yes"
    assert (
        answer("P6", pc("P-4", chassis="laptop", volumes=(disk("C:", encrypted=None),)))[0]
        == "unknown"
    )


def test_age_memory_and_space():
    roomy = Volume(mount="C:", size_mb=200_000, free_mb=100_000, encrypted=None, encryption=None)
    full = replace(roomy, free_mb=19_999)
    assert answer("P9", pc("PC-1", memory_mb=8_072, volumes=(roomy,)))[0] == "yes"
    assert answer("P9", pc("PC-1", memory_mb=4_096, volumes=(full,), bios_on=date(2016, 5, 1)))[
        1
    ].endswith("PC-1 : 4 Go de mémoire, disque presque plein, micrologiciel de 2016.")
    assert answer("P9", pc("PC-1", memory_mb=8_072))[0] == "unknown"


def test_machines_not_seen_for_a_month_are_not_followed():
    fresh, stale = pc("PC-1"), replace(pc("PC-2"), seen_on=date(2026, 10, 26))
    assert answer("I1", fresh, replace(fresh, name="PC-3", seen_on=date(2026, 10, 27))) == (
        "yes",
        "2 machines sur 2 ont été vues depuis 30 jours.",
    )
    assert answer("I1", fresh, stale, Seen(name="PC-9")) == (
        "partial",
        "1 machine sur 3 a été vue depuis 30 jours ; PC-2 : vu le 26/10/2026 ; PC-9 : jamais vu.",
    )


def test_administrators_and_remote_control_prove_only_what_a_number_can():
    assert answer("C2", pc("PC-1", administrators=2))[0] == "unknown"
    assert answer("C2", pc("PC-1", administrators=3)) == (
        "partial",
        "PC-1 : 3 comptes administrateurs.",
    )
    assert answer("C6", pc("PC-1", software=())) == (
        "yes",
        "Aucun outil de prise en main à distance n’est installé.",
    )
    assert answer("C6", pc("PC-1", software=()), pc("PC-2"))[0] == "unknown"
    assert answer("C6", pc("PC-1", remote_tools=("anydesk",)))[0] == "unknown"
    assert answer(
        "C6", pc("PC-1", remote_tools=("anydesk",)), pc("PC-2", remote_tools=("teamviewer",))
    ) == (
        "partial",
        "PC-1 : anydesk ; PC-2 : teamviewer.",
    )
    assert remote_tools(read(sample("vm_junk.json"))) == ["ultravnc"]


def test_many_machines_are_named_up_to_eight():
    _, sentence = answer("P3", *[pc(f"PC-{number:02}", antivirus=()) for number in range(20)])
    assert sentence.count("pas d’antivirus") == 8
    assert sentence.endswith("et 12 de plus.")


def test_the_samples_together():
    names = (
        "windows11_pc.json",
        "windows10_laptop.xml",
        "windows_xp_latin1.xml",
        "debian_server.xml",
        "vm_junk.json",
    )
    machines = [
        Seen(name=found.machine.name, inventory=found, seen_on=TODAY)
        for found in (read(sample(one)) for one in names)
    ]
    found = {code: one.value for code, one in evidence(machines, TODAY).items()}
    assert found == {
        "I1": "yes", "P1": "partial", "P2": "partial", "P3": "partial", "P4": "partial", "P6": "yes", "P9": "partial",
        "C2": "partial", "C6": "partial",
    }  # fmt: skip


states = st.sampled_from(
    [None, (), (GOOD,), (replace(GOOD, enabled=False),), (replace(GOOD, up_to_date=None),)]
)


@given(st.lists(states, max_size=8))
def test_yes_needs_every_machine_and_unknown_machines_never_make_a_no(park):
    machines = [pc(f"PC-{number}", antivirus=one) for number, one in enumerate(park)]
    value = evidence(machines, TODAY)["P3"].value
    known = [
        pc(f"PC-{number}", antivirus=one)
        for number, one in enumerate(park)
        if one not in (None, states)
    ]
    if value == "yes":
        assert park
        assert all(one == (GOOD,) for one in park)
    if value == "no":
        assert any(one in ((), (replace(GOOD, enabled=False),)) for one in park)
        assert evidence(known, TODAY)["P3"].value == "no"
    if not any(one in ((), (replace(GOOD, enabled=False),)) for one in park):
        assert value in {"yes", "unknown"}
