"""The training record on paper stands behind the wall of the commune that asked for it."""

import pytest

from portal.documents.models import Document
from portal.walls.acting import wall
from tests.conftest import NOON
from tests.training.hall import Hall
from training.domain.record_papers import RECORD, ask_record

pytestmark = pytest.mark.django_db


def test_the_paper_is_of_that_person_and_of_that_commune_alone():
    hall, other = Hall(), Hall()

    made = ask_record(
        hall.secretary.pk, commune_id=hall.commune.pk, by=hall.secretary.user, at=NOON
    )

    assert (made.kind, made.subject_id, made.commune_id) == (
        RECORD,
        hall.secretary.pk,
        hall.commune.pk,
    )
    with wall([hall.commune.pk], user_id=hall.secretary.user.pk):
        assert Document.objects.filter(pk=made.pk).exists()
    with wall([other.commune.pk], user_id=other.secretary.user.pk):
        assert not Document.objects.filter(pk=made.pk).exists()
