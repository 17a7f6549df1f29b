"""What the CNIL asks of a password, and what people type."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given, strategies as st

from portal.accounts.models import User
from portal.accounts.passwords import is_long, is_phrase

SOLANGE = User(email="solange.ferrand@example.org", first_name="Solange", last_name="Ferrand")


@pytest.mark.parametrize(
    "password",
    [
        "Tr4cteur-vert!",
        "les oies passent au nord du bois",
        "K7pm2xQr9wLz",
        "à deux pas du vieux moulin rouge",
    ],
)
def test_these_are_accepted(password):
    validate_password(password, SOLANGE)


@pytest.mark.parametrize(
    "password",
    [
        "court1!A",
        "demonstration",
        "Demonstration1!",
        "aaaaaaaaaaaaaaaa",
        "touslesmotsensemble",
        "Ferrand-2026!",
        "Sarrebourg57400!",
        "solange.ferrand1A",
        "un deux",
        "Azerty123456!",
    ],
)
def test_these_are_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password, SOLANGE)


@given(st.text(max_size=11))
def test_nothing_short_is_long(password):
    assert not is_long(password)


@given(st.lists(st.sampled_from(["un", "deux", "trois", "quatre"]), max_size=4))
def test_four_words_are_no_phrase(words):
    assert not is_phrase(" ".join(words))
