"""Numbers that name a commune, a supplier or a telephone: checked, put right, shown."""

import re

from stdnum.fr import siren as _siren, siret as _siret

NBSP = "\u00a0"
_INSEE = re.compile(r"(?:\d[\dAB]|97)\d{3}")
_PHONE_DIGITS = 10
_PLUS_FRANCE = ("+33", "0033")


class NotAnIdentifier(ValueError):  # noqa: N818 -- its text is an answer to a person
    """A French sentence: what was typed, and what would be accepted."""


def compact(text: str) -> str:
    """Letters and digits only (a leading + is kept), in capitals."""
    text = "".join(str(int(char)) if char.isdecimal() else char for char in text)
    return re.sub(r"(?!^\+)[^0-9A-Za-z]", "", text.strip()).upper()


def siren(text: str) -> str:
    """Nine digits whose key is right. NotAnIdentifier otherwise."""
    number = compact(text)
    if not _siren.is_valid(number):
        raise NotAnIdentifier(
            f"« {text} » n’est pas un numéro SIREN. Il a neuf chiffres, par exemple 200 039 956."
        )
    return number


def siret(text: str) -> str:
    """Fourteen digits whose keys are right (La Poste has its own key). Else NotAnIdentifier."""
    number = compact(text)
    if not _siret.is_valid(number):
        raise NotAnIdentifier(
            f"« {text} » n’est pas un numéro SIRET. Il a quatorze chiffres : "
            "les neuf du SIREN, puis cinq pour l’établissement."
        )
    return number


def insee(text: str, *, lost_zero: bool = False) -> str:
    """The five characters of a commune (57461, 2A004). NotAnIdentifier otherwise.

    `lost_zero`: a spreadsheet made a number of it, « 1004 » is 01004.
    """
    code = compact(text)
    if lost_zero and re.fullmatch(r"\d{4}", code):
        code = "0" + code
    if not _INSEE.fullmatch(code) or code.startswith("00"):
        raise NotAnIdentifier(
            f"« {text} » n’est pas un code INSEE de commune. Il a cinq caractères, "
            "par exemple 57461 ; ce n’est pas le code postal."
        )
    return code


def phone(text: str) -> str:
    """« 03 87 03 00 00 » from any usual way of writing it. NotAnIdentifier otherwise.

    A leading zero lost in a spreadsheet is put back.
    """
    digits = compact(text.replace("(0)", ""))
    for prefix in _PLUS_FRANCE:
        digits = digits.removeprefix(prefix)
    if len(digits) == _PHONE_DIGITS - 1 and not digits.startswith("0"):
        digits = "0" + digits
    if not re.fullmatch(r"0[1-9]\d{8}", digits):
        raise NotAnIdentifier(
            f"« {text} » n’est pas un numéro de téléphone français. "
            "Écrivez dix chiffres, par exemple 03 87 03 00 00."
        )
    return " ".join(digits[i : i + 2] for i in range(0, _PHONE_DIGITS, 2))


def show_siren(number: str) -> str:
    """« 200 039 956 », on one line."""
    return NBSP.join(number[i : i + 3] for i in range(0, len(number), 3))


def show_siret(number: str) -> str:
    """« 200 039 956 00012 », on one line."""
    return f"{show_siren(number[:9])}{NBSP}{number[9:]}"
