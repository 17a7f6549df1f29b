"""A session in a room of each commune: somebody comes, somebody waits, the mayor is asked for a third."""

from tests.conftest import NOON
from tests.training.factories import DAY, FIRST, RoomFactory, SessionFactory, TrainerFactory, give
from training.domain import decisions, registrations
from training.domain.decisions import Word
from training.domain.feeds import make_feed
from training.models import SlotHolding
from training.queries.feeds import feed_token
from training.queries.links import approval_token
from training.states.registrations import DecisionChannel


def furnish(side, users):
    room = RoomFactory(commune=side.commune, site=side.room)
    session = SessionFactory(room=room, maximum=1, needs_approval=True)
    give(session.slots.first(), TrainerFactory())
    word = Word(decided_as=f"{side.mayor.person}, maire", via=DecisionChannel.WEB)
    came, waits = (
        registrations.register(
            session.pk, person=person, commune=side.commune, by=None, at=NOON - DAY
        )
        for person in (side.secretary.person, side.position.person)
    )
    for one in (came, waits):
        decisions.accept(one.pk, word, by=users["manager"], at=NOON)
    asking = registrations.register(
        SessionFactory(room=room, needs_approval=True, on=FIRST + DAY).pk,
        person=side.elected.person,
        commune=side.commune,
        by=None,
        at=NOON,
    )
    course = session.course
    side.things |= {
        "training_theme": course.theme,
        "training_course": course,
        "training_trainer": session.slots.first().trainers.get().trainer,
        "training_room": room,
        "training_session": session,
        "registration": came,
        "waiting_registration": waits,
        "asking_registration": asking,
        "slot_holding": SlotHolding.objects.filter(registration=came).first(),
        "approval_link": approval_token(asking, side.mayor.person.pk),
    }
    side.things |= calendars(side)


def calendars(side):
    """An address for the secretary's own calendar, and one for the town hall's."""
    mine = make_feed(
        side.commune.pk, person=side.secretary.person, by=side.secretary.person.user, at=NOON
    )
    ours = make_feed(side.commune.pk, person=None, by=side.secretary.person.user, at=NOON)
    return {"calendar_feed": ours, "own_calendar_feed": mine, "feed_link": feed_token(ours)}
