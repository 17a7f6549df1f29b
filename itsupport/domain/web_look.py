"""Looking at the domain and the site of a commune. What cannot be reached is None; nothing private is ever reached.

Each address is resolved by our own resolver, judged, and connected to by its number: a name that changes between
the two is not followed inside.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import dns.exception
import dns.resolver
from django.conf import settings

from itsupport.webcheck import Certificate, Page, WebSeen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Ask = Callable[[str, str], tuple[str, ...] | None]

AGENT = "portail-des-communes (audit)"
MOST_BYTES = 512 * 1024
MOST_REDIRECTS = 5
PORTS = {"http": 80, "https": 443}
OFFLINE = (OSError, ssl.SSLError, http.client.HTTPException)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How the outside is reached.

    `inside`: the private networks that may be reached all the same, « 10.3.0.0/24 ». `ports`: where each listens.
    """

    nameserver: str = ""
    seconds: float = 5.0
    inside: tuple[str, ...] = ()
    ca_file: str = ""
    ports: dict[str, int] = field(default_factory=lambda: dict(PORTS))


def reach_from_settings() -> Reach:
    return Reach(
        nameserver=settings.AUDIT_DNS_SERVER,
        seconds=settings.AUDIT_SECONDS,
        inside=tuple(settings.AUDIT_INSIDE),
        ca_file=settings.AUDIT_CA_FILE,
        ports={"http": settings.AUDIT_HTTP_PORT, "https": settings.AUDIT_HTTPS_PORT},
    )


def look(domain: str, *, email: str = "", at: datetime, reach: Reach | None = None) -> WebSeen:
    """One look at a domain: its records, then its site over http and https. Never raises on what it meets."""
    how = reach or reach_from_settings()
    ask = _asker(how)
    certificate = _certificate(domain, how, ask, at)
    return WebSeen(
        domain=domain,
        email=email,
        mx=ask(domain, "MX"),
        txt=ask(domain, "TXT"),
        dmarc=ask(f"_dmarc.{domain}", "TXT"),
        http=_page(f"http://{domain}/", how, ask),
        https=_page(f"https://{domain}/", how, ask),
        certificate=certificate,
    )


def _asker(how: Reach) -> Ask:
    """(name, type of record) → texts; nothing there is (), nobody to ask is None."""
    try:
        resolver = dns.resolver.Resolver(configure=not how.nameserver)
    except dns.exception.DNSException:
        return lambda _name, _kind: None
    if how.nameserver:
        host, _, port = how.nameserver.partition(":")
        resolver.nameservers, resolver.port = [host], int(port or 53)
    resolver.lifetime = how.seconds

    def ask(name: str, kind: str) -> tuple[str, ...] | None:
        try:
            found = resolver.resolve(name, kind)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return ()
        except (dns.exception.DNSException, UnicodeError, OSError):
            return None
        return tuple(sorted(_text(row, kind) for row in found))

    return ask


def _text(row: object, kind: str) -> str:
    if kind == "TXT":
        return b"".join(row.strings).decode("utf-8", "replace")  # type: ignore[attr-defined]
    if kind == "MX":
        return str(row.exchange).rstrip(".")  # type: ignore[attr-defined]
    return str(row)


def _numbers(host: str, how: Reach, ask: Ask) -> list[str]:
    """The addresses of a host that may be connected to: public ones, unless the setting allows."""
    try:
        found: tuple[str, ...] = (str(ipaddress.ip_address(host)),)
    except ValueError:
        found = (*(ask(host, "A") or ()), *(ask(host, "AAAA") or ()))
    return [one for one in found if _is_public(one) or _is_allowed(one, how)]


def _is_allowed(number: str, how: Reach) -> bool:
    address = ipaddress.ip_address(number)
    return any(address in ipaddress.ip_network(network) for network in how.inside)


def _is_public(number: str) -> bool:
    address = ipaddress.ip_address(number)
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_global and not address.is_multicast


def _page(url: str, how: Reach, ask: Ask) -> Page | None:
    """The page, redirects followed through the same guards; None when nothing answered there."""
    page: Page | None = None
    for _ in range(MOST_REDIRECTS):
        parts = urlsplit(url)
        if (
            parts.scheme not in PORTS
            or not parts.hostname
            or parts.port not in _usual(how, parts.scheme)
        ):
            return page
        try:
            answer, text = _get(parts.scheme, parts.hostname, parts.path or "/", how, ask)
        except OFFLINE:
            return page
        hsts = bool(answer.getheader("Strict-Transport-Security"))
        page = Page(url=url, status=answer.status, text=text, hsts=hsts)
        target = answer.getheader("Location")
        if answer.status not in {301, 302, 303, 307, 308} or not target:
            return page
        url = urljoin(url, target)
    return page


def _usual(how: Reach, scheme: str) -> set[int | None]:
    """No other port is followed: a redirect must not make us knock at doors."""
    return {None, how.ports[scheme]}


def _get(
    scheme: str,
    host: str,
    path: str,
    how: Reach,
    ask: Ask,
) -> tuple[http.client.HTTPResponse, str]:
    with _joined(scheme, host, how, ask) as line:
        connection = http.client.HTTPConnection(host, timeout=how.seconds)
        connection.sock = line
        connection.request("GET", path, headers={"User-Agent": AGENT, "Accept": "text/html"})
        answer = connection.getresponse()
        return answer, answer.read(MOST_BYTES).decode("utf-8", "replace")


def _joined(scheme: str, host: str, how: Reach, ask: Ask) -> socket.socket:
    """A line to the first address that answers, with TLS under the host's name for https."""
    numbers = _numbers(host, how, ask)
    if not numbers:
        raise ConnectionError(f"no public address for {host}")
    for last, number in _with_last(numbers):
        try:
            line = socket.create_connection((number, how.ports[scheme]), timeout=how.seconds)
        except OSError:
            if last:
                raise
            continue
        if scheme == "http":
            return line
        return _context(how).wrap_socket(line, server_hostname=host)
    raise ConnectionError(host)


def _with_last(numbers: list[str]) -> Iterator[tuple[bool, str]]:
    return ((rank == len(numbers), number) for rank, number in enumerate(numbers, 1))


def _context(how: Reach) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if how.ca_file:
        context.load_verify_locations(how.ca_file)
    return context


def _certificate(host: str, how: Reach, ask: Ask, at: datetime) -> Certificate | None:
    """What browsers think of it; None when no handshake took place."""
    try:
        line = _joined("https", host, how, ask)
    except ssl.SSLCertVerificationError as error:
        return Certificate(fault=FAULTS.get(error.verify_code, error.verify_message))
    except OFFLINE:
        return None
    with line:
        found = line.getpeercert() if isinstance(line, ssl.SSLSocket) else None
    until = str(found.get("notAfter", "")) if found else ""
    if not until:
        return Certificate()
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(until), tz=UTC)
    return Certificate(days_left=(ends - at).days)


FAULTS = {
    10: "périmé",
    18: "fait par le site lui-même",
    19: "d’une autorité inconnue",
    20: "d’une autorité inconnue",
    62: "au nom d’un autre site",
}
"""OpenSSL's codes (X509_V_ERR_*), in French."""
