"""What happened is added once: not even the application can change it. Keys do not jump over the wall."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from tests.factories import CommuneFactory, NeedLineFactory, SiteFactory

ONLY_ADDED = ("journal_entry", "purchasing_needrevision", "purchasing_needsnapshot")


@pytest.mark.django_db
@pytest.mark.parametrize("table", ONLY_ADDED)
@pytest.mark.parametrize(
    "change",
    ["update {} set id = id", "delete from {}", "truncate {}"],
    ids=lambda c: c.split()[0],
)
def test_the_application_cannot_rewrite_what_happened(table, change):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(table))


@pytest.mark.django_db
def test_a_key_does_not_lead_to_another_commune():
    line = NeedLineFactory()
    elsewhere = SiteFactory(commune=CommuneFactory())

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute(
            "update purchasing_needline set site_id = %s where id = %s", [elsewhere.pk, line.pk]
        )
