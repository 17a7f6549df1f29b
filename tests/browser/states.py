"""States of pages that the demonstration does not show by itself: dead links, invitations, a passkey, a councillor.

Made once in a portal's database, by `manage.py shell -c "from tests.browser import states; states.make()"`.
"""

import datetime as dt
import json

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

from communes.domain import accounts
from communes.models import Absence, Commune, Invitation, Mailbox, Person, Position
from communes.queries.deciding import deciding_positions
from communes.states import Role
from portal.accounts.models import User
from portal.walls.acting import wall_for_all
from purchasing.domain.answers import revoke_link
from purchasing.models import Participation
from purchasing.queries.links import link_token
from tests.browser.pages import MANAGER, SECRETARY
from training.models import NeedsAnswer
from training.queries.links import visa_token

COUNCILLOR = "conseil.57080@example.org"
APPROVER = "maire.57613@example.org"
"""The first mayor of the demonstration whose visa is awaited."""
KEYED = "secretaire.57592@example.org"
"""She has a passkey: she signs in before it is made, since afterwards the portal asks for it."""
LOST = "57713"
"""A silent commune whose town hall no mail finds."""
RUNNING = 2
"""The number of the demonstration's open campaign."""
GONE, NOT_FOUND = 410, 404


def make():
    """Make them, and print what to visit: name → [who, path, status]."""
    with wall_for_all():
        print(json.dumps(_made(timezone.now())))


def _made(at):
    manager = User.objects.get(email=MANAGER)
    return {
        **_links(manager, at),
        **_invitations(manager, at),
        **_people(at),
        **_registers(),
        **_visas(at),
        "passkey": [KEYED, reverse("mfa_list_webauthn"), 200],
    }


def _links(manager, at):
    """A link replaced since, and one that the mail program cut in two."""
    waiting = Participation.objects.waiting().filter(campaign_id=RUNNING).order_by("pk")
    one, other = waiting[:2]
    replaced = link_token(one)
    revoke_link(one.pk, by=manager, at=at)
    whole = link_token(other)
    return {
        "link-replaced": [None, reverse("links:link_choose", args=[replaced]), GONE],
        "link-cut": [None, reverse("links:link_choose", args=[whole[:-9]]), NOT_FOUND],
        "link-open": [None, reverse("links:link_choose", args=[whole]), 200],
    }


def _visas(at):
    """Wishes that wait for a mayor: the link of her mail, its refusal, the page with an account."""
    answer = NeedsAnswer.objects.filter(visa="awaited").earliest("pk")
    mayor = deciding_positions(answer.commune_id, on=at.date())[0].person
    token = [visa_token(answer, mayor.pk)]
    return {
        "visa-link": [None, reverse("traininglinks:visa_link", args=token), 200],
        "visa-refuse": [None, reverse("traininglinks:visa_link_refuse", args=token), 200],
        "visa-account": [APPROVER, reverse("training:wish_visa", args=[answer.pk]), 200],
    }


def _invitations(manager, at):
    """Waiting, used, too old, and for an address that signs in already."""
    shown = {}
    for name in ("open", "used", "expired", "known"):
        person = Person.objects.create(
            first_name="Nadine", last_name="Roth", email=f"{name}@example.org"
        )
        token = f"state-{name}"
        Invitation.objects.create(
            person=person,
            email=person.email,
            token_hash=accounts.hash_of(token),
            invited_by=manager,
            invited_at=at,
            expires_at=at + dt.timedelta(days=7),
        )
        shown[f"invitation-{name}"] = [
            None,
            reverse("communes:invitation_accept", args=[token]),
            200,
        ]
    accounts.accept_invitation("state-used", "Une-clef-2026-solide", at=at)
    User.objects.create(email="known@example.org")
    Invitation.objects.filter(email="expired@example.org").update(
        invited_at=at - dt.timedelta(days=9), expires_at=at - dt.timedelta(days=2)
    )
    invited = Person.objects.get(email="known@example.org")
    shown["invite-refused"] = [MANAGER, reverse("communes:account_invite", args=[invited.pk]), 200]
    return shown


def _people(at):
    """A councillor of Bickenholtz, a passkey, and a town hall that no mail finds."""
    secretary = User.objects.get(email=SECRETARY)
    commune = Commune.objects.get(insee="57080")
    user = User.objects.create(
        email=COUNCILLOR, first_name="Paul", last_name="Klein", password=secretary.password
    )
    EmailAddress.objects.create(user=user, email=COUNCILLOR, verified=True, primary=True)
    person = Person.objects.create(
        user=user, first_name="Paul", last_name="Klein", email=COUNCILLOR
    )
    Position.objects.create(
        person=person, commune=commune, role=Role.COUNCILLOR, started_on=dt.date(2026, 3, 29)
    )
    Authenticator.objects.create(
        user=User.objects.get(email=KEYED),
        type=Authenticator.Type.WEBAUTHN,
        data={
            "name": "Ordinateur de la mairie",
            "credential": {"clientExtensionResults": {"credProps": {"rk": True}}},
        },
    )
    _lose_address()
    answer = reverse("purchasing:answer_edit", args=[RUNNING, commune.insee])
    return {
        "councillor-home": [COUNCILLOR, "/", 200],
        "councillor-campaigns": [COUNCILLOR, reverse("purchasing:answer_list"), 200],
        "councillor-answer": [COUNCILLOR, answer, 200],
        "remind-without-address": [
            MANAGER,
            reverse("campaigns:campaign_remind", args=[RUNNING]),
            200,
        ],
    }


def _lose_address():
    Mailbox.objects.filter(commune__insee=LOST).update(active=False)
    Commune.objects.filter(insee=LOST).update(email="")
    held = Position.objects.filter(commune__insee=LOST, role=Role.SECRETARY)
    held.update(ended_on=dt.date(2026, 1, 31))


def give_address_back():
    """The tests that come after write to all the town halls."""
    with wall_for_all():
        Mailbox.objects.filter(commune__insee=LOST).update(active=True)
        Commune.objects.filter(insee=LOST).update(email=f"mairie.{LOST}@example.org")
        held = Position.objects.filter(commune__insee=LOST, role=Role.SECRETARY)
        held.update(ended_on=None)


def _registers():
    """One register that nobody filled, and searches that find nothing."""
    Absence.objects.all().delete()
    return {
        "register-empty": [MANAGER, reverse("admin:communes_absence_changelist"), 200],
        "register-not-found": [
            MANAGER,
            reverse("admin:communes_site_changelist") + "?q=zzzz&kind__exact=school",
            200,
        ],
        "journal-not-found": [MANAGER, reverse("home:journal") + "?objet=zzzz", 200],
        "list-not-found": [MANAGER, reverse("campaigns:campaign_list") + "?q=zzzz", 200],
    }
