"""What is given to read in a session: the team writes it, a town hall that has a seat there reads it."""

import django.db.models.deletion
from django.db import migrations, models

from portal.walls.sql import build_wall

MINE = "any((select nullif(current_setting('app.communes', true), '')::int[])::int[])"
HAS_A_SEAT = f"""
exists (select 1 from training_registration r
        where r.session_id = training_sessionmaterial.session_id and r.commune_id = {MINE}
          and r.seat is not null and r.state not in ('to_validate', 'offered'))
"""


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0018_visas'),
    ]

    operations = [
        migrations.CreateModel(
            name='SessionMaterial',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='nom')),
                ('content_type', models.CharField(max_length=120, verbose_name='type')),
                ('size', models.PositiveIntegerField(verbose_name='octets')),
                ('sha256', models.CharField(max_length=64, verbose_name='empreinte')),
                ('file', models.FileField(max_length=200, upload_to='supports/%Y/%m/', verbose_name='fichier')),
                ('shown_from', models.CharField(choices=[('now', 'dès maintenant'), ('day', 'le jour de la formation')], max_length=3, verbose_name='visible')),
                ('added_at', models.DateTimeField(verbose_name='ajouté le')),
                ('added_as', models.CharField(max_length=160, verbose_name='ajouté par')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='retiré le')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='materials', to='training.session', verbose_name='session')),
                ('trainer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.trainer', verbose_name='formateur')),
            ],
            options={
                'verbose_name': 'support de formation',
                'verbose_name_plural': 'supports de formation',
                'ordering': ('added_at', 'pk'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('session', 'sha256'), name='session_material_once', violation_error_message='Ce fichier est déjà joint à la session.'), models.CheckConstraint(condition=models.Q(('shown_from__in', ['now', 'day'])), name='session_material_is_shown_some_day', violation_error_message='Un support se lit dès maintenant, ou le jour de la formation.')],
            },
        ),
        build_wall('training_sessionmaterial', '0'),
        migrations.RunSQL(
            f'alter policy training_sessionmaterial_read on training_sessionmaterial using (0 = {MINE} or {HAS_A_SEAT})',
            migrations.RunSQL.noop,
        ),
    ]
