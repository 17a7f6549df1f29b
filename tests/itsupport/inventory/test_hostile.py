"""Whatever the bytes, read() answers or refuses: quickly, within its bounds, with its own error only."""

import gzip
import json
import random
import resource
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings, strategies as st

from itsupport.inventory import InventoryError, digest, facts, from_facts, read
from itsupport.inventory.kept import Inventory
from itsupport.inventory.wire import MAX_BODY, MAX_DOCUMENT
from tests.itsupport.inventory.samples import INVENTORIES, sample, xml

patient = settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))
ROOT = Path(__file__).parents[3]


def answered(body):
    """The kept structure, or None when it was refused; any other exception fails the test."""
    try:
        found = read(body)
    except InventoryError as refused:
        assert refused.sentence.endswith((".", "!"))
        return None
    if isinstance(found, Inventory):
        kept = facts(found)
        assert from_facts(json.loads(json.dumps(kept))) == found
        assert "\x00" not in json.dumps(kept, ensure_ascii=False)
        json.dumps(kept, ensure_ascii=False).encode()
        digest(found)
    return found


@patient
@given(st.binary(max_size=400))
@example(b"\x78\x9c")
@example(b"\x1f\x8b")
@example(b"\xff\xfe<")
@example(b'{"content":{"hardware":{"name":"\\ud800"}}}')
def test_any_bytes(body):
    answered(body)


@patient
@given(st.sampled_from(INVENTORIES), st.integers(0, 2**32), st.integers(1, 30), st.booleans())
def test_a_real_report_with_changed_bytes(name, seed, changes, packed):
    dice, body = random.Random(seed), bytearray(sample(name))
    if packed:
        body = bytearray(zlib.compress(bytes(body)))
    for _ in range(changes):
        at = dice.randrange(len(body))
        act = dice.randrange(3)
        if act == 0:
            body[at] = dice.randrange(256)
        elif act == 1:
            del body[at : at + dice.randrange(1, 20)]
        else:
            body[at:at] = body[dice.randrange(len(body)) :][: dice.randrange(40)]
        body = body or bytearray(b"<")
    answered(bytes(body))


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
)
SECTIONS = [
    "antivirus", "batteries", "bios", "cpus", "drives", "firewalls", "hardware", "local_groups", "local_users",
    "monitors", "networks", "operatingsystem", "printers", "remote_mgmt", "softwares", "storages", "users",
    "versionclient", "winupdatestate",
]  # fmt: skip
FIELDS = [
    "name", "type", "ssn", "uuid", "mac", "total", "free", "letter", "bdate", "install_date", "capacity", "members",
    "real_capacity", "encrypt_status", "status", "version", "id", "login", "home", "lastloggeduser", "disksize",
]  # fmt: skip
odd_values = anything | st.sampled_from(
    ["9" * 400, "2026-99-99", "00/00/0000", "-1", "1e400", "\x00", "C:\\Users\\x"]
)


@patient
@given(
    st.dictionaries(
        st.sampled_from(SECTIONS),
        st.dictionaries(st.sampled_from(FIELDS), odd_values, max_size=6)
        | st.lists(st.dictionaries(st.sampled_from(FIELDS), odd_values, max_size=6), max_size=3)
        | anything,
        max_size=6,
    ),
    odd_values,
)
def test_sections_of_any_shape(content, deviceid):
    answered(
        json.dumps({"action": "inventory", "deviceid": deviceid, "content": content}).encode()
    )


