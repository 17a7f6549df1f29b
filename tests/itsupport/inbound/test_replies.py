"""What a person wrote in a reply: the words of her program go, hers never do."""

import pytest
from hypothesis import given, settings, strategies as st

from itsupport.inbound import parse
from itsupport.inbound.quotes import reply_of
from tests.itsupport.inbound.bodies import ENGLISH, FRENCH, KEPT, ME, REPLIES
from tests.itsupport.inbound.letters import letter


@pytest.mark.parametrize(
    ("text", "words"), [row[1:] for row in REPLIES], ids=[r[0] for r in REPLIES]
)
def test_what_the_program_added_is_left_out(text, words):
    assert reply_of(text) == words


@pytest.mark.parametrize(
    ("text", "words"), [row[1:] for row in REPLIES], ids=[r[0] for r in REPLIES]
)
def test_the_same_as_it_arrives(text, words):
    body = text.replace("\n", "\r\n").encode()
    message = parse(letter(body, headers="Content-Type: text/plain; charset=utf-8\n"))

    assert message.reply_text == words
    assert message.text == text


@pytest.mark.parametrize(("text", "words"), [row[1:] for row in KEPT], ids=[r[0] for r in KEPT])
def test_what_the_person_wrote_is_kept(text, words):
    assert reply_of(text) == words


@pytest.mark.parametrize(
    "subject", ["TR: Imprimante", "Tr : Imprimante", "Fwd: Imprimante", "FW: x", "WG: x"]
)
def test_a_forwarded_message_is_what_the_person_sends(subject):
    text = f"Pour information.\n\n{FRENCH}"
    message = parse(f"From: marie@example.org\nSubject: {subject}\n\n{text}".encode())

    assert message.reply_text == text


def test_a_reply_to_a_forwarded_message_is_a_reply():
    message = parse(f"From: marie@example.org\nSubject: RE: TR: x\n\n{ME}\n\n{FRENCH}".encode())

    assert message.reply_text == ME


words = st.text("abcdefghijklmnopqrstuvwxyzéàç0123456789 ,.'’!?-", min_size=1, max_size=60).map(
    str.strip
)
own_lines = st.lists(
    words.filter(lambda line: line and not line.startswith("--")), min_size=1, max_size=8
)
introductions = st.sampled_from(
    [
        "Le 26/11/2026 à 10:12, Support a écrit :",
        "On Thu, Nov 26, 2026 at 10:12 AM Support <support@example.org> wrote:",
        "2026-11-26 10:12 GMT+01:00 Support <support@example.org>:",
        "",
    ]
)
quoted_lines = st.lists(words.map(lambda line: f"> {line}"), min_size=1, max_size=6)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(own_lines, introductions, quoted_lines), min_size=1, max_size=4), own_lines
)
def test_no_line_of_the_person_is_lost_around_marked_quotations(turns, last):
    said, text = [], []
    for own, introduction, quoted in turns:
        said += own
        text += [*own, "", introduction, *quoted, ""]
    said += last

    assert [line for line in reply_of("\n".join([*text, *last])).split("\n") if line] == said


@settings(max_examples=300, deadline=None)
@given(
    own_lines,
    st.sampled_from([FRENCH, ENGLISH, f"-----Message d’origine-----\n{FRENCH}"]),
    own_lines,
)
def test_above_an_unmarked_quotation_every_line_stays_and_nothing_more(own, quotation, tail):
    text = "\n".join([*own, "", quotation, *tail])

    assert reply_of(text) == "\n".join(own)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_a_reply_is_made_of_lines_of_the_text_and_is_empty_only_if_the_text_is(text):
    reply = reply_of(text)

    assert set(reply.split("\n")) <= {line.rstrip() for line in text.split("\n")} | {
        line.strip() for line in text.split("\n")
    } | {""}
    assert bool(reply) == bool(text.strip())


