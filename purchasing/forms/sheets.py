"""The answer sheet: an XLSX that goes out with its identity, is filled offline, and comes back checked."""

from __future__ import annotations

import io
import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django import forms
from django.core import signing

from portal.lib.tables import TableRefused, read_table, shown
from portal.lib.text import NBSP, of
from purchasing.forms.paste import Filled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from communes.models import Site
    from purchasing.models import LotItem, Participation
    from purchasing.queries.answers import Sheet

_SIGNER = signing.Signer(salt="purchasing.sheet")
FACE, IDENTITY = "Réponse", "identite"
HEAD_ROWS = 4
"""Title, two lines of explanation, headings."""
FIXED = ("Code", "Article", "Unité", "Prix HT", "L’an dernier")


class SheetForm(forms.Form):
    """The filled sheet, on its way back."""

    sheet = forms.FileField(
        label="La feuille remplie",
        help_text="Le fichier .xlsx que vous avez téléchargé ici, rempli et enregistré.",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "Choisissez le fichier rempli."},
    )


def write_sheet(found: Sheet) -> bytes:
    """Everything is locked but the quantities; codes are text; the identity is on a hidden sheet."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    face = book.add_worksheet(FACE)
    looks = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
        "text": book.add_format({"num_format": "@"}),
        "price": book.add_format({"num_format": "0.00##"}),
        "open": book.add_format({"locked": False, "border": 1, "bg_color": "#E4EFE9"}),
    }
    answer = found.answer
    face.write_string(0, 0, f"{answer.campaign.title}, {answer.commune}", looks["title"])
    face.write_string(
        1, 0, "Écrivez vos quantités dans les cases vertes, puis renvoyez ce fichier"
    )
    face.write_string(2, 0, "sur la page de la campagne. Les autres cases sont protégées.")
    for column, words in enumerate((*FIXED, *(site.name for site in found.sites))):
        face.write_string(HEAD_ROWS - 1, column, words, looks["head"])
    for line, row in enumerate(found.rows, start=HEAD_ROWS):
        for column, words in enumerate((row.item.item.code, row.item.label, row.item.unit)):
            face.write_string(line, column, words, looks["text"])
        if row.item.price is not None:
            face.write_number(line, 3, Fraction(row.item.price), looks["price"])
        face.write_number(line, 4, Fraction(row.before))
        for column, cell in enumerate(row.cells, start=len(FIXED)):
            face.write_number(line, column, Fraction(cell.quantity), looks["open"])
    face.set_column(1, 1, 36)
    face.set_column(2, len(FIXED) + len(found.sites), 13)
    face.freeze_panes(HEAD_ROWS, 2)
    face.protect()
    hidden = book.add_worksheet(IDENTITY)
    hidden.write_string(0, 0, _identity(found))
    hidden.very_hidden()
    book.close()
    return out.getvalue()


def read_sheet(data: bytes, found: Sheet) -> Filled:
    """The quantities of a sheet that is this answer's own, untouched but for its green cells.

    TableRefused names what is wrong with the file: not a workbook, another campaign's or commune's,
    lines or columns moved. Faults of single cells are in the result.
    """
    read_table(data)  # refuses what is too heavy, a bomb, or no workbook
    face, identity = _opened(data)
    told = _told(identity)
    _ensure_ours(told, found.answer)
    items = {row.item.pk: row.item for row in found.rows}
    sites = {site.pk: site for site in found.sites}
    lines = [items.get(pk) for pk in told["items"]]
    columns = [sites.get(pk) for pk in told["sites"]]
    _ensure_untouched(face, lines, columns)
    filled = Filled()
    for line, item in enumerate(lines, start=HEAD_ROWS):
        for column, site in enumerate(columns, start=len(FIXED)):
            text = _text(face, line, column)
            if item is not None and site is not None:
                filled.put(item, site, text, f"{item.label}, {site.name} (ligne {line + 1})")
    return filled


def _identity(found: Sheet) -> str:
    told = {
        "campaign": found.answer.campaign_id,
        "ref": found.answer.campaign.ref,
        "answer": found.answer.pk,
        "commune": found.answer.commune.name,
        "items": [row.item.pk for row in found.rows],
        "sites": [site.pk for site in found.sites],
    }
    return _SIGNER.sign(json.dumps(told, sort_keys=True))


def _opened(data: bytes) -> tuple[list[list[Any]], str]:
    import python_calamine

    try:
        book = python_calamine.load_workbook(io.BytesIO(data))
        identity = book.get_sheet_by_name(IDENTITY).to_python(skip_empty_area=False)
        face = book.get_sheet_by_name(FACE).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, OSError) as error:
        raise TableRefused(
            "Ce fichier n’est pas une feuille de réponse. Téléchargez-la ici, puis remplissez-la."
        ) from error
    return face, str(identity[0][0]) if identity and identity[0] else ""


def _told(identity: str) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads(_SIGNER.unsign(identity))
    except (signing.BadSignature, ValueError) as error:
        raise TableRefused(
            "L’identité de cette feuille a été changée. Téléchargez-la de nouveau, puis remplissez-la."
        ) from error
    return told


def _ensure_ours(told: dict[str, Any], answer: Participation) -> None:
    if told["campaign"] != answer.campaign_id:
        raise TableRefused(
            f"Cette feuille est celle de la campagne {told['ref']}, pas de {answer.campaign.ref}."
        )
    if told["answer"] != answer.pk:
        raise TableRefused(
            f"Cette feuille est celle de {told['commune']}, pas celle {of(answer.commune.name)}."
        )


def _ensure_untouched(
    face: list[list[Any]], lines: Sequence[LotItem | None], columns: Sequence[Site | None]
) -> None:
    """The codes and the buildings stand where they were: no line inserted, no column moved."""
    for line, item in enumerate(lines, start=HEAD_ROWS):
        if item is not None and _text(face, line, 0) != item.item.code:
            raise TableRefused(
                f"Ligne {line + 1}{NBSP}: « {_text(face, line, 0)} » au lieu de « {item.item.code} »."
                " Ne déplacez pas les lignes de la feuille."
            )
    for column, site in enumerate(columns, start=len(FIXED)):
        if site is not None and _text(face, HEAD_ROWS - 1, column) != site.name:
            raise TableRefused(
                f"Colonne {column + 1}{NBSP}: « {_text(face, HEAD_ROWS - 1, column)} » au lieu de"
                f" « {site.name} ». Ne déplacez pas les colonnes de la feuille."
            )


def _text(face: list[list[Any]], line: int, column: int) -> str:
    if line >= len(face) or column >= len(face[line]):
        return ""
    value = face[line][column]
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value).replace(".", ",")
    return shown(value).strip()
