import datetime as dt

import pytest
from django.urls import reverse

from communes.states import NeedState
from portal.documents.models import Document
from portal.journal.models import Entry
from portal.lib.refusal import Refusal
from portal.mail.models import OutboxEmail
from purchasing.domain.campaigns import (
    cancel_campaign,
    close_campaign,
    close_due,
    extend_campaign,
    open_campaign,
    reopen_campaign,
)
from purchasing.models import Participation
from purchasing.models.campaign import GatheredNeed
from purchasing.states import CampaignState, Channel, ParticipationState
from tests.factories import (
    CampaignFactory,
    ContactFactory,
    LotFactory,
    LotItemFactory,
    MailboxFactory,
    MembershipFactory,
    NeedFactory,
    NeedLineFactory,
    ParticipationFactory,
    SecretaryFactory,
    SiteFactory,
)

pytestmark = pytest.mark.django_db
CHRISTMAS_EVE = dt.datetime(2026, 12, 24, 17, tzinfo=dt.UTC)


def a_draft(*, communes=1, **fields):
    """A campaign that may be opened, with so many communes in the perimeter."""
    item = LotItemFactory(lot__campaign=CampaignFactory(**fields))
    for _ in range(communes):
        MailboxFactory(commune=MembershipFactory().commune)
    return item.lot.campaign


def answered(campaign, **fields):
    return ParticipationFactory(
        campaign=campaign,
        state=ParticipationState.SUBMITTED,
        answered_at=dt.datetime(2026, 11, 9, 9, tzinfo=dt.UTC),
        channel=Channel.WEB,
        **fields,
    )


def test_opening_invites_the_perimeter_and_writes_once_to_each_town_hall(manager, at):
    campaign = a_draft(communes=3)
    MailboxFactory()  # a commune of another perimeter

    open_campaign(campaign.pk, by=manager, at=at)

    campaign.refresh_from_db()
    invited = Participation.objects.filter(campaign=campaign)
    assert (campaign.state, campaign.opened_at) == (CampaignState.OPEN, at)
    assert {p.state for p in invited} == {ParticipationState.INVITED}
    mails = OutboxEmail.objects.filter(kind="purchasing/mails/campaign_opened")
    assert sorted(mails.values_list("to", "commune_id")) == sorted(
        (p.commune.mailboxes.get().email, p.commune_id) for p in invited
    )
    assert invited.count() == 3
    assert [(e.verb, e.by) for e in Entry.objects.about(campaign)] == [("open", manager)]
    assert Document.objects.filter(kind="purchasing.campaign_notice").count() == 1


def test_the_notice_is_for_the_communes_invited_and_for_no_other_member(manager, at, signed_in):
    invited, left_out = SecretaryFactory.create_batch(2)
    campaign = a_draft(communes=0, left_out=[left_out.commune.pk])
    for secretary in (invited, left_out):
        MembershipFactory(commune=secretary.commune)

    open_campaign(campaign.pk, by=manager, at=at)

    notice = Document.objects.get(kind="purchasing.campaign_notice")
    page = reverse("documents:document_detail", args=[notice.pk])
    assert notice.readers == [invited.commune.pk]
    assert signed_in(invited.person.user).get(page).status_code == 200
    assert signed_in(manager).get(page).status_code == 200
    assert signed_in(left_out.person.user).get(page).status_code == 404


def test_the_mail_of_the_opening_says_until_when_and_carries_the_links(manager, at):
    campaign = a_draft(title="Extincteurs 2027", minutes=3)

    open_campaign(campaign.pk, by=manager, at=at)

    mail = OutboxEmail.objects.get(kind="purchasing/mails/campaign_opened")
    assert "mardi 15 décembre à 18 h" in mail.text.replace("\u00a0", " ")
    assert mail.text.count("/r/") == 2
    assert "/aucun/" in mail.text


