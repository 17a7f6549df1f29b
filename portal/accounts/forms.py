"""The forms of sign-in in the words of the portal: a label that says what to write, nothing grey inside."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms


class Worded(forms.BaseForm):
    """Labels and hints by the field's name; a placeholder, which disappears when one types, is removed."""

    labels: dict[str, str] = {}
    hints: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, field.help_text)
            field.widget.attrs.pop("placeholder", None)


class LoginForm(Worded, account.LoginForm):
    labels = {"login": "Votre adresse électronique", "password": "Votre mot de passe"}
    hints = {"password": ""}


class AddEmailForm(Worded, account.AddEmailForm):
    labels = {"email": "Nouvelle adresse électronique"}
    hints = {"email": "Un lien y sera envoyé ; l’ancienne vaut jusqu’à ce que vous l’ouvriez."}


class RequestLoginCodeForm(Worded, account.RequestLoginCodeForm):
    labels = {"email": "Votre adresse électronique"}


class ConfirmLoginCodeForm(Worded, account.ConfirmLoginCodeForm):
    labels = {"code": "Le code reçu par courriel"}


class ResetPasswordForm(Worded, account.ResetPasswordForm):
    labels = {"email": "Votre adresse électronique"}


class ChangePasswordForm(Worded, account.ChangePasswordForm):
    labels = {
        "oldpassword": "Mot de passe d’aujourd’hui",
        "password1": "Nouveau mot de passe",
        "password2": "Le même, encore une fois",
    }
    hints = {"oldpassword": ""}


class SetPasswordForm(Worded, account.SetPasswordForm):
    labels = {"password1": "Nouveau mot de passe", "password2": "Le même, encore une fois"}


class ResetPasswordKeyForm(Worded, account.ResetPasswordKeyForm):
    labels = {"password1": "Nouveau mot de passe", "password2": "Le même, encore une fois"}


class ReauthenticateForm(Worded, account.ReauthenticateForm):
    labels = {"password": "Votre mot de passe"}
    hints = {"password": ""}


class AuthenticateForm(Worded, second.AuthenticateForm):
    labels = {"code": "Le code"}
    hints = {"code": "Six chiffres de l’application, ou un code de secours."}


class ReauthenticateByCodeForm(Worded, second.ReauthenticateForm):
    labels = {"code": "Le code"}
    hints = {"code": "Six chiffres de l’application, ou un code de secours."}


class ActivateTOTPForm(Worded, totp.ActivateTOTPForm):
    labels = {"code": "Le code à six chiffres"}


class AddWebAuthnForm(Worded, webauthn.AddWebAuthnForm):
    labels = {"name": "Nom de la clé", "passwordless": "Entrer sans mot de passe"}
    hints = {
        "name": "Pour la reconnaître : « ordinateur de la mairie », « mon téléphone ».",
        "passwordless": "La clé suffit alors à entrer ; elle demande l’empreinte, le visage ou le code de l’appareil.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class EditWebAuthnForm(Worded, webauthn.EditWebAuthnForm):
    labels = {"name": "Nom de la clé"}
