"""The apps' contributions: what they ask is put together, step by step; what they find keeps its order."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communes.models import Commune
from portal.database.together import HowMany
from portal.home.registry import Asked, Registry, answered, gather_all
from tests.factories import CommuneFactory

pytestmark = pytest.mark.django_db


def numbered(label):
    (number,) = yield Asked(HowMany(Commune.objects.all()))
    yield f"{label} {number}"


def in_two_steps(label):
    yield f"{label} begins"
    communes, number = yield Asked(Commune.objects.order_by("pk"), HowMany(Commune.objects.all()))
    for commune in communes:
        yield f"{label} {commune.name}"
    (again,) = yield Asked(Commune.objects.filter(pk=communes[0].pk))
    yield f"{label} {again[0].name} of {number}"


def plain(label):
    return [label]


def stops(_label):
    return
    yield


@pytest.fixture
def communes():
    return [CommuneFactory(name="Bébing"), CommuneFactory(name="Réding")]


def test_questions_of_all_go_together_and_each_finds_its_own(communes):
    first, second = Registry(), Registry()
    for function in (in_two_steps, plain, stops):
        first(function)
    second(numbered)

    with CaptureQueriesContext(connection) as queries:
        found, other = gather_all(first.told("a"), second.told("b"))

    assert found == ["a begins", "a Bébing", "a Réding", "a Bébing of 2", "a"]
    assert other == ["b 2"]
    assert len(queries) == 2  # the first step of all, the second of one


def test_a_contribution_alone_is_answered(communes):
    assert answered(numbered("c")) == ["c 2"]
    assert answered(plain("c")) == ["c"]
    assert gather_all([], []) == [[], []]
