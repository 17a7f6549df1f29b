"""A real mail server for the tests: it keeps what it is given, and answers what it is told to answer."""

import asyncio
import email
import email.policy
import socket

from aiosmtpd.controller import Controller


class PostOffice:
    """`answers` maps a recipient to the reply to RCPT; `data_answers` to the reply after the content."""

    def __init__(self):
        self.messages = []
        self.answers = {}
        self.data_answers = {}
        self.silent = set()
        self.before_answer = None

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802
        recipient = envelope.rcpt_tos[0]
        if recipient in self.data_answers:
            return self.data_answers[recipient]
        self.messages.append(
            email.message_from_bytes(envelope.content, policy=email.policy.default)
        )
        if self.before_answer:
            await asyncio.get_running_loop().run_in_executor(None, self.before_answer)
        if recipient in self.silent:
            server.transport.abort()
        return "250 OK"


class open_post_office:  # noqa: N801 -- used as a context manager
    def __enter__(self):
        self.office = PostOffice()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.office.port = free.getsockname()[1]
        self.controller = Controller(self.office, hostname="127.0.0.1", port=self.office.port)
        self.controller.start()
        return self.office

    def __exit__(self, *_error):
        self.controller.stop()
