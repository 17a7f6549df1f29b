"""Names of people that an inventory gives away in its personal sections: read only to keep them out of the others.

A printer called « HP de Marie Dupont » or a folder /srv/marie.dupont would let through what the whitelist of fields
keeps out. Names that are roles (mairie, admin, accueil…) stay.
"""

import re
from collections.abc import Iterable

from itsupport.inventory.trees import Tree, first, rows, word

SHORTEST = 4
"""Letters. A shorter name would hide half of the software."""
_FIRST_PERSON = 1000
"""Unix accounts below are programs."""
_PROGRAM_HOMES = ("/var/", "/nonexistent", "/usr/", "/run/", "/bin", "/dev/", "/root")
_ROLES = frozenset(
    [
        "admin",
        "administrateur",
        "administrator",
        "administrateurs",
        "accueil",
        "adjoint",
        "agent",
        "bibliotheque",
        "cantine",
        "caisse",
        "compta",
        "comptabilite",
        "defaultaccount",
        "default",
        "defaut",
        "direction",
        "ecole",
        "guest",
        "informatique",
        "invite",
        "mairie",
        "maire",
        "mediatheque",
        "nobody",
        "office",
        "owner",
        "periscolaire",
        "poste",
        "public",
        "root",
        "salle",
        "secretaire",
        "secretariat",
        "service",
        "services",
        "session",
        "system",
        "systeme",
        "technique",
        "technicien",
        "test",
        "user",
        "users",
        "utilisateur",
        "utilisateurs",
        "urbanisme",
        "wdagutilityaccount",
        "windows",
    ]
)
_SPLIT = re.compile(r"[\s,;/\\]+")


def names(content: Tree) -> frozenset[str]:
    """Logins and full names of the people that use the machine, in lower case."""
    return frozenset(
        one
        for given in _given(content)
        for one in {given, given.rpartition("\\")[2], given.partition("@")[0]}
        if len(one) >= SHORTEST and one not in _ROLES and not one.isdigit()
    )


def without(value: str | None, people: Iterable[str]) -> str | None:
    """The value, or None when a name of these people stands in it as a word."""
    if value is None:
        return None
    folded = value.lower()
    if any(name in folded and _as_word(name, folded) for name in people):
        return None
    return value


def _as_word(name: str, folded: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", folded) is not None


def _given(content: Tree) -> list[str]:
    hardware = first(content, "hardware")
    found = [word(hardware, "lastloggeduser"), word(hardware, "winowner")]
    found += _SPLIT.split(word(hardware, "userid"))
    found += [word(user, "login") for user in rows(content, "users") or []]
    for user in rows(content, "local_users") or []:
        if _is_person(user):
            found += [word(user, "login"), word(user, "name")]
    return [one.strip().strip(",").lower() for one in found]


def _is_person(user: Tree) -> bool:
    home, number = word(user, "home"), word(user, "id")
    if number.isdigit() and int(number) < _FIRST_PERSON:
        return False
    return not home.startswith(_PROGRAM_HOMES)
