"""The portal itself; with RUSH_UNLOCKED, sessions are no longer held while their seats are counted."""

from portal.settings import environment
from portal.settings.dev import *  # noqa: F403
from portal.settings.dev import INSTALLED_APPS

if environment.flag("RUSH_UNLOCKED"):
    INSTALLED_APPS = [*INSTALLED_APPS, "bench.rush.apps.Unlocked"]
