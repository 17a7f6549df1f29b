"""The signed words of links."""

import pytest

from portal.links import SignedNumbers

WORDS = SignedNumbers("tests.answer", count=3)


def test_what_was_signed_is_read_again():
    token = WORDS.sign(12, 57080, 0)

    assert token.startswith("12-57080-0.")
    assert WORDS.read(token) == (12, 57080, 0)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "12-57080-3",
        "12-57080-3.x",
        WORDS.sign(12, 57080, 3).replace("12-", "13-"),
        SignedNumbers("tests.other", count=3).sign(12, 57080, 3),
        SignedNumbers("tests.answer", count=2).sign(12, 57080),
    ],
)
def test_what_was_not_signed_for_this_is_nothing(token):
    assert WORDS.read(token) is None


def test_a_link_has_all_its_numbers():
    with pytest.raises(ValueError, match="3 numbers"):
        WORDS.sign(12, 57080)