def test_a_commune_that_declared_last_year_may_say_the_same_again(manager, at):
    campaign = a_draft()
    last_year = CampaignFactory(open=True)
    line = NeedLineFactory(
        participation__campaign=last_year, participation__commune=MembershipFactory().commune
    )
    MailboxFactory(commune=line.commune)
    campaign.previous = last_year
    campaign.save()

    open_campaign(campaign.pk, by=manager, at=at)

    same = OutboxEmail.objects.filter(text__contains="/idem/")
    assert [mail.commune_id for mail in same] == [line.commune_id]


def test_a_commune_left_out_is_not_invited(manager, at):
    campaign = a_draft(communes=2)
    left_out, invited = MembershipFactory(), MembershipFactory()
    campaign.left_out = [left_out.commune_id]
    campaign.save()

    open_campaign(campaign.pk, by=manager, at=at)

    ids = set(campaign.participations.values_list("commune_id", flat=True))
    assert left_out.commune_id not in ids
    assert invited.commune_id in ids


def test_a_town_hall_without_a_shared_mailbox_is_written_to_at_its_secretarys(manager, at):
    campaign = a_draft(communes=0)
    secretary = SecretaryFactory(commune=MembershipFactory().commune)

    open_campaign(campaign.pk, by=manager, at=at)

    mail = OutboxEmail.objects.get(kind="purchasing/mails/campaign_opened")
    assert mail.to == secretary.person.email


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda c: c.lots.first().items.all().delete(), "Ajoutez un article au lot"),
        (lambda c: c.lots.first().items.update(price=None), "Donnez un prix indicatif HT"),
        (lambda c: change(c, declare_by=None), "Fixez la date limite de réponse."),
        (
            lambda c: change(c, declare_by=dt.datetime(2026, 11, 9, 9, tzinfo=dt.UTC)),
            "La date limite de réponse est passée",
        ),
        (
            lambda c: change(c, declare_by=dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)),
            "moins de dix jours ouvrés : choisissez une date à partir du 25/11/2026",
        ),
    ],
)
def test_what_is_missing_holds_the_opening_and_writes_nothing(manager, at, spoil, said):
    campaign = a_draft()
    spoil(campaign)

    with pytest.raises(Refusal, match=said):
        open_campaign(campaign.pk, by=manager, at=at)

    campaign.refresh_from_db()
    assert campaign.state == CampaignState.DRAFT
    assert not Participation.objects.exists()
    assert not OutboxEmail.objects.exists()


def change(campaign, **fields):
    type(campaign).objects.filter(pk=campaign.pk).update(**fields)


def test_a_campaign_without_lot_or_commune_does_not_open(manager, at):
    campaign = CampaignFactory()

    with pytest.raises(Refusal) as refusal:
        open_campaign(campaign.pk, by=manager, at=at)

    assert str(refusal.value) == "Ajoutez au moins un lot. Invitez au moins une commune."


def test_a_short_notice_is_possible_when_it_says_why(manager, at):
    campaign = a_draft(
        declare_by=dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC),
        short_notice_reason="Le marché en cours finit le 30 novembre.",
    )

    open_campaign(campaign.pk, by=manager, at=at)

    campaign.refresh_from_db()
    assert campaign.state == CampaignState.OPEN


def test_opening_tells_the_needs_what_becomes_of_them_and_cancelling_gives_them_back(manager, at):
    campaign = a_draft(title="Extincteurs 2027")
    need = NeedFactory()
    GatheredNeed.objects.create(campaign=campaign, need=need)

    open_campaign(campaign.pk, by=manager, at=at)

    need.refresh_from_db()
    assert need.state == NeedState.PLANNED
    assert need.outcome == "Campagne d’achat groupé « Extincteurs 2027 »"

    cancel_campaign(campaign.pk, reason="Le fournisseur a cessé son activité.", by=manager, at=at)

    need.refresh_from_db()
    assert (need.state, need.outcome, need.outcome_url) == (NeedState.RETAINED, "", "")


