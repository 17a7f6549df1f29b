"""French as it is printed: amounts, numbers in words, lists, « de » and « d’ », search folding."""

import textwrap
import unicodedata
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal

NBSP = "\u00a0"
NNBSP = "\u202f"
MINUS = "\u2212"
UNKNOWN = "–"

_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_UNITS = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
    "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
)  # fmt: skip
_TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante", 8: "quatre-vingt"}
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l"})
_SPACED = str.maketrans(dict.fromkeys("-\u2010\u2011–—'’_/", " "))
_FEMININE = frozenset(("CC", "CA", "CU"))
_MASCULINE = frozenset(("SIVOM", "SIVU", "SMIVOM", "SMIVU", "PETR", "SIAEP", "SDIS"))
_WORDS_UP_TO = 1000
_PLURAL_FROM = 2


def decimal_number(value: Decimal | int, *, places: int | None = None) -> str:
    """1234.5 → « 1 234,5 »; without `places`, no useless zero. For display only."""
    value = Decimal(value)
    if places is None:
        text = f"{value:f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        text = f"{value.quantize(Decimal(1).scaleb(-places), context=_EXACT):f}"
    sign, digits = (MINUS, text[1:]) if text.startswith("-") else ("", text)
    whole, _, decimals = digits.partition(".")
    grouped = f"{int(whole):,}".replace(",", NNBSP)
    if not digits.strip("0."):
        sign = ""
    return sign + grouped + ("," + decimals if decimals else "")


def amount(value: Decimal | None, tax: str = "", *, places: int = 2) -> str:
    """« 1 234,56 € », or « 1 234,56 € HT » when `tax` names it; « – » when it is not known."""
    if value is None:
        return UNKNOWN
    text = f"{decimal_number(value, places=places)}{NNBSP}€"
    return f"{text}{NBSP}{tax}" if tax else text


def amount_of_cents(cents: int | None, tax: str = "") -> str:
    """The same, from integer cents."""
    return amount(None if cents is None else Decimal(cents).scaleb(-2, context=_EXACT), tax)


def percent(value: Decimal | int, *, places: int | None = None) -> str:
    """« 5,5 % »."""
    return f"{decimal_number(value, places=places)}{NNBSP}%"


def in_words(number: int, *, feminine: bool = False) -> str:
    """« quatre », « vingt et une », « deux cents »; digits from 1 000 on."""
    if number < 0:
        return "moins " + in_words(-number, feminine=feminine)
    if number >= _WORDS_UP_TO:
        return decimal_number(number)
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        words = _below_hundred(rest)
    else:
        words = "cent" if hundreds == 1 else f"{_UNITS[hundreds]} cent"
        if rest:
            words += f" {_below_hundred(rest)}"
        elif hundreds > 1:
            words += "s"
    return words + "e" if feminine and words.endswith("un") else words


def _below_hundred(number: int) -> str:
    if number < len(_UNITS):
        return _UNITS[number]
    tens, unit = divmod(number, 10)
    if tens not in _TENS:  # soixante-dix, quatre-vingt-dix
        tens, unit = tens - 1, unit + 10
    if unit == 0:
        return _TENS[tens] + ("s" if tens == 8 else "")  # noqa: PLR2004 -- quatre-vingts
    if unit in (1, 11) and tens != 8:  # noqa: PLR2004 -- quatre-vingt-un has no « et »
        return f"{_TENS[tens]} et {_UNITS[unit]}"
    return f"{_TENS[tens]}-{_UNITS[unit]}"


def plural(number: int | Decimal, singular: str, several: str = "") -> str:
    """The word that agrees with the number: in French the plural begins at two."""
    if -_PLURAL_FROM < number < _PLURAL_FROM:
        return singular
    return several or " ".join(
        word if word.endswith(("s", "x", "z")) else word + "s" for word in singular.split(" ")
    )


def count(number: int | Decimal, singular: str, several: str = "") -> str:
    """« 22 communes », « 1 commune », « 0 commune », kept on one line."""
    return f"{decimal_number(number)}{NBSP}{plural(number, singular, several)}"


def count_in_words(
    number: int, singular: str, several: str = "", *, feminine: bool = False, none: str = ""
) -> str:
    """« quatre choses », « une chose », and « aucune chose » for none at all."""
    if number == 0:
        return f"{none or ('aucune' if feminine else 'aucun')} {singular}"
    return f"{in_words(number, feminine=feminine)} {plural(number, singular, several)}"


def sentence(text: str) -> str:
    """The first letter as a capital, the others as they are."""
    return text[:1].upper() + text[1:]


def wrapped(text: str, width: int = 72) -> str:
    """Lines of a plain mail. No-break spaces hold, addresses stay whole, empty lines stay."""
    return "\n".join(
        textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False)
        for line in text.splitlines()
    )


def join(words: Sequence[str], last: str = "et") -> str:
    """« a, b et c »."""
    if len(words) <= 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def elides(name: str) -> bool:
    """Whether « de » loses its e. Names in H keep it: here they are Germanic, the h is heard."""
    start = fold(name)[:2]
    if start[:1] == "y":
        return start[1:] not in tuple("aeiou")
    return start[:1] in tuple("aeiou")


def of(name: str) -> str:
    """« d’Imling », « de Bickenholtz »."""
    return f"d’{name}" if elides(name) else f"de {name}"


def that(name: str) -> str:
    """« qu’Imling », « que Bickenholtz »."""
    return f"qu’{name}" if elides(name) else f"que {name}"


def commune_of(name: str) -> str:
    """« commune d’Imling »."""
    return f"commune {of(name)}"


def named(body: str) -> str:
    """An intercommunal body with its article: « la CC du Saulnois », « le SIVOM de Réding », « l’EPT »."""
    word = body.partition(" ")[0]
    if word in _FEMININE or fold(word) in {"communaute", "metropole"}:
        return f"la {_uncapped(body)}"
    if word in _MASCULINE or fold(word) in {"syndicat", "pole"}:
        return f"le {_uncapped(body)}"
    return body


def _uncapped(body: str) -> str:
    """« Communauté » becomes « communauté » after its article; an acronym stays."""
    return body if body[:2].isupper() else body[:1].lower() + body[1:]


def fold(text: str) -> str:
    """For search and sorting: no accent, lower case, hyphens and apostrophes as one space."""
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_LIGATURES)
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(plain.translate(_SPACED).split())
