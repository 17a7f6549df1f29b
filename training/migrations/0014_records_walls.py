"""Each commune its agents; what an agent followed is shown whole to who employs her; the obligations to begin with."""

import datetime as dt

from django.conf import settings
from django.db import migrations

from portal.walls.sql import build_wall

MINE = "any((select nullif(current_setting('app.communes', true), '')::int[])::int[])"
FOLLOWED = f"""
create view training_followed as
select f.* from (
  select 'p' || p.id as id, p.person_id, s.session_id, null::bigint as external_id, c.title,
         'Formation mutualisée' as organism, s.day, s.starts_at, 1 as half_days,
         (extract(epoch from s.ends_at - s.starts_at) / 60)::int as minutes,
         c.kind = 'statutory' as statutory, c.kind = 'meeting' as meeting, false as planned
  from training_presence p
  join training_slot s on s.id = p.slot_id
  join training_session t on t.id = s.session_id
  join training_course c on c.id = t.course_id
  where p.state in ('present', 'late')
    and (exists (select 1 from training_trainersignature x where x.slot_id = s.id)
         or exists (select 1 from training_sheetscan x where x.slot_id = s.id))
  union all
  select 'h' || h.id, h.person_id, s.session_id, null, c.title, 'Formation mutualisée', s.day, s.starts_at, 1,
         (extract(epoch from s.ends_at - s.starts_at) / 60)::int, c.kind = 'statutory', c.kind = 'meeting', true
  from training_slotholding h
  join training_registration r on r.id = h.registration_id and r.state = 'confirmed'
  join training_slot s on s.id = h.slot_id
  join training_session t on t.id = s.session_id
  join training_course c on c.id = t.course_id
  union all
  select 'e' || e.id, e.person_id, null, e.id, e.title, e.organism, e.day, null, e.half_days, 0, e.statutory, false, false
  from training_externaltraining e
  where e.withdrawn_at is null
) f
where 0 = {MINE}
   or exists (select 1 from communes_position o
              where o.person_id = f.person_id and o.commune_id = {MINE}
                and (o.ended_on is null or o.ended_on >= current_date))
"""
RULE_KEEPS = """
create function training_obligation_rule_keeps() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  if (new.kind, new.half_days, new.months, new.recurring, new.counts, new.legal_ref, new.valid_from)
     is distinct from
     (old.kind, old.half_days, old.months, old.recurring, old.counts, old.legal_ref, old.valid_from)
     and exists (select 1 from training_obligation where rule_id = old.id) then
    raise exception 'obligation_rule_binding_stays' using errcode = '23514',
      constraint = 'obligation_rule_binding_stays';
  end if;
  return new;
end $$
"""
LAW = "Loi n° 2023-1380 du 30 décembre 2023 ; décret n° 2024-826 du 16 juillet 2024"
DECREE = "Décret n° 2008-512 du 29 mai 2008"
SINCE, SINCE_AB = dt.date(2008, 7, 1), dt.date(2016, 1, 1)
RULES = (
    ("Secrétaire général de mairie, premier emploi", 30, 12, False, True, LAW, dt.date(2024, 7, 18)),
    ("Intégration, catégorie C", 10, 12, False, False, DECREE, SINCE),
    ("Intégration, catégories A et B", 20, 12, False, False, f"{DECREE} ; décret n° 2015-1385", SINCE_AB),
    ("Professionnalisation au premier emploi, catégorie C", 6, 24, False, False, DECREE, SINCE),
    ("Professionnalisation au premier emploi, catégories A et B", 10, 24, False, False, DECREE, SINCE),
    ("Professionnalisation tout au long de la carrière", 4, 60, True, False, DECREE, SINCE),
    ("Prise d’un poste à responsabilité", 6, 6, False, False, DECREE, SINCE),
)  # fmt: skip


def begin_with_rules(apps, schema_editor):
    """The least that each text asks: a statute or an agreement may ask more, agent by agent."""
    rules = apps.get_model("training", "ObligationRule")
    for kind, half_days, months, recurring, for_secretaries, legal_ref, valid_from in RULES:
        rules.objects.using(schema_editor.connection.alias).create(
            kind=kind,
            half_days=half_days,
            months=months,
            recurring=recurring,
            counts="statutory",
            for_secretaries=for_secretaries,
            legal_ref=legal_ref,
            valid_from=valid_from,
        )


class Migration(migrations.Migration):
    dependencies = [("training", "0013_records")]
    operations = [
        build_wall("training_obligationrule", "0", open_to_read=True),
        build_wall("training_obligation"),
        build_wall("training_externaltraining"),
        migrations.RunSQL(FOLLOWED, "drop view training_followed"),
        migrations.RunSQL(
            f"revoke insert, update, delete, truncate on training_followed from {settings.DATABASE_APP_ROLE}",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(RULE_KEEPS, "drop function training_obligation_rule_keeps()"),
        migrations.RunSQL(
            "create trigger training_obligationrule_keeps before update on training_obligationrule"
            " for each row execute function training_obligation_rule_keeps()",
            "drop trigger training_obligationrule_keeps on training_obligationrule",
        ),
        migrations.RunPython(begin_with_rules, migrations.RunPython.noop),
    ]
