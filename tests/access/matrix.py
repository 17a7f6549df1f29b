"""The matrix itself: each line of access.csv asked by a role, for our things and for the foreign ones."""

from functools import cache
from http import HTTPStatus

from portal.mail.models import OutboxEmail
from tests.access import table
from tests.access.addresses import every_address
from tests.access.fingerprint import Fingerprint
from tests.access.pages import Page
from tests.access.visits import Visitor

TEAM_ROLES = {"manager", "it_agent", "administrator"}
"""They see every commune: what they are shown is no leak."""
OTHERS = ("PUT", "PATCH", "DELETE", "OPTIONS")
SIDES = ("own", "foreign")


@cache
def addresses():
    return {address.name: address for address in every_address()}


def value_of(world, side, parameter, name):
    """What stands in the address for one parameter: a thing's number or INSEE code, or the word itself."""
    if not parameter.endswith(("pk", "insee", "token", "object_id")):
        return name
    thing = world.shared.get(name, getattr(world, side).things.get(name, name))
    if parameter == "insee":
        return thing.insee
    return getattr(thing, "pk", thing)


def url_of(world, line, side):
    values = {
        parameter: value_of(world, side, parameter, name) for parameter, name in line.asked.items()
    }
    return addresses()[line.address].url(values)


class Round:
    """One role's round of the portal, and what is wrong in it.

    `forms` are those read on its own pages, by where they are posted.
    """

    def __init__(self, world, role):
        self.world, self.role = world, role
        self.visitor = Visitor(world.users.get(role))
        self.forms, self.pages, self.count = {}, {}, 0
        self.wrong = []
        self.watched = role not in TEAM_ROLES
        self.fingerprint = Fingerprint(world.foreign)
        self.before = self.fingerprint.take()

    def ask(self, method, url, data=None, *, directory=False):
        """One request. What it shows of the foreign commune, and what it changed there, is written in `wrong`."""
        self.count += 1
        with self.visitor.asking(method, url, data) as seen:
            if seen.status >= HTTPStatus.INTERNAL_SERVER_ERROR or seen.broke:
                self.say(method, url, f"{seen.status} {seen.broke}")
            if self.watched:
                leaks = self.world.canaries.leaks(seen.text, directory=directory)
                for cell in leaks:
                    self.say(method, url, f"shows {cell}")
                if method == "POST":
                    self.watch(url)
        return seen

    def watch(self, url):
        """Nothing of the foreign commune changed, and no mail to us speaks of it."""
        for changed in self.fingerprint.changed(self.before):
            self.say("POST", url, f"changed {changed}")
        for words in mails_since(self.world):
            for cell in self.world.canaries.leaks(words, directory=False):
                self.say("POST", url, f"writes to us {cell}")

    def say(self, method, url, what):
        self.wrong.append(f"{self.role}: {method} {url}: {what}")

    def read_own_pages(self, lines):
        """Every GET of our own things, and the forms it offers."""
        for line in lines:
            url = url_of(self.world, line, "own")
            seen = self.ask("GET", url, directory=line.directory)
            self.pages[line.address, line.things] = seen
            if "html" in seen.content_type:
                for action, fields in Page(url, seen.body.decode()).forms:
                    known = self.forms.setdefault(action, [])
                    if fields not in known:
                        known.append(fields)

    def form_of(self, line):
        """What a person of this role would post to our own thing: the first form found, or nothing."""
        return (self.forms.get(url_of(self.world, line, "own")) or [{}])[0]

    def statuses(self, line, side):
        """What GET and POST answer."""
        url = url_of(self.world, line, side)
        get = self.pages.get((line.address, line.things)) if side == "own" else None
        get = get or self.ask("GET", url, directory=line.directory)
        post = self.ask("POST", url, self.form_of(line), directory=line.directory)
        return get.status, post.status

    def compare(self, line, side):
        """The line's cell of this role, against what the portal answers."""
        for method, status in zip(("GET", "POST"), self.statuses(line, side), strict=True):
            declared = line.declared(self.role, foreign=side == "foreign", method=method)
            if status != declared:
                url = url_of(self.world, line, side)
                self.say(method, url, f"{status}, declared {declared} ({line.address}, {side})")


def mails_since(world):
    """What the request wrote to people: all but the foreign commune's own mails."""
    for mail in OutboxEmail.objects.filter(pk__gt=world.last_mail):
        if mail.commune_id != world.foreign.commune.pk:
            yield f"{mail.to} {mail.subject} {mail.text} {mail.html}".lower()


def measured(rounds, line):
    """The line's cells as the portal answers today: to be read, and argued with, before it is kept."""
    cells = {}
    for column in table.COLUMNS:
        side = "foreign" if column.endswith("_foreign") else "own"
        get, post = rounds[column.removesuffix("_foreign")].statuses(line, side)
        cells[column] = f"{get}" if get == post else f"{get}/{post}"
    secretary = rounds["secretary"]
    url = url_of(secretary.world, line, "own")
    asked = {f"{secretary.ask(method, url).status}" for method in OTHERS}
    return cells | {"others": "/".join(sorted(asked))}
