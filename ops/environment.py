"""The environment in which the portal's own programs run on this machine."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ops import places

if TYPE_CHECKING:
    from ops.broker import Broker
    from ops.postgres import Database


def of_portal(database: Database, broker: Broker, *, port: int) -> dict[str, str]:
    """What settings read, for a portal started by ./run."""
    address = f"http://127.0.0.1:{port}"
    return {
        "PORTAL_BASE_URL": address,
        "DOCUMENTS_URL": f"file://{places.VAR}/documents",
        "EMAIL_URL": f"file://{places.VAR}/courriels",
        "DEMONSTRATION": "1",
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        **os.environ,
        "DATABASE_URL": database.app_url,
        "DATABASE_OWNER_URL": database.owner_url,
        "REDIS_URL": broker.url,
        "SECRET_KEY": os.environ.get("SECRET_KEY") or places.kept(places.VAR, "secret_key"),
        "PATH": f"{places.BIN}:{os.environ.get('PATH', '')}",
        "PYTHONUNBUFFERED": "1",
    }


def programs(port: int) -> dict[str, list[str]]:
    """The three programs of the portal: the same commands as in docker-compose.yml.

    The web loads the portal once, for both its processes. Django's checks are those of CI and of `migrate`: the
    worker would load every page for them, at each start.
    """
    celery = [str(places.BIN / "celery"), "-A", "portal.celery", "--skip-checks"]
    return {
        "web": [
            str(places.BIN / "gunicorn"), "portal.wsgi:application", "--bind", f"127.0.0.1:{port}",
            "--workers", "2", "--threads", "4", "--preload", "--no-control-socket",
        ],
        "worker": [
            *celery, "worker", "--concurrency", "2", "--loglevel", "WARNING",
            "--without-gossip", "--without-mingle",
        ],
        "beat": [
            *celery, "beat", "--loglevel", "WARNING", "--pidfile=",
            "--schedule", str(places.VAR / "beat-schedule"),
        ],
    }  # fmt: skip
