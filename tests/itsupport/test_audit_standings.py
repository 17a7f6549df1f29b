"""Where each commune stands, told to it alone, and only among enough of them."""

import pytest

from itsupport.models import (
    AuditStanding,
)
from tests.itsupport import auditing
from tests.itsupport.auditing import refused

pytestmark = pytest.mark.django_db


def test_below_five_communes_no_rank_nor_median_is_told(agent):
    given = [auditing.give(agent=agent, value=value) for value in ("yes", "no", "partial", "yes")]

    assert set(AuditStanding.objects.values_list("place", "median", "out_of")) == {(None, None, 4)}
    refused(
        lambda: AuditStanding.objects.filter(audit=given[0]).update(place=1, median=50),
        "audit_standing_not_of_a_few",
    )

    given.append(auditing.give(agent=agent, value="partial"))
    told = dict(AuditStanding.objects.values_list("audit", "place"))
    assert [told[one.pk] for one in given] == [1, 5, 3, 1, 3]
    assert {float(m) for m in AuditStanding.objects.values_list("median", flat=True)} == {50.0}
