"""A session that takes place: people in a room, somebody who gives it, signatures of a few strokes."""

import datetime as dt
import io
import uuid

from tests.training.factories import SessionFactory, TrainerFactory, give, secretaries
from training.domain import sessions
from training.domain.countersigning import countersign
from training.domain.presences import Signature, note, sign
from training.models import Presence
from training.states.presence import PresenceMethod, PresenceState

HOUR = dt.timedelta(hours=1)
A_MINUTE = dt.timedelta(minutes=1)


def strokes(seed=0):
    """A PNG that looks like a signature; another seed is another one."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (450, 160), "white")
    points = [(40 + n * 37, 80 + (((n + seed) * 53) % 90 - 45)) for n in range(11)]
    ImageDraw.Draw(picture).line(points, fill="#1a221e", width=4)
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()


def drawn(at, seed=0):
    return Signature(image=strokes(seed), nonce=uuid.uuid4(), signed_at=at, device="Tablette")


class Room:
    """A session under way with so many people; two half days, morning and afternoon."""

    def __init__(self, enter, people=2, **session):
        self.session = SessionFactory(maximum=max(people, 2), **session)
        self.trainer = TrainerFactory()
        self.morning, self.afternoon = self.session.slots.all()
        for slot in (self.morning, self.afternoon):
            give(slot, self.trainer)
        self.people = [enter(self.session, position) for position in secretaries(people)]
        self.begins, self.ends = self.morning.starts_at, self.afternoon.ends_at
        sessions.start(self.session.pk, by=None, at=self.begins)

    def sign(self, registration, slot=None, at=None, **more):
        slot = slot or self.morning
        at = at or slot.starts_at + A_MINUTE
        given = {"method": PresenceMethod.TABLET, "noted_as": "la formatrice", "at": at} | more
        return sign(slot.pk, registration.pk, drawn(at, registration.pk), **given)

    def note(self, registration, slot, state, at=None):
        at = at or slot.starts_at + A_MINUTE
        return note(slot.pk, registration.pk, PresenceState(state), noted_as="elle", at=at)

    def countersign(self, slot, at=None, image=None, **more):
        given = {"remarks": "", "device": "", "at": at or slot.ends_at}
        image = strokes() if image is None else image
        return countersign(slot.pk, self.trainer.pk, image=image, **given | more)

    def everybody_signs(self):
        for slot in (self.morning, self.afternoon):
            for one in self.people:
                self.sign(one, slot)
            self.countersign(slot)

    def end(self):
        sessions.end(self.session.pk, by=None, at=self.ends)

    def state_of(self, registration, slot=None):
        return Presence.objects.get(registration=registration, slot=slot or self.morning).state
