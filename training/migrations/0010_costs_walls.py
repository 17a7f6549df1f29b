"""Costs are the team's, shares their commune's; what is frozen stays, and sums to the cent."""

from django.db import migrations

from portal.walls.sql import append_only, build_wall

REFUSED = "raise exception '{name}' using errcode = '23514', constraint = '{name}'"

RULE_STAYS = f"""
create function training_sharing_rule_stays() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  if exists (select 1 from training_coststatement where rule_id = old.id) then
    {REFUSED.format(name="sharing_rule_used_never_changes")};
  end if;
  return new;
end $$
"""
LINE_STAYS = f"""
create function training_cost_line_stays() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  if tg_op <> 'INSERT' and old.statement_id is not null then
    {REFUSED.format(name="cost_line_of_a_statement_stays")};
  end if;
  if tg_op = 'DELETE' then
    return old;
  end if;
  if new.statement_id is null
     and (exists (select 1 from training_coststatement where session_id = new.session_id)
          or exists (select 1 from training_session where id = new.session_id and state = 'closed')) then
    {REFUSED.format(name="cost_line_after_closing_corrects")};
  end if;
  if new.statement_id is not null
     and not exists (select 1 from training_coststatement where id = new.statement_id and session_id = new.session_id) then
    {REFUSED.format(name="cost_line_of_its_session")};
  end if;
  return new;
end $$
"""
SHARE_STAYS = f"""
create function training_cost_share_stays() returns trigger
language plpgsql as $$
begin
  if old.export_id is not null or new.statement_id <> old.statement_id or new.key <> old.key
     or new.commune_id is distinct from old.commune_id or new.people <> old.people
     or new.amount_cents <> old.amount_cents then
    {REFUSED.format(name="cost_share_never_changes")};
  end if;
  return new;
end $$
"""
SUMS_TO_THE_CENT = f"""
create function training_statement_sums() returns trigger
language plpgsql security definer set search_path = public as $$
declare
  one bigint := case tg_table_name when 'training_coststatement' then (to_jsonb(new)->>'id')::bigint
                                   else (to_jsonb(new)->>'statement_id')::bigint end;
begin
  if exists (
    select 1 from training_coststatement s
    where s.id = one
      and (s.total_cents <> (select coalesce(sum(amount_cents), 0) from training_costshare where statement_id = s.id)
           or s.total_cents <> (select coalesce(sum(amount_cents), 0) from training_costline where statement_id = s.id))
  ) then
    {REFUSED.format(name="cost_statement_sums_to_the_cent")};
  end if;
  return null;
end $$
"""
FUNCTIONS = {
    "training_sharing_rule_stays": RULE_STAYS,
    "training_cost_line_stays": LINE_STAYS,
    "training_cost_share_stays": SHARE_STAYS,
    "training_statement_sums": SUMS_TO_THE_CENT,
}
WATCHED = (
    ("training_sharing_rule_stays", "training_sharingrule", "update"),
    ("training_cost_line_stays", "training_costline", "insert or update or delete"),
    ("training_cost_share_stays", "training_costshare", "update"),
)
SUMMED = ("training_coststatement", "training_costshare", "training_costline")


def before(function, table, events):
    name = f"{table}_{function.removeprefix('training_')}"
    return migrations.RunSQL(
        f"create trigger {name} before {events} on {table} for each row execute function {function}()",
        f"drop trigger {name} on {table}",
    )


def summed(table):
    return migrations.RunSQL(
        f"create constraint trigger {table}_sums after insert or update on {table}"
        " deferrable initially deferred for each row execute function training_statement_sums()",
        f"drop trigger {table}_sums on {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("training", "0009_costs")]
    operations = [
        build_wall("training_sharingrule", "0", open_to_read=True),
        build_wall("training_coststatement", "0", open_to_read=True),
        build_wall("training_costline", "0"),
        build_wall("training_costexport", "0"),
        build_wall("training_costshare", "coalesce(commune_id, 0)"),
        append_only("training_coststatement"),
        append_only("training_costexport"),
        *(migrations.RunSQL(sql, f"drop function {name}()") for name, sql in FUNCTIONS.items()),
        *(before(*watched) for watched in WATCHED),
        *(summed(table) for table in SUMMED),
    ]
