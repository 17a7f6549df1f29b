"""Signed words of links: numbers that only the portal could have written, for one use each."""

from __future__ import annotations

from django.core import signing


class SignedNumbers:
    """So many numbers under one signature: `12-57080-3.seal`. Another use (`salt`) never reads them.

    A link says what it is about, and its version, which the reader compares: the next version makes every link sent
    before worthless.
    """

    def __init__(self, salt: str, *, count: int) -> None:
        self._signer = signing.Signer(salt=salt, sep=".")
        self._count = count

    def sign(self, *numbers: int) -> str:
        """ValueError when there are more or fewer numbers than this link has."""
        if len(numbers) != self._count:
            raise ValueError(f"this link has {self._count} numbers")
        return self._signer.sign("-".join(map(str, numbers)))

    def read(self, token: str) -> tuple[int, ...] | None:
        """The numbers; None when the signature is not ours."""
        try:
            parts = self._signer.unsign(token).split("-")
        except signing.BadSignature:
            return None
        numbers = tuple(int(part) for part in parts if part.isdecimal())
        return numbers if len(numbers) == len(parts) == self._count else None
