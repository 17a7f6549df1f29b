"""A ProConnect of our own: a real HTTP server that follows OpenID Connect, and lies when told to."""

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

CLIENT, SECRET = "portail-des-communes", "un-secret-partage-avec-proconnect"


def new_key(algorithm):
    if algorithm == "ES256":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Provider:
    """Its rules are checked as ProConnect checks them; `claims` and the other fields make it lie."""

    algorithm: str = "RS256"
    person: dict = field(default_factory=dict)
    claims: dict = field(default_factory=dict)
    told: dict = field(default_factory=dict)
    discovery: dict = field(default_factory=dict)
    callback: dict = field(default_factory=dict)
    secret: str = SECRET
    down: set = field(default_factory=set)
    visits: dict = field(default_factory=dict)
    seen: list = field(default_factory=list)

    def __post_init__(self):
        self.key = self.signing_key = new_key(self.algorithm)
        self.header_algorithm = self.algorithm
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                provider.answer(self, dict(parse_qsl(urlsplit(self.path).query)))

            def do_POST(self):
                length = int(self.headers["Content-Length"])
                provider.answer(self, dict(parse_qsl(self.rfile.read(length).decode())))

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}/api/v2"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, handler, asked):
        name = urlsplit(handler.path).path.removeprefix("/api/v2/").replace("/", "_")
        name = {".well-known_openid-configuration": "discover"}.get(name, name)
        self.seen.append((name, asked))
        if name in self.down:
            return self.send(handler, 503, b"<h1>Service Unavailable</h1>", "text/html")
        return getattr(self, name)(handler, asked)

    def send(self, handler, status, body, kind="application/json", **headers):
        handler.send_response(status)
        for header, value in {"Content-Type": kind, **headers}.items():
            handler.send_header(header, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def send_json(self, handler, told, status=200):
        self.send(handler, status, json.dumps(told).encode())

    def discover(self, handler, _asked):
        there = {
            "authorization_endpoint": "authorize",
            "token_endpoint": "token",
            "userinfo_endpoint": "userinfo",
            "jwks_uri": "jwks",
            "end_session_endpoint": "session/end",
        }
        found = {name: f"{self.issuer}/{path}" for name, path in there.items()}
        self.send_json(handler, {"issuer": self.issuer, **found, **self.discovery})

    def jwks(self, handler, _asked):
        known = RSAAlgorithm if self.algorithm == "RS256" else ECAlgorithm
        public = known.to_jwk(self.key.public_key(), as_dict=True)
        self.send_json(
            handler, {"keys": [{**public, "kid": "k1", "use": "sig", "alg": self.algorithm}]}
        )

    def authorize(self, handler, asked):
        """Refuses what ProConnect refuses: a short state or nonce, no PKCE, no `openid`."""
        wrong = [name for name in ("state", "nonce") if len(asked.get(name, "")) < 32]
        if asked.get("client_id") != CLIENT or asked.get("response_type") != "code":
            wrong.append("client")
        if "openid" not in asked.get("scope", "").split():
            wrong.append("scope")
        if asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
            wrong.append("pkce")
        if wrong:
            return self.send_json(handler, {"error": "invalid_request", "wrong": wrong}, 400)
        code = secrets.token_urlsafe(16)
        self.visits[code] = asked
        back = {"code": code, "state": asked["state"], "iss": self.issuer, **self.callback}
        return self.send(handler, 302, b"", Location=f"{asked['redirect_uri']}?{urlencode(back)}")

    def token(self, handler, asked):
        """One code, once, to the client who started the visit."""
        visit = self.visits.pop(asked.get("code"), None)
        challenge = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(challenge).rstrip(b"=").decode()
        if visit is None or challenge != visit["code_challenge"]:
            return self.send_json(handler, {"error": "invalid_grant"}, 400)
        if (asked.get("client_id"), asked.get("client_secret")) != (CLIENT, self.secret):
            return self.send_json(handler, {"error": "invalid_client"}, 401)
        self.bearer = secrets.token_urlsafe(16)
        identity = {"nonce": visit["nonce"], "acr": "eidas1", **self.claims}
        return self.send_json(
            handler,
            {
                "access_token": self.bearer,
                "token_type": "Bearer",
                "expires_in": 60,
                "id_token": self.sign(identity),
            },
        )

    def userinfo(self, handler, _asked):
        """Not JSON: a signed token, as ProConnect does."""
        if handler.headers["Authorization"] != f"Bearer {self.bearer}":
            return self.send_json(handler, {"error": "invalid_token"}, 401)
        body = self.sign({**self.person, **self.told}).encode()
        return self.send(handler, 200, body, "application/jwt")

    def session_end(self, handler, asked):
        back = f"{asked['post_logout_redirect_uri']}?state={asked['state']}"
        self.send(handler, 302, b"", Location=back)

    def sign(self, claims):
        now = int(time.time())
        whole = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": self.person["sub"],
            "iat": now,
            "exp": now + 60,
            **claims,
        }
        whole = {name: value for name, value in whole.items() if value is not None}
        return jwt.encode(
            whole, self.signing_key, algorithm=self.header_algorithm, headers={"kid": "k1"}
        )
