"""How the second factor speaks: the names of keys, and what is wrong when a code is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.mfa.adapter import DefaultMFAAdapter

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "Ce code n’est pas le bon, ou il a déjà servi : recopiez celui qui s’affiche maintenant.",
        "cannot_delete_authenticator": "Gardez ce moyen : votre fonction demande un second contrôle.",
        "cannot_generate_recovery_codes": "Installez d’abord une application ou une clé d’accès.",
        "unverified_email": "Confirmez d’abord votre adresse électronique : un lien vous y attend.",
        "add_email_blocked": "Votre adresse ne se change pas ici : appelez le service de mutualisation.",
    }

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002 -- allauth's signature
        """The first key of a person, the second, and so on."""
        count = user.authenticator_set.filter(type=type).count()
        return "Ma clé d’accès" if count == 0 else f"Clé d’accès n° {count + 1}"
