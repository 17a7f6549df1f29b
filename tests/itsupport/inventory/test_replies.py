"""The answers, byte for byte."""

import gzip
import json
import zlib

import pytest

from itsupport.inventory import InventoryError, read, reply_error, reply_to
from tests.itsupport.inventory.samples import sample, xml

PROLOG = b"<REQUEST><DEVICEID>a</DEVICEID><QUERY>PROLOG</QUERY></REQUEST>"
GO = b'<?xml version="1.0" encoding="UTF-8"?><REPLY><RESPONSE>SEND</RESPONSE><PROLOG_FREQ>24</PROLOG_FREQ></REPLY>'
TASKS = (
    b'{"status":"ok","expiration":24,"tasks":{"inventory":{"server":"glpi","version":"10.0.16",'
    b'"no-category":"environment,process,local_user"}},"disabled":["deploy","collect","esx","netdiscovery",'
    b'"netinventory","wakeonlan","remoteinventory"]}'
)
AGENT = "3d2a0c8e-1111-4222-8333-444455556666"


def test_an_xml_agent_is_told_to_send():
    assert reply_to(read(PROLOG)) == (GO, "application/xml")
    assert reply_to(read(xml())) == (b"<REPLY></REPLY>", "application/xml")


def test_the_glpi_agent_that_asks_in_xml_is_told_to_wait_in_json():
    assert reply_to(read(zlib.compress(PROLOG)), agent_id=AGENT) == (
        b'{"status":"pending"}',
        "application/json",
    )


def test_the_glpi_agent_is_told_what_not_to_send():
    assert reply_to(read(sample("contact.json")), agent_id=AGENT) == (TASKS, "application/json")
    ok = (b'{"status":"ok","expiration":24}', "application/json")
    assert reply_to(read(sample("windows11_pc.json")), agent_id=AGENT) == ok


def test_an_xml_inventory_has_an_xml_answer_whoever_sends_it():
    assert reply_to(read(xml()), agent_id=AGENT)[0] == b"<REPLY></REPLY>"


@pytest.mark.parametrize("level", [1, 6, 9])
def test_a_compressed_question_has_a_compressed_answer_with_the_only_header_that_agents_know(
    level,
):
    for asked, answer in ((PROLOG, GO), (xml(), b"<REPLY></REPLY>")):
        said, kind = reply_to(read(zlib.compress(asked, level)))
        assert said[:2] == b"\x78\x9c"
        assert zlib.decompress(said) == answer
        assert kind == "application/x-compress-zlib"


def test_gzip_is_answered_in_gzip():
    said, kind = reply_to(read(gzip.compress(PROLOG)))
    assert said[:3] == b"\x1f\x8b\x08"
    assert gzip.decompress(said) == GO
    assert kind == "application/x-compress-gzip"


@pytest.mark.parametrize("agent_id", ["", AGENT])
@pytest.mark.parametrize(
    "body", [b"", b"<html></html>", zlib.compress(b"<a>"), b"{", b"\x78\x9ccut", b"\x1f\x8bcut"]
)
def test_a_refusal_is_said_in_the_agent_s_own_words(body, agent_id):
    with pytest.raises(InventoryError) as refused:
        read(body)
    said, kind = reply_error(refused.value, body, agent_id=agent_id)

    assert b"<html" not in said.lower()
    if agent_id or body == b"{":
        assert kind == "application/json"
        assert json.loads(said) == {
            "status": "error",
            "message": refused.value.sentence,
            "expiration": 24,
        }
        return
    plain = {b"\x78": zlib.decompress, b"\x1f": gzip.decompress}.get(body[:1], bytes)(said)
    assert plain.decode() == (
        f'<?xml version="1.0" encoding="UTF-8"?><REPLY><ERROR>{refused.value.sentence}</ERROR></REPLY>'
    )
