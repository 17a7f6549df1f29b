"""Which ticket a message continues: what is sealed counts first, what anybody can type last."""

import pytest

from itsupport.inbound import parse
from itsupport.inbound.addressing import reply_address, ticket_message_id
from itsupport.inbound.commands import verb_of
from itsupport.inbound.threading import Candidate, candidate_of
from tests.itsupport.inbound.letters import letter

KEY = b"clef de test"
WORLD = {"key": KEY, "domain": "portail.example.org", "mailbox": "support@example.org"}


def ours(ticket_id, serial=1):
    return ticket_message_id(ticket_id, serial, key=KEY, domain=WORLD["domain"])


def box(ticket_id):
    return reply_address(ticket_id, key=KEY, mailbox=WORLD["mailbox"])


@pytest.mark.parametrize(
    ("headers", "candidate"),
    [
        ("", None),
        (f"In-Reply-To: {ours(5)}", Candidate("message_id", 5)),
        (f"References: {ours(5)} <autre@example.org>", Candidate("message_id", 5)),
        (f"References: {ours(5)} {ours(6)}", Candidate("message_id", 6)),  # the nearest
        (f"In-Reply-To: {ours(5)}\nCc: {box(6)}\nSubject: [2026-00007]", Candidate("message_id", 5)),
        (f"Cc: Support <{box(6)}>\nSubject: [2026-00007]", Candidate("reply_address", 6)),
        (f"Delivered-To: {box(6)}", Candidate("reply_address", 6)),
        (f"To: {box(6)}\nIn-Reply-To: <x@example.org>", Candidate("reply_address", 6)),
        ("Subject: Re: [2026-00007] Imprimante", Candidate("subject", reference="2026-00007")),
        ("Subject: [1999-00007] [2026-7] 2026-00007", None),
        (f"In-Reply-To: {ours(5).replace('t.5', 't.6')}\nSubject: [2026-00007]",
            Candidate("subject", reference="2026-00007")),
        (f"In-Reply-To: {ours(5).replace('portail', 'evil')}", None),
        (f"Message-ID: {ours(5)}", None),  # its own identifier says nothing of a conversation
    ],
)  # fmt: skip
def test_the_surest_trace_of_a_ticket_is_followed(headers, candidate):
    message = parse(letter(headers=headers, head="From: marie@example.org\n"))

    assert candidate_of(message, **WORLD) == candidate


def test_only_what_the_portal_wrote_is_sealed():
    assert Candidate("message_id", 5).sealed
    assert Candidate("reply_address", 5).sealed
    assert not Candidate("subject", reference="2026-00007").sealed


@pytest.mark.parametrize(
    "text",
    [
        "résolu", "Résolu", "RÉSOLU.", "resolu", "Résolue", "c'est résolu", "C’est résolu !", "Résolu, merci",
        "Merci, problème résolu", "Le problème est résolu. Merci beaucoup !", "clos", "Fermer", "Vous pouvez clore.",
        "\n\n  Bonjour, c'est réglé  \n\nMarie", "re\u0301solu", "« résolu »", "Résolu\nMerci\nMarie Durand",
        "Vous pouvez fermer le ticket, merci.",
    ],
)  # fmt: skip
def test_a_word_of_the_list_solves(text):
    assert verb_of(text) == "solve"


@pytest.mark.parametrize(
    "text",
    [
        "", "\n", "Merci", "Bonjour", "pas résolu",
        "Ce n'est pas résolu", "résolu ?", "C'est résolu ou pas", "Non résolu",
        "Problème résolu à moitié", "fermer la fenêtre ne suffit pas", "résolument", "clos le dossier de M. Martin",
        "Bonjour\nrésolu", "Ok", "c'est bon", "ré solu", "x" * 100 + "\nrésolu", "résolu sauf l'écran", "irrésolu",
    ],
)  # fmt: skip
def test_anything_else_solves_nothing(text):
    assert verb_of(text) is None
