"""Campaigns of needs for tests: two town halls asked, what they tick."""

import datetime as dt

from communes.models import Epci
from tests import factories
from tests.conftest import NOON
from tests.training.factories import DAY, CourseFactory, ThemeFactory
from training.domain import needs_campaigns as domain
from training.domain.needs_campaigns import CampaignPlan
from training.domain.wishes import Asked, Given, send_wishes
from training.models import NeedsAnswer, Theme

CLOSES = NOON + 14 * DAY


def boss():
    return factories.ManagerFactory().person.user


def campaign(*themes, year=2027, opened=True, at=NOON, closes_at=CLOSES, by=None, **more):
    """Prepared, and opened unless told, to every commune that is served."""
    by = by or boss()
    themes = themes or [ThemeFactory()]
    plan = CampaignPlan(
        year=year,
        title=f"Souhaits {year}",
        closes_at=closes_at,
        themes=tuple(one.pk for one in themes),
        **more,
    )
    made = domain.create_campaign(plan, by=by, at=at)
    if opened:
        domain.open_campaign(made.pk, by=by, at=at)
    made.refresh_from_db()
    return made


def served(commune):
    """Make a commune one of those that the portal serves."""
    epci = Epci.objects.first() or factories.EpciFactory()
    factories.MembershipFactory(commune=commune, epci=epci)
    return commune


def answer_of(made, hall):
    return NeedsAnswer.objects.get(campaign=made, commune=hall.commune)


def course(theme=None, **given):
    return CourseFactory(theme=theme or Theme.objects.first() or ThemeFactory(), **given)


def wish(made, hall, *people, learn=None, number=0, at=NOON, **given):
    """Send one wish for these people of a hall, the page saying nothing else."""
    words = {"subject": given.pop("subject")} if "subject" in given else {}
    asked = Asked(
        course_id=learn.pk if learn else None,
        theme_id=None if learn else made.themes.first().pk,
        people=tuple(one.pk for one in people),
        number=number,
        priority=given.pop("priority", 2),
        **words,
    )
    page = Given(asked=(asked,), **given)
    answer = send_wishes(answer_of(made, hall).pk, page, by=hall.secretary.user, at=at)
    return list(answer.wishes.order_by("pk"))


def later(days):
    return NOON + dt.timedelta(days=days)
