"""Both agents of Debian against the whole portal: gunicorn, every middleware, PostgreSQL, the worker."""

import json
import os
import pwd
import subprocess
import sys
import urllib.error
import urllib.request
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.apps import apps
from django.db import connections

from itsupport.domain.agents import make_token
from itsupport.models import AgentToken, Asset, InventoryReport
from itsupport.states.equipment import ReportState
from ops import broker, environment, places, processes
from tests.conftest import NOON
from tests.factories import CommuneFactory
from tests.itsupport.inventory.test_agents import fusioninventory, ocsinventory
from tests.itsupport.inventory.test_glpi_agent import report as glpi_agent
from tests.itsupport.machines import PROLOG, zipped

pytestmark = pytest.mark.django_db(transaction=True)
PROCESS = "processus-canari-4711"


class Portal:
    """`address` is where the agents of the commune report."""

    def __init__(self, url, token, secret):
        self.url, self.token = url, token
        self.address = f"{url}/inventaire/{secret}/"
        self.secret = secret

    def settle(self):
        """Wait until the worker has treated every report."""
        waiting = InventoryReport.objects.filter(state=ReportState.RECEIVED)
        processes.wait_until(lambda: not waiting.exists(), seconds=60, what="worker")


@pytest.fixture
def portal(tmp_path, worker_id):
    made = make_token(CommuneFactory().pk, by=None, at=NOON)
    port = places.port_for(tmp_path, "web")
    settings = connections["default"].settings_dict
    url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**settings)
    env = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "DJANGO"))},
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "DATABASE_URL": url,
        "REDIS_URL": broker.corner(os.environ["REDIS_URL"], worker_id),
        "SECRET_KEY": "live-agents-live-agents-live-agents-live-agents-live",
        "PORTAL_BASE_URL": f"http://127.0.0.1:{port}",
    }
    children = [
        processes.start(environment.programs(port)[name], env=env, log=tmp_path / f"{name}.log")
        for name in ("web", "worker")
    ]
    try:
        running = Portal(f"http://127.0.0.1:{port}", made.token, made.secret)
        processes.wait_until(lambda: answers(running.url), seconds=60, what="web")
        yield running
    finally:
        for child in children:
            processes.stop(child)


def answers(url):
    try:
        with urllib.request.urlopen(f"{url}/sante/vivant", timeout=5) as response:
            return response.status == 200
    except OSError:
        return False


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args):
        return None


def asked(url, body=None, **headers):
    """Status, headers and body, whatever they are; a redirection is not followed."""
    request = urllib.request.Request(url, body, headers)
    try:
        with urllib.request.build_opener(NoRedirect).open(request, timeout=20) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def every_row():
    """Every text of every table of IT support."""
    rows = [
        list(model._base_manager.values())
        for model in apps.get_app_config("itsupport").get_models()
    ]
    return json.dumps(rows, default=str, ensure_ascii=False)


@pytest.fixture
def busy_machine():
    """A process whose name says something of somebody."""
    script = "import time; time.sleep(300)"
    child = subprocess.Popen([sys.executable, "-c", script, PROCESS])
    yield
    child.kill()
    child.wait()


@pytest.mark.usefixtures("busy_machine")
def test_both_agents_of_debian_report_and_are_one_machine_without_anything_personal(
    portal, tmp_path
):
    first = fusioninventory(portal.address, tmp_path)
    portal.settle()
    again = fusioninventory(portal.address, tmp_path)
    other = ocsinventory(portal.address, tmp_path, "--force")
    portal.settle()

    assert "[error]" not in first.stderr + again.stderr
    assert (first.returncode, again.returncode, other.returncode) == (0, 0, 0)
    states = sorted(InventoryReport.objects.values_list("state", flat=True))
    assert states in (["created", "recognised"], ["created", "doubt"])
    asset = Asset.objects.get()
    assert asset.name == os.uname().nodename.partition(".")[0]
    assert asset.system.startswith("Debian")
    assert asset.facts["memory_mb"] > 100
    assert asset.software.count() > 100
    kept = every_row()
    people = [one.pw_name for one in pwd.getpwall() if 1000 <= one.pw_uid < 60000]
    for word in (PROCESS, str(tmp_path), portal.secret, "LC_ALL", *people):
        assert word not in kept, word


def test_the_glpi_agent_goes_through_its_whole_exchange(portal):
    glpi_agent(portal.address, first_time=True)
    portal.settle()
    glpi_agent(portal.address, first_time=False)

    report = InventoryReport.objects.get()
    assert report.state == ReportState.CREATED
    assert report.protocol == "json"
    assert "odile" not in every_row().lower()


def test_nothing_is_a_page_nor_a_redirection_through_the_whole_stack(portal):
    for path in ("", "/", "x", "x/", f"{portal.secret}//", "%ff"):
        for body in (None, b"", PROLOG):
            status, headers, content = asked(f"{portal.url}/inventaire/{path}".rstrip(), body)

            assert 400 <= status < 500, (path, status)
            assert headers["Content-Type"] == "application/xml", path
            assert content, path
    status, headers, content = asked(portal.address, PROLOG, Host="ailleurs.example.org")
    assert headers["Content-Type"] == "application/xml"
    status, headers, content = asked(portal.address.rstrip("/"), zlib.compress(PROLOG))
    assert status == 200
    assert content[:2] == b"\x78\x9c"
    for extra in ("Set-Cookie", "Location", "Content-Encoding"):
        assert extra not in headers


def test_what_is_too_large_is_refused_through_the_whole_stack(portal):
    """Beyond 5 MB the portal does not even read: a sender that goes on writing loses its connection."""
    inflated, headers, _content = asked(portal.address, zlib.compress(b" " * 25_000_000))
    try:
        wire = asked(portal.address, b"x" * 5_300_000)[0]
    except OSError:
        wire = 413

    assert (inflated, wire) == (413, 413)
    assert headers["Content-Type"].startswith("application/x-compress")
    assert asked(portal.address, PROLOG)[0] == 200
    assert not InventoryReport.objects.exists()


def test_one_machine_that_posts_eight_times_at_once_is_one_machine(portal):
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda _n: asked(portal.address, zipped())[0], range(8)))
    portal.settle()

    assert replies == [200] * 8
    assert (Asset.objects.count(), InventoryReport.objects.count()) == (1, 1)
    assert AgentToken.objects.get().counted == 8
