import pytest

from portal.documents.paper import FONTS, pdf_from_html

PAGE = '<html lang="fr"><title>x</title><h1>x</h1>{}</html>'


@pytest.mark.parametrize(
    "outside",
    [
        '<img alt="x" src="http://127.0.0.1:9/x.png">',
        '<img alt="x" src="file:///etc/hostname">',
        f'<img alt="x" src="{(FONTS / "OFL.txt").as_uri()}">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        "<style>@import url(file:///etc/passwd);</style>",
        '<object data="file:///etc/hostname"></object>',
        "<style>h1 { background: url(http://127.0.0.1:9/x.png) }</style>",
        "<style>@font-face { font-family: x; src: url(file:///etc/hostname) } h1 { font-family: x }</style>",
    ],
)
def test_a_document_reads_nothing_outside_itself(outside):
    with pytest.raises(ValueError, match="outside itself"):
        pdf_from_html(PAGE.format(outside))


def test_a_drawing_inside_the_document_is_shown():
    drawing = (
        '<img alt="point" src="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ'
        'AAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==">'
    )

    assert pdf_from_html(PAGE.format(drawing)).startswith(b"%PDF")


def test_the_fonts_stay_small_and_carry_their_licence():
    fonts = list(FONTS.glob("*.ttf"))

    assert fonts
    assert all(font.stat().st_size < 800_000 for font in fonts)
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text()
