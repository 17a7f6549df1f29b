"""The first wall alone, PostgreSQL's being open: a secretary is shown her own rows, whoever asks."""

import pytest

from communes.queries import acting_of
from portal.mail.models import OutboxEmail
from tests.factories import CommuneFactory, DocumentFactory, NeedFactory, ParticipationFactory

BUILD = {
    "an answer": lambda commune: ParticipationFactory(commune=commune),
    "a document": lambda commune: DocumentFactory(commune_id=commune.pk),
    "a need": lambda commune: NeedFactory(commune=commune),
}


@pytest.fixture
def hers(secretary, at):
    """The secretary's user, as a page receives it."""
    user = secretary.person.user
    user.acting = acting_of(user, on=at.date())
    return user


@pytest.mark.django_db
@pytest.mark.parametrize("build", BUILD.values(), ids=BUILD)
def test_a_secretary_is_shown_her_own_rows_by_the_first_wall_alone(secretary, hers, build):
    mine, foreign = build(secretary.commune), build(CommuneFactory())
    rows = type(mine).objects
    assert {mine, foreign} <= set(rows.all())

    assert list(rows.visible_to(hers)) == [mine]


@pytest.mark.django_db
def test_no_mail_is_shown_to_a_town_hall(secretary, hers, at):
    OutboxEmail.objects.create(
        key="k", kind="k", subject="s", text="t", to="mairie@example.org", written_at=at,
        send_after=at, message_id="<1@x>", commune_id=secretary.commune.pk,
    )  # fmt: skip

    assert OutboxEmail.objects.visible_to(hers).count() == 0
