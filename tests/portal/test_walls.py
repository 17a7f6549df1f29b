import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from communes.models import Commune
from portal.walls.acting import wall
from purchasing.models import Participation
from tests.factories import CommuneFactory, ParticipationFactory


@pytest.mark.django_db
def test_a_commune_sees_its_own_rows_and_no_other():
    mine, other = CommuneFactory.create_batch(2)
    ParticipationFactory(commune=mine)
    ParticipationFactory(commune=other)

    with wall([mine.pk]):
        seen = set(Participation.objects.values_list("commune_id", flat=True))

    assert seen == {mine.pk}
    assert Participation.objects.count() == 2


@pytest.mark.django_db
def test_without_a_wall_nothing_is_seen():
    ParticipationFactory()

    with wall([]):
        assert Participation.objects.count() == 0


@pytest.mark.django_db
def test_a_commune_cannot_write_for_another():
    mine, other = CommuneFactory.create_batch(2)
    participation = ParticipationFactory(commune=mine)

    with wall([mine.pk]):
        assert Commune.objects.filter(pk=other.pk).update(note="x") == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Participation.objects.filter(pk=participation.pk).update(commune=other)


@pytest.mark.django_db
def test_the_portal_owns_nothing():
    with connection.cursor() as cursor:
        cursor.execute(
            "select rolsuper, rolbypassrls, (select count(*) from pg_class where relowner = r.oid)"
            " from pg_roles r where rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, 0)
