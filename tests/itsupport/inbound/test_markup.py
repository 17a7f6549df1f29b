"""HTML: nothing in it calls out or runs, and its text reads as one."""

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings, strategies as st

from itsupport.inbound import parse
from itsupport.inbound.limits import HTML_CHARACTERS
from tests.itsupport.inbound.letters import PNG, encoded, letter, part, whole

LINK = 'rel="noopener noreferrer nofollow"'


def of_html(html):
    return parse(letter(html, headers="Content-Type: text/html; charset=utf-8"))


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>Bonjour</p>", "<p>Bonjour</p>"),
        ("<p onclick=x() style='color:red' class=a id=b>a</p>", "<p>a</p>"),
        ("<script>alert(1)</script>a", "a"),
        ("<style>@import 'http://x.example.org'</style>a", "a"),
        ("<head><title>t</title><base href='http://x'><meta http-equiv=refresh content='0;http://x'></head>a", "a"),
        ("a<img src='http://x.example.org/pixel.png'>b", "ab"),
        ("a<img src='//x.example.org/pixel.png'>b", "ab"),
        ("a<img src='pixel.png'>b", "ab"),
        ("a<img srcset='http://x.example.org/p.png 2x' alt='&lt;img src=x&gt;'>b", "ab"),
        ("a<img src='cid:inconnu@x'>b", "ab"),
        ("a<img src='data:text/html;base64,PGI+'>b", "ab"),
        ("a<img src='data:image/png;base64,@@'>b", "ab"),
        ("a<img src=x onerror=alert(1)>b", "ab"),
        ("<table background='http://x.example.org/a.png'><tr><td bgcolor=red colspan=2>a</td></tr></table>",
            '<table><tbody><tr><td colspan="2">a</td></tr></tbody></table>'),
        ("<a href='javascript:alert(1)'>a</a>", f"<a {LINK}>a</a>"),
        ("<a href=' JaVaScRiPt:alert(1)'>a</a>", f"<a {LINK}>a</a>"),
        ("<a href='data:text/html,x'>a</a>", f"<a {LINK}>a</a>"),
        ("<a href='cid:a@x'>a</a>", f"<a {LINK}>a</a>"),
        ("<a href='https://a.org' ping='http://x' target=_blank>a</a>", f'<a href="https://a.org" {LINK}>a</a>'),
        ("<a href='mailto:a@example.org'>a</a>", f'<a href="mailto:a@example.org" {LINK}>a</a>'),
        ("<iframe src='http://x'></iframe><object data=x></object><embed src=x>a", "a"),
        ("<form action='http://x'><input name=a><button>b</button></form>c", "bc"),
        ("<video src='http://x'></video><audio src=x></audio>a", "a"),
        ("<svg><image href='http://x'/><script>1</script></svg>a", "a"),
        ("<link rel=stylesheet href='http://x'>a", "a"),
        ("<!-- <img src='http://x'> -->a<!--[if mso]><img src='http://x'><![endif]-->", "a"),
        ("<b>a<i>b</b>c", "<b>a<i>b</i></b><i>c</i>"),
        ("<<b>a", "&lt;<b>a</b>"),
    ],
)  # fmt: skip
def test_a_page_may_show_it_without_calling_anybody(html, shown):
    assert of_html(html).html == shown


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Bonjour,</p><p>rien ne va.</p>", "Bonjour,\n\nrien ne va."),
        ("un<br>deux<br><br>trois", "un\ndeux\n\ntrois"),
        ("<div>un</div><div>deux</div><div><br></div><div>trois</div>", "un\ndeux\n\ntrois"),
        ("  un \n\t deux&nbsp;&nbsp;trois  ", "un deux trois"),
        ("<ul><li>un</li><li>deux</li></ul>", "- un\n- deux"),
        ("<p>Voici</p><ul><li>un</ul><p>Fin</p>", "Voici\n\n- un\n\nFin"),
        ("<a href='https://example.org/g'>le guide</a>", "le guide (https://example.org/g)"),
        ("<a href='https://example.org/'>example.org</a>", "example.org"),
        ("<a href='https://example.org'>https://example.org</a>", "https://example.org"),
        ("<a href='mailto:a@example.org'>a@example.org</a>", "a@example.org"),
        ("<a href='tel:0387000000'>Marie</a>", "Marie (tel:0387000000)"),
        ("<a href='#haut'>haut</a>", "haut"),
        ("<pre>un\n  deux\n\n\n\ntrois</pre>", "un\n  deux\n\ntrois"),
        (
            "<table><tr><td>un</td><td>deux</td></tr><tr><td>trois</td></tr></table>",
            "un deux\ntrois",
        ),
        ("<h1>Titre</h1>texte", "Titre\n\ntexte"),
        ("a<blockquote>b<blockquote>c</blockquote></blockquote>d", "a\n>\n> b\n>>\n> > c\n\nd"),
        ("&lt;b&gt; &amp;amp; &eacute; &#233; &#x2019;", "<b> &amp; é é ’"),
        ("<span style='display:none'>caché</span>vu", "vu"),
        ("<style>p{}</style><script>1</script><title>t</title>vu", "vu"),
        ("<p>&#0;&#xD800;a\0b</p>", "\ufffd\ufffdab"),
        ("<img src='http://x' alt='logo'>texte", "texte"),
        ("", ""),
    ],
)
def test_html_is_told_as_text(html, text):
    assert of_html(html).text == text


