"""The pure judging of a domain, and looking at one: a real DNS server, a real site with a certificate of our own."""

import datetime as dt
import http.server
import socket
import ssl
import threading
from dataclasses import replace

import dns.message
import dns.rcode
import dns.rrset
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from itsupport.domain.web_look import PORTS, Reach, _is_public, look
from itsupport.webcheck import Certificate, Page, WebSeen, judge

NOW = dt.datetime.now(tz=dt.UTC)
DOMAIN = "imling.test"
HOME = "<a href='/ml'>Mentions l&eacute;gales</a> <a>Accessibilité : non conforme</a>"
GOOD = WebSeen(
    domain=DOMAIN,
    email=f"mairie@{DOMAIN}",
    mx=("mx.example.org",),
    txt=("v=spf1 -all", "autre"),
    dmarc=("v=DMARC1; p=quarantine",),
    http=Page(url=f"https://{DOMAIN}/", status=200, text=HOME, hsts=True),
    https=Page(url=f"https://{DOMAIN}/", status=200, text=HOME, hsts=True),
    certificate=Certificate(days_left=60),
)


def test_a_domain_well_held_answers_yes_to_all_four():
    assert {one.value for one in judge(GOOD).values()} == {"yes"}
    assert "HSTS" in judge(GOOD)["W1"].sentence


@pytest.mark.parametrize(
    ("code", "value", "changes"),
    [
        ("M2", "no", {"email": "mairie-imling@orange.fr"}),
        ("M2", "unknown", {"email": ""}),
        ("M3", "unknown", {"mx": None}),
        ("M3", "unknown", {"dmarc": None}),
        ("M3", "partial", {"dmarc": ("v=DMARC1; p=none",)}),
        ("M3", "partial", {"txt": ("v=spf1 -all", "v=spf1 ~all")}),
        ("M3", "no", {"mx": (), "txt": (), "dmarc": ()}),
        ("W1", "unknown", {"http": None, "https": None, "certificate": None}),
        ("W1", "no", {"https": None, "certificate": None, "http": Page(url=f"http://{DOMAIN}/", status=200)}),
        ("W1", "no", {"https": None, "certificate": Certificate(fault="périmé")}),
        ("W1", "partial", {"certificate": Certificate(days_left=3)}),
        ("W1", "partial", {"http": Page(url=f"http://{DOMAIN}/", status=200)}),
        ("W4", "unknown", {"http": None, "https": None}),
        ("W4", "partial", {"https": Page(url=f"https://{DOMAIN}/", status=200, text="Mentions légales")}),
        ("W4", "no", {"https": Page(url=f"https://{DOMAIN}/", status=200, text="Bienvenue")}),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_and_what_is_not_seen_is_unknown(code, value, changes):
    assert judge(replace(GOOD, **changes))[code].value == value


@pytest.mark.parametrize(
    ("number", "public"),
    [
        ("127.0.0.1", False), ("10.1.2.3", False), ("192.168.1.1", False), ("169.254.169.254", False),
        ("::1", False), ("fd00::1", False), ("::ffff:10.0.0.1", False), ("0.0.0.0", False),
        ("100.64.0.1", False), ("224.0.0.1", False), ("93.184.216.34", True), ("2606:2800:220:1::1", True),
    ],
)  # fmt: skip
def test_only_public_addresses_are_reached(number, public):
    assert _is_public(number) == public


class Resolver:
    """A DNS server on this machine: names to records, NXDOMAIN for the rest, silence when told."""

    def __init__(self, records):
        self.records, self.silent = records, False
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.socket.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                wire, who = self.socket.recvfrom(4096)
            except OSError:
                return
            asked = dns.message.from_wire(wire)
            question = asked.question[0]
            name = question.name.to_text().rstrip(".")
            kind = dns.rdatatype.to_text(question.rdtype)
            answer = dns.message.make_response(asked)
            known = {one for one, _ in self.records}
            if name not in known:
                answer.set_rcode(dns.rcode.NXDOMAIN)
            for text in self.records.get((name, kind), ()):
                answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, text))
            if not self.silent:
                self.socket.sendto(answer.to_wire(), who)

    def close(self):
        self.socket.close()


class Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        where = self.server.leads_to
        self.send_response(301 if where else 200)
        if where:
            self.send_header("Location", where)
        else:
            self.send_header("Strict-Transport-Security", "max-age=31536000")
            self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(HOME.encode())

    def log_message(self, *_words):
        self.server.asked.append(self.path)


