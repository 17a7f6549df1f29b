"""Three months before the end of an obligation: one mail to the agent, one to her town hall."""

import datetime as dt

import pytest

from portal.mail.models import OutboxEmail
from tests.training.hall import Hall
from tests.training.test_records import add, owe, rule  # noqa: F401 -- a fixture
from training.domain.records import close_obligation
from training.domain.warning import warn_of_obligations

pytestmark = pytest.mark.django_db
ALERT = dt.datetime(2027, 6, 2, 9, tzinfo=dt.UTC)
"""Ninety days before 31 August 2027, a Wednesday."""


@pytest.fixture
def agent():
    hall = Hall(email="mairie@example.org")
    return hall, hall.hold(email="agent@example.org")


def mails():
    return OutboxEmail.objects.filter(kind="training/mails/obligation_alert")


def test_one_mail_to_each_from_the_day_to_warn_on(agent, rule, manager):  # noqa: F811
    hall, person = agent
    owe(hall, rule, manager, person)

    assert warn_of_obligations(at=ALERT - dt.timedelta(days=1)) == 0
    for _ in range(2):
        warn_of_obligations(at=ALERT)
    warn_of_obligations(at=ALERT + dt.timedelta(days=100))

    own, other = mails().order_by("to").first(), mails().exclude(to="agent@example.org").get()
    assert mails().count() == 2
    assert own.to == "agent@example.org"
    assert "Il vous reste 15" in own.subject.replace("\u00a0", " ")
    assert other.subject.startswith(str(person))


@pytest.mark.parametrize("why", ["met", "closed", "sunday"])
def test_nobody_is_warned_without_need(agent, rule, manager, why):  # noqa: F811
    hall, person = agent
    made = owe(hall, rule, manager, person)
    at = ALERT
    if why == "met":
        add(hall, person, half_days=30)
    elif why == "closed":
        close_obligation(made.pk, reason="dispense", by=manager, at=ALERT)
    else:
        at = dt.datetime(2027, 6, 6, 9, tzinfo=dt.UTC)

    assert warn_of_obligations(at=at) == 0
