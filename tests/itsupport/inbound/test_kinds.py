"""Who writes: the portal itself, a mail server, a robot, a list, a person."""

import pytest

from itsupport.inbound import parse
from tests.itsupport.inbound.letters import letter, part, raw, whole

STATUS = """\
Reporting-MTA: dns; mx.example.org

Original-Recipient: rfc822;jean.martin@example.org
Final-Recipient: rfc822; Jean.Martin@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 unknown user

Final-Recipient: rfc822; mairie@example.org
Action: failed (quota)
Status: 5.2.2
"""
ORIGINAL = "Subject: Votre demande\nMessage-ID: <t.57.1.abc@portail.example.org>\nTo: jean.martin@example.org\n"
REPORT = "; report-type=delivery-status"
ROBOT = "From: MAILER-DAEMON@mx.example.org (Mail Delivery System)\nTo: support@example.org\n"


def report(
    status=STATUS, original=ORIGINAL, *, kind="message/rfc822", parameters=REPORT, headers=""
):
    return whole(
        "report",
        part("Votre message n’a pas été remis."),
        part(status, "message/delivery-status"),
        part(original + "\nBonjour", kind),
        parameters=parameters,
        headers=headers,
    )


@pytest.mark.parametrize(
    ("message", "recipients", "original"),
    [
        (report(), ("jean.martin@example.org", "mairie@example.org"), "<t.57.1.abc@portail.example.org>"),
        (report(kind="text/rfc822-headers"), ("jean.martin@example.org", "mairie@example.org"),
            "<t.57.1.abc@portail.example.org>"),
        (report(parameters=""), ("jean.martin@example.org", "mairie@example.org"), "<t.57.1.abc@portail.example.org>"),
        (report(parameters='; report-type="Delivery-Status"', original="Subject: x\n"),
            ("jean.martin@example.org", "mairie@example.org"), ""),
        (report(original="Subject: x\n", headers="In-Reply-To: <t.9.9.z@portail.example.org>"),
            ("jean.martin@example.org", "mairie@example.org"), "<t.9.9.z@portail.example.org>"),
        (report(STATUS.replace("Action: failed", "Action: delayed")), (), "<t.57.1.abc@portail.example.org>"),
        (report("Final-Recipient: rfc822; a@example.org\nAction: relayed\n"), (), "<t.57.1.abc@portail.example.org>"),
        (report("Final-Recipient: a@example.org\n"), ("a@example.org",), "<t.57.1.abc@portail.example.org>"),
        (report("Final-Recipient: rfc822;\n"), (), "<t.57.1.abc@portail.example.org>"),
        (report(""), (), "<t.57.1.abc@portail.example.org>"),
        # exim
        (letter("This message was created automatically.\n\n  jean.martin@example.org\n    unknown user\n"
                "------ This is a copy ------\nMessage-ID: <a@x>\n  other@example.org\n",
                head=ROBOT + "Subject: Mail delivery failed: returning message to sender\n"
                "X-Failed-Recipients: jean.martin@example.org, b@example.org\n"),
            ("jean.martin@example.org", "b@example.org"), "<a@x>"),
        # qmail
        (letter("Hi. This is the qmail-send program.\n\n<jean.martin@example.org>:\nunknown user\n\n--- Below\n"
                "Message-Id: <a@x>\n", head="Return-Path: <>\n" + ROBOT + "Subject: failure notice\n"),
            ("jean.martin@example.org",), "<a@x>"),
        # postfix of old, in French
        (letter("Votre message ne peut être remis :\n\n<jean.martin@example.org>: host mx.example.org said: 550 no"
                " such user (in reply to RCPT TO command)\n",
                head=ROBOT + "Subject: =?utf-8?Q?Message_non_distribu=C3=A9?=\n"),
            ("jean.martin@example.org",), ""),
        # Exchange
        (letter("Échec de la remise pour les destinataires ou groupes suivants :\n\njean.martin@example.org\n"
                "L’adresse est introuvable.\n",
                head="From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.org>\n"
                "Subject: Non remis : Votre demande\nIn-Reply-To: <t.57.1.abc@x>\n"),
            ("jean.martin@example.org",), "<t.57.1.abc@x>"),
        (letter("Introuvable.", head="From: postmaster@example.org\nSubject: Undeliverable: Votre demande\n"), (), ""),
        (letter("x", headers="X-MS-Exchange-Message-Is-Ndr: 1"), (), ""),
        (letter("x", head="Return-Path: <>\nFrom: Système <mailer-daemon@example.org>\nSubject: Bonjour\n"),
            (), ""),
        (letter("x", head="Return-Path: < >\nFrom: MAILER-DAEMON\nSubject: Bonjour\n"), (), ""),
        (letter("x", head="Return-Path: <>\nFrom: bot@example.org\nSubject: Delivery Status Notification (Failure)\n"),
            (), ""),
        (letter("x", head="From: postmaster@example.org\nSubject: Échec de la remise\n"), (), ""),
        (letter("x", head="From: postmaster@example.org\nSubject: Unzustellbar: x\n"), (), ""),
    ],
)  # fmt: skip
def test_a_notice_of_delivery_says_who_was_not_reached_and_which_message(
    message, recipients, original
):
    read = parse(message)

    assert read.kind == "bounce"
    assert (read.bounced.recipients, read.bounced.message_id) == (recipients, original)


