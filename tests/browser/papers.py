"""Waiting for the worker as a person does: looking again, until the link or the line is there."""

import io
import re
import time

import pypdf

PATIENCE = 120
"""Seconds in which the worker made no document at all: it stands still. While it makes some, they are waited for."""


def look_until(portal, page, thing, *, between=lambda: None):
    """Load the page again until it shows this; `between` two looks, what a person would do besides."""
    until, waiting = time.monotonic() + PATIENCE, portal.documents_waiting()
    while not thing.count():
        between()
        page.wait_for_timeout(500)
        page.reload()
        before, waiting = waiting, portal.documents_waiting()
        if len(waiting) < len(before):
            until = time.monotonic() + PATIENCE
        assert time.monotonic() < until, (
            f"no document made for {PATIENCE} s; {thing} awaited at {page.url}; waiting: {waiting}; "
            f"worker:\n{portal.last_words('worker')}"
        )


def text_of_pdf(portal, page, link):
    """The text of the document behind this link; spaces are ordinary ones."""

    def ask_how_it_goes():
        for pending in page.locator("a[href$='/etat/']").all():
            page.request.get(pending.get_attribute("href"))

    look_until(portal, page, link, between=ask_how_it_goes)
    pdf = page.request.get(link.get_attribute("href")).body()
    text = "\n".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    return re.sub("[\u00a0\u202f]", " ", text)
