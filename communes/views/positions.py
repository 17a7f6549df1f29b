"""The people of a commune, kept by the commune: who begins, who ends, who is away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from communes import rules
from communes.domain import mailboxes, positions
from communes.forms.positions import (
    AbsenceForm,
    ChangePositionForm,
    EndForm,
    MailboxForm,
    NewPositionForm,
)
from communes.models import Absence, Person
from communes.views.keeping import done, form_page, kept
from portal.lib.dates import day_in_words, paris_date
from portal.lib.text import of
from portal.web.views import writes

if TYPE_CHECKING:
    from django.http import HttpResponse

    from communes.models import Commune
    from portal.web.requests import UserRequest


@writes(allow=rules.may_keep_sheets)
def position_create(request: UserRequest, insee: str) -> HttpResponse:
    commune = kept(request, insee)
    form = NewPositionForm(request.POST or None, user=request.user)

    def act() -> None:
        positions.add_position(commune.pk, form.who(), form.post(), by=request.user, at=request.at)

    if request.method == "POST" and form.is_valid() and done(form, act):
        messages.success(request, "La personne est inscrite.")
        return redirect("communes:commune_keep", insee=insee)
    lede = "Une personne déjà dans l’annuaire garde ses autres communes."
    return form_page(
        request, commune, form, title="Inscrire une personne", lede=lede, button="Inscrire"
    )


@writes(allow=rules.may_keep_sheets)
def position_edit(request: UserRequest, insee: str, pk: int) -> HttpResponse:
    commune = kept(request, insee)
    position = get_object_or_404(commune.positions.select_related("person"), pk=pk)
    form = ChangePositionForm(request.POST or None, position=position)

    def act() -> None:
        positions.change_position(position.pk, form.post(), by=request.user, at=request.at)

    if request.method == "POST" and form.is_valid() and done(form, act):
        messages.success(request, f"La fonction {of(str(position.person))} est à jour.")
        return redirect("communes:commune_keep", insee=insee)
    lede = "Pour un autre rôle, indiquez la fin de celui-ci, puis inscrivez le nouveau."
    return form_page(
        request, commune, form, title=str(position.person), lede=lede, button="Enregistrer"
    )


@writes(allow=rules.may_keep_sheets)
def position_end(request: UserRequest, insee: str, pk: int) -> HttpResponse:
    commune = kept(request, insee)
    position = get_object_or_404(commune.positions.select_related("person"), pk=pk)
    form = EndForm(request.POST or None, initial={"on": paris_date(request.at)})

    def act() -> None:
        on = form.cleaned_data["on"]
        positions.end_position(position.pk, on=on, by=request.user, at=request.at)

    if request.method == "POST" and form.is_valid() and done(form, act):
        last = day_in_words(form.cleaned_data["on"], year=True)
        messages.success(request, f"{position.person} : dernier jour le {last}.")
        return redirect("communes:commune_keep", insee=insee)
    lede = "Son nom reste dans l’historique ; elle n’agit plus pour la commune après ce jour."
    title = f"Fin de fonction : {position.person}"
    return form_page(request, commune, form, title=title, lede=lede, button="Enregistrer la fin")


@writes(allow=rules.may_keep_sheets)
def position_resume(request: UserRequest, insee: str, pk: int) -> HttpResponse:
    commune = kept(request, insee)
    position = get_object_or_404(commune.positions, pk=pk)
    if request.method == "POST":
        positions.resume_position(position.pk, by=request.user, at=request.at)
        messages.success(request, "La fonction continue, sans date de fin.")
    return redirect("communes:commune_keep", insee=insee)


@writes(allow=rules.may_keep_sheets)
def absence_create(request: UserRequest, insee: str, pk: int) -> HttpResponse:
    commune = kept(request, insee)
    position = get_object_or_404(commune.positions.select_related("person"), pk=pk)
    form = AbsenceForm(request.POST or None, position=position, user=request.user)

    def act() -> None:
        positions.add_absence(position.pk, **form.cleaned_data, by=request.user, at=request.at)

    if request.method == "POST" and form.is_valid() and done(form, act):
        messages.success(
            request, f"L’absence {of(str(position.person))} est notée dans l’annuaire."
        )
        return redirect("communes:commune_keep", insee=insee)
    lede = "L’annuaire dit alors à tous qui appeler à sa place."
    title = f"Absence : {position.person}"
    return form_page(request, commune, form, title=title, lede=lede, button="Noter l’absence")


@writes(allow=rules.may_keep_sheets)
def absence_end(request: UserRequest, insee: str, pk: int) -> HttpResponse:
    commune = kept(request, insee)
    absence = get_object_or_404(Absence, pk=pk, position__commune=commune)
    if request.method == "POST":
        positions.end_absence(absence.pk, by=request.user, at=request.at)
        messages.success(request, "Retour noté.")
    return redirect("communes:commune_keep", insee=insee)


@writes(allow=rules.may_keep_sheets)
def mailbox_create(request: UserRequest, insee: str) -> HttpResponse:
    commune = kept(request, insee)
    form = MailboxForm(request.POST or None, people=_people(commune, request))

    def act() -> None:
        given = form.cleaned_data
        mailboxes.add_mailbox(commune.pk, **given, by=request.user, at=request.at)

    if request.method == "POST" and form.is_valid() and done(form, act):
        messages.success(request, f"{form.cleaned_data['email']} recevra le courrier du portail.")
        return redirect("communes:commune_keep", insee=insee)
    lede = "Le courrier du portail part à chaque adresse en service, une fois."
    return form_page(
        request, commune, form, title="Inscrire une adresse", lede=lede, button="Inscrire"
    )


@writes(allow=rules.may_keep_sheets)
def mailbox_close(request: UserRequest, insee: str, pk: int) -> HttpResponse:
    commune = kept(request, insee)
    mailbox = get_object_or_404(commune.mailboxes, pk=pk)
    if request.method == "POST":
        mailboxes.close_mailbox(mailbox.pk, by=request.user, at=request.at)
        messages.success(request, f"{mailbox.email} ne reçoit plus rien.")
    return redirect("communes:commune_keep", insee=insee)


def _people(commune: Commune, request: UserRequest) -> object:
    live = commune.positions.on(paris_date(request.at))
    return Person.objects.visible_to(request.user).filter(pk__in=live.values("person"))
