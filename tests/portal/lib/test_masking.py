"""Nothing that opens a door is left in a line of the log."""

import pytest

from portal.lib.masking import mask
from tests.access.addresses import every_address


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("GET /r/eyJh.abc:1x:Zz_9/complete/ HTTP/1.1", "eyJh.abc:1x:Zz_9"),
        ("POST /f/12-34-56-1.Zz_9/refus/ HTTP/1.1", "12-34-56-1.Zz_9"),
        ("POST /f/visa/12-34-56-1.Zz_9/refus/ HTTP/1.1", "12-34-56-1.Zz_9"),
        ("POST /informatique/accord/5-9-3-1.Zz_9-x/refus/", "5-9-3-1.Zz_9-x"),
        ("Not Found: /annuaire/invitation/Kx-9_secret/", "Kx-9_secret"),
        ("/compte/password/reset/key/3-abcdef/", "3-abcdef"),
        ("GET /verifier/7KQ2-M9XA/ HTTP/1.1", "7KQ2-M9XA"),
        ("/compte/confirm-email/mkey1234/", "mkey1234"),
        ("/compte/proconnect/login/callback/?code=abc123&state=xyz987", "abc123"),
        ("/compte/proconnect/login/callback/?code=abc123&state=xyz987", "xyz987"),
        ("Authorization: Bearer abc.def-ghi", "abc.def-ghi"),
        ("https://op/session/end?id_token_hint=aaa.bbb.ccc", "aaa.bbb.ccc"),
        ("{'password': 'Une-clef-2026', 'login': 'x'}", "Une-clef-2026"),
        ("SECRET_KEY=abcdef", "abcdef"),
        ("postgres://portal_app:motdepasse@db:5432/portal", "motdepasse"),
        ("token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln refused", "eyJzdWIiOiIxIn0"),
        ("Cookie: sessionid=abc123; csrftoken=def456", "abc123"),
        ("mail to solange.ferrand@example.org failed", "solange.ferrand@example.org"),
    ],
)
def test_a_secret_is_masked(line, secret):
    assert secret not in mask(line)
    assert "***" in mask(line)


def test_the_token_of_no_address_is_left_in_a_line():
    secret = "Kx9.1-2-3_Zz"
    opened = [one for one in every_address() if "token" in one.parameters]
    lines = [one.path.replace("<str:token>", secret) for one in opened]

    assert len(opened) > 20
    assert [line for line in lines if secret not in line or secret in mask(line)] == []


@pytest.mark.parametrize(
    "line",
    [
        "GET /annuaire/57080/ HTTP/1.1",
        "/gestion/achats/campagnes/2/besoin/",
        "mail.wake_failed",
        "Task portal.mail.tasks.sweep[8c1d] succeeded in 0.01s",
        "/achats/extincteurs/57080/",
    ],
)
def test_the_rest_is_left_alone(line):
    assert mask(line) == line