def test_several_stretches_of_html_are_one_page():
    message = parse(
        whole(
            "mixed",
            part("<p>un</p>", "text/html"),
            encoded(PNG, "image/png; name=a.png"),
            part("deux & fin"),
        )
    )

    assert message.html == "<p>un</p>\n<p>deux &amp; fin</p>"
    assert message.text == "un\n\ndeux & fin"


@pytest.mark.parametrize(
    "flood", ["<b>", "<div>x", "<p>", "&", "<table><tr><td>", "<blockquote>", "<a href='x'>"]
)
def test_html_that_costs_more_than_it_tells_is_told_as_text_only(flood):
    message = of_html("Au secours " + flood * (HTML_CHARACTERS // len(flood)))

    assert "Au secours" in message.text
    assert message.html == ""


HOSTILE = [
    *("<img src='", "<a href='", "http://x.example.org/p.png'>", "javascript:x'>", "cid:a'>"),
    *(
        "<",
        ">",
        "&",
        "'",
        '"',
        "/",
        "=",
        " ",
        "a",
        "img",
        "src",
        "cid:",
        "http://x",
        "data:image/png;base64,",
    ),
    *(
        "script",
        "style",
        "<!--",
        "-->",
        "<![CDATA[",
        "svg",
        "math",
        "mtext",
        "table",
        "\0",
        "é",
        "onerror",
        "\n",
    ),
]
HARMLESS = {"href", "src", "alt", "rel", "colspan", "rowspan", "start"}


class Elements(HTMLParser):
    """What a browser would see: (element, attribute, value)."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found += [(tag, name, value) for name, value in attrs or [("", "")]]

    def handle_comment(self, data):
        self.found.append(("comment", "", data))

    handle_decl = handle_pi = unknown_decl = handle_comment


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(HOSTILE), max_size=60).map("".join))
def test_no_hostile_html_calls_out(html):
    message = of_html(html)

    for tag, name, value in Elements(message.html).found:
        assert tag not in {
            "comment",
            "script",
            "style",
            "svg",
            "math",
            "iframe",
            "link",
            "meta",
            "base",
            "form",
        }
        assert name in HARMLESS or not name
        assert name != "src" or value.startswith("cid:")
        # a browser strips the spaces around an address; a link calls nobody until somebody follows it
        address = value.strip().lower()
        assert name != "href" or address.startswith(("http:", "https:", "mailto:", "tel:"))
    assert "\0" not in message.text + message.html
