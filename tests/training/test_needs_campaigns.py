"""A campaign of needs: opened to every commune, extended, closed; the silent are reminded."""

import datetime as dt

import pytest

from portal.lib.dates import PARIS
from portal.lib.refusal import Refusal
from portal.mail.digest import send_digests
from portal.mail.models import DigestItem, OutboxEmail
from tests.conftest import NOON
from tests.training.factories import DAY, ThemeFactory
from tests.training.hall import Hall
from tests.training.wishing import CLOSES, answer_of, boss, campaign, course, wish
from training.domain import needs_campaigns as domain
from training.domain.needs_campaigns import CampaignPlan
from training.domain.wishes import Asked, Given, keep_wishes, say_none
from training.queries.needs import follow_of
from training.states.wishes import AnswerState, NeedsState

pytestmark = pytest.mark.django_db
MAILS = "training/mails/wishes_"


@pytest.fixture
def hall(db):
    return Hall(name="Bickenholtz", phone="03 87 00 00 01")


def mails(kind):
    return OutboxEmail.objects.filter(kind=f"{MAILS}{kind}")


def morning(day):
    return dt.datetime.combine(day, dt.time(8), tzinfo=PARIS)


def test_it_asks_every_commune_that_is_served_once_by_mail(hall):
    other = Hall(name="Lixheim")
    made = campaign(opened=False)
    assert not mails("opened").exists()

    assert domain.open_campaign(made.pk, by=boss(), at=NOON) == 2

    assert {one.commune for one in made.answers.all()} == {hall.commune, other.commune}
    mail = mails("opened").get(commune_id=hall.commune.pk)
    assert "de Bickenholtz" in mail.text
    assert f"/formations/souhaits/{answer_of(made, hall).pk}/" in mail.text
    with pytest.raises(Refusal):
        domain.open_campaign(made.pk, by=boss(), at=NOON)


def test_it_does_not_open_without_a_theme_nor_time_nor_twice_a_year(hall):
    late = campaign(opened=False)
    with pytest.raises(Refusal, match="date limite"):
        domain.open_campaign(late.pk, by=boss(), at=CLOSES)

    bare = campaign(year=2028, opened=False)
    bare.themes.clear()
    with pytest.raises(Refusal, match="thème"):
        domain.open_campaign(bare.pk, by=boss(), at=NOON)

    domain.open_campaign(late.pk, by=boss(), at=NOON)
    plan = CampaignPlan(year=2027, title="Deuxième", closes_at=CLOSES, themes=(ThemeFactory().pk,))
    second = domain.create_campaign(plan, by=boss(), at=NOON)
    with pytest.raises(Refusal, match="déjà ouvert"):
        domain.open_campaign(second.pk, by=boss(), at=NOON)


def test_a_draft_changes_what_is_open_only_its_deadline(hall):
    made, theme = campaign(opened=False), ThemeFactory()
    plan = CampaignPlan(year=2029, title="Autre titre", closes_at=CLOSES + DAY, themes=(theme.pk,))

    domain.edit_campaign(made.pk, plan, by=boss(), at=NOON)

    made.refresh_from_db()
    assert (made.year, made.title, list(made.themes.all())) == (2029, "Autre titre", [theme])
    domain.open_campaign(made.pk, by=boss(), at=NOON)
    with pytest.raises(Refusal, match="seule sa date"):
        domain.edit_campaign(made.pk, plan, by=boss(), at=NOON)
    with pytest.raises(Refusal, match="à venir"):
        domain.extend_campaign(made.pk, NOON, by=boss(), at=NOON)
    domain.close_campaign(made.pk, by=boss(), at=NOON)
    domain.extend_campaign(made.pk, CLOSES + 9 * DAY, by=boss(), at=NOON + DAY)
    made.refresh_from_db()
    assert (made.state, made.closes_at, made.closed_at) == (
        NeedsState.OPEN,
        CLOSES + 9 * DAY,
        None,
    )


