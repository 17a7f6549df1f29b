"""The outbox as the team sees it: what left, what waits, what was given up, word for word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from portal.mail.discretion import is_secret, readable
from portal.mail.forms import OutboxFilters
from portal.mail.models import OutboxEmail
from portal.mail.notifications import labels
from portal.mail.retrying import retry
from portal.tables.columns import Column
from portal.tables.listing import Listing, Noun
from portal.walls.acting import commune_names
from portal.web.htmx import page
from portal.web.views import reads, writes

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.accounts.models import User
    from portal.web.requests import UserRequest

NOUN = Noun("courriel", "courriels")


def is_team(user: User) -> bool:
    return user.acting is not None and user.acting.team


@reads(allow=is_team)
def email_list(request: UserRequest) -> HttpResponse:
    """Every mail, the latest first."""
    kinds, communes = labels(), commune_names()
    columns = (
        Column(name="subject", label="Objet", link=_url, note="to"),
        Column(name="standing", label="État", kind="state", value=lambda row: row.standing),
        Column(name="written_at", label="Écrit", kind="moment", sort=("written_at",)),
        Column(name="sent_at", label="Parti", kind="moment", sort=("sent_at",)),
        Column(
            name="commune", label="Commune", value=lambda row: communes.get(row.commune_id, "")
        ),
        Column(name="kind", label="Sorte", value=lambda row: kinds.get(row.kind, "compte")),
        Column(name="last_error", label="Dernière erreur", shown=False),
    )
    emails = OutboxEmail.objects.visible_to(request.user)
    listing = Listing(
        request,
        emails.defer("text", "html"),
        columns=columns,
        noun=NOUN,
        filters=OutboxFilters,
        default_sort="-written_at",
        empty="Le premier s’écrira à l’ouverture d’une campagne, ou à la première invitation.",
    )
    return listing.respond("mail/email_list.html", {"given_up": emails.given_up().count()})


def _url(row: OutboxEmail) -> str:
    return reverse("mail:email_detail", args=[row.pk])


@writes(allow=is_team)
def email_detail(request: UserRequest, pk: int) -> HttpResponse:
    """One mail as it leaves, but for what is personal to its reader, and what happened to it."""
    emails = OutboxEmail.objects.visible_to(request.user).select_related("document")
    email = get_object_or_404(emails, pk=pk)
    if request.method == "POST":
        retry(email.pk, by=request.user, at=request.at)
        messages.success(request, f"« {email.subject} » repart vers {email.to}.")
        return redirect("mail:email_detail", pk=email.pk)
    context = {
        "email": email,
        "secret": is_secret(email),
        "body": readable(email.text),
        "kind": labels().get(email.kind, "compte"),
        "commune": commune_names().get(email.commune_id, ""),
    }
    return page(request, "mail/email_detail.html", context)
