"""What a password must be: CNIL, délibération 2022-100 of 21 July 2022 (no expiry, length before signs).

The portal limits the attempts, so 50 bits would do; twelve characters of three kinds give about 70.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from portal.accounts.models import User

SHORTEST, KINDS_WANTED, FEWEST_SIGNS = 12, 3, 6
SHORTEST_NAME, FEW_LETTERS = 4, 2
WORDS_OF_A_PHRASE, LETTERS_OF_A_PHRASE = 5, 20
HELP = (
    "Douze caractères au moins, avec trois sortes parmi minuscules, majuscules, chiffres et signes ;"
    " ou une phrase d’au moins cinq mots."
)


class LongOrPhrase:
    """Twelve characters of three kinds, or a phrase of five words and twenty letters."""

    def validate(self, password: str, user: User | None = None) -> None:  # noqa: ARG002 -- Django's signature
        if not (is_phrase(password) or is_long(password)):
            raise ValidationError(
                f"Ce mot de passe est trop court ou trop simple. {HELP}", code="password_too_weak"
            )

    def get_help_text(self) -> str:
        return HELP


class NotGuessed(CommonPasswordValidator):
    """Not one that everybody uses; not the portal's own words nor one's name, alone or with a few digits."""

    WORDS: ClassVar[tuple[str, ...]] = (
        "demonstration", "motdepasse", "password", "azerty", "qwerty", "sarrebourg", "moselle", "mairie",
        "secretaire", "commune", "bonjour", "soleil", "bienvenue", "marseille", "doudou", "portail",
    )  # fmt: skip

    def validate(self, password: str, user: User | None = None) -> None:
        super().validate(password, user)
        core = re.sub(r"[^a-zà-ÿ]", "", password.lower())
        mine = _words_of(user) if user is not None else ()
        for word in (*self.WORDS, *mine):
            rest = core.replace(word, "", 1)
            if len(word) >= SHORTEST_NAME and word in core and len(rest) <= FEW_LETTERS:
                raise ValidationError(
                    "Ce mot de passe se devine : il tient à votre nom, à votre adresse ou à un mot courant.",
                    code="password_guessed",
                )

    def get_help_text(self) -> str:
        return "Ni votre nom, ni votre adresse, ni un mot de passe courant."


def is_phrase(password: str) -> bool:
    words = [word for word in password.split() if len(word) > 1]
    return len(set(words)) >= WORDS_OF_A_PHRASE and len("".join(words)) >= LETTERS_OF_A_PHRASE


def is_long(password: str) -> bool:
    kinds = (str.islower, str.isupper, str.isdigit, lambda sign: not sign.isalnum())
    found = sum(any(kind(sign) for sign in password) for kind in kinds)
    return (
        len(password) >= SHORTEST and found >= KINDS_WANTED and len(set(password)) >= FEWEST_SIGNS
    )


def _words_of(user: User) -> tuple[str, ...]:
    address, _, domain = user.email.lower().partition("@")
    parts = re.split(r"[.\-_]", address)
    names = (user.first_name, user.last_name, address, *parts, domain.split(".")[0])
    return tuple(re.sub(r"[^a-zà-ÿ]", "", name.lower()) for name in names)
