"""Many requests, messages and machines, written by SQL: every constraint of the database sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connections, transaction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.backends.utils import CursorWrapper

STEP = 100_000
MESSAGES_EACH = 5
MACHINES = 600
OPEN_SHARE = 40
"""One request in so many is open: a desk that keeps up."""

_WORDS = (
    "imprimante", "écran", "souris", "clavier", "messagerie", "internet", "téléphone", "sauvegarde", "logiciel",
    "état civil", "cadastre", "facture", "paie", "mot de passe", "virus", "copieur", "wifi", "serveur", "tablette",
    "câble", "toner", "lent", "panne", "bloqué", "erreur", "mise à jour", "connexion", "certificat", "parapheur",
)  # fmt: skip

_TICKETS = f"""
insert into itsupport_ticket (
    ref, commune_id, title, kind, category_id, channel, urgency, impact, priority, state, requester_name,
    requester_email, requester_phone, assignee_id, opened_at, changed_at, due_at, solved_at, ended_at,
    satisfaction_word, link_version, version)
select
    'B' || lpad(n::text, 9, '0'), communes.ids[1 + n %% communes.total],
    words.list[1 + (n * 7) %% words.total] || ' : ' || words.list[1 + (n * 13) %% words.total] || ' du bureau ' || n,
    'incident', categories.ids[1 + n %% categories.total], 'web', 2, 2, 3,
    case when n %% {OPEN_SHARE} = 0 then 'taken' else 'closed' end,
    'Personne ' || n %% 300, 'p' || n %% 300 || '@example.org', '', agents.ids[1 + n %% agents.total],
    now() - (n || ' minutes')::interval * 2, now() - (n || ' minutes')::interval,
    case when n %% {OPEN_SHARE} = 0 then now() + ((n %% 9000) - 500 || ' minutes')::interval end,
    case when n %% {OPEN_SHARE} <> 0 then now() - (n || ' minutes')::interval end,
    case when n %% {OPEN_SHARE} <> 0 then now() - (n || ' minutes')::interval end,
    '', 1, 1
from generate_series(%s, %s) n,
    (select array_agg(id order by id) ids, count(*)::int total from communes_commune) communes,
    (select array_agg(id order by id) ids, count(*)::int total from itsupport_category) categories,
    (select array_agg(user_id order by id) ids, count(*)::int total from communes_person
     where user_id in (select id from accounts_user where email like 'informatique%%')) agents,
    (select %s::text[] list, %s::int total) words
"""

_EVENTS = """
insert into itsupport_ticketevent (ticket_id, commune_id, seq, kind, at, after)
select id, commune_id, 1, 'state', opened_at, '"new"'::jsonb from itsupport_ticket where ref between %s and %s
"""

_MESSAGES = """
insert into itsupport_ticketmessage
    (ticket_id, commune_id, direction, at, author, text, html, automatic, message_id)
select t.id, t.commune_id, case when m %% 2 = 0 then 'in' else 'out' end, t.opened_at + (m || ' hours')::interval,
    t.requester_name,
    'Bonjour, ' || t.title || '. ' || words.list[1 + (t.id::int * m) %% words.total] || ' et '
        || words.list[1 + (t.id::int + m * 5) %% words.total] || ' depuis ce matin. Merci.',
    '', false, ''
from itsupport_ticket t, generate_series(1, %s) m, (select %s::text[] list, %s::int total) words
where t.ref between %s and %s
"""

_MACHINES = """
insert into itsupport_asset (
    tag, commune_id, kind, name, place, manufacturer, model, serial, serial_key, manufacturer_key, smbios_uuid,
    device_id, macs, state, note, retire_reason, erased_by, erasure_method, facts_hash, agent_uuid, system)
select 'B' || lpad(n::text, 6, '0'), communes.ids[1 + n %% communes.total], 'desktop', 'PC-' || n, '', 'Dell',
    'Optiplex',
    'SN' || n, 'sn' || n, 'dell', '', '', '{}', 'in_service', '', '', '', '', '', '', ''
from generate_series(1, %s) n,
    (select array_agg(id order by id) ids, count(*)::int total from communes_commune) communes
"""

_FILLED = "('itsupport_ticket'::regclass, 'itsupport_ticketevent'::regclass, 'itsupport_ticketmessage'::regclass)"
_KEYS = f"""
select conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) from pg_constraint
where conrelid in {_FILLED} and contype = 'f'
"""
_INDEXES = f"""
select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index
where indrelid in {_FILLED} and not indisunique
"""


def fill(first: int, last: int) -> None:
    """Requests number `first` to `last`, their log and messages; the machines with the first ones.

    Written by the owner of the tables, whose statements may last: the portal's role is given up after ten seconds.
    Keys and indexes are put back at the end, where PostgreSQL checks each of them once for all rows.
    """
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        cursor.execute("set local maintenance_work_mem = '512MB'")
        cursor.execute(_KEYS)
        keys = cursor.fetchall()
        cursor.execute(_INDEXES)
        indexes = cursor.fetchall()
        for table, name, _definition in keys:
            cursor.execute(f"alter table {table} drop constraint {name}")
        for name, _definition in indexes:
            cursor.execute(f"drop index {name}")
        for step in range(first, last + 1, STEP):
            _write(cursor, step, min(step + STEP - 1, last))
        if first == 1:
            cursor.execute(_MACHINES, [MACHINES])
        for _name, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in keys:
            cursor.execute(f"alter table {table} add constraint {name} {definition}")


def _write(cursor: CursorWrapper, first: int, last: int) -> None:
    words: Sequence[object] = (list(_WORDS), len(_WORDS))
    refs = (f"B{first:09d}", f"B{last:09d}")
    cursor.execute(_TICKETS, [first, last, *words])
    cursor.execute(_EVENTS, refs)
    cursor.execute(_MESSAGES, [MESSAGES_EACH, *words, *refs])


def counted() -> dict[str, int]:
    """What is there, counted."""
    tables = {
        "demandes": "itsupport_ticket",
        "ouvertes": "itsupport_ticket where state = 'taken'",
        "messages": "itsupport_ticketmessage",
        "matériels": "itsupport_asset",
    }
    found = {}
    with connections["owner"].cursor() as cursor:
        for name, table in tables.items():
            cursor.execute(f"select count(*) from {table}")
            found[name] = cursor.fetchone()[0]
    return found
