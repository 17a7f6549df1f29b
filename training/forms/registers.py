"""The registers of training: what the forms of the back-office check besides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import IntegrityError, transaction

from communes.models import Site
from portal.web.backoffice import BackOfficeForm
from training.models import EvaluationQuestion

if TYPE_CHECKING:
    from communes.models import Commune


class RoomForm(BackOfficeForm):
    """The building is one of the commune's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["site"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Site.objects.select_related("commune").order_by(
            "commune__name_sort", "name"
        )
        field.label_from_instance = _with_commune  # type: ignore[assignment,method-assign]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        site, commune = given.get("site"), given.get("commune")
        if site and commune and site.commune_id != commune.pk:
            self.add_error("site", _elsewhere(site, commune))
        return given


def _with_commune(site: Any) -> str:
    return f"{site.commune} : {site.name}"


def _elsewhere(site: Site, commune: Commune) -> str:
    return f"Ce bâtiment est à {site.commune} : choisissez-en un de {commune}."


class QuestionForm(BackOfficeForm):
    """A question that somebody answered keeps its words: what was answered would change its meaning."""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        reworded = {name: given[name] for name in ("text", "kind") if name in self.changed_data}
        if self.instance.pk and reworded and not _may_say(self.instance.pk, reworded):
            raise forms.ValidationError(
                "Cette question a des réponses, elle garde ses mots : décochez « posée », ajoutez-en une autre."
            )
        return given


def _may_say(question_id: int, words: dict[str, Any]) -> bool:
    """Only the database may look whether somebody answered: it is asked to write, and nothing is kept."""
    try:
        with transaction.atomic():
            EvaluationQuestion.objects.filter(pk=question_id).update(**words)
            transaction.set_rollback(True)
    except IntegrityError:
        return False
    return True


def _with_commune(site: Any) -> str:
    return f"{site.commune} : {site.name}"


def _elsewhere(site: Site, commune: Commune) -> str:
    return f"Ce bâtiment est à {site.commune} : choisissez-en un de {commune}."


class QuestionForm(BackOfficeForm):
    """A question that somebody answered keeps its words: what was answered would change its meaning."""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        reworded = {"text", "kind"} & set(self.changed_data)
        if reworded and self.instance.pk and _is_answered(self.instance):
            raise forms.ValidationError(
                "Cette question a des réponses, elle garde ses mots : décochez « posée », ajoutez-en une autre."
            )
        return given
