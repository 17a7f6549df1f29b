"""The signed tokens of ProConnect: whose signature, for whom, for which visit, until when."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

ALGORITHMS = ("RS256", "ES256")
LEEWAY = 30
"""Seconds by which two clocks may differ."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads tokens signed with one of `keys` (a JWKS) by `issuer` for `client_id`, and no other."""

    keys: dict[str, Any]
    issuer: str
    client_id: str

    def read(self, token: str, *, required: tuple[str, ...]) -> dict[str, Any]:
        """The claims of a token; OAuth2Error for any doubt."""
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                key=self._key_of(token),
                algorithms=list(ALGORITHMS),
                issuer=self.issuer,
                audience=self.client_id,
                leeway=LEEWAY,
                options={"require": ["iss", "aud", "sub", *required]},
            )
        except (jwt.PyJWTError, TypeError, ValueError) as error:
            raise OAuth2Error(f"token refused: {type(error).__name__}") from error
        return claims

    def read_identity(
        self, token: str, *, nonce: str, levels: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        """The claims of the ID token of this very visit, at one of the accepted levels."""
        claims = self.read(token, required=("exp", "iat", "nonce"))
        if not nonce or not hmac.compare_digest(str(claims["nonce"]), nonce):
            raise OAuth2Error("token refused: another nonce")
        if claims.get("azp", self.client_id) != self.client_id:
            raise OAuth2Error("token refused: issued to another client")
        if levels and claims.get("acr") not in levels:
            raise OAuth2Error("token refused: level of assurance")
        return claims

    def _key_of(self, token: str) -> jwt.PyJWK:
        """The published key that the token names; only signing keys, never a shared secret."""
        kid = jwt.get_unverified_header(token).get("kid")
        for key in jwt.PyJWKSet.from_dict(self.keys).keys:
            if key.key_id == kid and key.key_type in {"RSA", "EC"}:
                return key
        raise jwt.InvalidKeyError
