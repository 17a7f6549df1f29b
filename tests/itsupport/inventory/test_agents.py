"""The agents of Debian, run for real against read() and reply_to(): they are content, and nothing personal stays.

`fusioninventory-agent` 2.6 and `ocsinventory-agent` 2.10 keep their memory in the test's folder: as root or not,
nothing of the test stays on the machine.
"""

import json
import os
import platform
import re
import shutil
import subprocess
import zlib
from pathlib import Path

import pytest

from itsupport.inventory import Inventory, Prolog, digest, facts, read
from itsupport.inventory.matching import known_as, match
from tests.itsupport.inventory.portal import PATH, opened
from tests.itsupport.inventory.sections import pairs, values_not_kept

PATIENCE = 120
TAG = "57630-MAIRIE"
PERSONAL = {
    "envs",
    "processes",
    "local_users",
    "users",
    "local_groups",
    "accesslog",
    "versionprovider",
}
SETUP = """package setup;
use strict; use warnings; use parent qw(Exporter);
our @EXPORT = ('%setup');
our %setup = (
    datadir => "/usr/share/fusioninventory", libdir => "/usr/share/fusioninventory/lib", vardir => "FOLDER",
);
1;
"""
"""FusionInventory has no option for where it keeps its memory: this module is read in the place of its own."""


@pytest.fixture
def portal():
    with opened() as portal:
        yield portal


def run(command, folder):
    env = {
        "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin",
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
    }
    return subprocess.run(
        command,
        env=env,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        errors="replace",
    )


def fusioninventory(url, folder, *options):
    (folder / "fusion").mkdir(exist_ok=True)
    (folder / "setup.pm").write_text(SETUP.replace("FOLDER", str(folder / "fusion")))
    agent = shutil.which("fusioninventory-agent")
    command = [
        "perl",
        f"-I{folder}",
        "-Msetup",
        agent,
        "--server",
        url,
        "--tasks=inventory",
        f"--tag={TAG}",
    ]
    return run(
        [*command, "--logger=stderr", "--debug", "--no-ssl-check", "--no-httpd", *options], folder
    )


def ocsinventory(url, folder, *options):
    (folder / "ocs").mkdir(exist_ok=True)
    command = [
        "ocsinventory-agent",
        "--nolocal",
        f"--server={url}",
        f"--basevardir={folder}/ocs",
        f"--tag={TAG}",
    ]
    return run([*command, "--debug", "--ssl=0", *options], folder)


def assert_facts(kept):
    """What this very machine is."""
    assert kept.tag == TAG
    assert kept.machine.name == platform.node().partition(".")[0]
    assert kept.agent.deviceid.startswith(platform.node())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1024**2
    assert abs(kept.memory_mb - memory) <= memory // 20
    assert "debian" in kept.system.name.lower()
    packages = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Abbrev}\n"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    installed = {line.split()[0] for line in packages if line.split()[1] == "ii"}
    found = {one.name.partition(":")[0] for one in kept.software}
    assert len(found & installed) > 0.95 * len(installed)
    real = {
        (card / "address").read_text().strip()
        for card in Path("/sys/class/net").iterdir()
        if (card / "device").exists()
    }
    assert {one.mac for one in kept.cards or ()} == real


def assert_nothing_personal(exchange):
    raw = exchange.body if exchange.body.startswith(b"<") else zlib.decompress(exchange.body)
    text = json.dumps(facts(exchange.message), ensure_ascii=False)
    sent = {section for section, _, _ in pairs(raw)}
    assert sent & PERSONAL, "the agent sends personal sections, else this proves nothing"
    assert PATH.strip("/") not in text
    refused = [
        one for one in values_not_kept(raw) if re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text)
    ]
    assert refused == []


