"""What a trainer, or the manager, gives to read to the people of a session, and takes back until it is closed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction

from portal.files import DOCUMENTS, check_files, keep
from portal.journal.record import record
from portal.lib.refusal import Refusal
from portal.lib.text import NBSP
from training.domain.seating import everybody, hold_session
from training.models import SessionMaterial
from training.states.sessions import DEAD_SESSIONS, SessionState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from portal.accounts.models import User
    from portal.files import Given
    from training.models import Session, Trainer
    from training.states.materials import ShownFrom

MOST = 40
"""Files of one session."""
KINDS = "un PDF, une image, un texte, un tableur ou un diaporama (docx, xlsx, pptx, odt, ods, odp)"


@dataclass(slots=True)
class Added:
    """What came of several files: those that are given now, and why each of the others is not."""

    kept: list[SessionMaterial] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@transaction.atomic
def add_materials(
    session_id: int,
    files: Sequence[Given],
    *,
    shown_from: ShownFrom,
    trainer: Trainer | None,
    by: User | None,
    at: datetime,
) -> Added:
    """Give files to read: those that are good are kept, each of the others is named. Given twice, one is kept once.

    Refusal for a session that is closed or will not take place, beyond 20 files at once, 40 in all, or 15 MB for one.
    """
    session = hold_session(session_id, by=by)
    _check_open(session)
    check_files(files)
    with everybody(by):
        standing = {one.sha256: one for one in session.materials.standing()}
        if len(standing) + len(files) > MOST:
            raise Refusal(f"Une session a {MOST} supports au plus : retirez-en d’abord.")
        added = Added()
        for one in files:
            kept = keep(f"supports/{at:%Y/%m}", one.name, one.content)
            if kept.content_type not in DOCUMENTS or not kept.size:
                added.refused.append(_refused(kept.name, empty=not kept.size))
                continue
            found = standing.get(kept.sha256) or SessionMaterial.objects.create(
                session=session,
                trainer=trainer,
                shown_from=shown_from,
                added_at=at,
                added_as=str(trainer or by)[:160],
                **asdict(kept),
            )
            if kept.sha256 not in standing:
                record("add_material", session, by=by, at=at, name=kept.name)
            standing[kept.sha256] = found
            added.kept.append(found)
    return added


@transaction.atomic
def withdraw_material(
    material_id: int, *, trainer: Trainer | None, by: User | None, at: datetime
) -> None:
    """No longer given. A trainer takes back her own, the manager (no trainer) any. Refusal once it is closed."""
    row = SessionMaterial.objects.get(pk=material_id)
    session = hold_session(row.session_id, by=by)
    _check_open(session)
    with everybody(by):
        row = SessionMaterial.objects.locked(material_id)
        if trainer is not None and row.trainer_id != trainer.pk:
            raise Refusal("Ce support n’est pas le vôtre : demandez au service mutualisé.")
        if row.withdrawn_at is not None:
            return
        row.withdrawn_at = at
        row.save(update_fields=["withdrawn_at"])
        record("withdraw_material", session, by=by, at=at, name=row.name)


def _check_open(session: Session) -> None:
    if session.state == SessionState.CLOSED or session.state in DEAD_SESSIONS:
        raise Refusal(f"Les supports ne changent plus{NBSP}: {session.get_state_display()}.")


def _refused(name: str, *, empty: bool) -> str:
    if empty:
        return f"« {name} » est vide{NBSP}: il n’est pas joint."
    return f"« {name} » n’est pas joint{NBSP}: envoyez {KINDS}."
