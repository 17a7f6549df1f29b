import datetime as dt

import pytest

from purchasing.models import Threshold, VatRate
from purchasing.queries.procedures import estimated_cents, procedure_for, procedure_of
from purchasing.states import CampaignState
from tests.factories import CampaignFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 10)


@pytest.mark.parametrize(
    ("euros", "on", "name"),
    [
        (59_999, TODAY, "Sans publicité ni mise en concurrence préalables"),
        (60_000, TODAY, "Procédure adaptée, publicité libre"),
        (50_000, dt.date(2026, 3, 31), "Procédure adaptée, publicité libre"),
        (50_000, dt.date(2026, 4, 1), "Sans publicité ni mise en concurrence préalables"),
        (216_000, TODAY, "Procédure formalisée"),
        (
            218_000,
            dt.date(2025, 6, 1),
            "Procédure adaptée, avis au BOAMP ou dans un journal d’annonces légales",
        ),
    ],
)
def test_the_procedure_follows_the_amount_and_the_day(euros, on, name):
    found = procedure_for(CampaignFactory(), euros * 100, on=on)

    assert found.name == name


def test_a_campaign_says_how_far_the_next_threshold_is_and_what_is_to_check():
    found = procedure_for(CampaignFactory(), 1_000_000, on=TODAY)

    assert (found.distance_cents, found.to_check) == (5_000_000, True)


def test_works_have_their_own_thresholds():
    found = procedure_for(CampaignFactory(works=True), 9_000_000, on=TODAY)

    assert found.name == "Sans publicité ni mise en concurrence préalables"


def test_the_estimate_covers_the_whole_duration():
    assert estimated_cents(CampaignFactory(years=4), 1_500_000) == 6_000_000


def test_without_a_threshold_nothing_is_guessed():
    Threshold.objects.all().delete()

    assert procedure_for(CampaignFactory(), 100, on=TODAY) is None


def test_the_rates_of_vat_in_force_are_known():
    rates = VatRate.objects.on(TODAY).values_list("rate", flat=True)

    assert sorted(float(rate) for rate in rates) == [0, 5.5, 10, 20]


def test_a_locked_need_keeps_the_law_of_its_day(at):
    locked = CampaignFactory(open=True, state=CampaignState.LOCKED, closed_at=at, locked_at=at)
    rule = Threshold.objects.get(nature="supplies_services", rank=0)
    Threshold.objects.filter(pk=rule.pk).update(valid_to=TODAY)
    rule.pk, rule.procedure = None, "Nouvelle règle"
    rule.valid_from = TODAY + dt.timedelta(days=1)
    rule.save(force_insert=True)
    later = at + dt.timedelta(days=30)

    assert procedure_of(CampaignFactory(), 100, at=later).name == "Nouvelle règle"
    assert procedure_of(locked, 100, at=later).name != "Nouvelle règle"


def test_the_law_is_there_from_the_start_with_its_sources_and_what_is_still_to_check():
    assert not Threshold.objects.filter(source="").exists()
    assert not VatRate.objects.filter(source="").exists()
    to_check = Threshold.objects.filter(confirmed=False).values_list("nature", "amount")
    assert sorted((nature, int(amount)) for nature, amount in to_check) == [
        ("supplies_services", 60_000),
        ("supplies_services", 90_000),
        ("works", 100_000),
    ]
