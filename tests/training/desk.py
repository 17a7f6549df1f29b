"""What the manager types and opens."""

from django.urls import reverse

from tests.training.factories import CourseFactory


def address(name, *args):
    return reverse(f"trainingdesk:{name}", args=args)


def typed(course, *halves, **more):
    """What the form of a session sends; a half day is (day, from, to, room, trainer)."""
    rows = {}
    for n, half in enumerate(halves):
        names = ("day", "starts", "ends", "room", "trainer")
        rows |= {f"demi-{n}-{name}": value for name, value in zip(names, half, strict=False)}
    return {
        "demi-TOTAL_FORMS": len(halves),
        "demi-INITIAL_FORMS": 0,
        "minimum": course.minimum,
        "maximum": course.maximum,
        "offer_hours": 48,
        "hold_hours": 120,
        **rows,
        **more,
    }


def prepared(desk, course=None, room=None, trainer=None, **more):
    course = course or CourseFactory(maximum=12)
    half = ("9/03/2027", "9 h", "12 h 30", room.pk if room else "", trainer.pk if trainer else "")
    empty = ("", "13 h 30", "16 h 30", "", "")
    url = f"{address('session_create')}?formation={course.pk}"
    return desk.post(url, typed(course, half, empty, **more))
