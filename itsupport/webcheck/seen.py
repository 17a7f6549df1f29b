"""What was seen of a domain and its site. None: it could not be looked at, which is never a « non »."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What came back from an address, redirects followed. `url` is the last one."""

    url: str
    status: int
    text: str = ""
    hsts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """`fault`: why browsers refuse it, empty when they do not. `days_left` is None when it could not be read."""

    fault: str = ""
    days_left: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSeen:
    """One look at a commune's domain.

    Records are texts as the DNS gives them, an empty tuple when there are none. `http` and `https` are None when
    nothing answered there; `certificate` is None when no handshake took place.
    """

    domain: str
    email: str = ""
    mx: tuple[str, ...] | None = None
    txt: tuple[str, ...] | None = None
    dmarc: tuple[str, ...] | None = None
    http: Page | None = None
    https: Page | None = None
    certificate: Certificate | None = None
