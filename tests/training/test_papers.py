"""The papers of a session may be asked for once it is announced, and while it takes place."""

import pytest

from portal.lib.refusal import Refusal
from tests import factories
from tests.conftest import NOON
from tests.training.factories import SessionFactory
from tests.training.hall import Hall
from training.domain.papers import PAPERS, ask_convocation, ask_paper

pytestmark = pytest.mark.django_db


def ask(session, paper="emargement"):
    return ask_paper(paper, session.pk, by=factories.UserFactory(), at=NOON)


def test_each_paper_is_a_document_of_the_session():
    session = SessionFactory()

    for word in set(PAPERS) - {"attestation-collective"}:
        made = ask(session, word)
        assert (made.kind, made.subject_id) == (PAPERS[word].kind, session.pk)


def test_neither_a_draft_nor_what_is_given_up_has_papers():
    given_up = {"state": "cancelled", "cancelled_at": NOON, "cancel_reason": "Trop peu de monde"}
    for facts in ({"state": "draft"}, given_up):
        with pytest.raises(Refusal, match="Pas de papiers"):
            ask(SessionFactory(**facts))


def test_the_collective_certificate_waits_for_the_close():
    with pytest.raises(Refusal, match="une fois la session close"):
        ask(SessionFactory(), "attestation-collective")


def test_who_waits_has_no_convocation():
    hall, session = Hall(), SessionFactory(maximum=1)
    seated, waiting = hall.register(session), hall.register(session)

    made = ask_convocation(seated.pk, by=hall.secretary.user, at=NOON)
    assert (made.subject_id, made.commune_id) == (seated.pk, hall.commune.pk)
    with pytest.raises(Refusal, match="Pas de convocation"):
        ask_convocation(waiting.pk, by=hall.secretary.user, at=NOON)
