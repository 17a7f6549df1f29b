"""How often the portal writes by itself, and two robots that answer each other: through real servers, they stop."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from itsupport.domain.caps import take_one
from itsupport.domain.fetching import fetch_mails
from itsupport.domain.reading import read_due
from itsupport.domain.tickets import NewTicket, Said, open_ticket, reply, say
from itsupport.models import AutomaticMail, Ticket
from itsupport.queries.news import unread_news
from portal.lib.dates import PARIS
from portal.mail.delivery import deliver_due
from portal.mail.digest import send_digests
from portal.mail.models import OutboxEmail
from portal.walls.acting import EVERYONE, wall, wall_for_all
from tests import factories
from tests.conftest import NOON
from tests.itsupport.mails import DESK, MARIE, mail, received, settled
from tests.itsupport.post_room import open_post_room
from tests.portal.mail.post_office import open_post_office

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
NEXT_MORNING = dt.datetime(2026, 11, 12, 9, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def mailbox(service, settings):
    settings.SUPPORT_ADDRESS = DESK


def automatic(to):
    return OutboxEmail.objects.filter(to=to).exclude(kind__endswith="answered").count()


def ask(commune, *, email=MARIE, at=NOON, **more):
    new = NewTicket(commune_id=commune.pk, text="Rien ne marche", email=email, **more)
    return open_ticket(new, by=None, at=at)


def test_one_for_a_request_and_five_for_an_address_in_a_day(marie):
    tickets = [factories.TicketFactory(commune=marie.commune) for _ in range(7)]

    assert [take_one(MARIE, tickets[0], at=NOON) for _ in range(3)] == [4, None, None]
    assert [take_one(MARIE.upper(), one, at=NOON) for one in tickets[1:]] == [
        3, 2, 1, 0, None, None,
    ]  # fmt: skip
    assert take_one("autre@example.org", tickets[0], at=NOON) == 4
    assert take_one(MARIE, tickets[6], at=NOON + DAY - MINUTE) is None
    assert take_one(MARIE, tickets[0], at=NOON + DAY) == 4


@pytest.mark.parametrize("address", ["", DESK, "SUPPORT+t.1.abc@example.org"])
def test_nobody_and_ourselves_are_never_written_to(marie, address):
    assert take_one(address, factories.TicketFactory(commune=marie.commune), at=NOON) is None


def test_the_requests_of_the_portal_count_too(marie):
    for n in range(8):
        ask(marie.commune, at=NOON + MINUTE * n)

    assert automatic(MARIE) == 5
    assert Ticket.objects.count() == 8


@pytest.mark.django_db(transaction=True)
def test_a_town_hall_behind_its_wall_counts_like_the_others(secretary):
    """A town hall sees neither the outbox nor other communes: the count is the same."""
    user = secretary.person.user
    for _ in range(7):
        with wall([secretary.commune.pk, EVERYONE]):
            ask(secretary.commune, email=user.email)
    with wall_for_all():
        assert automatic(user.email) == 5
        assert AutomaticMail.objects.count() == 5


def test_what_opens_a_linked_request_and_what_asks_for_the_commune_count_too(marie):
    other = factories.MembershipFactory().commune
    factories.MailboxFactory(commune=other, email=MARIE)
    for n in range(4):
        settled(mail(f"n° {n}"), at=NOON)
    closed = factories.TicketFactory(
        commune=marie.commune,
        requester_email=MARIE,
        state="closed",
        solved_at=NOON,
        ended_at=NOON,
    )
    for _ in range(3):
        say(closed.pk, Said(text="Encore", author="M", message_id="<a@b>"), by=None, at=NOON)

    assert automatic(MARIE) == 5


def told_of(agent):
    """The mails to the desk that a person did not cause by hand."""
    return OutboxEmail.objects.filter(to=agent.email).order_by("pk")


def test_the_desk_is_told_four_times_a_day_then_once_of_all_the_rest(marie, agent):
    tickets = [ask(marie.commune, title=f"n° {n}", at=NOON) for n in range(8)]
    for _ in range(2):
        say(tickets[0].pk, Said(text="Alors ?", author="M"), by=None, at=NOON + MINUTE)
    assert ["quatrième avis" in one.text for one in told_of(agent)] == [False] * 3 + [True]
    assert unread_news(agent.email.upper()).count() == 5

    answered = Said(text="C’est réparé.", author="K")
    reply(tickets[7].pk, answered, by=agent, at=NOON + 2 * MINUTE)
    assert send_digests(at=NOON + 3 * MINUTE) == 0
    assert [send_digests(at=NEXT_MORNING) for _ in range(2)] == [1, 0]

    summary = told_of(agent).last()
    assert summary.kind == "mail/digest"
    shown = [one.title in summary.text for one in tickets]
    assert shown == [True, False, False, False, True, True, True, False]
    assert unread_news(agent.email).count() == 0
    for _ in range(5):
        ask(marie.commune, at=NEXT_MORNING + MINUTE)
    assert told_of(agent).filter(written_at__gte=NEXT_MORNING).count() <= 5


def test_the_desk_sees_at_once_on_its_home_page_what_no_notice_said(marie, agent, signed_in):
    for _ in range(4):
        ask(marie.commune, at=NOON)
    browser = signed_in(agent)
    assert "Du nouveau dans vos demandes" not in browser.get("/").text
    last = ask(marie.commune, at=NOON)
    assert "1 demande a parlé" in browser.get("/").text.replace("\u00a0", " ")
    reply(last.pk, Said(text="Vu.", author="K"), by=agent, at=NOON)
    assert "Du nouveau dans vos demandes" not in browser.get("/").text


def test_a_person_s_answer_is_not_counted_nor_said_automatic(marie, agent):
    ticket = ask(marie.commune)
    for n in range(7):
        reply(ticket.pk, Said(text=f"n° {n}", author="K"), by=agent, at=NOON + MINUTE * n)

    answers = OutboxEmail.objects.filter(kind="itsupport/mails/ticket_answered")
    assert answers.count() == 7
    assert {one.headers["Auto-Submitted"] for one in answers} == {"no"}
    assert {one.headers["X-Auto-Response-Suppress"] for one in answers} == {"All"}


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_cap_do_not_both_take_the_last_one(marie):
    tickets = [factories.TicketFactory(commune=marie.commune) for _ in range(12)]

    def take(ticket):
        try:
            with wall_for_all(), transaction.atomic():
                return take_one(MARIE, ticket, at=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        taken = list(pool.map(take, tickets))
    factories.open_walls(0)

    assert sorted(one for one in taken if one is not None) == [0, 1, 2, 3, 4]
    assert AutomaticMail.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_two_mails_at_once_at_the_cap_get_one_answer(marie):
    for n in range(4):
        settled(mail(f"n° {n}"), at=NOON)
    for n in range(4, 8):
        received(mail(f"n° {n}"), at=NOON)

    def work(_):
        try:
            read_due(at=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    factories.open_walls(0)

    assert (automatic(MARIE), Ticket.objects.count()) == (5, 8)


class Robot:
    """Answers whatever it receives, says nothing of itself, and forgets the conversation."""

    def __init__(self, address, *, threads=False, times=1):
        self.address, self.threads, self.times = address, threads, times
        self.received = 0

    def answers(self, message):
        self.received += 1
        more = {"References": message["Message-ID"]} if self.threads else {}
        subject = f"Re: {message['Subject']}" if self.threads else "Bien reçu"
        return [
            mail(f"Bien reçu, merci. ({n})", sender=self.address, Subject=subject, **more)
            for n in range(self.times)
        ]


@pytest.fixture(scope="module")
def servers():
    with open_post_room() as room, open_post_office() as office:
        yield room, office


@pytest.fixture
def wired(servers, settings, tmp_path):
    """The outbox leaves by SMTP, each mail meets its robot, and the answers come back by IMAP."""
    room, office = servers
    room.empty()
    office.messages.clear()
    settings.SUPPORT_IMAP_URL, settings.SUPPORT_IMAP_CA = room.url, str(room.ca)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port

    def talk(robots, *, rounds, at=NOON):
        for number in range(rounds):
            now = at + MINUTE * number
            fetch_mails(at=now)
            read_due(at=now)
            deliver_due(at=now)
            heard, office.messages[:] = list(office.messages), []
            for message in heard:
                robot = robots.get(message["To"])
                room.put(*(robot.answers(message) if robot else []))
        return room

    return talk


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("threads", "received"), [(False, 5), (True, 1)])
def test_two_robots_that_answer_each_other_stop_at_the_cap(
    wired, servers, marie, threads, received
):
    robot = Robot(MARIE, threads=threads, times=2)
    servers[0].put(mail("Bonjour"))

    room = wired({MARIE: robot}, rounds=10)

    assert robot.received == received
    assert room.holds() == 0
    assert Ticket.objects.count() == (1 + 2 * received if not threads else 1)


@pytest.mark.django_db(transaction=True)
def test_the_robots_of_both_sides_stop_and_begin_again_the_day_after_no_further(
    wired, servers, marie, agent
):
    robots = {MARIE: Robot(MARIE, times=2), agent.email: Robot(agent.email, threads=True, times=2)}
    servers[0].put(mail("Bonjour"))
    wired(robots, rounds=9)
    first = {address: robot.received for address, robot in robots.items()}
    wired(robots, rounds=9, at=NOON + DAY * 2)
    second = {address: robot.received for address, robot in robots.items()}

    assert first == {
        MARIE: 5,
        agent.email: 4,
    }  # the fifth of the desk is the summary of the morning
    assert second == first  # nothing of ours left, so nothing came back
