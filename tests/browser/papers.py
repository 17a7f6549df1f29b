"""Reading a document of the portal as a person does: waiting until its link is there."""

import io
import re

import pypdf

PATIENCE = 240
"""Half seconds: the documents of the demonstration are made first, and the machine may be busy."""


def text_of_pdf(page, link):
    """The text of the document behind this link; spaces are ordinary ones."""
    for _ in range(PATIENCE):
        if link.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    pdf = page.request.get(link.get_attribute("href")).body()
    text = "\n".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    return re.sub("[\u00a0\u202f]", " ", text)
