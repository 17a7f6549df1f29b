"""The lists of the wishes: how each gets one more row. Read by tests/test_constant_queries.py."""

import datetime as dt

from tests import factories
from tests.conftest import NOON
from tests.training.factories import SessionFactory, ThemeFactory
from tests.training.wishing import campaign, course, served
from training.domain.needs_campaigns import close_campaign
from training.domain.papers import publish_plan
from training.models import NeedsAnswer, Wish
from training.states.wishes import NeedsState, WishState

TEAM, TOWN_HALL = "team", "town hall"


def add_campaign(scene):
    campaign(ThemeFactory(), year=2040 + scene.needs_campaign._meta.model.objects.count())


def add_wish(scene, commune=None, **given):
    """Of one more commune, for one more course of one more theme."""
    commune = commune or served(factories.SecretaryFactory().commune)
    made = scene.needs_campaign
    answer, _new = NeedsAnswer.objects.get_or_create(campaign=made, commune=commune)
    learn = course(ThemeFactory())
    values = {"theme": learn.theme, "course": learn, "people": 2, "state": WishState.SUBMITTED}
    Wish.objects.create(campaign=made, answer=answer, commune=commune, **values | given)


def add_loose(scene):
    add_wish(scene, course=None, subject=f"Sujet {Wish.objects.count()}")
    factories.NeedFactory(theme="training")


def add_own(scene):
    add_wish(scene, commune=scene.commune, state=WishState.REFUSED, reason="Non.", decided_at=NOON)


def add_published(scene):
    """One more wish of hers, one more commune that wishes, in a plan that is published anew."""
    made = scene.needs_campaign
    made.refresh_from_db()
    if made.state == NeedsState.OPEN:
        close_campaign(made.pk, by=scene.people[TEAM], at=NOON)
    add_wish(scene)
    add_own(scene)
    SessionFactory(on=dt.date(made.year, 3, 9), course=course(ThemeFactory()))
    publish_plan(made.pk, by=scene.people[TEAM], at=NOON)


LISTS = [
    (TEAM, "trainingdesk:needs_list", None, add_campaign),
    (TEAM, "trainingdesk:needs_follow", "needs_campaign", add_wish),
    (TEAM, "trainingdesk:demand_board", "needs_campaign", add_wish),
    (TEAM, "trainingdesk:demand_loose", "needs_campaign", add_loose),
    (TEAM, "trainingdesk:training_plan", "needs_campaign", add_wish),
    (TOWN_HALL, "training:wish_list", None, add_own),
    (TOWN_HALL, "training:plan_detail", "needs_campaign", add_published),
]
