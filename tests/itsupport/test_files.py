"""The files of a request, given by a form or taken out of a mail."""

import base64

import pytest

from itsupport.domain.files import keep_files
from itsupport.models import TicketFile
from portal import files
from portal.files import Given
from portal.lib.refusal import Refusal
from tests.conftest import NOON
from tests.itsupport.mails import mail, settled
from tests.photos import photo, tells

pytestmark = pytest.mark.usefixtures("service", "marie")


def read(row):
    with row.open() as file:
        return file.read()


def test_a_photo_sent_by_mail_does_not_tell_where_it_was_taken_and_the_raw_mail_stays_whole():
    given = base64.encodebytes(photo("JPEG")).decode()
    parts = (
        "Content-Type: text/plain\r\n\r\nVoici l’écran.",
        "Content-Type: image/jpeg; name=ecran.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + given,
    )
    text = "".join(f"--b\r\n{part}\r\n" for part in parts) + "--b--\r\n"
    raw = mail(text, Content_Type='multipart/mixed; boundary="b"')

    row = settled(raw, at=NOON)

    kept = TicketFile.objects.get(ticket=row.ticket)
    assert (kept.name, kept.content_type) == ("ecran.jpg", "image/jpeg")
    assert tells(read(kept.file)) == []
    assert read(row.raw) == raw


def test_too_many_files_or_one_too_heavy_are_refused(mailed, monkeypatch):
    message = mailed.messages.first()
    monkeypatch.setattr(files, "LARGEST", 10)
    with pytest.raises(Refusal, match="20 fichiers au plus"):
        keep_files(mailed, message, [Given(name="a", content=b"a")] * 21, at=NOON)
    with pytest.raises(Refusal, match="« film » dépasse 15 Mo"):
        keep_files(mailed, message, [Given(name="film", content=b"x" * 11)], at=NOON)

    assert (
        len(keep_files(mailed, message, [Given(name="a", content=b"x" * 10)] * 20, at=NOON)) == 20
    )
