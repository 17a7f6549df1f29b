"""A closed session does not change but by a correcting entry: the law of the verbs, held by the database too.

What passes: a presence corrected with its reason, the outcome that presence then gives, certificates revoked and
issued again, one more statement of costs that says why, the export of shares. Mails, opinions and papers are no part
of the session.
"""

from django.db import migrations

REFUSED = "raise exception '{name}: {words}' using errcode = '23514', constraint = '{name}'"
STAYS = REFUSED.format(name="closed_session_stays", words="la session est close")

SESSION_STAYS = f"""
create function training_session_closed() returns trigger
language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new is not distinct from old then
    return new;
  end if;
  {STAYS};
end $$
"""
CLOSED = """
create function training_is_closed(wanted bigint) returns boolean
language sql stable security definer set search_path = public as $$
  select exists (select 1 from training_session where id = wanted and state = 'closed')
$$;
revoke execute on function training_is_closed(bigint) from public
"""
ROW_STAYS = f"""
create function training_closed_stays() returns trigger
language plpgsql security definer set search_path = public as $$
declare
  one jsonb;
begin
  foreach one in array array[to_jsonb(old), to_jsonb(new)] loop
    if training_is_closed(coalesce((one->>'session_id')::bigint,
         (select session_id from training_slot where id = (one->>'slot_id')::bigint))) then
      {STAYS};
    end if;
  end loop;
  return case tg_op when 'DELETE' then old else new end;
end $$
"""
OUTCOME_FOLLOWS = f"""
create function training_closed_outcome() returns trigger
language plpgsql security definer set search_path = public as $$
declare
  said text;
begin
  if not training_is_closed(old.session_id) and not training_is_closed(new.session_id) then
    return new;
  end if;
  select case when bool_and(p.state in ('present', 'late')) then 'attended'
              when bool_or(p.state in ('present', 'late')) then 'partial'
              when bool_or(p.state = 'absent') then 'absent' else 'absent_excused' end
    into said
    from training_presence p join training_slot s on s.id = p.slot_id
   where p.registration_id = old.id and s.live;
  if to_jsonb(new) - 'state' is distinct from to_jsonb(old) - 'state' or new.state <> said then
    {STAYS};
  end if;
  return new;
end $$
"""
PRESENCE_CORRECTED = f"""
create function training_closed_presence() returns trigger
language plpgsql security definer set search_path = public as $$
declare
  corrected constant text[] := array['state', 'method', 'signed_at', 'noted_as',
                                     'corrected_by_id', 'corrected_at', 'correct_reason'];
  one bigint := case tg_op when 'DELETE' then old.slot_id else new.slot_id end;
begin
  if not training_is_closed((select session_id from training_slot where id = one)) then
    return case tg_op when 'DELETE' then old else new end;
  end if;
  if tg_op = 'INSERT' and exists (select 1 from training_presence
       where registration_id = new.registration_id and slot_id = new.slot_id) then
    return new;
  end if;
  if tg_op = 'UPDATE' and to_jsonb(new) - corrected = to_jsonb(old) - corrected
     and new.corrected_at is not null and (new.corrected_by_id, new.corrected_at, new.correct_reason)
         is distinct from (old.corrected_by_id, old.corrected_at, old.correct_reason) then
    return new;
  end if;
  {STAYS};
end $$
"""
CORRECTION_SAYS_WHY = f"""
create function training_closed_statement() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  if new.number = 1 and new.reason = '' and training_is_closed(new.session_id) then
    {REFUSED.format(name="closed_session_correction_says_why", words="la session est close")};
  end if;
  return new;
end $$
"""
LINE_FIRST = f"""
create function training_line_before_shares() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  if exists (select 1 from training_costshare where statement_id = new.statement_id) then
    {REFUSED.format(name="cost_line_before_its_shares", words="cet état est déjà partagé")};
  end if;
  return new;
end $$
"""
SHARED_AT_ONCE = f"""
create function training_cost_shares_at_once() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  if exists (select 1 from training_costshare s join added a using (statement_id)
             where not exists (select 1 from added other where other.id = s.id)) then
    {REFUSED.format(name="cost_shares_added_at_once", words="cet état est déjà partagé")};
  end if;
  return null;
end $$
"""
SHARE_KEPT = f"""
create function training_cost_share_kept() returns trigger
language plpgsql as $$
begin
  {REFUSED.format(name="cost_share_never_removed", words="une part arrêtée reste")};
end $$
"""
FUNCTIONS = (
    (CLOSED, "training_is_closed(bigint)"),
    (SESSION_STAYS, "training_session_closed()"),
    (ROW_STAYS, "training_closed_stays()"),
    (OUTCOME_FOLLOWS, "training_closed_outcome()"),
    (PRESENCE_CORRECTED, "training_closed_presence()"),
    (CORRECTION_SAYS_WHY, "training_closed_statement()"),
    (LINE_FIRST, "training_line_before_shares()"),
    (SHARED_AT_ONCE, "training_cost_shares_at_once()"),
    (SHARE_KEPT, "training_cost_share_kept()"),
)
ANY = "insert or update or delete"
CLOSING = "when (old.state = 'closed')"
WATCHED = (
    # table, function, events, condition
    ("session", "training_session_closed", "update or delete", CLOSING),
    ("slot", "training_closed_stays", ANY, ""),
    ("slottrainer", "training_closed_stays", ANY, ""),
    ("sheetscan", "training_closed_stays", ANY, ""),
    ("trainersignature", "training_closed_stays", ANY, ""),
    ("registration", "training_closed_stays", "insert or delete", ""),
    ("registration", "training_closed_outcome", "update", ""),
    ("presence", "training_closed_presence", ANY, ""),
    ("coststatement", "training_closed_statement", "insert", ""),
    ("costline", "training_line_before_shares", "insert or update", "when (new.statement_id is not null)"),
    ("costshare", "training_cost_share_kept", "delete", ""),
)  # fmt: skip


def watched(table, function, events, condition):
    name = f"training_{table}_{function.removeprefix('training_')}"
    return migrations.RunSQL(
        f"create trigger {name} before {events} on training_{table} for each row {condition}"
        f" execute function {function}()",
        f"drop trigger {name} on training_{table}",
    )


class Migration(migrations.Migration):
    dependencies = [("training", "0027_team_alone")]
    operations = [
        *(migrations.RunSQL(sql, f"drop function {name}") for sql, name in FUNCTIONS),
        *(watched(*one) for one in WATCHED),
        migrations.RunSQL(
            "create trigger training_costshare_at_once after insert on training_costshare"
            " referencing new table as added for each statement execute function training_cost_shares_at_once()",
            "drop trigger training_costshare_at_once on training_costshare",
        ),
    ]
