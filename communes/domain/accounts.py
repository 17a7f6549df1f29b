"""Opening the portal to a person, and closing it: an invitation, an account, its second factor."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from communes.models import Invitation, Person
from communes.models.invitation import LIFETIME
from communes.notifications import AccountInvitation
from portal.accounts.models import User
from portal.journal.record import record
from portal.lib.refusal import Refusal
from portal.mail.notifications import enqueue

if TYPE_CHECKING:
    from datetime import datetime


class HasAccount(Refusal):
    """Nothing to open: the person enters already."""


def hash_of(token: str) -> str:
    """What is kept of a token: it cannot be used by someone who reads the table."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite_person(person_id: int, *, by: User | None, at: datetime) -> Invitation:
    """Write to a person the link that opens her account; earlier invitations are worth nothing any more."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
    why_not_invite(person)
    person.invitations.live(at=at).update(revoked_at=at)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        person=person,
        email=person.email,
        token_hash=hash_of(token),
        invited_by=by,
        invited_at=at,
        expires_at=at + LIFETIME,
    )
    path = reverse("communes:invitation_accept", args=[token])
    enqueue(
        AccountInvitation(
            to=person.email,
            invitation_id=invitation.pk,
            first_name=person.first_name,
            url=f"{settings.PORTAL_BASE_URL}{path}",
            expires_at=invitation.expires_at,
        ),
        at=at,
    )
    record("invite", person, by=by, at=at)
    return invitation


def why_not_invite(person: Person) -> None:
    """Refusal that says why no invitation can leave, and what to do."""
    if person.user_id is not None:
        raise HasAccount(
            f"{person} a déjà un compte. Mot de passe oublié ? Un code reçu par courriel suffit"
            " pour entrer."
        )
    if not person.email:
        raise Refusal(f"Donnez d’abord une adresse à {person} : l’invitation part par courriel.")
    if _is_taken(person.email):
        raise HasAccount(
            f"L’adresse {person.email} a déjà un compte : deux personnes ne partagent pas un compte."
            f" Donnez à {person} une adresse à elle."
        )


@transaction.atomic
def revoke_invitation(invitation_id: int, *, by: User, at: datetime) -> None:
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation_id)
    if invitation.used_at is not None:
        raise Refusal("Cette invitation a déjà servi : fermez plutôt le compte.")
    if invitation.revoked_at is None:
        invitation.revoked_at = at
        invitation.save(update_fields=["revoked_at"])
        record("revoke_invitation", invitation.person, by=by, at=at)


@transaction.atomic
def accept_invitation(token: str, password: str, *, at: datetime) -> User:
    """The account, opened once. Refusal when the link has served, expired or been replaced."""
    try:
        invitation = Invitation.objects.select_related("person").locked(hash_of(token))
    except Invitation.DoesNotExist as error:
        raise Refusal("Ce lien n’est pas une invitation du portail.") from error
    why_not(invitation, at=at)
    person = invitation.person
    user = User(
        email=invitation.email.lower(), first_name=person.first_name, last_name=person.last_name
    )
    user.set_password(password)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    person.user = user
    person.save(update_fields=["user"])
    invitation.used_at = at
    invitation.save(update_fields=["used_at"])
    record("accept_invitation", person, by=user, at=at)
    return user


def why_not(invitation: Invitation, *, at: datetime) -> None:
    """Refusal that says why an invitation cannot be used any more, and what to do."""
    ask = "Demandez-en une autre au service de mutualisation."
    if invitation.used_at is not None or invitation.person.user_id is not None:
        raise HasAccount("Cette invitation a déjà servi : votre compte est ouvert.")
    if _is_taken(invitation.email):
        raise HasAccount(f"L’adresse {invitation.email} ouvre déjà un compte : entrez avec elle.")
    if invitation.revoked_at is not None:
        raise Refusal(f"Cette invitation a été remplacée ou annulée. {ask}")
    if invitation.expires_at <= at:
        raise Refusal(f"Cette invitation a expiré : elle valait sept jours. {ask}")


def _is_taken(email: str) -> bool:
    """Whoever signs in with this address, even under another person's name."""
    return User.objects.filter(email__iexact=email).exists()


@transaction.atomic
def close_account(user_id: int, *, by: User, at: datetime) -> None:
    """She can sign in no more, and her open sessions end; what she did stays."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    if user == by:
        raise Refusal("On ne ferme pas son propre compte : demandez à une collègue.")
    user.is_active = False
    user.save(update_fields=["is_active"])
    _end_sessions(user)
    record("close_account", user, by=by, at=at)


@transaction.atomic
def reopen_account(user_id: int, *, by: User, at: datetime) -> None:
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    user.is_active = True
    user.save(update_fields=["is_active"])
    record("reopen_account", user, by=by, at=at)


@transaction.atomic
def reset_second_factor(user_id: int, *, reason: str, by: User, at: datetime) -> None:
    """A lost telephone: the person sets up another one at her next visit. The reason is kept."""
    if not reason.strip():
        raise Refusal("Dites comment vous avez vérifié l’identité de la personne.")
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    Authenticator.objects.filter(user=user).delete()
    _end_sessions(user)
    record("reset_second_factor", user, by=by, at=at, reason=reason.strip())


def _end_sessions(user: User) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()
