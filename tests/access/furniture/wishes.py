"""In each commune: a campaign of needs answered by the secretary, another that waits for the mayor's visa, a need."""

from communes.states import NeedTheme
from tests import factories
from tests.conftest import NOON
from tests.training.factories import ThemeFactory
from tests.training.wishing import campaign, course
from training.domain.needs_campaigns import close_campaign
from training.domain.papers import publish_plan
from training.domain.wishes import Asked, Given, send_wishes
from training.models import NeedsAnswer, NeedsCampaign, Wish
from training.queries.links import visa_token


def furnish(side, users):
    theme = ThemeFactory()
    learn = course(theme, minimum=1)
    year = 2031 + NeedsCampaign.objects.count()
    made = campaign(theme, year=year, by=users["manager"])
    answer, _new = NeedsAnswer.objects.get_or_create(campaign=made, commune=side.commune)
    secretary = side.secretary.person
    asked = (
        Asked(course_id=learn.pk, people=(secretary.pk,), number=2),
        Asked(theme_id=theme.pk, subject="Le cadastre", number=1),
    )
    send_wishes(answer.pk, Given(asked=asked), by=secretary.user, at=NOON)
    asked = (Asked(course_id=learn.pk, number=1),)
    visaed = campaign(theme, year=year + 20, by=users["manager"], visa_asked=True)
    waits, _new = NeedsAnswer.objects.get_or_create(campaign=visaed, commune=side.commune)
    waits = send_wishes(waits.pk, Given(asked=asked), by=secretary.user, at=NOON)
    planned = campaign(theme, year=year + 40, by=users["manager"])
    said, _new = NeedsAnswer.objects.get_or_create(campaign=planned, commune=side.commune)
    send_wishes(said.pk, Given(asked=asked), by=secretary.user, at=NOON)
    close_campaign(planned.pk, by=users["manager"], at=NOON)
    publish_plan(planned.pk, by=users["manager"], at=NOON)
    side.things |= {
        "planned_campaign": planned,
        "visa_answer": waits,
        "visa_link": visa_token(waits, side.mayor.person.pk),
        "needs_campaign": made,
        "needs_answer": answer,
        "wished_course": learn,
        "wish": Wish.objects.get(campaign=made, subject="Le cadastre"),
        "training_need": factories.NeedFactory(
            commune=side.commune, theme=NeedTheme.TRAINING, label="Les régies"
        ),
    }
