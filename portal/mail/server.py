"""Giving one message to the mail server, and knowing what became of it."""

from __future__ import annotations

import smtplib
from typing import TYPE_CHECKING, Any, Self

from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.core.mail import EmailMessage

_DONE, _OTHER, _FOR_GOOD = 200, 300, 500


class Refused(Exception):  # noqa: N818 -- an answer of the server
    """The server will never take this message. It has no copy of it."""


class Postponed(Exception):  # noqa: N818 -- an answer of the server
    """The server does not take it now. It has no copy of it."""


class Unanswered(Exception):  # noqa: N818 -- no answer at all
    """The message was given and the server said nothing: it may have it."""


class MailServer:
    """One connection, opened at the first message and kept for the next ones."""

    def __init__(self) -> None:
        self._backend: Any = get_connection()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._close()

    def give(self, message: EmailMessage, *, before_data: Callable[[], None]) -> None:
        """Announce the message, call `before_data`, then give its content.

        Raises Refused, Postponed or Unanswered; what `before_data` raises stops everything.
        """
        if not isinstance(self._backend, EmailBackend):
            before_data()
            self._backend.send_messages([message])
            return
        content = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]
        try:
            self._announce(message)
            before_data()
            self._give_content(content)
        except BaseException:
            self._close()
            raise

    def _announce(self, message: EmailMessage) -> None:
        try:
            self._backend.open()
            server = self._backend.connection
            server.ehlo_or_helo_if_needed()
            encoding = message.encoding or "utf-8"
            options = ["BODY=8BITMIME"] if server.has_extn("8bitmime") else []
            _expect(server.mail(sanitize_address(message.from_email, encoding), options))
            for recipient in message.recipients():
                _expect(server.rcpt(sanitize_address(recipient, encoding)))
        except (OSError, smtplib.SMTPException) as error:
            raise Postponed(_words(error)) from error

    def _give_content(self, content: bytes) -> None:
        try:
            answer = self._backend.connection.data(content)
        except smtplib.SMTPDataError as error:
            answer = error.smtp_code, error.smtp_error
        except (OSError, smtplib.SMTPException) as error:
            raise Unanswered(_words(error)) from error
        _expect(answer)

    def _close(self) -> None:
        try:
            self._backend.close()
        except (OSError, smtplib.SMTPException):
            self._backend.connection = None


def _expect(answer: tuple[int, bytes | str]) -> None:
    code, said = answer
    if _DONE <= code < _OTHER:
        return
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    words = f"{code} {text}"
    raise Refused(words) if code >= _FOR_GOOD else Postponed(words)


def _words(error: Exception) -> str:
    return f"{type(error).__name__} : {error}"
