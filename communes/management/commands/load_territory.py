"""Load or update the communes, the EPCIs and who belonged to which, from the reference data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from communes.domain.territory import Change, compare, load, read_territory
from portal.lib.text import plural
from portal.walls.acting import wall_for_all

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Charge les communes et leur intercommunalité ; montre d’abord ce qui changerait."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--perimeter", type=int, choices=(28, 76), required=True)
        parser.add_argument("--yes", action="store_true", help="ne demande pas de confirmation")
        parser.add_argument("--dry-run", action="store_true", help="montre, ne change rien")
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="remplace aussi ce que les mairies ont confirmé",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        territory = read_territory(options["perimeter"])
        with wall_for_all():
            changes = compare(territory, overwrite=options["overwrite"])
            self._show(changes, quiet=options["verbosity"] == 0)
            if not any(not change.kept for change in changes) or options["dry_run"]:
                return
            if not options["yes"] and not self._agreed():
                self.stdout.write("Rien n’a été changé.")
                return
            written = load(territory, overwrite=options["overwrite"], at=timezone.now())
        count = len(written)
        self.stdout.write(f"{count} {plural(count, 'différence appliquée')}.")

    def _agreed(self) -> bool:
        """Asked of whoever typed the command; a command that nobody typed must say --yes."""
        try:
            return input("Appliquer ? (oui/non) ").strip().lower() in {"oui", "o"}
        except EOFError as error:
            raise CommandError(
                "Personne ne peut répondre ici : relancez avec --yes pour appliquer, "
                "ou --dry-run pour regarder seulement."
            ) from error

    def _show(self, changes: list[Change], *, quiet: bool) -> None:
        if not changes:
            self.stdout.write("Tout est déjà à jour.")
        for change in [] if quiet else changes:
            kept = "  (gardé : confirmé par la mairie)" if change.kept else ""
            self.stdout.write(
                f"{change.subject:36} {change.field:28} {change.before} → {change.after}{kept}"
            )
