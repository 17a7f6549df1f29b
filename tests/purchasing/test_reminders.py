"""Reminders go to the towns still awaited, once, on working days; the calendar is that of 2026."""

import datetime as dt

import pytest
from django.urls import reverse

from communes.states import Role
from portal.lib.refusal import Refusal
from portal.mail.digest import send_digests
from portal.mail.models import DigestItem, OutboxEmail
from purchasing.domain.drafts import DEFAULT_PLAN, set_plan
from purchasing.domain.reminders import remind_now, send_reminders
from purchasing.models import ReminderStep
from purchasing.states import CampaignState, Channel, ParticipationState
from tests.factories import (
    CampaignFactory,
    CommuneFactory,
    MailboxFactory,
    NeedLineFactory,
    ParticipationFactory,
    PositionFactory,
)

pytestmark = pytest.mark.django_db


def morning(day, month=12, year=2026):
    """8:05 in Paris in winter."""
    return dt.datetime(year, month, day, 7, 5, tzinfo=dt.UTC)


def a_campaign(**fields):
    """Opened on Monday 2 November, until Tuesday 15 December, with the usual plan."""
    campaign = CampaignFactory(open=True, **fields)
    ReminderStep.objects.bulk_create(
        ReminderStep(
            campaign=campaign, kind=kind, anchor=anchor, working_days=days, audience=to, active=on
        )
        for kind, anchor, days, to, on in DEFAULT_PLAN
    )
    return campaign


def town(campaign, state="invited", **fields):
    """An invited commune with its mailbox."""
    dates = {}
    if state in ("submitted", "none_needed", "declined_grouping"):
        dates = {"answered_at": morning(9, 11), "channel": Channel.WEB}
    participation = ParticipationFactory(campaign=campaign, state=state, **dates, **fields)
    MailboxFactory(commune=participation.commune)
    return participation


def keys():
    return sorted(item.key.split(":")[-1] for item in DigestItem.objects.all())


@pytest.mark.parametrize("state", ["submitted", "none_needed", "declined_grouping"])
def test_a_commune_that_has_answered_is_never_reminded(state):
    campaign = a_campaign()
    town(campaign, state)

    for day in range(1, 16):
        send_reminders(at=morning(day))

    assert not DigestItem.objects.exists()


def test_a_silent_commune_is_reminded_on_the_days_of_the_plan_and_no_other():
    campaign = a_campaign()
    town(campaign)
    days = {}

    for offset in range(44):
        at = morning(2, 11) + dt.timedelta(days=offset)
        send_reminders(at=at)
        days |= {
            item.day.isoformat(): item.key.split(":")[-1] for item in DigestItem.objects.all()
        }

    assert days == {
        "2026-11-09": "J+5",
        "2026-12-01": "J-10",
        "2026-12-08": "J-5",
        "2026-12-11": "J-2",
        "2026-12-14": "J-1",
    }


def test_any_number_of_mornings_is_one_reminder():
    campaign = a_campaign()
    town(campaign)

    for _ in range(3):
        send_reminders(at=morning(1))

    assert keys() == ["J-10"]


def test_a_morning_missed_is_made_up_for_once_and_not_long_after():
    campaign = a_campaign()
    town(campaign)

    send_reminders(at=morning(2))
    send_reminders(at=morning(3))
    assert keys() == ["J-10"]

    DigestItem.objects.all().delete()
    send_reminders(at=morning(7))
    assert keys() == []


def test_nothing_is_reminded_on_a_day_off():
    campaign = a_campaign(declare_by=dt.datetime(2026, 12, 29, 17, tzinfo=dt.UTC))
    town(campaign)

    for day in (12, 13, 25, 26, 27):
        send_reminders(at=morning(day))

    assert keys() == []


def test_good_friday_is_off_where_there_is_a_temple():
    dates = {
        "opened_at": dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC),
        "declare_by": dt.datetime(2026, 4, 7, 16, tzinfo=dt.UTC),
    }
    campaign = a_campaign(**dates)
    temple = town(campaign, commune=CommuneFactory(good_friday_off=True))
    town(campaign)

    send_reminders(at=dt.datetime(2026, 4, 3, 6, 5, tzinfo=dt.UTC))

    assert [item.commune_id for item in DigestItem.objects.all()] == [
        campaign.participations.exclude(pk=temple.pk).get().commune_id
    ]


def test_only_what_was_not_opened_is_sent_again():
    campaign = a_campaign()
    silent = town(campaign)
    town(campaign, "opened")

    send_reminders(at=morning(9, 11))

    assert [item.commune_id for item in DigestItem.objects.all()] == [silent.commune_id]


def test_a_reminder_is_dropped_when_the_commune_answers_before_it_leaves():
    campaign = a_campaign()
    quick, slow = town(campaign), town(campaign)
    send_reminders(at=morning(1))
    quick.state = ParticipationState.NONE_NEEDED
    quick.answered_at, quick.channel = morning(1), Channel.WEB
    quick.save()

    send_digests(at=morning(1) + dt.timedelta(minutes=30))

    mails = OutboxEmail.objects.filter(kind="mail/digest")
    assert [mail.commune_id for mail in mails] == [slow.commune_id]


def test_the_reminder_says_where_the_draft_is():
    campaign = a_campaign()
    draft = town(campaign, "draft")
    NeedLineFactory(participation=draft, quantity=2)

    send_reminders(at=morning(1))

    item = DigestItem.objects.get()
    assert "1 ligne remplie" in item.text.replace("\u00a0", " ")


