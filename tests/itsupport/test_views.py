"""The searches that somebody keeps: hers alone, under names of her own, twenty at most."""

import pytest

from itsupport.domain.views import MOST, drop_view, keep_view
from itsupport.models import SavedView
from portal.lib.refusal import Refusal
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(db):
    return factories.UserFactory()


def test_a_name_given_again_takes_the_new_search(agent):
    keep_view("  À   rappeler ", "etat=waiting", by=agent)
    keep_view("À rappeler", "etat=open", by=agent)

    view = SavedView.objects.get()
    assert (view.name, view.query) == ("À rappeler", "etat=open")


def test_the_twenty_first_is_refused_and_the_twentieth_may_still_change(agent):
    for number in range(MOST):
        keep_view(f"Vue {number}", "a=1", by=agent)

    with pytest.raises(Refusal, match="retirez-en une"):
        keep_view("Une de plus", "a=1", by=agent)
    keep_view("Vue 3", "a=2", by=agent)
    keep_view("Une de plus", "a=1", by=factories.UserFactory())

    assert SavedView.objects.get(owner=agent, name="Vue 3").query == "a=2"


def test_a_view_without_a_name_is_refused(agent):
    with pytest.raises(Refusal, match="Donnez un nom"):
        keep_view("   ", "a=1", by=agent)


def test_nobody_drops_the_view_of_another(agent):
    view = keep_view("À rappeler", "a=1", by=agent)

    drop_view(view.pk, by=factories.UserFactory())
    assert SavedView.objects.exists()
    drop_view(view.pk, by=agent)
    assert not SavedView.objects.exists()
