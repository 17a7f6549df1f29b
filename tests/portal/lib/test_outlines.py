"""The drawing of the territory: every commune has its path, and no name lies on another."""

import csv
import itertools
import json
import pathlib

import pytest

from portal.lib.outlines import LEADING, draw, text_width

DATA = pathlib.Path(__file__).parents[3] / "communes" / "data"
SQUARE = [[[[7.0, 48.7], [7.2, 48.7], [7.2, 48.8], [7.0, 48.8], [7.0, 48.7]]]]


@pytest.fixture(scope="module")
def territory():
    with (DATA / "memberships.csv").open() as lines:
        ours = {row["insee"] for row in csv.DictReader(lines) if row["epci_siren"] == "200039956"}
    features = json.loads((DATA / "outlines.geojson").read_text())["features"]
    return draw(
        {
            int(feature["properties"]["insee"]): (
                feature["properties"]["name"],
                feature["geometry"]["coordinates"],
            )
            for feature in features
            if feature["properties"]["insee"] in ours
        }
    )


def frame(place):
    width, height = max(map(text_width, place.lines)), len(place.lines) * LEADING
    top = place.label_y - LEADING / 2
    return (place.label_x - width / 2, top, place.label_x + width / 2, top + height)


def test_the_communes_are_numbered_in_the_order_of_their_names(territory):
    assert len(territory.places) == 28
    assert [p.name for p in territory.places][:2] == ["Bébing", "Belles-Forêts"]
    assert [p.number for p in territory.places] == list(range(1, 29))


def test_no_name_lies_on_another(territory):
    for one, other in itertools.combinations([p for p in territory.places if p.lines], 2):
        a, b, c, d = frame(one)
        x0, y0, x1, y1 = frame(other)
        assert not (a < x1 and c > x0 and b < y1 and d > y0), (one.name, other.name)


def test_every_name_is_written_on_the_drawing(territory):
    for place in territory.places:
        left, top, right, bottom = frame(place)
        assert "".join(place.lines) == place.name
        assert left >= 0
        assert right <= territory.width
        assert top >= 0
        assert bottom <= territory.height


def test_a_commune_too_small_for_its_name_has_it_beside(territory):
    led = {place.name for place in territory.places if place.leader}
    assert "Bickenholtz" in led
    assert "Sarrebourg" not in led


def test_a_commune_without_outline_is_left_out():
    assert [p.name for p in draw({1: ("Un", SQUARE), 2: ("Deux", [])}).places] == ["Un"]


def test_no_outline_at_all_is_an_empty_drawing():
    assert draw({}).places == ()
