"""The exchange of the GLPI agent, played by a stand-in: Debian has no package of it.

It does what version 1.12 does: asks in XML with its identifier in a header, believes only a JSON answer, presents
itself while it is told to wait, then sends JSON without the categories that were refused.
"""

import json
import urllib.error
import urllib.request
import zlib

from itsupport.inventory import Contact, Inventory, Prolog, facts
from tests.itsupport.inventory.portal import opened
from tests.itsupport.inventory.samples import document, sample

AGENT = "3d2a0c8e-1111-4222-8333-444455556666"
PROLOG = (
    b"<REQUEST><DEVICEID>PC-ACCUEIL-2024-09-03-08-15-42</DEVICEID><QUERY>PROLOG</QUERY></REQUEST>"
)
CATEGORIES = {
    "environment": ["envs"],
    "process": ["processes"],
    "local_user": ["local_users"],
    "user": ["users"],
}


def post(url, body):
    request = urllib.request.Request(
        url,
        zlib.compress(body),
        {"GLPI-Agent-ID": AGENT, "Content-Type": "application/x-compress-zlib"},
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        assert (response.status, response.url) == (200, url)
        assert response.headers["Content-Type"] == "application/json"
        return json.load(response)


def report(url, *, first_time):
    """One run of the agent."""
    if first_time:
        answer = post(url, PROLOG)
        assert "expiration" not in answer, "with a delay the agent skips its presentation"
        assert answer["status"] == "pending"
    tasks = post(url, sample("contact.json"))
    assert tasks["status"] == "ok"
    assert "inventory" not in tasks["disabled"]
    found = document()
    for category in tasks["tasks"]["inventory"]["no-category"].split(","):
        for section in CATEGORIES[category]:
            found["content"].pop(section, None)
    assert post(url, json.dumps(found).encode()) == {"status": "ok", "expiration": 24}


def test_the_whole_exchange_first_and_next_day():
    with opened() as portal:
        report(portal.url, first_time=True)
        report(portal.url, first_time=False)
        kinds = [type(one.message) for one in portal.exchanges]
        assert kinds == [Prolog, Contact, Inventory, Contact, Inventory]
        sent = zlib.decompress(portal.exchanges[2].body)
        assert b'"envs"' not in sent
        assert b'"processes"' not in sent
        assert b'"local_users"' not in sent
        headers = {name.lower(): value for name, value in portal.exchanges[2].headers.items()}
        kept = portal.exchanges[2].message.sent_by(agent_id=headers["glpi-agent-id"])
        assert kept.agent.uuid == AGENT
        assert "odile" not in json.dumps(facts(kept)).lower()


def test_a_refusal_is_read_by_the_agent():
    with opened() as portal:
        portal.refuses = True
        try:
            post(portal.url, PROLOG)
        except urllib.error.HTTPError as refused:
            answer = json.load(refused)
            assert (refused.code, answer["status"]) == (403, "error")
            assert answer["message"] == "Cette adresse ne reçoit plus d’inventaire."
        else:
            raise AssertionError("a refused agent was served")
