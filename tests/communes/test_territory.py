"""The reference data: compared, loaded, loaded again, switched from 28 to 76 and back."""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command

from communes.domain.territory import compare, load, read_territory
from communes.models import Commune
from portal.walls.acting import GROUP, wall
from tests.factories import open_walls


@pytest.fixture
def loaded(db, at):
    def switch(perimeter, **options):
        territory = read_territory(perimeter)
        with wall([GROUP, *Commune.objects.values_list("pk", flat=True)]):
            written = load(territory, overwrite=options.get("overwrite", False), at=at)
        open_walls(*Commune.objects.values_list("pk", flat=True))
        return written

    return switch


def members(year):
    return Commune.objects.members(on=dt.date(year, 6, 1)).count()


def test_the_twenty_eight_are_members_up_to_today(loaded):
    loaded(28)

    assert (members(2013), members(2015), members(2026)) == (0, 28, 28)


def test_the_seventy_six_come_in_2017_and_2015_still_shows_28(loaded):
    loaded(76)

    assert (members(2015), members(2016), members(2017), members(2026)) == (28, 28, 76, 76)


def test_loading_twice_changes_nothing(loaded):
    loaded(28)

    assert compare(read_territory(28)) == []
    assert loaded(28) == []


def test_one_may_go_to_76_and_come_back(loaded):
    loaded(28)
    loaded(76)
    assert members(2026) == 76

    loaded(28)

    assert members(2026) == 28
    assert compare(read_territory(28)) == []


def test_a_difference_is_shown_before_it_is_written(loaded):
    loaded(28)
    Commune.objects.filter(insee="57630").update(phone="01 00 00 00 00")

    (change,) = compare(read_territory(28))

    assert (change.subject, change.field, change.before) == (
        "57630 Sarrebourg",
        "téléphone",
        "01 00 00 00 00",
    )
    assert Commune.objects.get(insee="57630").phone == "01 00 00 00 00"


def test_what_a_town_hall_confirmed_is_kept_unless_one_insists(loaded):
    loaded(28)
    Commune.objects.filter(insee="57630").update(
        phone="01 00 00 00 00", confirmed_on=dt.date(2026, 1, 5)
    )

    (change,) = compare(read_territory(28))
    assert change.kept

    loaded(28)
    assert Commune.objects.get(insee="57630").phone == "01 00 00 00 00"

    loaded(28, overwrite=True)
    assert Commune.objects.get(insee="57630").phone != "01 00 00 00 00"


def test_a_command_that_nobody_can_answer_says_what_to_add(db, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))

    with pytest.raises(CommandError, match="--yes"):
        call_command("load_territory", perimeter=28, stdout=io.StringIO())


def test_differences_are_said_in_the_words_of_the_pages(loaded):
    loaded(28)

    words = {change.field for change in compare(read_territory(76))}

    assert {"jusqu’au", "servi par le portail"} <= words
