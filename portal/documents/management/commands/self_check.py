"""Ask for a small document and wait until a worker has rendered it, as long as the queue moves."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal.documents.asking import ask_for
from portal.documents.models import Document
from portal.journal.record import record
from portal.walls.acting import wall_for_all

STEP = 0.1


class Command(BaseCommand):
    # ./run waits for this, and the checks load every page of the portal
    requires_system_checks: list[str] = []
    help = "Vérifie qu’une demande va jusqu’au PDF, et le dit en un mot : « prêt »."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seconds", type=float, default=60.0)

    def handle(self, *_args: Any, seconds: float, **_options: Any) -> None:
        at = timezone.now()
        with wall_for_all():
            document = ask_for("documents.self_check", int(at.timestamp() * 1000), by=None, at=at)
            record("self_check", document, by=None, at=at)
        deadline, waiting = time.monotonic() + seconds, _waiting()
        while not _is_ready(document.pk):
            if (left := _waiting()) < waiting:
                deadline, waiting = time.monotonic() + seconds, left
            if time.monotonic() > deadline:
                raise CommandError(f"Aucun PDF après {seconds:g} s : l’ouvrier répond-il ?")
            time.sleep(STEP)
        self.stdout.write("prêt")


def _waiting() -> int:
    """How many documents are still to render: a first start has those of the demonstration before its own."""
    with wall_for_all():
        return Document.objects.filter(rendered_at=None, failed_at=None).count()


def _is_ready(pk: int) -> bool:
    with wall_for_all():
        document = Document.objects.get(pk=pk)
    if document.failed_at is not None:
        raise CommandError(f"Le PDF n’a pas pu être établi : {document.last_error}")
    return document.is_ready
