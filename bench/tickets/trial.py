"""The trial at one size: the same pages of the desk and of a town hall, and what they cost."""

from __future__ import annotations

import os
import statistics
import time

import psycopg
from django.db import connection
from django.test import Client, override_settings

from bench.pages.plain import MIDDLEWARE
from bench.pages.weigh import PLAIN, weigh
from bench.tickets.filling import counted, fill
from bench.tickets.found import Found
from itsupport.models import Ticket
from portal.accounts.models import User
from portal.walls.acting import wall_for_all

DESK, TOWN, TEAM = (
    "informatique@example.org",
    "secretaire.57630@example.org",
    "gestion@example.org",
)
_BOX, _ALL, _OWN = (
    "/informatique/bureau/",
    "/informatique/bureau/registre/",
    "/informatique/demandes/",
)
PAGES = {
    "boîte de l’équipe": (DESK, _BOX),
    "boîte, une commune": (DESK, f"{_BOX}?commune={{commune}}"),
    "boîte, les miennes": (DESK, f"{_BOX}?vue=miennes"),
    "demande": (DESK, f"{_BOX}{{ticket}}/"),
    "aperçu": (DESK, f"{_BOX}{{ticket}}/apercu/"),
    "registre, première page": (DESK, _ALL),
    "registre, page suivante": (DESK, f"{_ALL}?page=2"),
    "registre, page 40": (DESK, f"{_ALL}?page=40"),
    "registre, une commune": (DESK, f"{_ALL}?commune={{commune}}"),
    "registre, un état": (DESK, f"{_ALL}?etat=taken"),
    "registre, un filtre sans réponse": (DESK, f"{_ALL}?canal=phone"),
    "registre, mot rare": (DESK, f"{_ALL}?q=7777"),
    "registre, mot courant": (DESK, f"{_ALL}?q=imprimante"),
    "registre, mot absent": (DESK, f"{_ALL}?q=licorne"),
    "registre, par échéance": (DESK, f"{_ALL}?tri=echeance"),
    "recherche, mot rare": (DESK, "/rechercher/?q=bureau+777"),
    "recherche, mot courant": (DESK, "/rechercher/?q=imprimante"),
    "recherche, sans accent": (DESK, "/rechercher/?q=ecran+bloque"),
    "recherche, faute de frappe": (DESK, "/rechercher/?q=imprimnte"),
    "recherche, rien": (DESK, "/rechercher/?q=licorne"),
    "recherche, numéro": (DESK, "/rechercher/?q={ref}"),
    "parc": (DESK, "/informatique/parc/"),
    "bureau : accueil": (DESK, "/"),
    "gestion : accueil": (TEAM, "/"),
    "mairie : aide": (TOWN, "/informatique/"),
    "mairie : ses demandes": (TOWN, _OWN),
    "mairie : ses demandes, un mot": (TOWN, f"{_OWN}?q=imprimante"),
    "mairie : recherche": (TOWN, "/rechercher/?q=imprimante"),
    "mairie : accueil": (TOWN, "/"),
}


def run(size: int, *, times: int, filled: bool = False) -> Found:
    start = time.monotonic()
    if not filled:
        fill(1, size)
        _analyze()
    found = Found(counted(), filled_s=0 if filled else time.monotonic() - start)
    with connection.cursor() as cursor:  # so that one process does all the work, and is weighed
        cursor.execute("set max_parallel_workers_per_gather = 0")
    browsers = {email: _browser(email) for email in (DESK, TOWN, TEAM)}
    plain = _plain_browser()
    places = _places()
    for name, (email, path) in PAGES.items():
        asked = path.format(**places)
        found.costs[name] = weigh(browsers[email], asked, times=times, plain=plain)
    found.plain_ms = statistics.median(
        cost.cpu_ms / cost.times_plain for cost in found.costs.values()
    )
    return found


def _places() -> dict[str, object]:
    with wall_for_all():
        ticket = Ticket.objects.filter(state="taken").order_by("due_at").first()
        assert ticket is not None
        return {"ticket": ticket.pk, "ref": ticket.ref, "commune": ticket.commune_id}


def _browser(email: str) -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get(email=email))
    return client


def _plain_browser() -> Client:
    with override_settings(MIDDLEWARE=MIDDLEWARE):
        client = _browser(DESK)
        client.get(PLAIN)
    return client


def _analyze() -> None:
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("vacuum analyze")
