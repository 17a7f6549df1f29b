"""The first person of a new portal: an administrator, invited like everyone after her."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from communes.domain.first_account import invite_first
from portal.lib.refusal import Refusal
from portal.mail.models import OutboxEmail
from portal.walls.acting import wall_for_all

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Invite la première administratrice : le courriel part, et l’adresse s’affiche ici."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("first_name")
        parser.add_argument("last_name")

    def handle(self, *_args: Any, **options: Any) -> None:
        at = timezone.now()
        with wall_for_all():
            try:
                invitation = invite_first(
                    options["email"], options["first_name"], options["last_name"], at=at
                )
            except Refusal as refusal:
                raise CommandError(str(refusal)) from refusal
            text = OutboxEmail.objects.get(
                key=f"communes/mails/account_invitation:{invitation.pk}"
            ).text
        link = re.search(r"https?://\S+/invitation/\S+", text)
        self.stdout.write(link.group(0) if link else text)
