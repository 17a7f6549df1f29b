"""Twenty-eight town halls without twenty-eight browsers: each asks the portal with a cookie, as its form would.

`manage.py shell -c` runs the functions below `Hall` in the portal's process and reads what they print.
"""

import datetime as dt
import json
import re
import urllib.parse
import urllib.request

SECRET = "0123456789abcdefghijklmnopqrstuv"
BOX = re.compile(r'name="people" value="(\d+)-(\d+)"')


class Hall:
    """One town hall at its keyboard. `get` and `post` give the address that is read in the end, and its page."""

    def __init__(self, portal, cookie="", **facts):
        self.url, self.facts = portal.url, facts
        self.cookie = f"csrftoken={SECRET}; sessionid={cookie}"

    def get(self, path):
        return self._ask(path, None)

    def post(self, path, **fields):
        given = {"csrfmiddlewaretoken": SECRET} | fields
        return self._ask(path, urllib.parse.urlencode(given, doseq=True).encode())

    def _ask(self, path, body):
        asked = urllib.request.Request(self.url + path, body, {"Cookie": self.cookie})
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return f"{answer.url}\n{answer.read().decode()}"

    def wish(self, answer, course):
        """One agent without a name wants that course; each line of the form says its priority."""
        path = f"/formations/souhaits/{answer}/"
        lines = re.findall(r'name="(\w+)-priority"', self.get(path))
        fields = {f"{line}-priority": "2" for line in lines}
        return self.post(
            path, period="any", faire="envoyer", **fields, **{f"c{course}-number": "1"}
        )

    def register(self, session, taken):
        """The first of the commune's people who is not `taken` yet: one may serve several communes."""
        path = f"/formations/sessions/{session}/inscrire/"
        own = [
            person
            for person, commune in BOX.findall(self.get(path))
            if int(commune) == self.facts["commune"] and person not in taken
        ]
        taken.add(own[0])
        return self.post(path, people=f"{own[0]}-{self.facts['commune']}")


def errors(page):
    """What a page says is wrong."""
    return (
        re.findall(r'class="error"[^>]*>([^<]*)|summary__list[^>]*>(.*?)</ul>', page, re.DOTALL)
        or page[-6000:]
    )


def told(portal, call):
    """What one of the functions below printed."""
    said = portal.manage(
        "shell", "--no-imports", "-c", f"from tests.browser import halls; halls.{call}"
    )
    return json.loads(said.strip().rpartition("\n")[2])


def sign_in():
    """A signed-in browser of a secretary of each member commune."""
    from django.test import Client  # noqa: PLC0415 -- in the portal's process
    from django.utils import timezone  # noqa: PLC0415

    from communes.models import Commune, Position  # noqa: PLC0415
    from communes.states import Role  # noqa: PLC0415
    from portal.walls.acting import wall_for_all  # noqa: PLC0415

    with wall_for_all():
        members = Commune.objects.members(on=timezone.localdate())
        rows = Position.objects.filter(role=Role.SECRETARY, ended_on=None, commune__in=members)
        found = {}
        for one in rows.exclude(person__user=None).select_related("person__user"):
            client = Client()
            client.force_login(one.person.user)
            cookie = client.cookies["sessionid"].value
            found.setdefault(one.commune_id, {"commune": one.commune_id, "cookie": cookie})
    print(json.dumps([found[pk] for pk in sorted(found)]))


def answers(campaign):
    """The page of each commune in a campaign of needs."""
    from portal.walls.acting import wall_for_all  # noqa: PLC0415
    from training.models import NeedsAnswer  # noqa: PLC0415

    with wall_for_all():
        rows = NeedsAnswer.objects.filter(campaign=campaign)
        print(json.dumps({one.commune_id: one.pk for one in rows}))


def standing(session):
    """How many are in each state; the seats, and who holds them."""
    from portal.walls.acting import wall_for_all  # noqa: PLC0415
    from training.models import Registration  # noqa: PLC0415

    with wall_for_all():
        rows = Registration.objects.filter(session=session).order_by("rank")
        print(json.dumps([[one.pk, one.commune_id, one.state, one.seat] for one in rows]))


def mails(session, kind):
    """The mails of that kind about a session, as text; what a calendar would read beside."""
    from portal.mail.models import OutboxEmail  # noqa: PLC0415
    from portal.walls.acting import wall_for_all  # noqa: PLC0415
    from training.models import Registration  # noqa: PLC0415

    with wall_for_all():
        ours = {
            str(pk)
            for pk in Registration.objects.filter(session=session).values_list("pk", flat=True)
        }
        rows = OutboxEmail.objects.filter(kind=f"training/mails/{kind}").order_by("pk")
        found = [one for one in rows if one.key.split(":")[1] in ours]
        print(json.dumps([[one.text, json.dumps(one.alternatives)] for one in found]))


