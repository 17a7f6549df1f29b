"""Two town halls that send people to the same sessions, and what their pages say."""

import html
import re
from urllib.parse import urlsplit

from django.urls import reverse

from communes.models import Epci
from communes.states import Role
from portal.mail.models import OutboxEmail
from tests import factories
from tests.conftest import NOON
from training.domain import registrations

PLAIN = str.maketrans({"\u00a0": " ", "\u202f": " "})


class Hall:
    """A commune: secretary and mayor with accounts, agents without."""

    def __init__(self, **commune):
        self.commune = factories.CommuneFactory(**commune)
        epci = Epci.objects.first() or factories.EpciFactory()
        factories.MembershipFactory(commune=self.commune, epci=epci)
        self.secretary = self.hold(Role.SECRETARY)
        self.mayor = self.hold(Role.MAYOR)

    def hold(self, role=Role.TECHNICIAN, **person):
        given = {f"person__{name}": value for name, value in person.items()}
        return factories.PositionFactory(commune=self.commune, role=role, **given).person

    def register(self, session, person=None, at=NOON):
        return registrations.register(
            session.pk,
            person=person or self.hold(),
            commune=self.commune,
            by=self.secretary.user,
            at=at,
        )


def text(response):
    """What is read, on one line, plain spaces."""
    if hasattr(response, "render") and not response.is_rendered:
        response.render()
    assert response.status_code == 200, response.status_code
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(html.unescape(words).translate(PLAIN).split())


def to(name, *args):
    return reverse(f"training:{name}", args=args)


def mailed_link(person, kind):
    """The path of the signed link in the only mail of this kind to somebody."""
    mail = OutboxEmail.objects.get(to=person.email, kind=f"training/mails/{kind}")
    return urlsplit(re.search(r"http\S+/f/\S+", mail.text)[0]).path
