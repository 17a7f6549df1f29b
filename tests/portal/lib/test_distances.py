"""Kilometres between two places."""

import pytest

from portal.lib.distances import distance


def test_a_degree_of_latitude_is_111_kilometres():
    assert distance((48.0, 7.0), (49.0, 7.0)) == pytest.approx(111.19, abs=0.01)


def test_the_other_side_of_the_earth_is_half_a_turn_away():
    assert distance((0.0, 0.0), (0.0, 180.0)) == pytest.approx(20015.1, abs=0.1)
    assert distance((48.7, 7.0), (48.7, 7.0)) == 0


def test_strasbourg_is_as_far_from_sarrebourg_as_maps_say():
    assert distance((48.7342, 7.0546), (48.5734, 7.7521)) == pytest.approx(54.2, abs=0.3)
