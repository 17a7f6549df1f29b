"""« Je sais faire, je peux aider »: exactly the themes that are ticked."""

import pytest

from portal.journal.models import Entry
from portal.walls.acting import EVERYONE, wall
from tests.conftest import NOON
from tests.training.factories import ThemeFactory
from tests.training.hall import Hall
from training.domain.skills import offer_skills
from training.models import SkillOffer

pytestmark = pytest.mark.django_db


def test_themes_begin_stay_with_a_new_word_and_end():
    hall, first, other = Hall(), ThemeFactory(), ThemeFactory()
    me = hall.secretary.user

    def offer(words):
        return offer_skills(hall.commune.pk, words, by=me, at=NOON)

    assert offer({first.pk: "le matin"}) == (1, 0)
    assert offer({first.pk: "le soir", other.pk: ""}) == (1, 0)
    assert SkillOffer.objects.get(theme=first).word == "le soir"
    assert offer({other.pk: ""}) == (0, 1)
    assert list(SkillOffer.objects.values_list("theme", "user")) == [(other.pk, me.pk)]
    verbs = Entry.objects.filter(verb__in=("help", "stop_helping")).order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["help", "help", "stop_helping"]


def test_what_was_offered_in_a_commune_that_she_left_goes_with_her():
    before, now, first, other = Hall(), Hall(), ThemeFactory(), ThemeFactory()
    me = before.secretary.user
    offer_skills(before.commune.pk, {first.pk: "le matin", other.pk: ""}, by=me, at=NOON)

    with wall([now.commune.pk, EVERYONE]):
        assert offer_skills(now.commune.pk, {first.pk: "le soir"}, by=me, at=NOON) == (0, 1)

    kept = SkillOffer.objects.get()
    assert (kept.theme, kept.commune, kept.word) == (first, now.commune, "le soir")