GMAIL = (
    '<div dir="ltr">Bonjour, c’est reparti.</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr"'
    ' class="gmail_attr">Le jeu. 26 nov. 2026 à 10:12, Support &lt;<a href="mailto:support@example.org">'
    'support@example.org</a>&gt; a écrit :<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex;'
    'border-left:1px #ccc solid">Quel modèle ?</blockquote></div>'
)
THUNDERBIRD = (
    '<p>Bonjour, c’est reparti.</p><div class="moz-cite-prefix">Le 26/11/2026 à 10:12, Support a écrit :<br></div>'
    '<blockquote type="cite" cite="mid:x"><p>Quel modèle ?</p></blockquote>'
)
OUTLOOK_MOBILE = (
    '<div dir="auto">Bonjour, c’est reparti.</div><div id="ms-outlook-mobile-signature">Envoyé à partir de'
    ' <a href="https://aka.ms/x">Outlook pour Android</a></div><hr><div id="divRplyFwdMsg"><b>De :</b> Support<br>'
    "<b>Envoyé :</b> jeudi 26 novembre 2026<br><b>À :</b> mairie@example.org<br></div><div>Quel modèle ?</div>"
)
OUTLOOK = (
    "<p>Bonjour, c’est reparti.</p><div style='border:none;border-top:solid #E1E1E1 1.0pt'><p><b>De&nbsp;:</b> Support"
    "<br><b>Envoyé&nbsp;:</b> jeudi 26 novembre 2026<br><b>À&nbsp;:</b> mairie@example.org<br><b>Objet&nbsp;:</b>"
    " Imprimante</p></div><p>Quel modèle ?</p>"
)
OUTLOOK_WEB = (
    '<div>Bonjour, c’est reparti.</div><div id="appendonsend"></div><hr><div>Quel modèle ?</div>'
)
APPLE = (
    '<div>Bonjour, c’est reparti.</div><div><br><blockquote type="cite"><div>Le 26 nov. 2026 à 10:12, Support'
    "&lt;s@example.org&gt; a écrit :</div><div>Quel modèle ?</div></blockquote></div>"
)
YAHOO = (
    '<div>Bonjour, c’est reparti.</div><div class="yahoo_quoted"><div>Le jeudi 26 novembre 2026 à 10:12, Support'
    " a écrit :</div><div>Quel modèle ?</div></div>"
)
ZIMBRA = (
    '<div>Bonjour, c’est reparti.</div><hr id="zwchr"><div><b>De: </b>Support<br><b>À: </b>mairie<br></div>'
    "<div>Quel modèle ?</div>"
)
PROTON = '<div>Bonjour, c’est reparti.</div><div class="protonmail_quote">Quel modèle ?</div>'
BETWEEN = (
    '<div class="moz-cite-prefix">Le 26/11/2026 à 10:12, Support a écrit :</div><blockquote type="cite">Le modèle ?'
    "</blockquote><p>Bonjour, c’est reparti.</p><blockquote type='cite'>L’étage ?</blockquote>"
)
INDENTED = "<blockquote style='margin: 0 0 0 40px; border: none'><p>Bonjour, c’est reparti.</p></blockquote>"


@pytest.mark.parametrize(
    "html",
    [
        GMAIL,
        THUNDERBIRD,
        OUTLOOK_MOBILE,
        OUTLOOK,
        OUTLOOK_WEB,
        APPLE,
        YAHOO,
        ZIMBRA,
        PROTON,
        BETWEEN,
        INDENTED,
    ],
)
def test_quotations_of_html_are_left_out(html):
    message = parse(letter(html, headers="Content-Type: text/html; charset=utf-8"))

    assert message.reply_text == ME
    if html is not INDENTED:
        assert "modèle" in message.text
        assert "modèle" in message.html


def test_html_that_is_all_a_quotation_is_kept():
    message = parse(
        letter(
            '<div class="gmail_quote">Quel modèle ?</div>',
            headers="Content-Type: text/html; charset=utf-8",
        )
    )

    assert "Quel modèle ?" in message.reply_text


def test_a_line_too_long_for_a_program_is_a_person_s():
    text = "Le " + "x" * 5000 + " 2026 a écrit :\nsuite"

    assert reply_of(f"{ME}\n{text}") == f"{ME}\n{text}"


def test_there_are_enough_of_them():
    assert len(REPLIES) >= 60
    assert len(KEPT) >= 20
