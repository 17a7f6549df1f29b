"""From HTML to PDF/UA-1, with nothing but what the portal itself brings. Used by the worker only."""

from __future__ import annotations

import atexit
import logging
from functools import cache
from pathlib import Path
from typing import Any

from portal.documents.layout import STYLESHEET

FONTS = Path(__file__).parent / "fonts"
FACES = (
    ("Noto Sans", "normal 400", "NotoSans-Regular.ttf"),
    ("Noto Sans", "normal 700", "NotoSans-Bold.ttf"),
    ("Noto Sans", "italic 400", "NotoSans-Italic.ttf"),
    ("Noto Serif", "normal 400", "NotoSerif-Regular.ttf"),
)


def pdf_from_html(html: str) -> bytes:
    """A tagged PDF. Raises ValueError when the document asks for something outside itself."""
    import weasyprint

    stylesheet, fonts = _paper()
    try:
        pdf: bytes = weasyprint.HTML(string=html, url_fetcher=_closed_fetcher()).write_pdf(
            stylesheets=[stylesheet], font_config=fonts, pdf_variant="pdf/ua-1"
        )
    except weasyprint.urls.FatalURLFetchingError as error:  # a BaseException: name it
        raise ValueError(f"a document asked for something outside itself: {error}") from error
    return pdf


@cache
def _paper() -> tuple[Any, Any]:
    """The stylesheet and the fonts, read once for each process."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
    fonts = FontConfiguration()
    atexit.register(_paper.cache_clear)  # its folder of fonts is removed while Python still can
    faces = "".join(_face(*face) for face in FACES)
    stylesheet = weasyprint.CSS(
        string=faces + STYLESHEET.read_text(), font_config=fonts, url_fetcher=_closed_fetcher()
    )
    return stylesheet, fonts


def _face(family: str, look: str, name: str) -> str:
    style, weight = look.split()
    return (
        f'@font-face {{ font-family: "{family}"; font-style: {style}; font-weight: {weight};'
        f' src: url("{(FONTS / name).as_uri()}"); }}\n'
    )


@cache
def _closed_fetcher() -> Any:
    """Data inside the document, and our own font files; everything else stops the rendering."""
    import weasyprint

    allowed = {(FONTS / name).as_uri() for _family, _look, name in FACES}

    class ClosedFetcher(weasyprint.urls.URLFetcher):
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if not url.startswith("data:") and url not in allowed:
                raise ValueError(f"outside: {url}")
            return super().fetch(url, headers)  # type: ignore[no-untyped-call]

    return ClosedFetcher(  # type: ignore[no-untyped-call]
        allowed_protocols=("data", "file"), allow_redirects=False, fail_on_errors=True
    )