def test_a_new_deadline_is_told_once_to_those_who_have_not_answered(hall):
    made = campaign(ThemeFactory())
    answered, none, begun = Hall(name="Lixheim"), Hall(name="Hérange"), Hall(name="Vieux-Lixheim")
    for one in (answered, none, begun):
        made.answers.create(commune=one.commune)
    learn = course(made.themes.get())
    wish(made, answered, answered.secretary, learn=learn)
    say_none(answer_of(made, none).pk, by=none.secretary.user, at=NOON)
    given = Given(asked=(Asked(course_id=learn.pk, number=1),))
    keep_wishes(answer_of(made, begun).pk, given, by=begun.secretary.user, at=NOON)

    assert domain.extend_campaign(made.pk, CLOSES + 6 * DAY, by=boss(), at=NOON) == 2

    found = {one.commune_id: f"{one.subject} {one.text}" for one in mails("extended")}
    assert set(found) == {hall.commune.pk, begun.commune.pk}
    assert "lundi 30 novembre" in found[hall.commune.pk]
    assert f"/formations/souhaits/{answer_of(made, hall).pk}/" in found[hall.commune.pk]
    assert "brouillon est gardé" in found[begun.commune.pk]
    with pytest.raises(Refusal, match="plus tardive"):
        domain.extend_campaign(made.pk, CLOSES + 5 * DAY, by=boss(), at=NOON)
    domain.close_campaign(made.pk, by=boss(), at=NOON)
    domain.extend_campaign(made.pk, CLOSES + 6 * DAY, by=boss(), at=NOON)
    assert mails("extended").count() == 2


def test_who_is_silent_is_written_to_once_a_day(hall):
    made = campaign(ThemeFactory())
    other = Hall(name="Lixheim")
    made.answers.create(commune=other.commune)
    say_none(answer_of(made, other).pk, by=other.secretary.user, at=NOON)

    assert domain.remind_silent(made.pk, by=boss(), at=NOON) == 1

    assert [one.commune_id for one in mails("awaited")] == [hall.commune.pk]
    with pytest.raises(Refusal, match="appelez"):
        domain.remind_silent(made.pk, by=boss(), at=NOON + dt.timedelta(hours=2))
    assert domain.remind_silent(made.pk, by=boss(), at=NOON + DAY) == 1
    with pytest.raises(Refusal, match="peuvent répondre"):
        domain.remind_silent(made.pk, by=boss(), at=CLOSES)


def test_the_mail_of_the_day_reminds_five_days_and_one_day_before(hall):
    made = campaign(ThemeFactory())
    days = [NOON.date() + n * DAY for n in range(15)]

    written = {day: domain.write_reminders(at=morning(day)) for day in days}

    due = sorted(DigestItem.objects.values_list("day", flat=True))
    assert due == [dt.date(2026, 11, 17), dt.date(2026, 11, 23)]
    assert written[dt.date(2026, 11, 16)] == 0
    item = DigestItem.objects.order_by("day").first()
    assert item.to
    assert f"/souhaits/{answer_of(made, hall).pk}/" in item.url


def test_the_reminder_of_who_has_answered_meanwhile_is_dropped(hall):
    made = campaign(ThemeFactory())
    day = dt.date(2026, 11, 17)
    assert domain.write_reminders(at=morning(day)) == 1

    wish(made, hall, hall.secretary, learn=course(made.themes.get()))

    assert send_digests(at=morning(day) + dt.timedelta(hours=2)) == 0
    assert DigestItem.objects.get().dropped_at is not None


def test_the_follow_up_counts_and_says_whom_to_call(hall):
    made = campaign(ThemeFactory())
    other = Hall(name="Lixheim")
    made.answers.create(commune=other.commune)
    learn = course(made.themes.get())
    wish(made, other, other.secretary, other.mayor, learn=learn, number=3)

    found = follow_of(made, at=NOON)

    assert (found.given, found.wishes, found.people, found.days_left) == (1, 3, 5, 9)
    assert [one.commune for one in found.waiting] == [hall.commune]
    assert found.counts == [("silencieuse", 1), ("a répondu", 1)]
    assert found.waiting[0].answer.state == AnswerState.SILENT