def serve(leads_to="", context=None, *, host="127.0.0.2", port=0):
    server = http.server.ThreadingHTTPServer((host, port), Site)
    server.leads_to, server.asked = leads_to, []
    server.daemon_threads = True
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
    ).start()
    return server


def a_certificate(folder, *, name=DOMAIN, days=60):
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - dt.timedelta(days=90))
        .not_valid_after(NOW + dt.timedelta(days=days, hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}-{days}.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return file, context


@pytest.fixture
def outside(tmp_path):
    """A domain as it should be; `start(**others)` changes one thing and says how to reach it."""
    opened = []

    def start(
        *,
        name=DOMAIN,
        days=60,
        trusted=True,
        leads_to=f"https://{DOMAIN}/",
        inside=("127.0.0.2/32",),
        records=None,
    ):
        file, context = a_certificate(tmp_path, name=name, days=days)
        resolver = Resolver(
            records
            or {
                (DOMAIN, "A"): ["127.0.0.2"],
                (DOMAIN, "MX"): ["10 mx.example.org."],
                (DOMAIN, "TXT"): ['"v=spf1 " "-all"'],
                (f"_dmarc.{DOMAIN}", "TXT"): ['"v=DMARC1; p=reject"'],
            }
        )
        plain, secure = serve(leads_to), serve(context=context)
        opened.extend(
            [
                resolver.close,
                plain.server_close,
                secure.server_close,
                plain.shutdown,
                secure.shutdown,
            ]
        )
        reach = Reach(
            nameserver=resolver.address,
            seconds=2,
            inside=inside,
            ca_file=str(file) if trusted else "",
            ports={"http": plain.server_port, "https": secure.server_port},
        )
        return reach, resolver, plain, secure

    yield start
    for close in reversed(opened):
        close()


def test_a_real_domain_is_looked_at_through_real_servers(outside):
    reach, *_ = outside()

    seen = look(DOMAIN, email=f"mairie@{DOMAIN}", at=NOW, reach=reach)

    assert (seen.mx, seen.txt) == (("mx.example.org",), ("v=spf1 -all",))
    assert seen.certificate == Certificate(days_left=60)
    assert seen.http.url == seen.https.url == f"https://{DOMAIN}/"
    assert {code: one.value for code, one in judge(seen).items()} == dict.fromkeys(
        ("M2", "M3", "W1", "W4"), "yes"
    )


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"trusted": False}, "fait par le site lui-même"),
        ({"days": -2}, "périmé"),
        ({"name": "autre.test"}, "au nom d’un autre site"),
    ],
)
def test_a_certificate_that_browsers_refuse_is_a_no_with_its_reason(outside, changes, fault):
    reach, *_ = outside(**changes)

    found = judge(look(DOMAIN, at=NOW, reach=reach))["W1"]

    assert found.value == "no"
    assert fault in found.sentence


def test_without_any_network_everything_is_unknown_and_nothing_is_no(outside):
    reach, resolver, *_ = outside()
    resolver.silent = True

    seen = look(DOMAIN, email=f"mairie@{DOMAIN}", at=NOW, reach=replace(reach, seconds=0.2))

    assert (seen.mx, seen.http, seen.https, seen.certificate) == (None,) * 4
    assert {code for code, one in judge(seen).items() if one.value != "unknown"} == {"M2"}


def test_a_name_that_leads_inside_is_never_connected_to(outside):
    reach, _, plain, secure = outside(inside=())

    seen = look(DOMAIN, at=NOW, reach=reach)

    assert (seen.http, seen.https, seen.certificate) == (None, None, None)
    assert plain.asked + secure.asked == []
    assert judge(seen)["W1"].value == "unknown"


@pytest.mark.parametrize(
    "leads_to",
    [
        "http://127.0.0.1/",
        "http://127.0.0.2:22/",
        "file:///etc/passwd",
        "http://[::1]/",
        "https://nowhere.test/",
    ],
)
def test_a_redirect_to_elsewhere_stops_there(outside, leads_to):
    reach, _, plain, secure = outside(leads_to=leads_to)
    inner = serve(host="127.0.0.1", port=plain.server_port)

    try:
        seen = look(DOMAIN, at=NOW, reach=reach)
    finally:
        inner.shutdown()
        inner.server_close()

    assert seen.http == Page(url=f"http://{DOMAIN}/", status=301, text=HOME)
    assert inner.asked == []
    assert len(secure.asked) == 1


def test_ports_are_the_usual_ones():
    assert Reach().ports == PORTS == {"http": 80, "https": 443}
