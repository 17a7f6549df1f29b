"""Pages in the states that the demonstration does not show: sound in both themes, on a screen and at 320 pixels."""

import json

import pytest

from tests.browser.pages import MANAGER, SECRETARY
from tests.browser.states import APPROVER, COUNCILLOR, KEYED
from tests.browser.test_pages import problems_of, violations_of

pytestmark = pytest.mark.browser
CALL = "from tests.browser import states; states."
STATES = (
    "link-open",
    "link-replaced",
    "link-cut",
    "invitation-open",
    "invitation-used",
    "invitation-expired",
    "invitation-known",
    "invite-refused",
    "register-empty",
    "register-not-found",
    "journal-not-found",
    "list-not-found",
    "remind-without-address",
    "councillor-home",
    "councillor-campaigns",
    "councillor-answer",
    "visa-link",
    "visa-refuse",
    "visa-account",
    "passkey",
)
WITHOUT_ACCOUNT = (
    "trainer-home",
    "trainer-slot",
    "trainer-code",
    "trainer-gone",
    "trainer-replaced",
    "approve",
    "approve-refuse",
    "approve-dead",
    "opinion",
    "opinion-thanks",
    "opinion-gone",
    "sign-over",
    "verify",
    "verify-unknown",
)
"""Opened from a mail, a screen or a certificate."""
ACCOUNT = (
    "/compte/",
    "/compte/email/",
    "/compte/password/change/",
    "/compte/sessions/",
    "/compte/2fa/",
    "/compte/2fa/webauthn/",
    "/compte/login/code/",
    "/compte/password/reset/",
)
LOOKS = [("light", 1280), ("dark", 320)]
SIZES = [(scheme, width) for scheme in ("light", "dark") for width in (1280, 320)]


@pytest.fixture(scope="module")
def states(portal):
    """Name → who visits, where, and the status that she gets."""
    portal.page_of(KEYED).context.close()
    yield json.loads(portal.manage("shell", "-v", "0", "-c", f"{CALL}make()"))
    portal.manage("shell", "-v", "0", "-c", f"{CALL}give_address_back()")


def sound(portal, role, path, scheme, width):
    """The status of a page, once it is found sound."""
    page = portal.page_of(role, width=width, scheme=scheme)
    status = page.goto(path).status
    found = violations_of(page)
    too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    problems = problems_of(page)
    page.context.close()
    assert found == []
    assert problems == []
    assert too_wide <= 0
    return status


@pytest.mark.parametrize(("scheme", "width"), SIZES)
@pytest.mark.parametrize("name", STATES)
def test_a_state_is_sound(portal, states, name, scheme, width):
    role, path, status = states[name]

    assert sound(portal, role, path, scheme, width) == status


@pytest.mark.parametrize("name", WITHOUT_ACCOUNT)
def test_a_page_without_account_is_sound(portal, states, name):
    role, path, status = states[name]

    for scheme, width in LOOKS:
        assert sound(portal, role, path, scheme, width) == status


def test_the_page_on_which_one_signs_on_her_telephone_is_sound(portal):
    """Its address changes every half minute."""
    path = json.loads(portal.manage("shell", "-v", "0", "-c", f"{CALL}code()"))

    for scheme, width in LOOKS:
        assert sound(portal, None, path, scheme, width) == 200


def test_every_state_that_is_made_is_looked_at(states):
    assert set(states) == {*STATES, *WITHOUT_ACCOUNT}
    assert {role for role, _path, _status in states.values()} == {
        None,
        MANAGER,
        COUNCILLOR,
        KEYED,
        APPROVER,
    }


@pytest.mark.parametrize(("scheme", "width"), SIZES)
@pytest.mark.parametrize("path", ACCOUNT)
def test_an_account_page_is_sound_in_both_themes(portal, path, scheme, width):
    role = None if path in ACCOUNT[-2:] else SECRETARY

    assert sound(portal, role, path, scheme, width) == 200
