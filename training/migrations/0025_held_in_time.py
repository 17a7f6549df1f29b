"""A seat held for the mayor is given back by the end of the waiting list, as an offer is."""

from django.db import migrations

HEAD = """
create or replace function training_seat_exists() returns trigger
language plpgsql security definer set search_path = public as $$
declare
  allowed training_session;
begin
  select * into allowed from training_session where id = new.session_id;
  if new.seat > allowed.maximum then
    raise exception 'registration_seat_exists: place % sur %', new.seat, allowed.maximum
      using errcode = '23514', constraint = 'registration_seat_exists';
  end if;
  if new.commune_seat > allowed.quota then
    raise exception 'registration_commune_seat_exists: place % sur %', new.commune_seat, allowed.quota
      using errcode = '23514', constraint = 'registration_commune_seat_exists';
  end if;
  if new.offer_until > allowed.waiting_closes_at then
    raise exception 'registration_offer_ends_in_time' using errcode = '23514',
      constraint = 'registration_offer_ends_in_time';
  end if;
"""
HELD = """
  if new.hold_until > allowed.waiting_closes_at then
    raise exception 'registration_hold_ends_in_time' using errcode = '23514',
      constraint = 'registration_hold_ends_in_time';
  end if;
"""
TAIL = """
  return new;
end $$
"""
TRIGGER = """
drop trigger training_registration_seat_exists on training_registration;
create trigger training_registration_seat_exists
before insert or update of seat, commune_seat, offer_until, {more}session_id on training_registration
for each row execute function training_seat_exists()
"""
BRING_BACK = """
update training_registration r set hold_until = s.waiting_closes_at
from training_session s where s.id = r.session_id and r.hold_until > s.waiting_closes_at
"""


class Migration(migrations.Migration):
    dependencies = [("training", "0024_unseated")]
    operations = [
        migrations.RunSQL(BRING_BACK, migrations.RunSQL.noop),
        migrations.RunSQL(HEAD + HELD + TAIL, HEAD + TAIL),
        migrations.RunSQL(TRIGGER.format(more="hold_until, "), TRIGGER.format(more="")),
    ]
