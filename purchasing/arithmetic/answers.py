"""Read the quantities a town hall types, or pastes from a spreadsheet."""

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal.lib.text import decimal_number

NNBSP = "\u202f"
NBSP = "\u00a0"
MAX_PASTE, MAX_LINES, MAX_COLUMNS = 200_000, 2_000, 100
MAX_TYPED = 40
HIGHEST = Decimal(1_000_000)
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012–—\u2212\ufe63\uff0d", "-"))
_UNITS = {"", "u", "un", "unite", "unites", "pce", "pces", "pc", "piece", "pieces"}
_NUMBER = re.compile(
    r"(?P<sign>[+-]?) ?(?P<whole>\d+|\d{1,3}(?: \d{3})+|\d{1,3}(?:\.\d{3})+(?=,))"
    r"(?:(?P<mark>[.,])(?P<decimals>\d+))? ?(?P<unit>[^\W\d_]*)\.?"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """What was understood: a value, or nothing typed (both empty), or a sentence saying why not."""

    value: Decimal | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class PastedCell:
    """One cell of a pasted block; `line` and `column` start at 1."""

    line: int
    column: int
    text: str


def parse_quantity(
    text: str, *, step: Decimal = Decimal(1), maximum: Decimal = HIGHEST, unit: str = ""
) -> Quantity:
    """« 1 234,5 », « 3 », « 3 u » → the value; nothing, or a dash, is no answer yet.

    The value is a multiple of `step`, from 0 to `maximum`; `unit` is the word of the item, which
    may follow the number. « 1.234 » is refused: it reads as 1,234 or as 1 234.
    """
    if len(text) > MAX_TYPED:
        return _unread(text[:MAX_TYPED] + "…")
    typed = _plain(text)
    if typed in {"", "-"}:
        return Quantity()
    found = _NUMBER.fullmatch(typed)
    if found is None or not _is_unit(found["unit"], unit):
        return _unread(text)
    whole, decimals = found["whole"], found["decimals"] or ""
    if found["mark"] == "." and len(decimals) == 3 and whole.isdigit() and whole[0] != "0":  # noqa: PLR2004
        return Quantity(
            error=f"«{NBSP}{text.strip()}{NBSP}» peut se lire {whole}{NNBSP}{decimals} ou "
            f"{whole},{decimals}. Écrivez {whole}{decimals}, ou {whole},{decimals}."
        )
    value = Decimal(re.sub(r"[ .]", "", whole) + "." + (decimals or "0"))
    return check_quantity(-value if found["sign"] == "-" else value, step=step, maximum=maximum)


def check_quantity(
    value: Decimal, *, step: Decimal = Decimal(1), maximum: Decimal = HIGHEST
) -> Quantity:
    """The value, without useless zeros, or the sentence that says what would be accepted."""
    if value < 0:
        return Quantity(error="Une quantité n’est pas négative. Sans besoin, écrivez 0.")
    if value > maximum:
        most, typed = decimal_number(maximum), decimal_number(value)
        return Quantity(error=f"Au plus {most} ici{NBSP}: vous avez écrit {typed}.")
    if value % step:
        return Quantity(error=_off_step(value, step, maximum))
    return Quantity(_without_zeros(value))


def parse_block(text: str) -> list[list[PastedCell]]:
    """The lines and cells of a block copied from a spreadsheet (tabs, quotes, CRLF).

    Empty lines at the end are dropped; short lines are kept short. ValueError, with a French
    sentence, on a block that is too big or whose quotes do not close.
    """
    if len(text) > MAX_PASTE:
        raise ValueError("Ce que vous collez est trop long : collez au plus 2 000 lignes.")
    clean = text.replace("\0", "")
    try:
        rows = list(csv.reader(io.StringIO(clean, newline=""), dialect="excel-tab", strict=False))
    except csv.Error as error:
        raise ValueError("Ce tableau n’a pas pu être lu : copiez-le de nouveau.") from error
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    if len(rows) > MAX_LINES or any(len(row) > MAX_COLUMNS for row in rows):
        raise ValueError("Ce tableau est trop grand : au plus 2 000 lignes et 100 colonnes.")
    return [
        [PastedCell(line, column, cell.strip()) for column, cell in enumerate(row, start=1)]
        for line, row in enumerate(rows, start=1)
    ]


def parse_quantities(
    text: str, *, steps: Sequence[Decimal] = ()
) -> list[tuple[PastedCell, Quantity]]:
    """Every cell of a pasted block as a quantity; `steps` by line, one by one unit beyond.

    An error names its line and column. ValueError as in `parse_block`.
    """
    read = []
    for row in parse_block(text):
        for cell in row:
            step = steps[cell.line - 1] if cell.line <= len(steps) else Decimal(1)
            found = parse_quantity(cell.text, step=step)
            if found.error:
                place = f"Ligne {cell.line}, colonne {cell.column}{NBSP}: "
                found = Quantity(error=place + found.error[0].lower() + found.error[1:])
            read.append((cell, found))
    return read


def _plain(text: str) -> str:
    """Digits, dashes and spaces of any script as the plain ones; invisible marks removed."""
    chars = []
    for char in unicodedata.normalize("NFC", text.translate(_DASHES)):
        kind = unicodedata.category(char)
        if kind == "Nd":
            chars.append(str(unicodedata.decimal(char)))
        elif kind.startswith("Z") or char in "\t\r\n":
            chars.append(" ")
        elif kind != "Cf":
            chars.append({"\u066b": ",", "\u066c": " "}.get(char, char))
    return " ".join("".join(chars).split())


def _is_unit(typed: str, unit: str) -> bool:
    known = {_folded(unit), _folded(unit) + "s"}
    return _folded(typed) in _UNITS | known


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word).casefold()
    return "".join(char for char in plain if not unicodedata.combining(char))


def _unread(text: str) -> Quantity:
    return Quantity(
        error=f"«{NBSP}{text.strip()}{NBSP}» n’est pas une quantité. "
        "Écrivez un nombre, par exemple 3, ou 0 sans besoin."
    )


def _off_step(value: Decimal, step: Decimal, maximum: Decimal) -> str:
    below = value // step * step
    near = [decimal_number(one) for one in (below, below + step) if one <= maximum]
    if step == 1:
        return f"Cet article se compte à l’unité{NBSP}: écrivez {' ou '.join(near)}."
    return (
        f"Cet article se commande par {decimal_number(step)}{NBSP}: écrivez {' ou '.join(near)}."
    )


def _without_zeros(value: Decimal) -> Decimal:
    return Decimal(f"{value:f}".rstrip("0").rstrip(".")) if "." in f"{value:f}" else value
