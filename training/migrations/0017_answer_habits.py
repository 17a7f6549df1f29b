"""Period, days and way of an answer: those of its wishes that say nothing else. Taken from its first wish."""

import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models


FROM_ITS_WISHES = """
update training_needsanswer a
   set period = w.period, not_weekdays = w.not_weekdays, impossible = w.impossible,
       kilometres_at_most = w.kilometres_at_most
  from (select distinct on (answer_id) answer_id, period, not_weekdays, impossible, kilometres_at_most
          from training_wish where need_id is null order by answer_id, priority, id) w
 where w.answer_id = a.id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('communes', '0005_need_with_its_commune'),
        ('training', '0016_wishes_walls'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='needsanswer',
            name='impossible',
            field=models.CharField(blank=True, max_length=200, verbose_name='dates impossibles'),
        ),
        migrations.AddField(
            model_name='needsanswer',
            name='kilometres_at_most',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='kilomètres au plus'),
        ),
        migrations.AddField(
            model_name='needsanswer',
            name='not_weekdays',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(choices=[(0, 'lundi'), (1, 'mardi'), (2, 'mercredi'), (3, 'jeudi'), (4, 'vendredi')]), blank=True, default=list, size=None, verbose_name='jours impossibles'),
        ),
        migrations.AddField(
            model_name='needsanswer',
            name='period',
            field=models.CharField(choices=[('any', 'peu importe'), ('winter', 'de janvier à mars'), ('spring', 'd’avril à juin'), ('autumn', 'de septembre à décembre')], default='any', max_length=6, verbose_name='période'),
        ),
        migrations.AddConstraint(
            model_name='needsanswer',
            constraint=models.CheckConstraint(condition=models.Q(('not_weekdays__contained_by', [0, 1, 2, 3, 4]), ('not_weekdays__len__lt', 5)), name='needsanswer_weekdays_leave_one', violation_error_message='Laissez au moins un jour de la semaine, du lundi au vendredi.'),
        ),
        migrations.AddConstraint(
            model_name='needsanswer',
            constraint=models.CheckConstraint(condition=models.Q(('kilometres_at_most', None), models.Q(('kilometres_at_most__gte', 1), ('kilometres_at_most__lte', 200)), _connector='OR'), name='needsanswer_drives_somewhere', violation_error_message='Le trajet accepté va de 1 à 200 kilomètres.'),
        ),
        migrations.RunSQL(FROM_ITS_WISHES, migrations.RunSQL.noop),
    ]
