"""The portal itself, with one more page: it writes a mail for each number it is given."""

from portal.settings.dev import *  # noqa: F403
from portal.settings.dev import BASE_DIR, TEMPLATES

ROOT_URLCONF = "bench.outbox.urls"
TEMPLATES = [{**TEMPLATES[0], "DIRS": [BASE_DIR / "bench" / "outbox" / "templates"]}]
