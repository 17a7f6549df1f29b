"""Reading a document of the portal as a person does: waiting until its link is there."""

import io
import re
import time

import pypdf

PATIENCE = 120
"""Seconds in which the worker made no document at all: it stands still. While it makes some, they are waited for."""


def text_of_pdf(portal, page, link):
    """The text of the document behind this link; spaces are ordinary ones."""
    until, waiting = time.monotonic() + PATIENCE, portal.documents_waiting()
    while not link.count():
        for pending in page.locator("a[href$='/etat/']").all():
            page.request.get(pending.get_attribute("href"))
        page.wait_for_timeout(500)
        page.reload()
        before, waiting = waiting, portal.documents_waiting()
        if len(waiting) < len(before):
            until = time.monotonic() + PATIENCE
        assert time.monotonic() < until, (
            f"no document made for {PATIENCE} s; asked for at {page.url}; waiting: {waiting}; "
            f"worker:\n{portal.last_words('worker')}"
        )
    pdf = page.request.get(link.get_attribute("href")).body()
    text = "\n".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    return re.sub("[\u00a0\u202f]", " ", text)
