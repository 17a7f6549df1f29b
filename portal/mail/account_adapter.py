"""How allauth meets the portal: nobody signs up by herself, and its mails leave through the outbox."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from portal.accounts.proconnect.leaving import way_out
from portal.mail.models import OutboxEmail
from portal.mail.notifications import fresh_message_id
from portal.mail.waking import wake

if TYPE_CHECKING:
    from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "L’adresse ou le mot de passe n’est pas le bon.",
        "too_many_login_attempts": (
            "Trop de tentatives : attendez cinq minutes, ou recevez un code par courriel."
        ),
        "enter_current_password": "Ce n’est pas votre mot de passe d’aujourd’hui.",
        "incorrect_password": "Ce n’est pas votre mot de passe.",
        "incorrect_code": "Ce code n’est pas le bon, ou il est trop vieux.",
        "email_taken": "Cette adresse est déjà celle d’un compte.",
        "duplicate_email": "C’est déjà votre adresse.",
        "same_as_current": "C’est déjà votre adresse.",
        "rate_limited": "Trop de demandes en peu de temps : attendez quelques minutes.",
        "invalid_password_reset": "Ce lien ne sert plus : demandez-en un autre.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- allauth's signature
        """By invitation only: see communes.domain.accounts."""
        return False

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Back to the door; by ProConnect, which closes its own session, for whoever came from there."""
        return way_out(request) or str(super().get_logout_redirect_url(request))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Codes and links of sign-in: rows like every other mail, sent by the worker."""
        told = {
            "contact_phone": settings.PORTAL_CONTACT_PHONE,
            "contact_email": settings.PORTAL_CONTACT_EMAIL,
        }
        message = self.render_mail(template_prefix, email, {**context, **told})
        at = timezone.now()  # noqa: TID251 -- allauth passes no hour
        digest = hashlib.sha256(f"{email}{message.body}{at.isoformat()}".encode()).hexdigest()
        row = OutboxEmail(
            key=f"{template_prefix}:{digest}",
            kind=template_prefix,
            to=email,
            subject=str(message.subject),
            text=str(message.body),
            message_id=fresh_message_id(),
            written_at=at,
            send_after=at,
        )
        OutboxEmail.objects.bulk_create([row], ignore_conflicts=True)
        transaction.on_commit(wake, robust=True)
