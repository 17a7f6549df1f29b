"""The SQL of the second wall, for migrations: who may read and write a row that carries a commune."""

from __future__ import annotations

from django.conf import settings
from django.db import migrations

_LIST = "(select nullif(current_setting('app.communes', true), '')::int[])::int[]"
_MINE = f"any({_LIST})"

_VERBS = ("read", "add", "change", "remove")


def build_wall(
    table: str,
    column: str = "commune_id",
    *,
    open_to_read: bool = False,
    open_to_add: bool = False,
    team_adds: bool = False,
) -> migrations.RunSQL:
    """Row level security on `table`.

    `column` is the row's commune; "0" makes a table of the team alone. `open_to_read`: a directory,
    everyone reads it, each writes only its own. `open_to_add`: an outbox, anyone may drop a row that
    she will not see again. `team_adds`: only the team adds rows.
    """
    mine = f"{column} = {_MINE}"
    read = "true" if open_to_read else mine
    add = "true" if open_to_add else f"0 = {_MINE}" if team_adds else mine
    return migrations.RunSQL(
        (
            f"alter table {table} enable row level security",
            f"create policy {table}_read on {table} for select using ({read})",
            f"create policy {table}_add on {table} for insert with check ({add})",
            f"create policy {table}_change on {table} for update using ({mine}) with check ({mine})",
            f"create policy {table}_remove on {table} for delete using ({mine})",
        ),
        (
            *(f"drop policy {table}_{verb} on {table}" for verb in _VERBS),
            f"alter table {table} disable row level security",
        ),
    )


def search_inside(name: str, arguments: str, returns: str, body: str) -> migrations.RunSQL:
    """A PL/pgSQL function that searches a walled table by an index of words, and lets out only what the wall shows.

    Row security lets no condition that might tell something use an index before it: under it, a search by words reads
    the whole table. So the function runs as the owner of the tables, and **must compare the communes itself** with the
    array `mine`, as the wall of each table does. It is planned for the words it is given.
    """
    role = settings.DATABASE_APP_ROLE
    kinds = ", ".join(argument.split()[-1] for argument in arguments.split(", "))
    return migrations.RunSQL(
        (
            f"create function {name}({arguments}) returns {returns} language plpgsql stable"
            f" security definer set search_path = public, pg_temp"
            f" set plan_cache_mode = force_custom_plan as $search$ declare"
            f" mine int[] := nullif(current_setting('app.communes', true), '')::int[]; {body} $search$;"
            f" revoke execute on function {name}({kinds}) from public;"
            f" grant execute on function {name}({kinds}) to {role}"
        ),
        f"drop function {name}({kinds})",
    )


def let_readers_in(
    table: str, readers: str = "readers", column: str = "commune_id"
) -> migrations.RunSQL:
    """A row behind the wall that some other communes read too: their ids stand in its array `readers`."""
    mine = f"{column} = {_MINE}"
    named = f"{readers} && {_LIST}"
    return migrations.RunSQL(
        f"alter policy {table}_read on {table} using ({mine} or {named})",
        f"alter policy {table}_read on {table} using ({mine})",
    )


def same_commune(table: str, column: str, target: str) -> migrations.RunSQL:
    """A foreign key that carries the commune: key checks bypass row security, so the key must not.

    Needs a unique constraint on `target (id, commune_id)`.
    """
    name = f"{table}_{column}_same_commune"
    return migrations.RunSQL(
        f"alter table {table} add constraint {name} foreign key ({column}, commune_id)"
        f" references {target} (id, commune_id) deferrable initially deferred",
        f"alter table {table} drop constraint {name}",
    )


def append_only(table: str) -> migrations.RunSQL:
    """The application may add rows and read them; it can neither change nor remove one."""
    role = settings.DATABASE_APP_ROLE
    return migrations.RunSQL(
        f"revoke update, delete, truncate on {table} from {role}",
        f"grant update, delete on {table} to {role}",
    )


def build_history(table: str) -> tuple[migrations.RunSQL, migrations.RunSQL]:
    """A table of versions: whoever changes a row adds one, the team alone reads them, nobody alters them."""
    return build_wall(table, "0", open_to_add=True), append_only(table)


def grants() -> migrations.RunSQL:
    """Everything the owner makes from now on may be used, not altered, by the application's role."""
    role = settings.DATABASE_APP_ROLE
    return migrations.RunSQL(
        (
            f"grant usage on schema public to {role}",
            f"alter default privileges in schema public grant select, insert, update, delete on tables to {role}",
            f"alter default privileges in schema public grant usage, select on sequences to {role}",
            f"grant select, insert, update, delete on all tables in schema public to {role}",
            f"grant usage, select on all sequences in schema public to {role}",
        ),
        migrations.RunSQL.noop,
    )
