"""The mailbox, on a real server: brought in over TLS, moved after the commit, once whatever dies in between."""

import os
import signal
import socket
import sys
import threading
import time

import pytest
from django.db import connection

from itsupport.domain import fetching
from itsupport.domain.fetching import NotSecure, account_of, fetch_mails
from itsupport.domain.reading import read_due
from itsupport.models import InboundEmail, MailboxVisit, Ticket
from itsupport.queries.mails import visits
from itsupport.tasks import fetch
from tests import factories
from tests.conftest import NOON
from tests.itsupport.mails import DESK, mail
from tests.itsupport.post_room import certify, free_port, open_post_room

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]
DIED = 9
WATCHED = {"_empty", "_bring", "_size", "_raw", "keep_raw", "_note_visit"}
"""Functions in which something is done: before them, nobody has touched anything."""


@pytest.fixture(scope="module")
def server():
    with open_post_room() as room:
        yield room


@pytest.fixture
def room(server, settings, service, tmp_path):
    settings.SUPPORT_ADDRESS = DESK
    # In files, as in the portal: what a killed process wrote is there for the next one.
    disk = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES = {
        **settings.STORAGES,
        "default": disk | {"OPTIONS": {"location": tmp_path / "files"}},
    }
    settings.SUPPORT_IMAP_URL, settings.SUPPORT_IMAP_CA = server.url, str(server.ca)
    server.empty()
    return server


def kept(row):
    with row.raw.open("rb") as file:
        return file.read()


def visit():
    return MailboxVisit.objects.get()


def test_a_mail_is_stored_byte_for_byte_then_put_away(room, marie):
    raw = mail("Été, œuf, \x85\r\n.\r\nune ligne d’un point")
    room.put(raw, b"", b"\x01\xff\r\n")

    assert fetch_mails(at=NOON) == 3

    rows = list(InboundEmail.objects.order_by("uid"))
    assert [kept(row) for row in rows] == [raw, b"", b"\x01\xff\r\n"]
    assert {row.moved_at for row in rows} == {NOON}
    assert (room.holds(), room.holds(fetching.DONE_FOLDER)) == (0, 3)
    assert (visit().error, visit().succeeded_at) == ("", NOON)
    assert fetch_mails(at=NOON) == 0


def test_the_task_brings_in_and_reads(room, marie):
    room.put(mail())

    fetch()

    assert InboundEmail.objects.get().state == "ticket"


def test_two_hundred_mails_are_brought_in_by_a_few_passes(room, marie):
    room.put(*[mail(f"n° {n}") for n in range(200)])

    counts = [fetch_mails(at=NOON) for _ in range(5)]

    assert counts == [50, 50, 50, 50, 0]
    assert (room.holds(), InboundEmail.objects.count()) == (0, 200)


def test_over_starttls_too(room, settings):
    settings.SUPPORT_IMAP_URL = room.address(scheme="imap+starttls")
    room.put(mail())

    assert fetch_mails(at=NOON) == 1


@pytest.mark.parametrize("scheme", ["imap", "http", ""])
def test_in_clear_it_is_refused_and_seen(room, settings, scheme):
    settings.SUPPORT_IMAP_URL = room.address().replace("imaps", scheme)
    with pytest.raises(NotSecure):
        account_of(settings.SUPPORT_IMAP_URL)
    room.put(mail())

    assert fetch_mails(at=NOON) == 0
    assert "imaps://" in visit().error
    assert room.holds() == 1


def test_a_certificate_that_nobody_knows_is_refused(room, settings, tmp_path):
    certify(tmp_path)
    room.put(mail())
    for ca in ("", str(tmp_path / "cert.pem")):
        settings.SUPPORT_IMAP_CA = ca
        assert fetch_mails(at=NOON) == 0
        assert visit().error == "Le certificat du serveur n’est pas reconnu."
    assert room.holds() == 1


def test_a_server_that_speaks_in_clear_on_the_port_of_tls_is_refused(room, settings):
    settings.SUPPORT_IMAP_URL = room.address(port=room.clear)

    assert fetch_mails(at=NOON) == 0
    assert visit().error


def test_a_wrong_password_is_seen_and_never_shown(room, settings, manager):
    settings.SUPPORT_IMAP_URL = room.address(password="secret-de-bureau")

    assert fetch_mails(at=NOON) == 0
    assert "mot de passe" in visit().error
    assert "secret" not in visit().error + visit().mailbox


def test_a_server_that_is_down_is_seen_then_forgotten(room, settings, agent, marie):
    settings.SUPPORT_IMAP_URL = room.address(port=free_port())
    fetch_mails(at=NOON)
    agent.acting = Team()
    assert visit().error == "Le serveur est injoignable."
    assert [one.tone for one in visits(agent, at=NOON)] == ["late"]

    settings.SUPPORT_IMAP_URL = room.url
    fetch_mails(at=NOON)

    assert visit().error == ""
    assert [one.tone for one in visits(agent, at=NOON)] == [""]


