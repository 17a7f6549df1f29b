"""`/sante/pret`: whether this process can serve, as JSON without any secret."""

from __future__ import annotations

import shutil
import socket
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.utils import timezone

from portal.documents.models import Document
from portal.mail.models import OutboxEmail
from portal.walls.acting import wall_for_all

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

PATH = "/sante/pret"
DISK_MB = 200
"""Under this, the portal says that it cannot serve."""
BROKER_SECONDS = 0.5


def ready(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """No session, no sign-in, no host check: asked by machines, every few seconds."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return answer() if request.path == PATH else get_response(request)

    return middleware


def answer() -> JsonResponse:
    """200 when the portal can serve, 503 when not; the broker only informs, jobs wait for it."""
    checks: dict[str, Any] = {"disk_free_mb": _disk(), "broker": _broker()}
    try:
        checks |= {"database": True, "migrations": _migrated(), **_oldest(at=timezone.now())}  # noqa: TID251
    except DatabaseError:
        connection.close()
        checks |= {"database": False, "migrations": False}
    well = checks["database"] and checks["migrations"] and checks["disk_free_mb"] >= DISK_MB
    status = HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE
    response = JsonResponse({"ready": bool(well), **checks}, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _disk() -> int:
    """Megabytes left where the portal runs."""
    return shutil.disk_usage(settings.BASE_DIR).free // 1_000_000


def _broker() -> bool:
    """Whether somebody listens there."""
    url = urlsplit(settings.CELERY_BROKER_URL)
    if not url.hostname:
        return False
    try:
        with socket.create_connection((url.hostname, url.port or 6379), BROKER_SECONDS):
            return True
    except OSError:
        return False


@cache
def _leaves() -> list[tuple[str, str]]:
    """The last migration of each app, as this code knows them."""
    return list(MigrationExecutor(None).loader.graph.leaf_nodes())


def _migrated() -> bool:
    """Whether the database has every migration that this code knows."""
    with connection.cursor() as cursor:
        cursor.execute("select app, name from django_migrations")
        applied = set(cursor.fetchall())
    return applied.issuperset(_leaves())


def _oldest(*, at: datetime) -> dict[str, int]:
    """Seconds since the oldest job that is due: 0 when nothing waits."""
    with wall_for_all():
        mail = OutboxEmail.objects.due(at=at).order_by("send_after").first()
        document = Document.objects.due(at=at).order_by("asked_at").first()
    return {
        "oldest_mail_seconds": int((at - mail.send_after).total_seconds()) if mail else 0,
        "oldest_document_seconds": (
            int((at - document.asked_at).total_seconds()) if document else 0
        ),
    }
