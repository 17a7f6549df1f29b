"""« Je sais faire, je peux aider »: exactly the themes that are ticked."""

import pytest

from portal.journal.models import Entry
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
