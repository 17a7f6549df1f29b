"""Machines of a park, entered and retired by the verbs."""

import datetime as dt

from itsupport.domain import asset_moves
from itsupport.domain.equipment import Described, add_asset
from tests.conftest import NOON
from tests.factories import CommuneFactory

TODAY = dt.date(2026, 11, 10)
DAY = dt.timedelta(days=1)


def described(**said):
    return Described(**{"kind": "desktop", "name": "PC-ACCUEIL", **said})


def added(commune=None, **said):
    commune = commune or CommuneFactory()
    return add_asset(commune.pk, described(**said), by=None, at=NOON)


def retired(**said):
    asset = added(**said)
    return asset_moves.retire(asset.pk, reason="trop vieux", on=TODAY, by=None, at=NOON)
