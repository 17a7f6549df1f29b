"""What belongs to no app: the home page, the team's workbench, the mails and the journal."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Count, Min, Q
from django.urls import reverse

from portal.database.together import totals
from portal.home import registry
from portal.lib.text import count, plural
from portal.mail.models import OutboxEmail
from portal.web import navigation

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User


def _is_team(user: User) -> bool:
    return user.acting is not None and user.acting.team


navigation.register("Accueil", "home:home", order=0, allow=lambda user: user.is_authenticated)
navigation.register("Gestion", "admin:index", order=90, allow=_is_team, team=True)
navigation.register_work(
    "Portail",
    "Courriels",
    "mail:email_list",
    text="Ce que le portail a écrit, mot pour mot\u00a0: parti, en attente, abandonné.",
    allow=_is_team,
    order=10,
)
navigation.register_work(
    "Portail",
    "Journal",
    "home:journal",
    text="Qui a fait quoi, quand, pour quelle commune.",
    allow=_is_team,
    order=20,
)

RECENT = timedelta(days=3)
"""A mail that may have left twice is worth a look while its reader may still wonder."""


@registry.due
def mails_to_look_at(user: User, *, at: datetime) -> registry.Told[registry.Due]:
    """The mails given up, until someone sends them again; those that may have left twice, for a few days."""
    if not _is_team(user):
        return
    failed, twice = Q(failed_at__isnull=False), Q(ambiguous=True, written_at__gte=at - RECENT)
    mails = totals(
        OutboxEmail.objects.visible_to(user),
        failed=Count("pk", filter=failed),
        failed_on=Min("failed_at", filter=failed),
        twice=Count("pk", filter=twice),
        twice_on=Min("written_at", filter=twice),
    )
    [[found]] = yield registry.Asked(mails)
    if number := found["failed"]:
        yield registry.Due(
            on=found["failed_on"],
            title=f"{count(number, 'courriel')} {plural(number, 'n’est pas parti', 'ne sont pas partis')}",
            text="L’adresse ou la messagerie l’a refusé. Corrigez l’adresse, puis renvoyez.",
            url=_mails("abandonné"),
            button="Voir les courriels",
            minutes=2 * min(number, 10),
        )
    if number := found["twice"]:
        yield registry.Due(
            on=found["twice_on"],
            title=f"{count(number, 'courriel')} peut-être en double",
            text="Un arrêt est survenu pendant l’envoi\u00a0: le destinataire l’a peut-être reçu deux fois.",
            url=_mails("peut-être en double"),
            button="Voir les courriels",
            minutes=1,
        )


def _mails(standing: str) -> str:
    return f"{reverse('mail:email_list')}?{urlencode({'etat': standing})}"
