"""The portal itself, reading a mailbox of this machine."""

from portal.settings.dev import *  # noqa: F403

DEMONSTRATION = False
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
