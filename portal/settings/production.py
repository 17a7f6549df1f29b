"""A server: secrets from the environment, behind a proxy that speaks HTTPS."""

from django.core.exceptions import ImproperlyConfigured

from portal.settings import environment
from portal.settings.base import *  # noqa: F403

_SECRET_LENGTH = 50
if len(SECRET_KEY) < _SECRET_LENGTH:
    raise ImproperlyConfigured("SECRET_KEY must be set, 50 characters or more.")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the portal's address.")
# Written on every page and in every mail: what base.py says in their place is for trials only.
_said = {
    "PORTAL_BASE_URL": environment.text("PORTAL_BASE_URL"),
    "PORTAL_CONTACT_PHONE": environment.text("PORTAL_CONTACT_PHONE"),
    "PORTAL_CONTACT_EMAIL": environment.text("PORTAL_CONTACT_EMAIL"),
    "DEFAULT_FROM_EMAIL": environment.text("DEFAULT_FROM_EMAIL"),
}
if not all(_said.values()):
    _missing = ", ".join(name for name, value in _said.items() if not value)
    raise ImproperlyConfigured(f"{_missing} must be set.")
if PROCONNECT_ISSUER and not PROCONNECT_ISSUER.startswith("https://"):
    raise ImproperlyConfigured("PROCONNECT_ISSUER must be an https address.")

_https = environment.flag("HTTPS", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = [r"^sante/", r"^inventaire/"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if _https else 0
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_SECURE = _https
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https  # of the portal's own name: it has none
SECURE_HSTS_PRELOAD = _https
# Limits count by visitor, not by proxy: how many proxies of ours add to X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = int(environment.text("TRUSTED_PROXIES", "1"))
