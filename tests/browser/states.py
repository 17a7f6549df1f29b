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
from training.domain import trainer_links
from training.domain.evaluating import print_of
from training.models import (
    Certificate,
    EvaluationRound,
    EvaluationTicket,
    NeedsAnswer,
    Registration,
    SlotOpening,
    SlotTrainer,
    TrainerLink,
)
from training.queries.links import approval_token, visa_token
from training.queries.trainer_links import slot_code, trainer_token

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
A_DAY = dt.timedelta(days=1)


def make():
    """Make them, and print what to visit: name → [who, path, status]."""
    with wall_for_all():
        print(json.dumps(_made(timezone.now())))


def code():
    """Print where one signs on her own telephone at this hour, in the session under way."""
    with wall_for_all():
        slot = SlotOpening.objects.filter(closed_at=None).earliest("pk").slot_id
        word = slot_code(slot, at=timezone.now())
        print(json.dumps(reverse("signing:self_sign", args=[word])))


def _made(at):
    manager = User.objects.get(email=MANAGER)
    return {
        **_links(manager, at),
        **_invitations(manager, at),
        **_people(at),
        **_registers(),
        **_visas(at),
        **_training(manager, at),
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


def _training(manager, at):
    """What is opened without an account: who gives a session, a mayor, an opinion, a certificate."""
    return {
        **_trainer(manager, at),
        **_mayor(),
        **_opinion(at),
        "sign-over": [
            None,
            reverse("signing:self_sign", args=[slot_code(1, at=at - A_DAY)]),
            GONE,
        ],
        "verify": [
            None,
            reverse(
                "verifying:certificate_verify", args=[Certificate.objects.earliest("pk").code]
            ),
            200,
        ],
        "verify-unknown": [
            None,
            reverse("verifying:certificate_verify", args=["4444-4444-4444"]),
            NOT_FOUND,
        ],
    }


def _trainer(manager, at):
    """The half day that one signs, begun or about to; links of others: one taken back, one replaced."""
    slot = SlotOpening.objects.filter(closed_at=None).earliest("pk").slot
    link = TrainerLink.objects.get(session=slot.session_id)
    given = SlotTrainer.objects.filter(slot__session__state="open").order_by("pk")
    over, again = given[0], given.exclude(slot__session=given[0].slot.session)[0]
    gone, replaced = (
        trainer_links.send_link(one.slot.session_id, one.trainer_id, by=None, at=at)
        for one in (over, again)
    )
    trainer_links.revoke_link(gone.session_id, gone.trainer_id, by=manager, at=at)
    trainer_links.send_link(replaced.session_id, replaced.trainer_id, by=None, at=at)
    token = trainer_token(link)
    return {
        "trainer-home": [None, reverse("trainerlinks:trainer_home", args=[token]), 200],
        "trainer-slot": [None, reverse("trainerlinks:slot_sheet", args=[token, slot.pk]), 200],
        "trainer-code": [None, reverse("trainerlinks:slot_code", args=[token, slot.pk]), 200],
        "trainer-gone": [
            None,
            reverse("trainerlinks:trainer_home", args=[trainer_token(gone)]),
            GONE,
        ],
        "trainer-replaced": [
            None,
            reverse("trainerlinks:trainer_home", args=[trainer_token(replaced)]),
            GONE,
        ],
    }


def _mayor():
    """Two who ask: the page of the answer, that of the refusal, and a link that serves no more."""
    asking = Registration.objects.filter(state="to_validate").order_by("pk")
    one, other = asking[:2]
    token = approval_token(one, _mayor_of(one))
    dead = approval_token(other, _mayor_of(other))
    Registration.objects.filter(pk=other.pk).update(link_version=other.link_version + 1)
    return {
        "approve": [None, reverse("traininglinks:approval_link", args=[token]), 200],
        "approve-refuse": [None, reverse("traininglinks:approval_refuse", args=[token]), 200],
        "approve-dead": [None, reverse("traininglinks:approval_link", args=[dead]), GONE],
    }


def _mayor_of(registration):
    rows = Position.objects.filter(commune=registration.commune, role=Role.MAYOR, ended_on=None)
    return rows.get().person_id


def _opinion(at):
    """A ticket that nobody used, the thanks, and a ticket that is gone."""
    token = "etat-avis"
    round_ = EvaluationRound.objects.earliest("pk")
    EvaluationRound.objects.filter(pk=round_.pk).update(closes_on=at.date() + 30 * A_DAY)
    EvaluationTicket.objects.create(round=round_, sha256=print_of(token))
    return {
        "opinion": [None, reverse("trainingopinions:evaluation_answer", args=[token]), 200],
        "opinion-thanks": [None, reverse("trainingopinions:evaluation_thanks"), 200],
        "opinion-gone": [None, reverse("trainingopinions:evaluation_answer", args=["usé"]), GONE],
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
