"""The life of a machine, step by step: what each step asks for, and refuses."""

import pytest

from itsupport.domain import asset_moves
from itsupport.queries.asset_page import buttons
from itsupport.states.equipment import AssetState
from portal.journal.models import Entry
from portal.lib.refusal import Refusal
from tests.conftest import NOON
from tests.factories import AssetFactory, CommuneFactory, PositionFactory
from tests.itsupport.park import DAY, TODAY, added, retired

pytestmark = pytest.mark.django_db


def test_a_machine_leaves_only_once_erased():
    asset = retired()

    for leave in (
        lambda: asset_moves.destroy(asset.pk, by=None, at=NOON),
        lambda: asset_moves.give(asset.pk, to="école", by=None, at=NOON),
    ):
        with pytest.raises(Refusal, match="effacement"):
            leave()
    with pytest.raises(Refusal):
        asset_moves.erase(asset.pk, on=TODAY, who="", method="x", by=None, at=NOON)
    with pytest.raises(Refusal):
        asset_moves.erase(asset.pk, on=TODAY + DAY, who="y", method="x", by=None, at=NOON)
    asset_moves.erase(asset.pk, on=TODAY, who="K. Belloux", method="écrasement", by=None, at=NOON)
    gone = asset_moves.give(asset.pk, to="école", by=None, at=NOON)

    assert gone.state == AssetState.GIVEN
    verbs = Entry.objects.about(asset).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["add_asset", "retire", "erase", "give"]


def test_what_keeps_no_data_leaves_without_a_certificate():
    asset = retired(kind="screen")

    assert asset_moves.destroy(asset.pk, by=None, at=NOON).state == AssetState.DESTROYED


def test_a_machine_in_use_is_not_erased():
    with pytest.raises(Refusal):
        asset_moves.erase(added().pk, on=TODAY, who="x", method="y", by=None, at=NOON)


def test_a_retirement_says_why_is_not_to_come_and_is_undone():
    asset = added()
    for wrong in ({"reason": " ", "on": TODAY}, {"reason": "x", "on": TODAY + DAY}):
        with pytest.raises(Refusal):
            asset_moves.retire(asset.pk, by=None, at=NOON, **wrong)
    asset_moves.retire(asset.pk, reason="lent", on=TODAY, by=None, at=NOON)

    back = asset_moves.restore(asset.pk, by=None, at=NOON)

    assert (back.state, back.retired_on, back.retire_reason) == (AssetState.SPARE, None, "")


def test_doing_what_is_already_so_is_refused():
    asset = added()

    with pytest.raises(Refusal, match="déjà"):
        asset_moves.put_in_service(asset.pk, by=None, at=NOON)
    lent = asset_moves.lend(asset.pk, to="association", by=None, at=NOON)
    with pytest.raises(Refusal):
        asset_moves.lend(asset.pk, to=" ", by=None, at=NOON)

    assert lent.state == AssetState.LENT
    assert "lend" not in {button.verb for button in buttons(lent)}


def test_a_machine_comes_is_mended_goes_to_the_spares_and_is_given_to_somebody():
    commune = CommuneFactory()
    asset = added(commune, used_by_id=PositionFactory(commune=commune, role="secretary").person.pk)

    assert asset_moves.repair(asset.pk, by=None, at=NOON).state == AssetState.REPAIR
    spare = asset_moves.spare(asset.pk, by=None, at=NOON)
    assert (spare.state, spare.used_by) == (AssetState.SPARE, None)
    assert asset_moves.put_in_service(asset.pk, by=None, at=NOON).state == AssetState.IN_SERVICE
    ordered = AssetFactory(commune=commune, state="ordered")
    assert asset_moves.deliver(ordered.pk, by=None, at=NOON).state == AssetState.DELIVERED
    gone = retired(kind="screen")
    with pytest.raises(Refusal, match="à qui"):
        asset_moves.give(gone.pk, to=" ", by=None, at=NOON)
