"""What may still change in a questionnaire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from training.models import EvaluationQuestion

if TYPE_CHECKING:
    from collections.abc import Mapping


def may_reword(question_id: int, words: Mapping[str, Any]) -> bool:
    """Whether nobody answered it. Only the database may look: it is asked to write, and nothing is kept."""
    try:
        with transaction.atomic():
            EvaluationQuestion.objects.filter(pk=question_id).update(**words)
            transaction.set_rollback(True)
    except IntegrityError:
        return False
    return True