@pytest.mark.parametrize(
    "headers",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated (backup)",
        "Auto-Submitted: Auto-Notified; owner-email=x",
        "X-Autoreply: yes",
        "X-Autorespond: x",
        "X-Auto-Reply: 1",
        "X-Autogenerated: Reply",
        "X-MS-Exchange-Inbox-Rules-Loop: a@example.org",
        "Precedence: auto_reply",
        "X-Auto-Response-Suppress: All",
        "X-Precedence: Auto-Reply",
        "Return-Path: <>",
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b",
        "Content-Type: multipart/report; report-type=feedback-report; boundary=b",
        "Subject: Réponse automatique : Votre demande",
        "Subject: =?utf-8?Q?R=C3=A9ponse_automatique=C2=A0=3A_x?=",
        "Subject: Absence du bureau",
        "Subject: Absent(e) du bureau : x",
        "Subject: Message d’absence",
        "Subject: Automatic reply: x",
        "Subject: Out of Office: x",
        "Subject: Out of the office",
        "Subject: Automatische Antwort: x",
        "Subject: AutoReply: x",
        "Subject: [spam] Auto-Reply: x",
        "Auto-Submitted: auto-replied\nList-Id: <x>\nPrecedence: bulk",
    ],
)
def test_a_robot_that_answers_is_recognised(headers):
    message = parse(letter("Je suis absente.", headers=headers, head="From: marie@example.org\n"))

    assert message.kind == "auto_reply"
    assert message.bounced is None


@pytest.mark.parametrize(
    "headers",
    [
        "List-Id: <maires.example.org>",
        "List-Unsubscribe: <mailto:x@example.org>",
        "List-Post: NO",
        "Precedence: list",
        "Precedence: Bulk",
        "Precedence: junk",
        "Mailing-List: list x",
        "X-Mailman-Version: 2.1",
    ],
)
def test_a_list_is_recognised(headers):
    assert parse(letter(headers=headers)).kind == "list"


@pytest.mark.parametrize(
    "message",
    [
        letter(),
        letter(headers="Auto-Submitted: no"),
        letter(headers="Auto-Submitted: No (typed)"),
        letter(headers="Auto-Submitted:"),
        letter(headers="X-Autoreply: no"),
        letter(headers="Precedence: first-class"),
        letter(headers="X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply"),  # Outlook sets it on people's mail
        letter(headers="Return-Path: <marie@example.org>"),
        letter(head="From: a@example.org\nSubject: Re: Réponse automatique : x\n"),
        letter(head="From: a@example.org\nSubject: Réponse automatique à régler dans Outlook\n"),
        letter(head="From: a@example.org\nSubject: Absence du bureau de vote sur le plan\n"),
        letter(head="From: a@example.org\nSubject: Échec de la remise du colis\n"),
        letter(head="From: a@example.org\nSubject: TR: Undelivered Mail Returned to Sender\n"),
        letter(head="From: postmaster@example.org\nSubject: Ma boîte est pleine\n"),
        letter(head="From: Postmaster Martin <martin@example.org>\nSubject: failure notice\n"),
        letter(head="From: a@example.org\nSubject: Out of office 365 licences\n"),
        letter(head="From: a@example.org\nSubject: Autoreplying printers\n"),
        letter("Je suis absente du bureau.\nAuto-Submitted: auto-replied"),
        # a person who sends a notice on to the team
        whole("mixed", part("Pourquoi ?"), part(report(), "message/rfc822"), boundary="dehors"),
        letter(headers="Message-ID: <t.57.1.abc@portail.example.org.evil.example.org>"),
    ],
)  # fmt: skip
def test_a_person_is_a_person(message):
    read = parse(message, own_domain="portail.example.org")

    assert (read.kind, read.bounced) == ("human", None)


def test_the_portal_s_own_message_is_recognised_before_all_else():
    back = raw("""
        From: support@example.org
        Message-ID: <t.57.1.abc@Portail.example.org>
        Auto-Submitted: auto-generated
        List-Id: <maires.example.org>
        Subject: Delivery Status Notification

        Bonjour
        """)

    assert parse(back).kind == "auto_reply"
    assert parse(back, own_domain="portail.example.ORG").kind == "own"
    assert parse(back, is_own_id=lambda one: one.startswith("<t.57.")).kind == "own"
    assert parse(back, own_domain="example.org").kind == "auto_reply"
    assert parse(letter(headers="X-Portal-Ticket: 57")).kind == "own"
    assert (
        parse(letter(headers="X-Portal-Ticket: 57\nX-Failed-Recipients: a@example.org")).kind
        == "own"
    )
    # what answers the portal is not the portal
    assert (
        parse(
            letter(headers="In-Reply-To: <t.57.1.abc@portail.example.org>"),
            own_domain="portail.example.org",
        ).kind
        == "human"
    )
    # a message without any Message-ID is nobody's
    assert parse(b"From: a@example.org\n\nx", is_own_id=lambda _: True).kind == "human"


@pytest.mark.parametrize(
    ("headers", "null"),
    [
        ("Return-Path: <>", True),
        ("Return-Path: < >", True),
        ("Return-Path: <MAILER-DAEMON>", True),
        ("Return-Path: <mailer-daemon@example.org>", False),
        ("Return-Path: <a@example.org>", False),
        ("Return-Path: <>\nReturn-Path: <a@example.org>", True),
        ("Return-Path: <a@example.org>\nReturn-Path: <>", False),
        ("Return-Path:", False),
        ("", False),
    ],
)
def test_the_envelope_without_sender_is_told(headers, null):
    assert parse(letter(headers=headers)).sender_is_null is null
