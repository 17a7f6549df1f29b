"""The papers of machines: labels to stick, the certificate of an erasure."""

import pytest

from itsupport.domain import asset_moves
from itsupport.domain.labels import ask_certificate, ask_labels
from itsupport.models import Asset, LabelSheet
from itsupport.reports.labels import labels
from portal.lib.refusal import Refusal
from portal.walls.acting import GROUP, wall
from tests.conftest import NOON
from tests.factories import (
    AssetFactory,
    CommuneFactory,
    UserFactory,
)
from tests.itsupport.park import TODAY, retired

pytestmark = pytest.mark.django_db


def test_labels_are_printed_twenty_four_a_sheet_in_the_order_asked():
    pks = [AssetFactory().pk for _ in range(26)]

    with pytest.raises(Refusal):
        ask_labels([], by=UserFactory(), at=NOON)
    ask_labels(pks[::-1], by=UserFactory(), at=NOON)

    facts = labels(LabelSheet.objects.get().pk, GROUP)
    assert [len(sheet) for sheet in facts.sheets] == [24, 2]
    assert facts.sheets[0][0].tag == Asset.objects.get(pk=pks[-1]).tag
    assert facts.sheets[0][0].url.endswith(f"/informatique/parc/{pks[-1]}/")


def test_a_certificate_needs_an_erasure():
    asset = retired()

    with pytest.raises(Refusal):
        ask_certificate(asset.pk, by=UserFactory(), at=NOON)
    asset_moves.erase(asset.pk, on=TODAY, who="x", method="y", by=None, at=NOON)

    assert ask_certificate(asset.pk, by=UserFactory(), at=NOON).facts["method"] == "y"


def test_sheets_of_labels_are_behind_the_wall_of_the_team():
    LabelSheet.objects.create(asset_ids=[1], made_at=NOON)

    with wall([CommuneFactory().pk]):
        assert not LabelSheet.objects.exists()
    with wall([GROUP]):
        assert LabelSheet.objects.exists()


def test_twenty_sheets_at_most_are_printed_at_once(monkeypatch):
    monkeypatch.setattr("itsupport.domain.labels.MOST", 2)

    with pytest.raises(Refusal, match="2 étiquettes au plus"):
        ask_labels([1, 2, 3], by=UserFactory(), at=NOON)
    assert not LabelSheet.objects.exists()
