"""A workbook that swells is refused for what it holds, whatever it says of itself."""

import io
import re
import struct
import zipfile
import zlib

import pytest

from portal.lib import tables
from portal.lib.tables import TableRefused, read_numbered, write_xlsx


def bomb(*, said=None, size=60_000_000):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * size)
    data = bytearray(out.getvalue())
    if said is not None:
        central = data.rindex(b"PK\x01\x02")
        struct.pack_into("<I", data, 22, said)
        struct.pack_into("<I", data, central + 24, said)
    return bytes(data)


@pytest.mark.parametrize("said", [None, 10])
def test_a_bomb_is_counted_not_believed(said):
    with pytest.raises(TableRefused, match="trop grand une fois décompressé"):
        read_numbered(bomb(said=said))


def test_counting_stops_soon_after_the_limit(monkeypatch):
    monkeypatch.setattr(tables, "_CHUNK", 1000)
    data = bomb()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entry = archive.infolist()[0]
    assert 5_000 < tables._unzipped(data, entry, 5_000) <= 6_000


def test_a_broken_stream_is_said_to_be_damaged():
    data = bytearray(bomb(size=100_000))
    data[60:70] = b"\xff" * 10
    with pytest.raises((TableRefused, zlib.error), match="abîmé"):
        read_numbered(bytes(data))


def test_the_number_of_a_line_is_the_one_the_spreadsheet_shows():
    rows = [["", ""], ["Nom", "Ville"], ["", ""], ["Jung", "Réding"]]
    expected = [(2, ["Nom", "Ville"]), (4, ["Jung", "Réding"])]
    assert read_numbered(write_xlsx(rows)) == expected
    text = "\r\n".join(";".join(row) for row in rows)
    assert re.match("(?s);", text)
    assert read_numbered(text.encode("cp1252")) == expected
