"""A campaign may ask for the mayor’s visa; each answer keeps whether it is awaited, given or refused, by whom."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('communes', '0005_need_with_its_commune'),
        ('training', '0017_answer_habits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='needsanswer',
            name='link_version',
            field=models.PositiveIntegerField(default=1, verbose_name='version du lien'),
        ),
        migrations.AddField(
            model_name='needsanswer',
            name='visa',
            field=models.CharField(blank=True, choices=[('', 'sans visa'), ('awaited', 'visa attendu'), ('given', 'visa donné'), ('refused', 'visa refusé')], default='', max_length=8, verbose_name='visa du maire'),
        ),
        migrations.AddField(
            model_name='needsanswer',
            name='visa_as',
            field=models.CharField(blank=True, max_length=200, verbose_name='visa répondu par'),
        ),
        migrations.AddField(
            model_name='needsanswer',
            name='visa_asked_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='visa demandé le'),
        ),
        migrations.AddField(
            model_name='needsanswer',
            name='visa_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='visa répondu le'),
        ),
        migrations.AddField(
            model_name='needsanswer',
            name='visa_reason',
            field=models.CharField(blank=True, max_length=300, verbose_name='motif du refus du visa'),
        ),
        migrations.AddField(
            model_name='needsanswer',
            name='visa_reminded_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='visa redemandé le'),
        ),
        migrations.AddField(
            model_name='needsanswer',
            name='visa_via',
            field=models.CharField(blank=True, choices=[('web', 'portail'), ('link', 'lien du courriel')], max_length=4, verbose_name='visa répondu par quel moyen'),
        ),
        migrations.AddField(
            model_name='needscampaign',
            name='visa_asked',
            field=models.BooleanField(default=False, help_text='Les souhaits ne comptent qu’une fois visés par le maire ou un adjoint.', verbose_name='visa du maire demandé'),
        ),
        migrations.AlterField(
            model_name='wish',
            name='state',
            field=models.CharField(choices=[('draft', 'brouillon'), ('visa', 'visa attendu'), ('submitted', 'à l’étude'), ('clustered', 'session en préparation'), ('satisfied', 'satisfait'), ('postponed', 'reporté'), ('refused', 'non retenu')], default='draft', max_length=9, verbose_name='état'),
        ),
        migrations.AddConstraint(
            model_name='needsanswer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('visa', ''), ('visa_asked_at', None), ('visa_as', ''), ('visa_at', None), ('visa_reason', ''), ('visa_via', '')), models.Q(('state', 'sent'), ('visa', 'awaited'), ('visa_asked_at__isnull', False), ('visa_as', ''), ('visa_at', None), ('visa_reason', ''), ('visa_via', '')), models.Q(('state', 'sent'), ('visa', 'given'), ('visa_reason', ''), ('visa_at__isnull', False), models.Q(('visa_as', ''), _negated=True), models.Q(('visa_via', ''), _negated=True)), models.Q(('state', 'draft'), ('visa', 'refused'), ('visa_at__isnull', False), models.Q(('visa_as', ''), _negated=True), models.Q(('visa_via', ''), _negated=True), models.Q(('visa_reason', ''), _negated=True)), _connector='OR'), name='needs_answer_visa_says_who', violation_error_message='Un visa donné ou refusé dit par qui et quand ; un refus, pourquoi.'),
        ),
    ]
