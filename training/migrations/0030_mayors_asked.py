"""The log says when the mayor was written to; until now, it was at the registration itself."""

from django.db import migrations, models

KINDS = [
    ("registered", "inscription demandée"),
    ("confirmed", "place confirmée"),
    ("waiting", "en liste d’attente"),
    ("accepted", "accord du maire"),
    ("refused", "refus du maire"),
    ("lapsed", "place tenue rendue"),
    ("asked", "maire sollicité"),
    ("reminded", "maire relancé"),
    ("offered", "place proposée"),
    ("declined", "place déclinée"),
    ("expired", "proposition sans réponse"),
    ("cancelled", "désistement"),
    ("replaced", "place cédée"),
    ("replaces", "place reçue d’un collègue"),
    ("swap_asked", "échange proposé à une autre mairie"),
    ("swap_offered", "échange proposé par une autre mairie"),
    ("swap_closed", "échange sans suite"),
    ("swapped_out", "place échangée"),
    ("swapped_in", "place reçue par un échange"),
    ("session_cancelled", "session annulée"),
    ("unseated", "session commencée, sans place"),
    ("moved", "dates changées"),
    ("room_changed", "salle changée"),
    ("outcome", "présence notée"),
]
ASKED_THEN = """
insert into training_registrationevent (registration_id, commune_id, seq, kind, at, details)
select r.id, r.commune_id,
       (select coalesce(max(e.seq), 0) + 1 from training_registrationevent e where e.registration_id = r.id),
       'asked', r.registered_at, '{}'
from training_registration r
where r.needs_approval and r.decision = '' and r.state in ('to_validate', 'waiting')
"""


class Migration(migrations.Migration):
    dependencies = [("training", "0029_said_by_phone")]
    operations = [
        migrations.AlterField(
            "registrationevent",
            "kind",
            models.CharField(choices=KINDS, max_length=17, verbose_name="quoi"),
        ),
        migrations.RunSQL(ASKED_THEN, migrations.RunSQL.noop),
    ]
