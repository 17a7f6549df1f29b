"""What those who come expect, forgotten when they leave; what who gave the session says of it, to the team."""

import django.db.models.deletion
from django.db import migrations, models

from portal.walls.sql import build_wall

LIVE = "'to_validate', 'waiting', 'offered', 'confirmed', 'attended', 'partial', 'absent_excused', 'absent'"
FORGETS = f"""
create function training_registration_forgets() returns trigger
language plpgsql as $$
begin
  if new.state not in ({LIVE}) then
    new.expectations := '';
  end if;
  return new;
end $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0019_materials'),
    ]

    operations = [
        migrations.AddField(
            model_name='registration',
            name='expectations',
            field=models.CharField(blank=True, max_length=300, verbose_name='attentes'),
        ),
        migrations.CreateModel(
            name='TrainerReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('went', models.PositiveSmallIntegerField(choices=[(4, 'très bien'), (3, 'bien'), (2, 'moyennement'), (1, 'mal')], verbose_name='déroulement')),
                ('level', models.CharField(choices=[('beginners', 'presque tous débutaient'), ('mixed', 'des niveaux très différents'), ('ready', 'le niveau attendu'), ('ahead', 'presque tous savaient déjà')], max_length=9, verbose_name='niveau du groupe')),
                ('room', models.PositiveSmallIntegerField(choices=[(4, 'très bien'), (3, 'bien'), (2, 'moyennement'), (1, 'mal')], verbose_name='salle et matériel')),
                ('change', models.TextField(blank=True, max_length=1000, verbose_name='à changer')),
                ('remarks', models.TextField(blank=True, max_length=1000, verbose_name='remarques')),
                ('written_at', models.DateTimeField(verbose_name='écrit le')),
                ('edited_at', models.DateTimeField(blank=True, null=True, verbose_name='modifié le')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='training.session', verbose_name='session')),
                ('trainer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='training.trainer', verbose_name='formateur')),
            ],
            options={
                'verbose_name': 'bilan d’un formateur',
                'verbose_name_plural': 'bilans des formateurs',
                'ordering': ('session', 'written_at', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('session', 'trainer'), name='trainer_review_once', violation_error_message='Ce formateur a déjà fait le bilan de cette session.'), models.CheckConstraint(condition=models.Q(('level__in', ['beginners', 'mixed', 'ready', 'ahead']), ('room__in', [4, 3, 2, 1]), ('went__in', [4, 3, 2, 1])), name='trainer_review_in_its_words', violation_error_message='Un bilan choisit parmi les réponses proposées.'), models.CheckConstraint(condition=models.Q(('edited_at', None), ('edited_at__gte', models.F('written_at')), _connector='OR'), name='trainer_review_edited_after', violation_error_message='Un bilan se modifie après avoir été écrit.')],
            },
        ),
        migrations.RunSQL(FORGETS, 'drop function training_registration_forgets()'),
        migrations.RunSQL(
            'create trigger training_registration_forgets before insert or update of state, expectations'
            ' on training_registration for each row execute function training_registration_forgets()',
            'drop trigger training_registration_forgets on training_registration',
        ),
        build_wall('training_trainerreview', '0'),
    ]
