"""A machine where the portal is tried or developed, started by ./run."""

from portal.settings import environment
from portal.settings.base import *  # noqa: F403

SECRET_KEY = environment.text("SECRET_KEY", "dev-only-not-a-secret-dev-only-not-a-secret")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", "127.0.0.1,localhost")
DEMONSTRATION = environment.flag("DEMONSTRATION", default=True)
PORTAL_MFA_REQUIRED = environment.flag("PORTAL_MFA_REQUIRED", default=not DEMONSTRATION)
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = environment.flag("AUTORELOAD")
LOGGING = {
    **LOGGING,
    "formatters": {"lines": {**LOGGING["formatters"]["lines"], "lines": "plain"}},
}
