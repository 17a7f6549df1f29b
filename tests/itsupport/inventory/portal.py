"""The smallest portal an agent can talk to: read() and reply_to() behind the HTTP server of the standard library."""

import contextlib
import http.server
import threading
from dataclasses import dataclass

from itsupport.inventory import InventoryError, read, reply_error, reply_to

PATH = "/inventaire/jeton-d-essai/"
REFUSAL = InventoryError("Cette adresse ne reçoit plus d’inventaire.", status=403)


@dataclass
class Exchange:
    """One request and what was answered."""

    method: str
    path: str
    headers: dict
    body: bytes
    message: object = None
    refused: str = ""
    reply: bytes = b""


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        one = Exchange("POST", self.path, dict(self.headers), body)
        agent_id, status = self.headers.get("GLPI-Agent-ID", ""), 200
        try:
            if self.server.refuses:
                raise REFUSAL
            one.message = read(body)
            one.reply, kind = reply_to(one.message, agent_id=agent_id)
        except InventoryError as error:
            one.refused, status = error.sentence, error.status
            one.reply, kind = reply_error(error, body, agent_id=agent_id)
        self.server.exchanges.append(one)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(one.reply)))
        self.end_headers()
        self.wfile.write(one.reply)

    def do_GET(self):
        self.server.exchanges.append(Exchange("GET", self.path, dict(self.headers), b""))
        self.send_error(405)

    def log_message(self, *arguments):
        """Nothing on the screen."""


class Portal(http.server.ThreadingHTTPServer):
    """`exchanges` in the order they came; `refuses` makes every request one that is refused."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.exchanges = []
        self.refuses = False

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}{PATH}"


@contextlib.contextmanager
def opened():
    with Portal() as portal:
        thread = threading.Thread(target=portal.serve_forever, daemon=True)
        thread.start()
        try:
            yield portal
        finally:
            portal.shutdown()
            thread.join()
