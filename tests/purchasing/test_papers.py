"""Asking for the papers of a campaign: one annex for each commune that declares something."""

import pytest

from portal.documents.models import Document
from portal.lib.refusal import Refusal
from purchasing.domain.papers import ask_annexes, ask_need
from purchasing.states import Channel, ParticipationState
from tests.factories import CampaignFactory, NeedLineFactory, ParticipationFactory

pytestmark = pytest.mark.django_db


def answered(campaign, at, state=ParticipationState.SUBMITTED):
    answer = ParticipationFactory(
        campaign=campaign, state=state, answered_at=at, channel=Channel.WEB
    )
    NeedLineFactory(participation=answer, quantity=3)
    return answer


def test_each_commune_that_declares_something_has_its_annex(manager, at):
    campaign = CampaignFactory(open=True)
    wanted = {answered(campaign, at).commune_id for _ in range(2)}
    ParticipationFactory(campaign=campaign)

    batch = ask_annexes(campaign.pk, by=manager, at=at)

    made = Document.objects.filter(batch=batch)
    assert set(made.values_list("commune_id", flat=True)) == wanted
    assert set(made.values_list("kind", flat=True)) == {"purchasing.need_annex"}


def test_no_batch_is_made_of_nothing(manager, at):
    with pytest.raises(Refusal, match="Aucune commune n’a déclaré de besoin"):
        ask_annexes(CampaignFactory(open=True).pk, by=manager, at=at)


def test_the_same_need_asked_twice_is_one_paper(manager, at):
    campaign = CampaignFactory(open=True)
    answered(campaign, at)

    once = ask_need(campaign.pk, by=manager, at=at)

    assert ask_need(campaign.pk, by=manager, at=at) == once
