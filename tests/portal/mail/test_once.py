"""One fact is one mail: by its key, which the database knows too."""

import pytest
from django.db import IntegrityError, transaction

from portal.mail.digest import Digest, Line
from portal.mail.models import OutboxEmail
from portal.mail.notifications import enqueue


def digest(at):
    line = Line(title="Extincteurs", text="Votre réponse est attendue.", url="")
    return Digest(to="mairie@example.org", day=at.date(), lines=(line,))


@pytest.mark.django_db
def test_the_same_mail_written_twice_is_one_row(at):
    enqueue(digest(at), at=at)
    enqueue(digest(at), at=at)

    assert OutboxEmail.objects.count() == 1


@pytest.mark.django_db
def test_the_database_refuses_two_mails_of_one_key(written):
    written(key="one")

    with pytest.raises(IntegrityError), transaction.atomic():
        written(key="one")
