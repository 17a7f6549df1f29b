"""The register of extinguishers comes in whole, or not at all."""

import datetime as dt

import pytest

from portal.lib.refusal import Refusal
from purchasing.domain.register import Device, import_register
from purchasing.models import Extinguisher
from purchasing.states import ExtinguisherKind
from tests.factories import SiteFactory


@pytest.mark.django_db
def test_an_import_is_whole_or_is_not(manager, at):
    site = SiteFactory()

    def device(number, year):
        return Device(
            site_id=site.pk, number=number, kind=ExtinguisherKind.WATER, made_in=year,
            checked_on=dt.date(2025, 11, 3), overhauled_on=None, place="",
        )  # fmt: skip

    devices = [device("E1", 2019), device("E2", at.year + 1)]

    with pytest.raises(Refusal, match="fabrication"):
        import_register(site.commune_id, devices, by=manager, at=at)

    assert Extinguisher.objects.count() == 0
