"""The second wall; seats never above their numbers; invitations that only go forward; what everybody may count."""

from django.conf import settings
from django.db import migrations

from portal.walls.sql import append_only, build_wall, same_commune

SHARED = ("theme", "course", "trainer", "session", "slot", "slottrainer")
OF_A_COMMUNE = ("registration", "registrationevent", "slotholding", "calendaritem")

SEAT_EXISTS = """
create function training_seat_exists() returns trigger
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
  return new;
end $$
"""
SESSION_KEEPS_SEATS = """
create function training_session_keeps_seats() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  if exists (select 1 from training_registration
             where session_id = new.id and (seat > new.maximum or commune_seat > new.quota)) then
    raise exception 'session_keeps_its_seats' using errcode = '23514', constraint = 'session_keeps_its_seats';
  end if;
  return null;
end $$
"""
CALENDAR_GOES_FORWARD = """
create function training_calendar_goes_forward() returns trigger
language plpgsql as $$
begin
  if new.uid <> old.uid or new.registration_id <> old.registration_id or new.slot_id <> old.slot_id
     or new.sequence < old.sequence or new.stamped_at <= old.stamped_at or old.method = 'CANCEL'
     or (new.method = 'CANCEL' and new.sequence <= old.sequence) then
    raise exception 'calendar_item_goes_forward' using errcode = '23514',
      constraint = 'calendar_item_goes_forward';
  end if;
  return new;
end $$
"""
SEAT_COUNT = """
create view training_seatcount as
select s.id as session_id,
       count(r.seat) as held,
       count(*) filter (where r.seat is not null and r.state not in ('to_validate', 'offered')) as confirmed,
       count(*) filter (where r.state = 'waiting' or (r.state = 'to_validate' and r.seat is null)) as waiting,
       count(distinct r.commune_id) filter (where r.seat is not null) as communes
from training_session s left join training_registration r on r.session_id = s.id
group by s.id
"""
MINE = "any((select nullif(current_setting('app.communes', true), '')::int[])::int[])"
ROSTER_LINE = f"""
create view training_rosterline as
select r.id as registration, r.session_id, p.first_name, p.last_name, c.name as commune_name, r.seat
from training_registration r
join communes_person p on p.id = r.person_id
join communes_commune c on c.id = r.commune_id
where r.seat is not null and r.state not in ('to_validate', 'offered')
  and (0 = {MINE}
       or exists (select 1 from training_registration mine
                  where mine.session_id = r.session_id and mine.seat is not null and mine.commune_id = {MINE}))
"""


def made(sql, kind, name):
    return migrations.RunSQL(sql, f"drop {kind} {name}")


def watched(function, table, events, when="before"):
    name = f"{table}_{function.removeprefix('training_')}"
    return migrations.RunSQL(
        f"create trigger {name} {when} {events} on {table} for each row execute function {function}()",
        f"drop trigger {name} on {table}",
    )


def follows(table, columns, constraint):
    """What is copied from a half day changes with it, whoever changes it."""
    return migrations.RunSQL(
        f"alter table {table} add constraint {constraint} foreign key (slot_id, {columns})"
        f" references training_slot (id, {columns}) on update cascade deferrable initially immediate",
        f"alter table {table} drop constraint {constraint}",
    )


def only_read(view):
    role = settings.DATABASE_APP_ROLE
    return migrations.RunSQL(
        f"revoke insert, update, delete, truncate on {view} from {role}", migrations.RunSQL.noop
    )


class Migration(migrations.Migration):
    dependencies = [("training", "0001_initial"), ("communes", "0004_history")]
    operations = [
        *(build_wall(f"training_{table}", "0", open_to_read=True) for table in SHARED),
        build_wall("training_sessionseries", "0"),
        build_wall("training_room", open_to_read=True),
        *(build_wall(f"training_{table}") for table in OF_A_COMMUNE),
        append_only("training_registrationevent"),
        same_commune("training_room", "site_id", "communes_site"),
        same_commune("training_registration", "replaced_by_id", "training_registration"),
        *(
            same_commune(f"training_{table}", "registration_id", "training_registration")
            for table in ("registrationevent", "slotholding", "calendaritem")
        ),
        migrations.RunSQL(
            "alter table training_slotholding add constraint slot_holding_of_the_person"
            " foreign key (registration_id, person_id) references training_registration (id, person_id)"
            " deferrable initially deferred",
            "alter table training_slotholding drop constraint slot_holding_of_the_person",
        ),
        follows("training_slottrainer", "starts_at, ends_at, live", "slot_trainer_follows_its_slot"),
        follows("training_slotholding", "starts_at, ends_at", "slot_holding_follows_its_slot"),
        made(SEAT_EXISTS, "function", "training_seat_exists()"),
        watched(
            "training_seat_exists",
            "training_registration",
            "insert or update of seat, commune_seat, offer_until, session_id",
        ),
        made(SESSION_KEEPS_SEATS, "function", "training_session_keeps_seats()"),
        watched(
            "training_session_keeps_seats", "training_session", "update of maximum, quota", "after"
        ),
        made(CALENDAR_GOES_FORWARD, "function", "training_calendar_goes_forward()"),
        watched("training_calendar_goes_forward", "training_calendaritem", "update"),
        made(SEAT_COUNT, "view", "training_seatcount"),
        only_read("training_seatcount"),
        made(ROSTER_LINE, "view", "training_rosterline"),
        only_read("training_rosterline"),
    ]  # fmt: skip
