"""Tables in and out: the CSV and XLSX of French offices, read and written without harm."""

import codecs
import csv
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

MAX_BYTES = 10_000_000
MAX_UNZIPPED = 100_000_000
MAX_ZIP_RATIO = 200
MAX_ROWS, MAX_COLUMNS = 100_000, 200
MAX_LINES, MAX_ENTRIES = 1_048_576, 1_000
SNIFFED = 20
DELIMITERS = ";\t,|"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
EXCEL_CELL = 32_767

_SPACES = str.maketrans(dict.fromkeys(" \u00a0\u202f\u2009'", None))
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:[ \u00a0\u202f\u2009']\d{3})+)(?:[.,]\d+)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

_TOO_LARGE = "Ce tableau est trop grand : au plus 100 000 lignes et 200 colonnes."
_ZIP_HEAD, _CHUNK = 30, 1 << 16

Row = list[str]
Numbered = list[tuple[int, Row]]


class TableRefused(ValueError):  # noqa: N818 -- its text is an answer to a person
    """A French sentence: why the file was not read, and what would be accepted."""


def safe_cell(value: Any) -> str:
    """The text of a cell of a CSV; what a spreadsheet would run as a formula gets a quote before.

    A number, even negative, is written as a number with its comma.
    """
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return _plain(value).replace(".", ",")
    text = shown(value)
    is_number = _NUMBER.fullmatch(text) is not None and not text.startswith("+")
    return "'" + text if _is_dangerous(text) and not is_number else text


def shown(value: Any) -> str:
    """A value as the text of a cell: dates as 15/12/2026, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal):
        return _plain(value).replace(".", ",")
    return _CONTROL.sub("", str(value))


def write_csv(rows: Iterable[Sequence[Any]]) -> bytes:
    """A CSV that French Excel opens by a double click: semicolons, CRLF, UTF-8 with its mark."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    return codecs.BOM_UTF8 + out.getvalue().encode()


def write_xlsx(rows: Iterable[Sequence[Any]], *, title: str = "Feuille 1") -> bytes:
    """One sheet in constant memory: texts stay texts, never formulas; numbers are numbers."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", title)[:31])
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for line, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, bool) or value is None:
                sheet.write_string(line, column, shown(value))
            elif isinstance(value, int | Decimal):
                sheet.write_number(line, column, Fraction(value))
            elif isinstance(value, date) and not isinstance(value, datetime):
                sheet.write_datetime(line, column, datetime.combine(value, time()), day)
            else:
                sheet.write_string(line, column, shown(value)[:EXCEL_CELL])
    book.close()
    return out.getvalue()


def read_table(data: bytes) -> list[Row]:
    """The rows of a CSV or of the first sheet of an XLSX, as text. TableRefused with the reason."""
    return [row for _number, row in read_numbered(data)]


def read_numbered(data: bytes) -> Numbered:
    """The same with the number of each line, as the spreadsheet shows it; blank lines left out."""
    if len(data) > MAX_BYTES:
        raise TableRefused("Ce fichier est trop lourd. Il peut peser jusqu’à 10 Mo.")
    if data.startswith(b"PK"):
        return _xlsx(data)
    if data.startswith((b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise TableRefused(
            "Ce fichier n’est pas un tableau lisible. Enregistrez-le en .xlsx ou .csv."
        )
    return _csv(data)


def read_csv(data: bytes) -> list[Row]:
    """Rows of text, whatever the charset and the delimiter; blank lines left out."""
    return [row for _number, row in _csv(data)]


def _csv(data: bytes) -> Numbered:
    text = decode(data).replace("\0", "")
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=sniff_delimiter(text))
    try:
        return _capped(_unquoted(row) for row in lines)
    except csv.Error as error:
        raise TableRefused("Ce fichier n’a pas pu être lu. Enregistrez-le en .xlsx.") from error


def decode(data: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with its mark, else Windows-1252."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def sniff_delimiter(text: str) -> str:
    """The separator that cuts the first lines into the most regular columns; « ; » in doubt."""
    lines = text.splitlines()[:SNIFFED]

    def regularity(delimiter: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        usual = max(set(widths), key=widths.count, default=1)
        return (widths.count(usual) if usual > 1 else 0, usual)

    return max(DELIMITERS, key=regularity)


def read_xlsx(data: bytes) -> list[Row]:
    """The first sheet, as text; a bomb, a password or a broken file is refused before reading."""
    return [row for _number, row in _xlsx(data)]


def _xlsx(data: bytes) -> Numbered:
    import python_calamine

    _check_zip(data)
    try:
        book = python_calamine.load_workbook(io.BytesIO(data))
        sheet = book.get_sheet_by_index(0)
        return _capped([_cell(value) for value in row] for row in sheet.iter_rows())
    except (python_calamine.CalamineError, OSError, IndexError) as error:
        raise TableRefused(
            "Ce classeur n’a pas pu être lu. Enregistrez-le de nouveau en .xlsx."
        ) from error


def parse_number(text: str) -> Decimal:
    """« 1 234,56 » → 1234.56, with any space; TableRefused when it is no number."""
    typed = text.strip().replace("\u2212", "-")
    if _NUMBER.fullmatch(typed):
        try:
            return Decimal(typed.translate(_SPACES).replace(",", "."))
        except InvalidOperation:
            pass
    raise TableRefused(f"« {text} » n’est pas un nombre. Écrivez par exemple 1 234,56.")


def _plain(value: Decimal | int) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _is_dangerous(text: str) -> bool:
    """Spreadsheets skip spaces before the sign that makes a formula; quotes already there get one more."""
    text = text.lstrip("'")
    return text.startswith(DANGEROUS) or text.lstrip().startswith(DANGEROUS)


def _unquoted(row: Sequence[str]) -> Row:
    """Without the quote that `safe_cell` put before a dangerous text."""
    return [cell[1:] if cell.startswith("'") and _is_dangerous(cell[1:]) else cell for cell in row]


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value).replace(".", ",")
    return shown(value)


def _capped(rows: Iterable[Row]) -> Numbered:
    kept: Numbered = []
    for number, row in enumerate(rows, start=1):
        if number > MAX_LINES:
            raise TableRefused(_TOO_LARGE)
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > MAX_COLUMNS or len(kept) == MAX_ROWS:
            raise TableRefused(_TOO_LARGE)
        kept.append((number, row))
    return kept


def _check_zip(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
        limit = min(MAX_UNZIPPED, MAX_ZIP_RATIO * len(data))
        for entry in entries[:MAX_ENTRIES]:
            limit -= _unzipped(data, entry, limit)
    except (zipfile.BadZipFile, NotImplementedError, struct.error, zlib.error) as error:
        raise TableRefused("Ce classeur est abîmé. Enregistrez-le de nouveau en .xlsx.") from error
    if limit < 0 or len(entries) > MAX_ENTRIES:
        raise TableRefused(
            "Ce classeur est trop grand une fois décompressé : gardez la seule feuille utile."
        )
    if any(entry.filename.endswith("vbaProject.bin") for entry in entries):
        raise TableRefused("Ce classeur contient des macros. Enregistrez-le en .xlsx, sans macro.")


def _unzipped(data: bytes, entry: zipfile.ZipInfo, limit: int) -> int:
    """The real size of an entry, counted while it is unzipped; a little over `limit` when it goes beyond.

    What the archive says of its sizes is not believed: a bomb lies.
    """
    head = data[entry.header_offset : entry.header_offset + _ZIP_HEAD]
    name, extra = struct.unpack("<HH", head[26:30])
    start = entry.header_offset + _ZIP_HEAD + name + extra
    if entry.compress_type == zipfile.ZIP_STORED:
        return max(entry.compress_size, entry.file_size)
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise NotImplementedError(entry.compress_type)
    inflater, size = zlib.decompressobj(-zlib.MAX_WBITS), 0
    for at in range(start, len(data), _CHUNK):
        left = data[at : at + _CHUNK]
        while left and not inflater.eof and size <= limit:
            size += len(inflater.decompress(left, _CHUNK))
            left = inflater.unconsumed_tail
        if inflater.eof or size > limit:
            break
    return size
