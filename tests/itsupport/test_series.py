"""The numbers of requests and orders have no hole, and begin again each year."""

import datetime as dt

import pytest
from django.db import transaction

from itsupport.domain.series import ORDER, REQUEST, next_ref
from portal.lib.refusal import Refusal
from tests.itsupport.chain import DAY

pytestmark = pytest.mark.django_db


def test_a_request_refused_takes_no_number(chain):
    with pytest.raises(Refusal, match="passée"):
        chain.ask(wanted_by=DAY - dt.timedelta(days=1))
    with pytest.raises(Refusal, match="ce qu’il faut"):
        chain.ask(label=" ")

    assert chain.ask().ref == "DM-2026-00001"


def test_each_series_follows_its_year_in_paris(db):
    eve = dt.datetime(2026, 12, 31, 22, 59, tzinfo=dt.UTC)
    with transaction.atomic():
        refs = [next_ref(REQUEST, at=eve), next_ref(ORDER, at=eve), next_ref(REQUEST, at=eve)]
        refs.append(next_ref(REQUEST, at=eve + dt.timedelta(minutes=1)))

    assert refs == ["DM-2026-00001", "BC-2026-00001", "DM-2026-00002", "DM-2027-00001"]
