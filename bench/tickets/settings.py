"""The portal itself, and the plain list of requests beside it."""

from bench.pages.settings import *  # noqa: F403

ROOT_URLCONF = "bench.tickets.plain"