@pytest.mark.parametrize("pack", [zlib.compress, gzip.compress])
@pytest.mark.parametrize("filling", [b"0", b"<A/>", b'{"a":'])
def test_a_bomb_is_refused_before_it_swells(pack, filling):
    bomb = pack(filling * (200_000_000 // len(filling)))
    assert len(bomb) < MAX_BODY
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()

    with pytest.raises(InventoryError, match="dépasse 20") as refused:
        read(bomb)

    assert time.process_time() - start < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000
    assert refused.value.status == 413


def test_a_body_over_the_bound_is_not_opened():
    with pytest.raises(InventoryError, match="dépasse 5"):
        read(b"<" * (MAX_BODY + 1))


def test_a_document_just_under_the_bound_is_read():
    padded = xml().replace(b"<REQUEST>", b"<REQUEST>" + b" " * (MAX_DOCUMENT - len(xml())))
    assert len(padded) == MAX_DOCUMENT
    assert isinstance(read(zlib.compress(padded)), Inventory)
    with pytest.raises(InventoryError, match="dépasse 20"):
        read(zlib.compress(padded + b" "))


@pytest.mark.parametrize("pack", [zlib.compress, gzip.compress])
def test_a_stream_that_is_cut_or_damaged_or_followed_is_refused(pack):
    whole = pack(xml())
    for length in range(2, len(whole)):
        with pytest.raises(InventoryError):
            read(whole[:length])
    with pytest.raises(InventoryError, match="suivi"):
        read(whole + b"<REQUEST/>")
    assert isinstance(read(whole + b"\r\n"), Inventory)


def test_a_stream_within_a_stream_is_refused():
    with pytest.raises(InventoryError, match="ni du XML"):
        read(zlib.compress(zlib.compress(xml())))


LAUGHS = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    "prologue",
    [
        LAUGHS,
        '<!DOCTYPE r SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        "<!DOCTYPE REQUEST>",
    ],
)
def test_no_document_type_and_no_entity(prologue):
    with pytest.raises(InventoryError, match="entité"):
        read(prologue.encode() + xml("<HARDWARE><NAME>x</NAME></HARDWARE>").partition(b"?>")[2])


def test_an_entity_that_nobody_declared_is_no_file():
    with pytest.raises(InventoryError, match="mal formé"):
        read(xml("<HARDWARE><NAME>&passwd;</NAME></HARDWARE>"))


@pytest.mark.parametrize(
    "body",
    [
        xml("<A>" * 50_000 + "</A>" * 50_000),
        xml("<HARDWARE>" + "<A>" * 20 + "</A>" * 20 + "</HARDWARE>"),
        xml("<ENVS>" + "<A>" * 20 + "</A>" * 20 + "</ENVS>"),
        xml("<ENVS/>" * 300_000),
        b'{"content":' + b"[" * 100_000,
        b'{"content":' + b'{"a":' * 100_000,
        b'{"content":{"hardware":' + b"[" * 20 + b"]" * 20 + b"}}",
        b'{"content":[' + b"1," * 500_000 + b"1]}",
        b'{"content":[' + b"[]," * 200_000 + b"1]}",
    ],
    ids=[
        "deep",
        "deep section",
        "deep and unwanted",
        "many",
        "lists",
        "objects",
        "deep list",
        "numbers",
        "pairs",
    ],
)
def test_depth_and_number_are_bounded(body):
    start = time.process_time()
    with pytest.raises(InventoryError, match="trop grand ou trop profond") as refused:
        read(body)
    assert time.process_time() - start < 3
    assert refused.value.status == 413


@pytest.mark.parametrize(
    "hostile", [b'{"' + b'\\"' * 2_000_000, b'{"' * 1_000_000, b'{"a":"' + b"\\" * 4_000_000]
)
def test_strings_without_end_take_no_time(hostile):
    start = time.process_time()
    with pytest.raises(InventoryError):
        read(hostile)
    assert time.process_time() - start < 3


@pytest.mark.parametrize("digits", [13, 300, 5_000])
def test_a_number_that_no_machine_has_is_unknown_or_refused(digits):
    body = b'{"content":{"hardware":{"name":"a","memory":' + b"9" * digits + b"}}}"
    found = answered(body)
    assert found is None if digits > 4_300 else found.memory_mb is None


def test_a_wide_report_keeps_a_bounded_part():
    many = xml(
        "<SOFTWARES><NAME>"
        + "</NAME></SOFTWARES><SOFTWARES><NAME>".join(map(str, range(20_000)))
        + "</NAME></SOFTWARES>"
    )
    found = read(many)
    assert len(found.software) == 5_000
    assert (
        max(
            len(one.name)
            for one in read(
                xml("<SOFTWARES><NAME>" + "x" * 100_000 + "</NAME></SOFTWARES>")
            ).software
        )
        <= 255
    )


def test_a_large_report_costs_little():
    """A report as large as the largest seen (1.4 MB of JSON), read in a process of its own."""
    script = (
        "import json,resource,time\n"
        "from itsupport.inventory import read\n"
        "row={'name':'Programme numéro %05d','version':'1.2.3','publisher':'Éditeur SARL','comments':'x'*60,"
        "'folder':'C:\\\\Users\\\\someone\\\\AppData','install_date':'2026-01-02'}\n"
        "rows=[{**row,'name':row['name']%i} for i in range(5000)]\n"
        "body=json.dumps({'deviceid':'a','content':{'softwares':rows}}).encode()\n"
        "before=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "start=time.process_time(); read(body); spent=time.process_time()-start\n"
        "print(len(body), spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss-before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    size, seconds, kilobytes = map(float, done.stdout.split())
    assert size > 1_000_000
    assert seconds < 1.5
    assert kilobytes < 60_000