class Team:
    team = True


def test_a_hung_server_costs_the_time_of_a_call(room, monkeypatch):
    monkeypatch.setattr(fetching, "TIMEOUT", 1)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = room.address(port=mute.getsockname()[1])
        monkeypatch.setattr("django.conf.settings.SUPPORT_IMAP_URL", url)
        start = time.monotonic()
        assert fetch_mails(at=NOON) == 0

    assert time.monotonic() - start < 6
    assert visit().error == "Le serveur ne répond pas."


def test_a_server_that_dies_halfway_loses_nothing(room, marie, monkeypatch):
    room.put(*[mail(f"n° {n}") for n in range(4)])
    plain, calls = fetching.keep_raw, []

    def cut(raw, **more):
        calls.append(raw)
        if len(calls) == 3:
            room.die()
        return plain(raw, **more)

    monkeypatch.setattr(fetching, "keep_raw", cut)
    monkeypatch.setattr(fetching, "TIMEOUT", 2)
    fetch_mails(at=NOON)
    assert visit().error
    room.start()
    monkeypatch.setattr(fetching, "keep_raw", plain)
    fetch_mails(at=NOON)
    read_due(at=NOON)

    assert (room.holds(), visit().error) == (0, "")
    assert Ticket.objects.count() == 4


def test_one_mail_that_the_server_cannot_give_does_not_stop_the_others(room, marie, monkeypatch):
    room.put(mail("un"), mail("deux"), mail("trois"))
    plain = fetching._raw

    def poor(box, uid, **more):
        if uid == first:
            raise fetching.Unusable("Le serveur ne donne pas le contenu d’un courriel.")
        return plain(box, uid, **more)

    first = room.first_uid()
    monkeypatch.setattr(fetching, "_raw", poor)

    assert fetch_mails(at=NOON) == 2
    assert (room.holds(), "contenu" in visit().error) == (1, True)


def test_when_numbers_begin_again_nothing_is_read_twice(room, marie):
    raw = mail()
    room.put(raw)
    fetch_mails(at=NOON)
    before = InboundEmail.objects.get().uidvalidity
    room.bring_back()
    room.forget_numbers()

    assert fetch_mails(at=NOON) == 1
    read_due(at=NOON)

    assert InboundEmail.objects.exclude(uidvalidity=before).count() == 1
    assert sorted(InboundEmail.objects.values_list("state", flat=True)) == ["ignored", "ticket"]
    assert Ticket.objects.count() == 1


def test_of_a_mail_too_heavy_the_headers_alone_are_brought(room, marie, monkeypatch):
    monkeypatch.setattr(fetching, "LARGEST", 1000)
    room.put(mail("x" * 2000), mail("petit"))
    fetch_mails(at=NOON)
    read_due(at=NOON)

    heavy, small = InboundEmail.objects.order_by("uid")
    assert (heavy.headers_only, heavy.state, small.state) == (True, "quarantined", "ticket")
    assert len(kept(heavy)) < 1000 < heavy.size
    assert room.holds(fetching.DONE_FOLDER) == 2


def test_two_workers_at_once_bring_each_mail_once(room, marie):
    room.put(*[mail(f"n° {n}") for n in range(12)])

    def work():
        try:
            fetch_mails(at=NOON)
            read_due(at=NOON)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    factories.open_walls(0)
    fetch_mails(at=NOON)
    read_due(at=NOON)

    assert room.holds() == 0
    assert (InboundEmail.objects.count(), Ticket.objects.count()) == (12, 12)


def dies_at(number):
    """Bring in with a child killed just before its `number`-th line of fetching; say whether it died."""
    connection.close()
    child = os.fork()
    if not child:
        left = number

        def trace(frame, event, _argument):
            nonlocal left
            code = frame.f_code
            if code.co_filename != fetching.__file__ or code.co_name not in WATCHED:
                return None
            if event == "line":
                left -= 1
                if not left:
                    os.kill(os.getpid(), signal.SIGKILL)
            return trace

        sys.settrace(trace)
        try:
            fetch_mails(at=NOON)
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == -DIED


def test_a_worker_may_die_at_any_line(room, marie):
    died = 0
    while True:
        room.put(mail(f"n° {died}"))
        if not dies_at(died + 1):
            break
        died += 1
        factories.open_walls(0, marie.commune.pk)
        assert room.holds() + InboundEmail.objects.count() >= died, died  # nothing is ever nowhere
        fetch_mails(at=NOON)
        assert (room.holds(), InboundEmail.objects.count()) == (0, died), died
    factories.open_walls(0, marie.commune.pk)
    read_due(at=NOON)
    read_due(at=NOON)

    assert died > 30
    assert Ticket.objects.count() == InboundEmail.objects.count() == died + 1
