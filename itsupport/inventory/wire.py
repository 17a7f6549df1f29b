"""From the bytes of a request to the bytes of a document: what the agents really send, and never more than the bounds.

The body says what it is; the Content-Type is not asked: the agents name one compression in three ways.
"""

import zlib
from enum import StrEnum

from itsupport.inventory.errors import TOO_LARGE, InventoryError

MAX_BODY = 5_000_000
"""Bytes received."""
MAX_DOCUMENT = 20_000_000
"""Bytes once decompressed. The largest real inventory seen is 1.4 MB."""

_AUTO = zlib.MAX_WBITS | 32
_GZIP = b"\x1f\x8b"
_PADDING = b"\0\r\n "
_ZLIB_CHECK = 31


class Packing(StrEnum):
    """How a body was compressed: the reply goes back the same way."""

    PLAIN = "plain"
    ZLIB = "zlib"
    GZIP = "gzip"


def packing_of(body: bytes) -> Packing:
    """The compression that the first two bytes tell (RFC 1950, RFC 1952)."""
    if body[:2] == _GZIP:
        return Packing.GZIP
    is_zlib = body[:1] == b"x" and int.from_bytes(body[:2]) % _ZLIB_CHECK == 0
    return Packing.ZLIB if is_zlib else Packing.PLAIN


def unpack(body: bytes) -> tuple[bytes, Packing]:
    """The document in a body, never more than MAX_DOCUMENT bytes. InventoryError: too large, cut or damaged."""
    if len(body) > MAX_BODY:
        raise InventoryError(
            "L’envoi dépasse 5 Mo : ce n’est pas un inventaire.", status=TOO_LARGE
        )
    packing = packing_of(body)
    return (body if packing is Packing.PLAIN else _inflated(body)), packing


def pack(document: bytes, packing: Packing) -> bytes:
    """Compressed at the default level: the agents only know a zlib stream by its first bytes, 78 9C."""
    if packing is Packing.ZLIB:
        return zlib.compress(document)
    if packing is Packing.GZIP:
        stream = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
        return stream.compress(document) + stream.flush()
    return document


def _inflated(body: bytes) -> bytes:
    stream = zlib.decompressobj(_AUTO)
    try:
        document = stream.decompress(body, MAX_DOCUMENT + 1)
    except zlib.error as error:
        raise InventoryError("L’envoi compressé est abîmé.") from error
    if len(document) > MAX_DOCUMENT:
        raise InventoryError("Une fois décompressé, l’envoi dépasse 20 Mo.", status=TOO_LARGE)
    if not stream.eof:
        raise InventoryError("L’envoi compressé est incomplet.")
    if stream.unused_data.strip(_PADDING):
        raise InventoryError("L’envoi compressé est suivi d’autre chose.")
    return document
