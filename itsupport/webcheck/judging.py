"""The answers to questions M2, M3, W1 and W4 of the grid, with the sentence that shows each.

Sources: ANCT, « Référentiel de conformité de la présence numérique des territoires » (R1.3–1.8
on the site, R2.1–2.7 on the mail); RFC 7208 (SPF), RFC 7489 (DMARC), RFC 6797 (HSTS).
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal, TypeAlias

from itsupport.webcheck.seen import Page, WebSeen

Value: TypeAlias = Literal["yes", "partial", "no", "unknown"]

SOON_DAYS = 15
"""A certificate that renews itself does so a month before: closer to its end, nobody renews it."""
GOOD = range(200, 300)
_POLICY = re.compile(r"\bp\s*=\s*(none|quarantine|reject)\b", re.IGNORECASE)
_STRICT = {"quarantine", "reject"}
_LEGAL = "mentions legales"
_ACCESSIBLE = re.compile(
    r"accessibilite\s*:?\s*(non conforme|partiellement conforme|totalement conforme|conforme)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The answer to one question. `source`: « dns » or « http »."""

    code: str
    value: Value
    sentence: str
    source: Literal["dns", "http"]


def judge(seen: WebSeen) -> dict[str, Evidence]:
    """By question code. What could not be looked at is « unknown », and says so."""
    found = (_address(seen), _mail(seen), _site(seen), _notices(seen))
    return {one.code: one for one in found}


def _address(seen: WebSeen) -> Evidence:
    """M2: the address that the town hall publishes is on its domain."""
    host = seen.email.rpartition("@")[2].lower()
    if not host:
        value: Value = "unknown"
        said = "Aucune adresse de la mairie n’est connue."
    elif host == seen.domain or host.endswith(f".{seen.domain}"):
        value, said = "yes", f"{seen.email} est sur le domaine du site, {seen.domain}."
    else:
        value, said = "no", f"{seen.email} n’est pas sur le domaine du site, {seen.domain}."
    return Evidence(code="M2", value=value, sentence=said, source="dns")


def _mail(seen: WebSeen) -> Evidence:
    """M3: MX, SPF, and DMARC in quarantine or stricter. All three for yes, none for no."""
    if seen.mx is None or seen.txt is None or seen.dmarc is None:
        said = f"Le domaine {seen.domain} n’a pas pu être interrogé."
        return Evidence(code="M3", value="unknown", sentence=said, source="dns")
    spf = [record for record in seen.txt if record.lower().startswith("v=spf1")]
    dmarc = [record for record in seen.dmarc if record.lower().startswith("v=dmarc1")]
    policy = _POLICY.search(dmarc[0]) if len(dmarc) == 1 else None
    strict = policy is not None and policy[1].lower() in _STRICT
    held = (bool(seen.mx), len(spf) == 1, strict)
    value: Value = "yes" if all(held) else "partial" if any(held) else "no"
    words = (
        f"MX : {', '.join(seen.mx[:3])}" if seen.mx else "aucun MX",
        _spf_words(len(spf)),
        f"DMARC : {policy[1].lower()}"
        if policy
        else "DMARC illisible"
        if dmarc
        else "pas de DMARC",
    )
    return Evidence(code="M3", value=value, sentence=" ; ".join(words) + ".", source="dns")


def _spf_words(number: int) -> str:
    if number > 1:
        return f"{number} SPF, un seul serait lu"
    return "SPF présent" if number else "pas de SPF"


def _site(seen: WebSeen) -> Evidence:
    """W1: reached by HTTPS, a certificate that browsers accept, and http led to https."""
    if seen.http is None and seen.https is None and seen.certificate is None:
        said = f"Le site {seen.domain} n’a pas pu être joint."
        return Evidence(code="W1", value="unknown", sentence=said, source="http")
    faults = _site_faults(seen)
    secure = seen.https is not None and seen.https.status in GOOD
    value: Value = "yes" if not faults else "partial" if secure else "no"
    good = [f"{seen.domain} répond en HTTPS"] if secure else []
    days = seen.certificate.days_left if seen.certificate else None
    good += [f"certificat valable encore {days} jours"] if secure and days is not None else []
    good += ["HSTS"] if seen.https is not None and seen.https.hsts else []
    sentence = " ; ".join([*good, *faults]) + "."
    return Evidence(code="W1", value=value, sentence=sentence, source="http")


def _site_faults(seen: WebSeen) -> list[str]:
    certificate, faults = seen.certificate, []
    if certificate and certificate.fault:
        faults.append(f"certificat refusé : {certificate.fault}")
    elif seen.https is None:
        faults.append("pas de HTTPS")
    elif seen.https.status not in GOOD:
        faults.append(f"le site répond {seen.https.status}")
    if certificate and certificate.days_left is not None and certificate.days_left < SOON_DAYS:
        faults.append("certificat bientôt périmé")
    if seen.http is not None and not seen.http.url.startswith("https://"):
        faults.append("http ne mène pas à https")
    return faults


def _notices(seen: WebSeen) -> Evidence:
    """W4: both are announced on the home page, as RGAA and the law of 21 June 2004 ask."""
    page = _shown(seen)
    if page is None:
        said = f"La page d’accueil de {seen.domain} n’a pas pu être lue."
        return Evidence(code="W4", value="unknown", sentence=said, source="http")
    text = _folded(page.text)
    legal, accessible = _LEGAL in text, bool(_ACCESSIBLE.search(text))
    words = (
        "mentions légales en page d’accueil"
        if legal
        else "pas de mentions légales en page d’accueil",
        "déclaration d’accessibilité annoncée" if accessible else "accessibilité non annoncée",
    )
    value: Value = "yes" if legal and accessible else "partial" if legal or accessible else "no"
    return Evidence(code="W4", value=value, sentence=" ; ".join(words) + ".", source="http")


def _shown(seen: WebSeen) -> Page | None:
    return next((one for one in (seen.https, seen.http) if one and one.status in GOOD), None)


def _folded(text: str) -> str:
    """The words of a page without marks, accents nor case."""
    words = re.sub(
        r"<(script|style)\b.*?</\1\s*>|<[^>]*>", " ", text, flags=re.DOTALL | re.IGNORECASE
    )
    plain = unicodedata.normalize("NFKD", words.replace("&eacute;", "é").replace("&nbsp;", " "))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())
