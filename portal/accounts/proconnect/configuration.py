"""Whether the portal knows ProConnect, and under which name ProConnect knows the portal."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

PROVIDER = "proconnect"
DISCOVERY = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class Configuration:
    """What ProConnect gave the portal when it was registered."""

    issuer: str
    client_id: str
    secret: str
    levels: tuple[str, ...]

    @property
    def discovery_url(self) -> str:
        return self.issuer.rstrip("/") + DISCOVERY


def configuration() -> Configuration | None:
    """None unless the address, the identifier and the secret are all given: then there is no such door."""
    found = Configuration(
        issuer=settings.PROCONNECT_ISSUER,
        client_id=settings.PROCONNECT_CLIENT_ID,
        secret=settings.PROCONNECT_CLIENT_SECRET,
        levels=tuple(settings.PROCONNECT_LEVELS),
    )
    return found if found.issuer and found.client_id and found.secret else None
