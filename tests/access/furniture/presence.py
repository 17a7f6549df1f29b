"""A session under way in each commune: a presence corrected, a half day open, a sheet, two certificates.

A presence and a certificate are kept as they were given: their words are those of the canaries from the start.
"""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from portal.files import Given
from tests.access.furniture.audits import CANARY
from tests.conftest import NOON
from tests.training.factories import DAY, FIRST, SessionFactory, TrainerFactory, give
from training.domain import registrations, sessions
from training.domain.certificates import print_certificate
from training.domain.countersigning import open_slot
from training.domain.materials import add_materials
from training.domain.presences import note, note_half_day
from training.domain.trainer_links import send_link
from training.models import Certificate, Closure, Presence, SheetScan
from training.queries.trainer_links import slot_code, trainer_token
from training.states.materials import ShownFrom
from training.states.presence import CertificateKind, PresenceState

UNKNOWN = "ZZZZ-ZZZZ-ZZZZ"


def furnish(side, users):
    foreign = side.commune.name.endswith("2")
    word = CANARY if foreign else "un mot"
    session = SessionFactory(room=side.training_room, on=FIRST + 8 * DAY)
    slots, trainer = list(session.slots.all()), TrainerFactory()
    for slot in slots:
        give(slot, trainer)
    person = side.position.person
    came = registrations.register(
        session.pk, person=person, commune=side.commune, by=None, at=NOON
    )
    sessions.start(session.pk, by=None, at=session.starts_at)
    _noted(slots[0], came, word, users["manager"])
    link = send_link(session.pk, trainer.pk, by=None, at=NOON)
    open_slot(slots[1].pk, trainer.pk, at=slots[1].starts_at)
    certificate = _certificate(came, 1)
    _certificate(came, 2, revoked_at=NOON, revoke_reason=word)
    print_certificate(certificate, by=None, at=NOON)
    side.things |= {
        "presence_session": session,
        "presence_slot": slots[1],
        "presence_trainer": trainer,
        "attended_registration": came,
        "trainer_link": trainer_token(link),
        "sign_code": slot_code(slots[1].pk, at=NOON),
        "certificate": certificate,
        "certificate_code": UNKNOWN if foreign else certificate.code,
        "sheet_scan": _scan(slots[0]),
        "material": _material(session, trainer),
        "training_closure": _closure(trainer, word),
    }


def _noted(slot, registration, word, manager):
    at = slot.starts_at
    note(slot.pk, registration.pk, PresenceState.ABSENT, noted_as=word, at=at)
    states = {registration.pk: PresenceState.PRESENT}
    note_half_day(slot.pk, states, reason=word, by=manager, at=at)
    rows = Presence.objects.filter(registration=registration, slot=slot)
    rows.update(device=word, noted_as=word)


def _certificate(registration, number, **more):
    return Certificate.objects.create(
        registration=registration,
        commune_id=registration.commune_id,
        kind=CertificateKind.TRAINING,
        number=f"2026-{registration.pk}-F{number}",
        code=f"{registration.pk:04d}-{number:04d}-AAAA",
        minutes=180,
        sha256="a" * 64,
        issued_at=NOON,
        **more,
    )


def _scan(slot):
    file = default_storage.save(f"emargements/{slot.pk}", ContentFile(b"%PDF-1.7"))
    given = {"name": "feuille.pdf", "content_type": "application/pdf", "size": 8}
    return SheetScan.objects.create(
        slot=slot, file=file, sha256=f"{slot.pk:064d}", added_at=NOON, added_as="x", **given
    )


def _material(session, trainer):
    """In ours the trainer's; from a fixed day, so that every visit reads it."""
    given = Given(name="plan.gif", content=b"GIF89a plan")
    added = add_materials(
        session.pk, [given], shown_from=ShownFrom.NOW, trainer=trainer, by=None, at=NOON
    )
    return added.kept[0]


def _closure(trainer, word):
    """Far away from any session."""
    day = FIRST.replace(year=2090)
    return Closure.objects.create(
        trainer=trainer, starts_on=day, ends_on=day, reason=word, added_at=NOON, added_as="elle"
    )
