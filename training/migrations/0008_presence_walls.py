"""The second wall around presence; a signature that is given stays given, a certificate says the same for ever."""

from django.conf import settings
from django.db import migrations

from portal.walls.sql import append_only, build_wall, same_commune

PRESENCE_KEEPS = """
create function training_presence_keeps() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  if tg_op = 'UPDATE' and (
       new.registration_id <> old.registration_id or new.slot_id <> old.slot_id
       or (old.signature <> '' and (new.signature <> old.signature
           or new.signature_sha256 <> old.signature_sha256 or new.nonce <> old.nonce or new.nonce is null))
       or (old.state <> 'expected' and new.state = 'expected')) then
    raise exception 'presence_keeps_its_signature' using errcode = '23514',
      constraint = 'presence_keeps_its_signature';
  end if;
  if not exists (select 1 from training_slot s join training_registration r on r.session_id = s.session_id
                 where s.id = new.slot_id and r.id = new.registration_id) then
    raise exception 'presence_of_its_session' using errcode = '23514', constraint = 'presence_of_its_session';
  end if;
  return new;
end $$
"""
CERTIFICATE_KEEPS = """
create function training_certificate_keeps() returns trigger
language plpgsql as $$
begin
  if (new.registration_id, new.commune_id, new.kind, new.number, new.code, new.minutes, new.sha256, new.issued_at)
     is distinct from
     (old.registration_id, old.commune_id, old.kind, old.number, old.code, old.minutes, old.sha256, old.issued_at)
     or old.revoked_at is not null then
    raise exception 'certificate_says_the_same' using errcode = '23514',
      constraint = 'certificate_says_the_same';
  end if;
  return new;
end $$
"""


def made(sql, name):
    return migrations.RunSQL(sql, f"drop function {name}()")


def watched(function, table, events):
    name = f"{table}_{function.removeprefix('training_')}"
    return migrations.RunSQL(
        f"create trigger {name} before {events} on {table} for each row execute function {function}()",
        f"drop trigger {name} on {table}",
    )


def never_removed(table):
    role = settings.DATABASE_APP_ROLE
    return migrations.RunSQL(
        f"revoke delete, truncate on {table} from {role}", f"grant delete on {table} to {role}"
    )


class Migration(migrations.Migration):
    dependencies = [("training", "0007_presence")]
    operations = [
        build_wall("training_presence"),
        build_wall("training_certificate"),
        *(
            build_wall(f"training_{table}", "0", open_to_read=True)
            for table in ("sheetscan", "trainersignature", "slotopening")
        ),
        build_wall("training_trainerlink", "0"),
        append_only("training_sheetscan"),
        append_only("training_trainersignature"),
        never_removed("training_presence"),
        never_removed("training_certificate"),
        *(
            same_commune(f"training_{table}", "registration_id", "training_registration")
            for table in ("presence", "certificate")
        ),
        migrations.RunSQL(
            "alter table training_presence add constraint presence_of_the_person"
            " foreign key (registration_id, person_id) references training_registration (id, person_id)"
            " deferrable initially deferred",
            "alter table training_presence drop constraint presence_of_the_person",
        ),
        made(PRESENCE_KEEPS, "training_presence_keeps"),
        watched("training_presence_keeps", "training_presence", "insert or update"),
        made(CERTIFICATE_KEEPS, "training_certificate_keeps"),
        watched("training_certificate_keeps", "training_certificate", "update"),
    ]