def test_fusioninventory_is_accepted(portal, tmp_path):
    done = fusioninventory(portal.url, tmp_path)

    assert done.returncode == 0, done.stderr[-2000:]
    assert "[error]" not in done.stderr
    assert [type(one.message) for one in portal.exchanges] == [Prolog, Inventory]
    assert {(one.method, one.path) for one in portal.exchanges} == {("POST", PATH)}
    kept = portal.exchanges[1].message
    assert kept.agent.version.startswith("FusionInventory-Agent_v2.")
    assert_facts(kept)
    assert_nothing_personal(portal.exchanges[1])


def test_ocsinventory_is_accepted(portal, tmp_path):
    done = ocsinventory(portal.url, tmp_path)

    assert done.returncode == 0, done.stderr[-2000:]
    assert "[error]" not in done.stderr
    assert [type(one.message) for one in portal.exchanges] == [Prolog, Inventory]
    headers = portal.exchanges[1].headers
    kept = portal.exchanges[1].message.sent_by(user_agent=headers["User-Agent"])
    assert kept.agent.version.startswith("OCS-NG_unified_unix_agent_v2.")
    assert_facts(kept)
    assert_nothing_personal(portal.exchanges[1])


def test_ocsinventory_that_is_forced_does_not_ask(portal, tmp_path):
    done = ocsinventory(portal.url, tmp_path, "--force")

    assert done.returncode == 0, done.stderr[-2000:]
    assert [type(one.message) for one in portal.exchanges] == [Inventory]
    assert portal.exchanges[0].headers["Content-Type"] == "application/x-compress"


def test_an_agent_that_does_not_compress_is_answered_in_clear(portal, tmp_path):
    done = fusioninventory(portal.url, tmp_path, "--no-compression")

    assert done.returncode == 0, done.stderr[-2000:]
    assert "[error]" not in done.stderr
    assert [one.body[:1] for one in portal.exchanges] == [b"<", b"<"]
    assert portal.exchanges[1].reply == b"<REPLY></REPLY>"


def test_a_machine_that_reports_twice_is_the_same_and_both_agents_may_live_on_it(portal, tmp_path):
    fusioninventory(portal.url, tmp_path)
    fusioninventory(portal.url, tmp_path)
    ocsinventory(portal.url, tmp_path, "--force")
    first, second, other = [
        one.message for one in portal.exchanges if isinstance(one.message, Inventory)
    ]

    assert digest(first) == digest(second)
    known = [known_as(first, "poste")]
    assert match(second, known).kind == "same"
    assert match(other, known).kind == ("same" if first.cards else "doubt")


def test_a_file_written_for_no_server_is_read(tmp_path):
    done = run(
        ["ocsinventory-agent", f"--local={tmp_path}", f"--basevardir={tmp_path}", f"--tag={TAG}"],
        tmp_path,
    )

    assert done.returncode == 0, done.stderr[-2000:]
    (file,) = tmp_path.glob("*.ocs")
    assert_facts(read(file.read_bytes()))


@pytest.mark.parametrize("agent", [fusioninventory, ocsinventory])
def test_a_refused_agent_says_so_and_does_not_insist(portal, tmp_path, agent):
    portal.refuses = True
    done = agent(portal.url, tmp_path)

    assert [one.method for one in portal.exchanges] == ["POST"]
    assert re.search(r"403|cannot|error|forbidden", done.stderr, re.IGNORECASE)


def test_the_injector_replays_files(portal, tmp_path):
    """The load tester of FusionInventory sends each of our XML samples as an agent would."""
    injector = shutil.which("fusioninventory-injector")
    samples = Path(__file__).parent / "samples"
    for name in ("windows10_laptop.xml", "debian_server.xml"):
        shutil.copy(samples / name, tmp_path / name.replace(".xml", ".ocs"))
    done = run([injector, "-v", "-d", str(tmp_path), "--url", portal.url], tmp_path)

    assert done.returncode == 0, done.stderr[-2000:]
    assert sorted(one.message.machine.name for one in portal.exchanges) == [
        "PORTABLE-MAIRE",
        "srv-ecole",
    ]
