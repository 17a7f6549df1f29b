"""A real mailbox for the tests: Dovecot, of Debian's packages, as an ordinary child process on 127.0.0.1."""

import datetime as dt
import getpass
import grp
import imaplib
import ipaddress
import os
import pwd
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from itsupport.domain.fetching import DONE_FOLDER
from ops import system

USER, PASSWORD = "support@example.org", "à l’accueil"
CONFIG = """\
protocols = imap
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/dovecot.log
listen = 127.0.0.1
ssl = required
ssl_cert = <{home}/cert.pem
ssl_key = <{home}/key.pem
disable_plaintext_auth = yes
mail_location = maildir:{home}/mail
default_login_user = {login}
default_internal_user = {inside}
default_internal_group = {group}
first_valid_uid = 0
first_valid_gid = 0
mail_max_userip_connections = 100
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {home}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {clear}
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class PostRoom:
    """`url` and `ca` are what the settings want; `put` delivers as the mail server of a provider would."""

    def __init__(self, home):
        self.home, self.port, self.clear = home, free_port(), free_port()
        self.ca = home / "cert.pem"
        self.process = None
        self._number = 0
        # Dovecot opens no mailbox as root.
        self._owner = pwd.getpwuid(os.getuid()) if os.getuid() else pwd.getpwnam("nobody")

    @property
    def url(self):
        return self.address()

    def address(self, *, scheme="imaps", password=PASSWORD, port=None, folder="INBOX"):
        port = port or (self.port if scheme == "imaps" else self.clear)
        return f"{scheme}://{quote(USER)}:{quote(password)}@127.0.0.1:{port}/{folder}"

    def start(self):
        system.need_mail_server()
        if not self.ca.exists():
            certify(self.home)
        self.home.chmod(0o755)
        (self.home / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
        for name in ("run", "state", "mail"):
            (self.home / name).mkdir(exist_ok=True)
        for name in ("", "new", "tmp", "cur"):
            folder = self.home / "mail" / name
            folder.mkdir(exist_ok=True)
            self._give(folder)
        config = CONFIG.format(
            home=self.home,
            **_users(),
            uid=self._owner.pw_uid,
            gid=self._owner.pw_gid,
            port=self.port,
            clear=self.clear,
        )
        (self.home / "dovecot.conf").write_text(config)
        program = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin")
        self.process = subprocess.Popen(
            [program, "-F", "-c", str(self.home / "dovecot.conf")], start_new_session=True
        )
        self._wait()

    def _wait(self):
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                assert self.process.poll() is None, (self.home / "dovecot.log").read_text()
                time.sleep(0.05)
            else:
                return
        raise AssertionError((self.home / "dovecot.log").read_text())

    def hang(self):
        """It keeps its connections and answers nothing."""
        os.killpg(self.process.pid, signal.SIGSTOP)

    def go_on(self):
        os.killpg(self.process.pid, signal.SIGCONT)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.go_on()
            self.process.terminate()
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()

    def die(self):
        """At once, with every conversation under way."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def put(self, *mails):
        """Written whole in the Maildir, then made visible, as a delivery agent does."""
        for mail in mails:
            self._number += 1
            name = f"{1_700_000_000 + self._number}.M{self._number}P{os.getpid()}.test"
            waiting = self.home / "mail" / "tmp" / name
            waiting.write_bytes(mail)
            self._give(waiting)
            waiting.rename(self.home / "mail" / "new" / name)

    def _give(self, path):
        os.chown(path, self._owner.pw_uid, self._owner.pw_gid)

    def holds(self, folder="INBOX"):
        """How many mails the server has there, asked as a mail program would."""
        with self._box() as box:
            ok, found = box.select(_named(folder), readonly=True)
            return int(found[0]) if ok == "OK" else 0

    def _box(self):
        context = ssl.create_default_context(cafile=str(self.ca))
        box = imaplib.IMAP4_SSL("127.0.0.1", self.port, ssl_context=context, timeout=10)
        box.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
        return box

    def first_uid(self):
        with self._box() as box:
            box.select("INBOX", readonly=True)
            return int(box.uid("SEARCH", "ALL")[1][0].split()[0])

    def bring_back(self):
        """What was put away is in the inbox again, as after a restored backup."""
        for path in [*self.home.glob("mail/.Trait*/cur/*"), *self.home.glob("mail/.Trait*/new/*")]:
            path.rename(self.home / "mail" / "new" / path.name.partition(":")[0])

    def empty(self):
        """As a person who deletes everything: files that vanish under its feet confuse the server."""
        with self._box() as box:
            for folder in ("INBOX", DONE_FOLDER):
                ok, found = box.select(_named(folder))
                if ok == "OK" and int(found[0]):
                    box.store("1:*", "+FLAGS", "\\Deleted")
                    box.expunge()

    def forget_numbers(self):
        """Another UIDVALIDITY, as after a mailbox was rebuilt."""
        for index in (self.home / "mail").rglob("dovecot*"):
            if index.is_file():
                index.unlink()


def _named(folder):
    """« Traités » as IMAP writes it: UTF-7 of its own kind."""
    return '"' + folder.replace("é", "&AOk-") + '"'


def _users():
    """Started by root, Dovecot wants its package's users for what listens; by anybody else, one user does all."""
    if os.getuid() == 0:
        return {"login": "dovenull", "inside": "dovecot", "group": "dovecot"}
    me = getpass.getuser()
    return {"login": me, "inside": me, "group": grp.getgrgid(os.getgid()).gr_name}


def certify(home, *, name="127.0.0.1"):
    """A certificate that nobody but this test trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(name))])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=30))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (home / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (home / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


class open_post_room:  # noqa: N801 -- used as a context manager
    """Its home is short: the names of Dovecot's sockets must hold in 108 bytes."""

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="dovecot-", ignore_cleanup_errors=True)
        self.room = PostRoom(Path(self._folder.name))
        self.room.start()
        return self.room

    def __exit__(self, *_error):
        self.room.stop()
        self._folder.cleanup()
