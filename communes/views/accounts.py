"""Accepting an invitation; the team's page of who may enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists, OuterRef, Prefetch
from django.shortcuts import get_object_or_404, redirect

from communes.domain import accounts
from communes.forms.accounts import AcceptForm, ResetForm
from communes.models import Invitation, Person, Position
from communes.rules import may_open_accounts
from portal.accounts.models import User
from portal.lib.refusal import Refusal
from portal.web.htmx import page
from portal.web.views import anyone, reads, writes

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
@writes(allow=anyone)
def invitation_accept(request: UserRequest, token: str) -> HttpResponse:
    """Single use, seven days: a refusal is a page that says what to do."""
    invitation = get_object_or_404(
        Invitation.objects.select_related("person"), token_hash=accounts.hash_of(token)
    )
    try:
        accounts.why_not(invitation, at=request.at)
    except Refusal as refusal:
        known = isinstance(refusal, accounts.HasAccount)
        context = {"why": str(refusal), "known": known}
        return page(request, "communes/invitation_over.html", context)
    person = invitation.person
    candidate = User(
        email=invitation.email, first_name=person.first_name, last_name=person.last_name
    )
    form = AcceptForm(request.POST or None, user=candidate)
    if request.method == "POST" and form.is_valid():
        user = accounts.accept_invitation(token, form.cleaned_data["password"], at=request.at)
        login(request, user, backend=BACKEND)
        messages.success(request, "Votre compte est ouvert. Bienvenue.")
        return redirect("home:home")
    return page(
        request, "communes/invitation_accept.html", {"form": form, "invitation": invitation}
    )


@reads(allow=may_open_accounts)
def account_list(request: UserRequest) -> HttpResponse:
    """Everyone who holds a position: has she an account, a second factor, an invitation under way?"""
    second = Authenticator.objects.filter(user_id=OuterRef("user_id")).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    live = Invitation.objects.filter(person=OuterRef("pk")).live(at=request.at)
    held = Position.objects.on(request.at.date()).select_related("commune")
    people = (
        Person.objects.visible_to(request.user)
        .filter(pk__in=held.values("person_id"))
        .select_related("user")
        .annotate(second_factor=Exists(second), invited=Exists(live))
        .prefetch_related(Prefetch("positions", queryset=held))
    )
    return page(request, "communes/account_list.html", {"people": people})


@writes(allow=may_open_accounts)
def account_invite(request: UserRequest, pk: int) -> HttpResponse:
    """The page says at once why nothing could leave."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        accounts.invite_person(person.pk, by=request.user, at=request.at)
        messages.success(
            request, f"L’invitation est partie à {person.email}. Elle vaut sept jours."
        )
        return redirect("communes:account_list")
    why = ""
    try:
        accounts.why_not_invite(person)
    except Refusal as refusal:
        why = str(refusal)
    return page(request, "communes/account_invite.html", {"person": person, "why": why})


@writes(allow=may_open_accounts)
def account_close(request: UserRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk, person__isnull=False)
    if request.method == "POST":
        verb = accounts.close_account if user.is_active else accounts.reopen_account
        verb(user.pk, by=request.user, at=request.at)
        done = "fermé" if user.is_active else "rouvert"
        messages.success(request, f"Le compte de {user} est {done}.")
        return redirect("communes:account_list")
    return page(request, "communes/account_close.html", {"account": user})


@writes(allow=may_open_accounts)
def account_second_factor(request: UserRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk, person__isnull=False)
    form = ResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        accounts.reset_second_factor(user.pk, reason=reason, by=request.user, at=request.at)
        messages.success(
            request, f"{user} installera un nouveau second facteur à sa prochaine visite."
        )
        return redirect("communes:account_list")
    return page(request, "communes/account_second_factor.html", {"account": user, "form": form})
