"""Fill an empty database with the story of the 28 communes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from demonstration.story import is_empty, tell
from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Remplit une base vide avec la démonstration : 28 communes réelles, des personnes inventées."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="ne dit rien si la base est habitée"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("Ceci n’est pas une démonstration (DEMONSTRATION=0).")
        if options["if_empty"] and not is_empty():
            return
        try:
            tell(at=timezone.now())
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
