"""./run manage check_certificates: each valid certificate is made again from the signatures of its half days."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.walls.acting import wall_for_all
from training.models import Certificate
from training.queries.proofs import faults_of


class Command(BaseCommand):
    """Says how many agree; CommandError names those that do not, and what differs."""

    help = "Recalcule les attestations valables à partir des signatures."

    def handle(self, *_args: Any, **_options: Any) -> None:
        with wall_for_all():
            rows = Certificate.objects.filter(revoked_at=None).select_related("registration")
            checked = {one.number: faults_of(one) for one in rows.order_by("number")}
        wrong = [f"{number} : {', '.join(faults)}" for number, faults in checked.items() if faults]
        self.stdout.write(f"{len(checked) - len(wrong)} attestation(s) conforme(s).")
        if wrong:
            raise CommandError("\n".join(wrong))
