"""The registers of training: what the forms of the back-office check besides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from communes.models import Site
from portal.web.backoffice import BackOfficeForm
from training.domain.questionnaires import may_reword

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
        words: dict[str, Any] = {name: given[name] for name in ("text", "kind") if name in given}
        reworded = {name: word for name, word in words.items() if name in self.changed_data}
        if self.instance.pk and reworded and not may_reword(self.instance.pk, reworded):
            raise forms.ValidationError(
                "Cette question a des réponses, elle garde ses mots : décochez « posée », ajoutez-en une autre."
            )
        return given
