"""Licences: which posts they count, and the dates that cannot be."""

import pytest
from django.db import IntegrityError, transaction

from itsupport.domain.licences import Right, add_licence, change_licence
from itsupport.models import Licence
from itsupport.queries.software import uses
from portal.lib.refusal import Refusal
from tests.conftest import NOON
from tests.factories import (
    AssetFactory,
    CommuneFactory,
    UserFactory,
)
from tests.itsupport.park import DAY, TODAY

pytestmark = pytest.mark.django_db


def test_a_licence_counts_the_posts_of_its_commune_where_its_words_are_seen():
    licence = add_licence(
        CommuneFactory().pk, Right(product="e.magnus", seats=2), by=None, at=NOON
    )
    posts = [AssetFactory(commune=licence.commune) for _ in range(3)]
    for post in posts:
        post.software.create(
            commune=licence.commune, name="Berger-Levrault e.Magnus RH", seen_at=NOON
        )
        post.software.create(
            commune=licence.commune, name="Berger-Levrault E.MAGNUS GF", seen_at=NOON
        )
    posts[0].software.create(commune=licence.commune, name="Autre", seen_at=NOON)

    def word():
        return [(use.installed, use.word) for use in uses(Licence.objects.all(), on=TODAY)]

    assert word() == [(3, "postes en trop")]
    change_licence(licence.pk, Right(product="e.magnus", seats=3), by=UserFactory(), at=NOON)
    assert word() == [(3, "en règle")]
    right = Right(product="e.magnus", seats=3, ends_on=TODAY - DAY)
    change_licence(licence.pk, right, by=UserFactory(), at=NOON)
    assert word() == [(3, "licence échue")]


def test_a_licence_ends_after_it_began():
    commune = CommuneFactory()
    wrong = Right(product="x", starts_on=TODAY, ends_on=TODAY - DAY)

    with pytest.raises(Refusal):
        add_licence(commune.pk, wrong, by=None, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Licence.objects.create(commune=commune, product="x", starts_on=TODAY, ends_on=TODAY - DAY)
    Licence.objects.create(commune=commune, product="x", starts_on=TODAY, ends_on=TODAY)