def test_the_mayor_is_written_to_only_when_the_manager_ticks():
    campaign = a_campaign()
    answer = town(campaign)
    mayor = PositionFactory(commune=answer.commune, role=Role.MAYOR)

    send_reminders(at=morning(11))
    assert mayor.person.email not in DigestItem.objects.values_list("to", flat=True)

    call = campaign.reminder_steps.get(kind="last_call")
    every = campaign.reminder_steps.values_list("pk", flat=True)
    set_plan(
        campaign.pk, active_ids=every, mayor_ids=[call.pk], by=mayor.person.user, at=morning(11)
    )
    send_reminders(at=morning(14))
    assert mayor.person.email in DigestItem.objects.values_list("to", flat=True)


def test_a_step_taken_out_of_the_plan_does_not_leave(manager):
    campaign = a_campaign()
    town(campaign)
    set_plan(campaign.pk, active_ids=[], mayor_ids=[], by=manager, at=morning(1))

    send_reminders(at=morning(1))

    assert keys() == []


def test_the_manager_gets_the_silent_list_with_phones_two_days_before(manager):
    campaign = a_campaign()
    town(campaign, commune__name="Desseling", commune__phone="03 87 03 95 69")
    town(campaign, "submitted")

    send_reminders(at=morning(11))
    send_reminders(at=morning(11) + dt.timedelta(hours=1))

    (mail,) = OutboxEmail.objects.filter(kind="purchasing/mails/silent_list")
    assert mail.to == manager.email
    assert "– Desseling, silencieuse, 03 87 03 95 69, jeudi" in mail.text


@pytest.mark.parametrize(
    "fields",
    [
        {"declare_by": dt.datetime(2026, 12, 1, 7, tzinfo=dt.UTC)},
        {
            "state": CampaignState.CLOSED,
            "open": False,
            "opened_at": morning(2, 11),
            "closed_at": morning(30, 11),
        },
    ],
)
def test_a_campaign_that_is_over_reminds_nobody(fields):
    campaign = a_campaign(**fields) if "open" not in fields else None
    if campaign is None:
        fields = {key: value for key, value in fields.items() if key != "open"}
        campaign = CampaignFactory(**fields)
    town(campaign)

    send_reminders(at=morning(1))

    assert keys() == []


def test_reminding_by_hand_writes_once_a_day_to_those_still_awaited(manager):
    campaign = a_campaign()
    town(campaign), town(campaign, "draft"), town(campaign, "submitted")

    assert remind_now(campaign.pk, by=manager, at=morning(24, 11)) == 2
    with pytest.raises(Refusal, match="a déjà reçu un courriel aujourd’hui"):
        remind_now(campaign.pk, by=manager, at=morning(24, 11) + dt.timedelta(hours=5))
    assert remind_now(campaign.pk, by=manager, at=morning(25, 11)) == 2

    assert OutboxEmail.objects.filter(kind="purchasing/mails/reminder").count() == 4


def test_a_commune_without_address_is_not_said_to_be_reminded_and_the_page_says_why(
    manager, signed_in, time_machine
):
    time_machine.move_to(morning(24, 11))
    campaign = a_campaign()
    town(campaign, commune__name="Réding")
    lost = ParticipationFactory(campaign=campaign, commune__name="Voyer").commune
    page = reverse("campaigns:campaign_remind", args=[campaign.pk])
    follow = reverse("campaigns:campaign_follow", args=[campaign.pk])
    add = reverse("communes:mailbox_create", args=[lost.insee])
    browser = signed_in(manager)

    before, follow = browser.get(page).text, browser.get(follow).text
    told = browser.post(page, follow=True).text

    assert "Relancer 1\u00a0commune" in before
    assert "1\u00a0commune sans adresse ne reçoit rien" in before
    assert add in before
    assert "Relancer la commune" in follow
    assert add in follow
    assert "1\u00a0mairie est relancée" in told


def test_nobody_is_offered_a_reminder_that_would_reach_no_one(manager, signed_in, time_machine):
    time_machine.move_to(morning(24, 11))
    campaign = a_campaign()
    ParticipationFactory(campaign=campaign)
    page = reverse("campaigns:campaign_remind", args=[campaign.pk])
    browser = signed_in(manager)

    with pytest.raises(Refusal, match="n’a d’adresse"):
        remind_now(campaign.pk, by=manager, at=morning(24, 11))
    assert "Relancer maintenant" not in browser.get(page).text
    follow = browser.get(reverse("campaigns:campaign_follow", args=[campaign.pk])).text
    assert "Relancer" not in follow


def test_who_was_reminded_by_hand_is_not_reminded_by_the_plan_that_day(manager):
    campaign = a_campaign()
    town(campaign)

    remind_now(campaign.pk, by=manager, at=morning(1))
    send_reminders(at=morning(1))

    assert keys() == []


def test_the_page_shows_who_and_what_before_anything_leaves(manager, signed_in):
    campaign = CampaignFactory(open=True, declare_by=dt.datetime(2099, 1, 4, 17, tzinfo=dt.UTC))
    silent = town(campaign)
    url = reverse("campaigns:campaign_remind", args=[campaign.pk])

    response = signed_in(manager).get(url)
    assert silent.commune.name in response.text
    assert not OutboxEmail.objects.exists()

    signed_in(manager).post(url)
    assert OutboxEmail.objects.count() == 1
