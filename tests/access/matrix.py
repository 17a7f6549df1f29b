"""The matrix itself: each line of access.csv asked by a role, for our things and for the foreign ones."""

import os
from functools import cache
from http import HTTPStatus

from portal.mail.models import OutboxEmail
from tests.access import table
from tests.access.addresses import every_address
from tests.access.canaries import DIRECTORY, OWN
from tests.access.fingerprint import Fingerprint
from tests.access.keys import Keys
from tests.access.pages import Page, same_page
from tests.access.visits import Visitor

TEAM_ROLES = {"manager", "it_agent", "administrator"}
"""They see every commune: what they are shown is no leak."""
HALL_ROLES = ("anonymous", "secretary", "mayor", "elected", "trainer", "reader")
"""Those to whom nothing foreign may be shown."""
COMPLETE = "ACCESS_COMPLETE" in os.environ
"""All roles and every field by itself, instead of what each push can wait for: docs/trials/access.md."""
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

    def __init__(self, world, role, *, second_wall_only=False):
        self.world, self.role = world, role
        self.alone = second_wall_only
        self.visitor = Visitor(world.users.get(role))
        self.forms, self.pages, self.count = {}, {}, 0
        self.wrong, self.stopped = [], 0
        self.watched = role not in TEAM_ROLES
        self.fingerprint = Fingerprint(world.foreign)
        self.before = self.fingerprint.take()

    def ask(self, method, url, data=None, *, directory=False):
        """One request. What it shows of the foreign commune, and what it changed there, is written in `wrong`."""
        self.count += 1
        with self.visitor.asking(method, url, data) as seen:
            if not self.alone and (seen.status >= HTTPStatus.INTERNAL_SERVER_ERROR or seen.broke):
                self.say(method, url, f"{seen.status} {seen.broke}")
            self.stopped += bool(seen.broke)
            if self.watched:
                self.look(method, url, seen.text, directory=directory)
                if method == "POST":
                    self.watch(url, directory=directory)
                    page = self.visitor.follow(seen)
                    if page:
                        self.look(method, f"{url} → {seen.location}", page.text, directory=True)
        return seen

    def look(self, method, url, text, *, directory):
        """The foreign words in a page. Where row security stands alone, it keeps what has a commune's row."""
        cells = self.world.canaries.leaks(
            text, directory=directory or self.alone, purchase=self.alone
        )
        for cell in cells:
            self.say(method, url, f"shows {cell}")

    def watch(self, url, *, directory):
        """Nothing of the foreign commune changed, and no mail to us speaks of it, but where a page may."""
        for changed in self.fingerprint.changed(self.before):
            self.say("POST", url, f"changed {changed}")
        for words in mails_since(self.world):
            self.look("POST", f"{url} → mail", words, directory=directory)

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

    def try_everything(self, lines):
        """With one wall down: every line for our thing and the foreign one, then foreign keys posted to ours.

        Where the second wall stands alone, what is answered is no longer what is declared: only leaks count.
        """
        ask, keys = self.statuses if self.alone else self.compare, Keys(self.world)
        self.read_own_pages(lines)
        for line in lines:
            for side in SIDES:
                ask(line, side)
            if COMPLETE:
                self.ask_otherwise(line)
            if line.opens_to(self.role):
                self.post_foreign_keys(line, keys)

    def statuses(self, line, side):
        """What GET and POST answer."""
        url = url_of(self.world, line, side)
        get = self.pages.get((line.address, line.things)) if side == "own" else None
        get = get or self.ask("GET", url, directory=line.directory)
        post = self.ask("POST", url, self.form_of(line), directory=line.directory)
        return get.status, post.status

    def post_foreign_keys(self, line, keys, *, complete=False):
        """To our own page, every form it has, carrying what is foreign."""
        url = url_of(self.world, line, "own")
        for fields in self.forms.get(url) or [{}]:
            for variant in keys.every_variant(fields, complete=complete):
                self.ask("POST", url, variant, directory=line.directory)

    def ask_otherwise(self, line):
        """A GET that asks for more: all the page's own questions, then the foreign commune by name and number."""
        url = url_of(self.world, line, "own")
        seen = self.pages[line.address, line.things]
        if seen.status != HTTPStatus.OK:
            return
        links = same_page(Page(url, seen.body.decode())) if "html" in seen.content_type else []
        for link in (*links, *(f"{url}?{query}" for query in questions(self.world.foreign))):
            self.ask("GET", link, directory=line.directory or "rechercher" in url)

    def compare(self, line, side):
        """The line's cell of this role, against what the portal answers."""
        for method, status in zip(("GET", "POST"), self.statuses(line, side), strict=True):
            if method == "POST" and side == "foreign" and self.role in TEAM_ROLES:
                continue  # our form, sent to another commune's row: theirs to write, and no wall to try
            declared = line.declared(self.role, foreign=side == "foreign", method=method)
            at_home = line.declared(self.role, foreign=False, method=method)
            if status == at_home == HTTPStatus.FORBIDDEN:
                continue  # turned away from the page itself, whosever the thing is
            if status != declared:
                url = url_of(self.world, line, side)
                self.say(method, url, f"{status}, declared {declared} ({line.address}, {side})")


def questions(foreign):
    """What somebody curious would add to an address. The stem of the words, since a page repeats what is asked."""
    key, insee = foreign.commune.pk, foreign.commune.insee
    yield from (f"q={stem}" for stem in (OWN, DIRECTORY, insee))
    yield f"commune={key}&commune_id={key}&insee={insee}&site={foreign.site.pk}&pk={foreign.need.pk}"
    yield f"demande={foreign.ticket.ref}"
    yield f"remplace={foreign.asset.pk}"
    yield f"action={foreign.action.pk}"
    yield f"commune={insee}&export=xlsx"
    yield "export=csv"


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
