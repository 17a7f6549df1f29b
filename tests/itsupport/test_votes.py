"""What a town hall thinks of the service: once the request is solved, and the last word counts."""

import pytest

from itsupport.domain.votes import vote
from portal.lib.refusal import Refusal
from tests import factories
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def test_the_last_opinion_counts_and_a_running_request_has_none_yet():
    running = factories.TicketFactory()
    with pytest.raises(Refusal, match="pas encore résolue"):
        vote(running.pk, 3, by=None, at=NOON)

    solved = factories.TicketFactory(state="solved", solved_at=NOON)
    vote(solved.pk, 1, word="Trop long", by=None, at=NOON)
    vote(solved.pk, 3, word=" Merci ", by=None, at=NOON)

    solved.refresh_from_db()
    assert (solved.satisfaction, solved.satisfaction_word, solved.voted_at) == (3, "Merci", NOON)
