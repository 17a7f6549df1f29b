"""Searching requests inside the wall, and what the planner should know of the walls' conditions."""

from django.db import migrations

from portal.walls.sql import search_inside

KNOWN_OR_TEAM = "coalesce(commune_id, 0)"
NOTE_OR_KNOWN = f"(case when direction = 'note' then 0 else {KNOWN_OR_TEAM} end)"

FOUND = f"""
    words tsquery := plainto_tsquery('french', folded(said));
    latest bigint[] := array(
        (select id from itsupport_ticket where commune_id = any(mine) order by changed_at desc, id desc limit 2000)
        union all
        (select id from itsupport_ticket where commune_id is null and 0 = any(mine) order by id desc limit most));
    titles bigint[];
    messages bigint[];
    named bigint[];
begin
    -- a word that is common is found in the last requests; one that is not, by its index, whatever the planner thinks
    titles := array(select id from itsupport_ticket where id = any(latest) and search @@ words limit most);
    if cardinality(titles) < most then
        titles := array(with every as materialized (select id from itsupport_ticket
            where search @@ words and {KNOWN_OR_TEAM} = any(mine) limit 20000)
            select id from every order by id desc limit most);
    end if;
    messages := array(select ticket_id from itsupport_ticketmessage
        where ticket_id = any(latest) and search @@ words and {NOTE_OR_KNOWN} = any(mine) limit most);
    if cardinality(messages) < most then
        messages := array(with every as materialized (select id, ticket_id from itsupport_ticketmessage
            where search @@ words and {NOTE_OR_KNOWN} = any(mine) limit 20000)
            select ticket_id from every order by id desc limit most);
    end if;
    named := array(
        (select t.id from itsupport_ticket t, itsupport_ticketseries s
            where said ~ '^\\d{{1,5}}$' and t.ref = s.year || '-' || lpad(said, 5, '0')
            and {KNOWN_OR_TEAM} = any(mine) limit most)
        union
        (select id from itsupport_ticket where ref = said and {KNOWN_OR_TEAM} = any(mine)));
    if cardinality(titles || messages || named) = 0 and length(said) > 3 then
        -- mistyped, perhaps: looked for in the last requests alone
        named := array(select id from itsupport_ticket
            where id = any(latest) and word_similarity(folded(said), labels) >= 0.5
            order by word_similarity(folded(said), labels) desc limit most);
    end if;
    return query select distinct unnest(titles || messages || named);
end
"""
LABELLED = f"""
    likes text := '';
    part text;
    found bigint[];
begin
    foreach part in array parts loop
        part := '%' || replace(replace(replace(part, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%';
        likes := likes || format(' and labels like %L', part);
    end loop;
    execute 'select array_agg(id) from (select id from itsupport_ticket where {KNOWN_OR_TEAM} = any($1)' || likes
        || ' limit $2) t' into found using mine, most + 1;
    return case when cardinality(found) > most then null else coalesce(found, '{{}}') end;
end
"""


def known_shares(name: str, table: str, expression: str) -> migrations.RunSQL:
    """How many communes share a table: without it, the planner takes a wall for a narrow filter."""
    return migrations.RunSQL(
        f"create statistics {name} on ({expression}) from {table}", f"drop statistics {name}"
    )


class Migration(migrations.Migration):
    dependencies = [("itsupport", "0016_search")]
    operations = [
        search_inside("itsupport_found", "said text, most int", "setof bigint", FOUND),
        search_inside("itsupport_labelled", "parts text[], most int", "bigint[]", LABELLED),
        known_shares("ticket_shares", "itsupport_ticket", KNOWN_OR_TEAM),
        known_shares("ticket_message_shares", "itsupport_ticketmessage", NOTE_OR_KNOWN),
    ]
