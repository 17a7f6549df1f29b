"""Tests: nothing leaves the machine, hashing is quick, everything wrong is loud."""

from portal.settings import environment
from portal.settings.base import *  # noqa: F403

if "portal.accounts.proconnect" not in INSTALLED_APPS:
    INSTALLED_APPS += ["portal.accounts.proconnect"]  # its tests give it a provider
SECRET_KEY = "tests-only-tests-only-tests-only-tests-only-tests-only"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
DEMONSTRATION = False
PORTAL_MFA_REQUIRED = False  # the tests of the second factor ask for it
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# Tasks of the tests run when the test says so; a broker is used only by the tests of the broker.
CELERY_BROKER_URL = environment.text("TEST_REDIS_URL", "memory://")
