"""The portal itself, and the plain page beside it."""

from portal.settings.dev import *  # noqa: F403
from portal.settings.dev import BASE_DIR, TEMPLATES

ROOT_URLCONF = "bench.pages.plain"
TEMPLATES = [
    {
        **TEMPLATES[0],
        "DIRS": [*TEMPLATES[0]["DIRS"], BASE_DIR / "bench" / "pages" / "templates"],
    }
]
