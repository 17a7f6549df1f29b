"""The trainer's side: files given to read, what people expect, days when she cannot come, her review."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from portal.accounts.models import User
from portal.files import Given
from portal.lib.dates import paris_date
from training.domain.availability import Away, close, set_week
from training.domain.expectations import say_expectations
from training.domain.materials import add_materials
from training.domain.reviewing import Review, review
from training.models import Room, Session, Trainer
from training.queries.presence import attending
from training.states.availability import WeekHalf
from training.states.materials import ShownFrom
from training.states.reviews import GroupLevel, Rating
from training.states.sessions import SessionState

if TYPE_CHECKING:
    from datetime import datetime

EXPECTED = (
    "Comment faire quand deux scrutins tombent le même jour ?",
    "Je débute : revoir les délais depuis le début.",
    "",
    "Le logiciel refuse une inscription d’office, j’apporte l’exemple.",
)
REVIEW = Review(
    went=Rating.WELL,
    level=GroupLevel.MIXED,
    room=Rating.SO_SO,
    change="Deux groupes, les débutants le matin.",
    remarks="Prévoir une rallonge et un second écran.",
)


def load_trainer_side(*, at: datetime) -> None:
    """Before the session of last month is closed."""
    manager = User.objects.get(email="gestion@example.org")
    past = Session.objects.filter(state=SessionState.TO_CLOSE).order_by("ends_at").first()
    if past is not None and past.ends_at is not None:
        trainer = past.slots.first().trainers.get().trainer  # type: ignore[union-attr]
        _give(past, trainer, ("Diaporama des élections.pdf", "Cas pratiques et corrigés.pdf"))
        review(past.pk, trainer.pk, REVIEW, at=past.ends_at + timedelta(hours=1))
    for session in Session.objects.filter(state=SessionState.OPEN).order_by("pk"):
        say_what_they_expect(session, at=at)
    _closed(on=paris_date(at), by=manager, at=at)


def say_what_they_expect(session: Session, *, at: datetime) -> None:
    """Some of those who come, each in a line; her files wait for the day."""
    for one, words in zip(attending(session.pk).order_by("pk"), EXPECTED, strict=False):
        if words:
            say_expectations(one.pk, words, by=None, at=at)
    first = session.slots.order_by("starts_at").first()
    given = first.trainers.first() if first is not None else None
    if given is not None:
        _give(session, given.trainer, ("Plan de la journée.pdf",), at=at)


def _give(
    session: Session, trainer: Trainer, names: tuple[str, ...], *, at: datetime | None = None
) -> None:
    files = [Given(name=name, content=_pdf(name.removesuffix(".pdf"))) for name in names]
    when = at or session.ends_at
    assert when is not None
    add_materials(session.pk, files, shown_from=ShownFrom.DAY, trainer=trainer, by=None, at=when)


def _closed(*, on: date, by: User, at: datetime) -> None:
    """Works in a room next summer; a trainer who sits on a jury, and never comes on a Saturday."""
    july = date(on.year + 1, 7, 5)
    room = Room.objects.order_by("pk").first()
    trainer = Trainer.objects.filter(person=None).order_by("pk").first()
    if room is None or trainer is None:
        return
    works = Away(starts_on=july, ends_on=july + timedelta(days=25), reason="travaux de chauffage")
    close(room, works, by=by, said_by=str(by), at=at)
    jury = Away(starts_on=july, ends_on=july + timedelta(days=2), reason="jury de concours")
    close(trainer, jury, by=None, said_by=str(trainer), at=at)
    free = set(WeekHalf.values) - {WeekHalf.SATURDAY_AM, WeekHalf.SATURDAY_PM}
    set_week(trainer, free, by=None, at=at)


def _pdf(title: str) -> bytes:
    """One page with a title, which any reader opens."""
    words = title.encode("cp1252", "replace").replace(b"(", b"").replace(b")", b"")
    drawn = b"BT /F1 24 Tf 72 740 Td (" + words + b") Tj ET"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        font,
    )
    written, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(written))
        written += b"%d 0 obj%s\nendobj\n" % (number, part)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(parts) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, rows)
    return written + table + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        size, len(written),
    )  # fmt: skip
