"""Where each commune stands: computed by those who see all of them, kept on each one's own row."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from itsupport import scoring
from itsupport.models import Audit, AuditStanding
from itsupport.queries.audit_marks import marks_of_all

if TYPE_CHECKING:
    from datetime import datetime
    from fractions import Fraction


def refresh_standings(*, at: datetime) -> int:
    """The place of each commune's last audit, and the median of them all; return how many communes are compared."""
    audits = list(
        Audit.objects.filter(pk__in=Audit.objects.latest_given().values("pk")).select_related(
            "template"
        )
    )
    marks = marks_of_all(audits, at=at)
    lows = {pk: one.score.low for pk, one in marks.items() if one.score.low is not None}
    AuditStanding.objects.bulk_create(
        [_standing(audit, lows, at=at) for audit in audits if audit.pk in lows],
        update_conflicts=True,
        unique_fields=["audit"],
        update_fields=["out_of", "place", "median", "computed_at"],
    )
    return len(lows)


def _standing(audit: Audit, lows: dict[int, Fraction], *, at: datetime) -> AuditStanding:
    others = [low for pk, low in lows.items() if pk != audit.pk]
    rank = scoring.rank(lows[audit.pk], others)
    told = rank.median is not None
    return AuditStanding(
        audit=audit,
        commune_id=audit.commune_id,
        out_of=rank.out_of,
        place=rank.place if told else None,
        median=_percent(rank.median) if rank.median is not None else None,
        computed_at=at,
    )


def _percent(mark: Fraction) -> Decimal:
    return (Decimal(mark.numerator * 100) / mark.denominator).quantize(Decimal("0.01"))