def test_a_silent_commune_that_nobody_called_holds_the_closing(manager, at):
    campaign = CampaignFactory(open=True)
    answered(campaign)
    silent = ParticipationFactory(campaign=campaign, commune__name="Desseling")

    with pytest.raises(Refusal, match="Sans réponse ni contact noté : Desseling"):
        close_campaign(campaign.pk, by=manager, at=at)

    ContactFactory(participation=silent)
    close_campaign(campaign.pk, by=manager, at=at)

    campaign.refresh_from_db()
    assert (campaign.state, campaign.closed_at) == (CampaignState.CLOSED, at)


def test_closing_sends_to_each_what_it_declared(manager, at):
    campaign = CampaignFactory(open=True)
    participation = answered(campaign)
    MailboxFactory(commune=participation.commune)
    item = LotItemFactory(lot=LotFactory(campaign=campaign), label="Extincteur à eau 6 l")
    NeedLineFactory(
        participation=participation,
        lot_item=item,
        site=SiteFactory(commune=participation.commune, name="École"),
        quantity=4,
    )

    close_campaign(campaign.pk, by=manager, at=at)

    mail = OutboxEmail.objects.get(kind="purchasing/mails/campaign_closed")
    assert "– 4\u00a0× Extincteur à eau 6 l (École)" in mail.text


def test_only_an_open_campaign_closes(manager, at):
    with pytest.raises(Refusal, match="Clore le recensement"):
        close_campaign(CampaignFactory().pk, by=manager, at=at)


def test_more_time_is_told_to_all_and_never_less(manager, at):
    campaign = CampaignFactory(open=True)
    MailboxFactory(commune=answered(campaign).commune)
    MailboxFactory(commune=ParticipationFactory(campaign=campaign).commune)

    with pytest.raises(Refusal, match="vient après la date actuelle"):
        extend_campaign(
            campaign.pk, declare_by=campaign.declare_by - dt.timedelta(days=1), by=manager, at=at
        )
    extend_campaign(campaign.pk, declare_by=CHRISTMAS_EVE, by=manager, at=at)

    campaign.refresh_from_db()
    assert campaign.declare_by == CHRISTMAS_EVE
    mails = OutboxEmail.objects.filter(kind="purchasing/mails/deadline_changed")
    assert mails.count() == 2
    assert mails.filter(text__contains="vous n’avez rien à faire").count() == 1


def test_a_closed_campaign_opens_again_until_a_new_date(manager, at):
    campaign = CampaignFactory(open=True)
    MailboxFactory(commune=answered(campaign).commune)
    close_campaign(campaign.pk, by=manager, at=at)

    reopen_campaign(campaign.pk, declare_by=CHRISTMAS_EVE, by=manager, at=at)

    campaign.refresh_from_db()
    assert (campaign.state, campaign.closed_at) == (CampaignState.OPEN, None)
    mail = OutboxEmail.objects.get(kind="purchasing/mails/deadline_changed")
    assert "la campagne est rouverte" in mail.subject


def test_cancelling_says_why(manager, at):
    campaign = CampaignFactory(open=True)

    with pytest.raises(Refusal, match="Dites pourquoi"):
        cancel_campaign(campaign.pk, reason=" ", by=manager, at=at)


def test_a_campaign_closes_by_itself_only_when_asked_and_past_its_date(at):
    late = {"declare_by": at - dt.timedelta(hours=1), "open": True}
    by_hand = CampaignFactory(**late)
    held = CampaignFactory(**late, closes_itself=True)
    ParticipationFactory(campaign=held)
    due = CampaignFactory(**late, closes_itself=True)
    answered(due)
    early = CampaignFactory(open=True, closes_itself=True)

    assert close_due(at=at) == [held.pk]

    states = [type(c).objects.get(pk=c.pk).state for c in (by_hand, held, due, early)]
    assert states == ["open", "open", "closed", "open"]
