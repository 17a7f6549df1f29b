"""When rooms are not lent and trainers cannot come: a half day is not booked then, whoever books it."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from portal.walls.sql import build_wall

CLOSED = """
exists (select 1 from training_closure c where c.{kept}_id = who and booked.day between c.starts_on and c.ends_on)
or exists (select 1 from training_{kept} k where k.id = who
           and (extract(isodow from booked.day)::int - 1) * 2 + (booked.half = 'pm')::int = any(k.closed_week))
"""
REFUSED = """
raise exception 'slot_{kept}_is_free %/%/%', who, booked.day, booked.half
  using errcode = '23514', constraint = 'slot_{kept}_is_free';
"""
# Whoever closes holds the row for update: one of the two waits for the other, and sees what it did.
ROOM_IS_FREE = f"""
create function training_slot_room_is_free() returns trigger
language plpgsql security definer set search_path = public as $$
declare
  who bigint := new.room_id;
  booked training_slot := new;
begin
  if new.room_id is null or not new.live then
    return new;
  end if;
  if tg_op = 'UPDATE' and old.live and old.room_id = new.room_id and old.day = new.day and old.half = new.half then
    return new;
  end if;
  perform 1 from training_room where id = who for share;
  if {CLOSED.format(kept='room')} then
    {REFUSED.format(kept='room')}
  end if;
  return new;
end $$
"""
TRAINER_IS_FREE = f"""
create function training_slot_trainer_is_free() returns trigger
language plpgsql security definer set search_path = public as $$
declare
  who bigint := new.trainer_id;
  booked training_slot;
  before timestamp;
begin
  if not new.live then
    return new;
  end if;
  select * into booked from training_slot where id = new.slot_id;
  if tg_op = 'UPDATE' then
    before := old.starts_at at time zone 'Europe/Paris';
    if old.live and old.trainer_id = new.trainer_id and before::date = booked.day
       and (extract(hour from before) < 12) = (booked.half = 'am') then
      return new;
    end if;
  end if;
  perform 1 from training_trainer where id = who for share;
  if {CLOSED.format(kept='trainer')} then
    {REFUSED.format(kept='trainer')}
  end if;
  return new;
end $$
"""


def watched(kept, table, columns):
    function = f"training_slot_{kept}_is_free"
    return (
        migrations.RunSQL(
            ROOM_IS_FREE if kept == "room" else TRAINER_IS_FREE, f"drop function {function}()"
        ),
        migrations.RunSQL(
            f"create trigger {table}_is_free before insert or update of {columns} on {table}"
            f" for each row execute function {function}()",
            f"drop trigger {table}_is_free on {table}",
        ),
    )


class Migration(migrations.Migration):

    dependencies = [
        ('communes', '0005_need_with_its_commune'),
        ('training', '0020_expectations_and_reviews'),
    ]

    operations = [
        migrations.CreateModel(
            name='Closure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='du')),
                ('ends_on', models.DateField(verbose_name='au')),
                ('reason', models.CharField(blank=True, max_length=120, verbose_name='motif')),
                ('added_at', models.DateTimeField(verbose_name='notée le')),
                ('added_as', models.CharField(max_length=160, verbose_name='notée par')),
            ],
            options={
                'verbose_name': 'indisponibilité',
                'verbose_name_plural': 'indisponibilités',
                'ordering': ('starts_on', 'pk'),
            },
        ),
        migrations.AddField(
            model_name='room',
            name='closed_week',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(choices=[(0, 'lundi matin'), (1, 'lundi après-midi'), (2, 'mardi matin'), (3, 'mardi après-midi'), (4, 'mercredi matin'), (5, 'mercredi après-midi'), (6, 'jeudi matin'), (7, 'jeudi après-midi'), (8, 'vendredi matin'), (9, 'vendredi après-midi'), (10, 'samedi matin'), (11, 'samedi après-midi')]), blank=True, default=list, editable=False, size=None, verbose_name='demi-journées où elle n’est pas prêtée'),
        ),
        migrations.AddField(
            model_name='trainer',
            name='closed_week',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(choices=[(0, 'lundi matin'), (1, 'lundi après-midi'), (2, 'mardi matin'), (3, 'mardi après-midi'), (4, 'mercredi matin'), (5, 'mercredi après-midi'), (6, 'jeudi matin'), (7, 'jeudi après-midi'), (8, 'vendredi matin'), (9, 'vendredi après-midi'), (10, 'samedi matin'), (11, 'samedi après-midi')]), blank=True, default=list, editable=False, size=None, verbose_name='demi-journées où il n’est pas disponible'),
        ),
        migrations.AddConstraint(
            model_name='room',
            constraint=models.CheckConstraint(condition=models.Q(('closed_week__contained_by', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]), ('closed_week__len__lt', 12)), name='room_lent_some_half_day', violation_error_message='Laissez au moins une demi-journée de la semaine.'),
        ),
        migrations.AddConstraint(
            model_name='trainer',
            constraint=models.CheckConstraint(condition=models.Q(('closed_week__contained_by', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]), ('closed_week__len__lt', 12)), name='trainer_free_some_half_day', violation_error_message='Laissez au moins une demi-journée de la semaine.'),
        ),
        migrations.AddField(
            model_name='closure',
            name='room',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='closures', to='training.room', verbose_name='salle'),
        ),
        migrations.AddField(
            model_name='closure',
            name='trainer',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='closures', to='training.trainer', verbose_name='formateur'),
        ),
        migrations.AddConstraint(
            model_name='closure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('room', None), ('trainer__isnull', False)), models.Q(('room__isnull', False), ('trainer', None)), _connector='OR'), name='closure_of_a_room_or_a_trainer', violation_error_message='Une indisponibilité est celle d’une salle, ou d’un formateur.'),
        ),
        migrations.AddConstraint(
            model_name='closure',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='closure_ends_after', violation_error_message='Une indisponibilité finit le jour où elle commence, ou après.'),
        ),
        build_wall('training_closure', '0'),
        *watched('room', 'training_slot', 'room_id, day, half, live'),
        *watched('trainer', 'training_slottrainer', 'trainer_id, slot_id, starts_at, live'),
    ]
