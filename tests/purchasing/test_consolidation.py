import hashlib

import pytest

from portal.lib.refusal import Refusal
from purchasing.domain.campaigns import close_campaign
from purchasing.domain.consolidation import lock_need
from purchasing.states import CampaignState, Channel, ParticipationState
from tests.factories import CampaignFactory, LotFactory, LotItemFactory, NeedLineFactory

pytestmark = pytest.mark.django_db


def test_locking_writes_a_hashed_snapshot_of_each_lot(manager, at):
    campaign = CampaignFactory(open=True)
    item = LotItemFactory(lot=LotFactory(campaign=campaign))
    line = NeedLineFactory(
        participation__campaign=campaign,
        participation__state=ParticipationState.SUBMITTED,
        participation__answered_at=at,
        participation__channel=Channel.WEB,
        lot_item=item,
        quantity=4,
    )
    close_campaign(campaign.pk, by=manager, at=at)

    (snapshot,) = lock_need(campaign.pk, by=manager, at=at)

    campaign.refresh_from_db()
    line.participation.refresh_from_db()
    assert (campaign.state, campaign.locked_at) == (CampaignState.LOCKED, at)
    assert line.participation.state == ParticipationState.LOCKED
    assert snapshot.sha256 == hashlib.sha256(snapshot.payload.encode()).hexdigest()
    assert line.commune.insee in snapshot.payload


def test_an_open_campaign_does_not_lock(manager, at):
    with pytest.raises(Refusal, match="Arrêter le besoin"):
        lock_need(CampaignFactory(open=True).pk, by=manager, at=at)