def ask_mayors(session):
    """The mail of each mayor leaves, as once the quarter of an hour is over; the links to these registrations."""
    from django.utils import timezone  # noqa: PLC0415

    from portal.mail.models import OutboxEmail  # noqa: PLC0415
    from portal.walls.acting import wall_for_all  # noqa: PLC0415
    from training.domain.asking_mayors import hold_awaited, write_to_mayor  # noqa: PLC0415
    from training.models import Registration  # noqa: PLC0415

    at = timezone.now()
    with wall_for_all():
        ours = dict(Registration.objects.filter(session=session).values_list("pk", "commune"))
        for commune in ours.values():
            write_to_mayor(hold_awaited(commune, at=at), again=(), by=None, at=at)
        texts = OutboxEmail.objects.filter(kind="training/mails/approval_asked").order_by("pk")
        found = [re.findall(r"/f/[^\s/]+/", text) for text in texts.values_list("text", flat=True)]
        links = [one for some in found for one in some if int(one[3:].partition("-")[0]) in ours]
    print(json.dumps(links))


def bring(session, *, minutes, today=False):
    """The days go by: the whole session moves, so that its only half day begins in so many minutes, for an hour.

    It sits in a room of its own: the one that was planned may be taken at that hour, and its people be elsewhere.
    `today`: never before the midnight that has gone by in Paris.
    """
    from django.utils import timezone  # noqa: PLC0415

    from portal.lib.dates import PARIS, in_paris  # noqa: PLC0415
    from portal.walls.acting import wall_for_all  # noqa: PLC0415
    from tests.browser.attendance import room_of_their_own  # noqa: PLC0415
    from training.models import Session, SlotHolding  # noqa: PLC0415

    at = timezone.now()
    starts = at + dt.timedelta(minutes=minutes)
    if today:
        midnight = dt.datetime.combine(in_paris(at).date(), dt.time(0), tzinfo=PARIS)
        starts = max(starts, midnight)
    day = in_paris(starts).date()
    last = dt.datetime.combine(day, dt.time(23, 59, 59), tzinfo=PARIS)
    ends = min(starts + dt.timedelta(hours=1), last)
    with wall_for_all():
        one = Session.objects.get(pk=session)
        back = one.starts_at - starts
        room = room_of_their_own(f"Salle de la session {session}")
        there = SlotHolding.objects.filter(slot__session=session).values("person")
        elsewhere = SlotHolding.objects.filter(starts_at__lt=ends, ends_at__gt=starts)
        elsewhere.filter(person__in=there).exclude(slot__session=session).delete()
        one.slots.update(day=day, starts_at=starts, ends_at=ends, room=room)
        names = ("opens_at", "closes_at", "waiting_closes_at", "cancel_until")
        moved = {name: getattr(one, name) - back for name in names}
        Session.objects.filter(pk=session).update(starts_at=starts, ends_at=ends, **moved)
    print(json.dumps(str(starts)))


def new_trainer():
    """Somebody who gives nothing else, whatever the demonstration does today. Her name."""
    from portal.walls.acting import wall_for_all  # noqa: PLC0415
    from training.models import Trainer  # noqa: PLC0415

    with wall_for_all():
        made = Trainer.objects.create(name="Lise Aubépin", email="lise.aubepin@example.org")
    print(json.dumps(made.name))


def trainer_path(session):
    """The page of who gives it, as the mail says."""
    from portal.walls.acting import wall_for_all  # noqa: PLC0415
    from training.models import Slot, TrainerLink  # noqa: PLC0415
    from training.queries.trainer_links import trainer_address  # noqa: PLC0415

    with wall_for_all():
        link = TrainerLink.objects.filter(session=session).latest("pk")
        slot = Slot.objects.get(session=session)
        path = "/" + trainer_address(link).split("/", 3)[3]
    print(json.dumps([path, slot.pk]))


def state(session):
    from portal.walls.acting import wall_for_all  # noqa: PLC0415
    from training.models import Session  # noqa: PLC0415

    with wall_for_all():
        print(json.dumps(Session.objects.get(pk=session).state))


def codes(session):
    """What stands on the certificates of training."""
    from portal.walls.acting import wall_for_all  # noqa: PLC0415
    from training.models import Certificate  # noqa: PLC0415

    with wall_for_all():
        rows = Certificate.objects.filter(registration__session=session, kind="training")
        print(json.dumps(list(rows.order_by("pk").values_list("code", flat=True))))


def shares(session):
    """In cents, by commune."""
    from django.db.models import Sum  # noqa: PLC0415

    from portal.walls.acting import wall_for_all  # noqa: PLC0415
    from training.models import CostShare  # noqa: PLC0415

    with wall_for_all():
        rows = CostShare.objects.filter(statement__session=session).values("commune")
        cents = rows.annotate(cents=Sum("amount_cents")).values_list("commune", "cents")
        print(json.dumps(dict(cents)))


def opinion_paths(after, session):
    """The links in the mails that ask what people thought of that session, written after that one."""
    from portal.mail.models import OutboxEmail  # noqa: PLC0415
    from portal.walls.acting import wall_for_all  # noqa: PLC0415

    key = f"training/mails/opinion_asked:{session}:"
    with wall_for_all():
        rows = OutboxEmail.objects.filter(key__startswith=key, pk__gt=after)
        print(json.dumps([re.findall(r"/e/[^\s/]+/", one.text)[0] for one in rows]))


def last_mail():
    from portal.mail.models import OutboxEmail  # noqa: PLC0415
    from portal.walls.acting import wall_for_all  # noqa: PLC0415

    with wall_for_all():
        print(json.dumps(OutboxEmail.objects.latest("pk").pk))
