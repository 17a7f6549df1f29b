"""What a log must not hold: the tokens of links, codes, secrets and addresses that people write to."""

from __future__ import annotations

import re

MASK = "***"
_LINKS = (
    r"(?P<link>/(?:r|f/visa|f|d|e|ics|formateur|emarger|verifier|inventaire|informatique/accord|annuaire/invitation"
    r"|compte/confirm-email|compte/password/reset/key)/)[^/?#\s\"']+"
)
_WORDS = (
    "code|state|nonce|token|key|secret|password\\w*|oldpassword|login|email|id_token|id_token_hint|access_token"
    "|refresh_token|client_secret|code_verifier|csrfmiddlewaretoken|sessionid|csrftoken|secret_key|credential"
)
_GIVEN = rf"(?P<given>\b(?:{_WORDS})\b[\"']?\s?[=:]\s?[\"']?)[^&\s\"',;]+"
_BEARER = r"(?P<bearer>\b(?:Bearer|Basic)\s)[\w.~+/=-]+"
_URL = r"(?P<url>\w://[^:/@\s]*:)[^@\s]+(?=@)"
_SIGNED = r"\beyJ[\w-]+\.[\w-]+\.[\w-]*"
_ADDRESS = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_SECRETS = re.compile(f"{_LINKS}|{_GIVEN}|{_BEARER}|{_URL}|{_SIGNED}|{_ADDRESS}", re.IGNORECASE)


def mask(text: str) -> str:
    """The same line, readable still, with `***` in the place of whatever opens a door or names an inbox."""

    def masked(found: re.Match[str]) -> str:
        return (found["link"] or found["given"] or found["bearer"] or found["url"] or "") + MASK

    return _SECRETS.sub(masked, text)
