"""What is typed around an audit: the visit, an answer, a decision, a question of the grid."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django import forms

from communes.models import Commune
from itsupport.domain.audit_actions import Wording
from itsupport.domain.audit_answers import LONGEST, MOST, Said
from itsupport.domain.audit_files import Shown
from itsupport.domain.audit_grid import Wording as QuestionWording
from itsupport.domain.audits import Visit
from itsupport.models import Asset, Ticket
from itsupport.states.audits import ActionOwner, AnswerValue, AuditProfile, Effort
from portal.files import Given
from portal.lib.refusal import Refusal
from portal.web.forms import ChoiceCards, DateField, EuroField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from itsupport.models import Audit, AuditAction, AuditAnswer, AuditQuestion
    from portal.accounts.models import User

NUL = "\x00"
VALUES = [(value, label.capitalize()) for value, label in AnswerValue.choices]


class VisitForm(forms.Form):
    """Whose audit, when, by whom."""

    commune = forms.ModelChoiceField(label="Commune", queryset=Commune.objects.none())
    visit_on = DateField(label="Date de la visite")
    auditor = forms.ChoiceField(label="Visite faite par")
    profile = forms.ChoiceField(
        label="Questions posées",
        required=False,
        choices=[("", "selon le nombre d’habitants"), *AuditProfile.choices],
        help_text="Sous 500 habitants, la grille courte pose les questions qui comptent le plus.",
    )

    def __init__(self, *args: Any, communes: Any, agents: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commune"].queryset = communes  # type: ignore[attr-defined]
        self.fields["auditor"].choices = [  # type: ignore[attr-defined]
            (str(agent.pk), str(agent)) for agent in agents
        ]

    def visit(self) -> Visit:
        data = self.cleaned_data
        return Visit(
            commune_id=data["commune"].pk,
            auditor_id=int(data["auditor"]),
            visit_on=data["visit_on"],
            profile=data["profile"],
        )


class AnswerForm(forms.Form):
    """One question, without script: the answer, a note, a proof."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    value = forms.ChoiceField(label="Réponse", choices=VALUES, widget=ChoiceCards)
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    file = forms.FileField(
        label="Photo ou fichier",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*,.pdf,.docx,.xlsx,.odt,.ods"}),
    )

    @classmethod
    def of(cls, answer: AuditAnswer | None, **kwargs: Any) -> AnswerForm:
        initial: dict[str, Any] = {"key": uuid4()}
        if answer:
            initial |= {"value": answer.value, "note": answer.note}
        return cls(initial=initial, **kwargs)

    def said(self, code: str, *, at: datetime) -> Said:
        data = self.cleaned_data
        return Said(
            key=data["key"], code=code, value=data["value"], note=data["note"], observed_at=at
        )

    def shown(self, code: str) -> Shown | None:
        """The file that came with the answer, under a key that follows from the answer's own."""
        file = self.cleaned_data["file"]
        if not file:
            return None
        key = UUID(int=self.cleaned_data["key"].int ^ 1)
        return Shown(key=key, code=code, file=Given(name=file.name, content=file.read()))


class ProofForm(forms.Form):
    """One proof of one answer. `key` is made where the proof was taken."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    code = forms.CharField(max_length=4, widget=forms.HiddenInput)
    file = forms.FileField(label="Photo ou fichier", required=False)
    url = forms.URLField(label="Adresse", required=False, max_length=500, assume_scheme="https")
    asset = forms.ModelChoiceField(
        label="Matériel", queryset=Asset.objects.none(), required=False, empty_label="aucun"
    )
    ticket = forms.ModelChoiceField(
        label="Intervention", queryset=Ticket.objects.none(), required=False, empty_label="aucune"
    )

    def __init__(self, *args: Any, audit: Audit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = {"commune": audit.commune_id}
        self.fields["asset"].queryset = Asset.objects.live().filter(**mine)  # type: ignore[attr-defined]
        self.fields["ticket"].queryset = Ticket.objects.filter(  # type: ignore[attr-defined]
            solved_at__isnull=False, **mine
        ).order_by("-solved_at")

    def shown(self) -> Shown:
        data = self.cleaned_data
        file = data["file"]
        return Shown(
            key=data["key"],
            code=data["code"],
            file=Given(name=file.name, content=file.read()) if file else None,
            url=data["url"],
            asset_id=data["asset"].pk if data["asset"] else None,
            ticket_id=data["ticket"].pk if data["ticket"] else None,
        )


class AuditWordsForm(forms.Form):
    """What the commune reads first."""

    headline = forms.CharField(
        label="L’essentiel, en une phrase",
        max_length=120,
        help_text="Elle sera le titre du compte rendu : « Une base solide, des sauvegardes fragiles ».",
    )
    words = forms.CharField(
        label="Un mot à la commune",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Ce qui va bien, ce qui presse. Facultatif.",
    )


class ActionForm(forms.Form):
    """An action as the auditor words it."""

    title = forms.CharField(label="À faire", max_length=160)
    reason = forms.CharField(
        label="Pourquoi", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    owner = forms.ChoiceField(label="Revient à", choices=ActionOwner.choices)
    effort = forms.TypedChoiceField(label="Effort", choices=Effort.choices, coerce=int)
    cost = EuroField(
        label="Coût estimé",
        required=False,
        min_value=0,
        max_digits=10,
        help_text="0 si c’est gratuit ; rien si vous ne savez pas.",
    )

    @classmethod
    def of(cls, action: AuditAction, data: Any = None) -> ActionForm:
        initial = {name: getattr(action, name) for name in cls.base_fields}
        return cls(data, initial=initial)

    def wording(self) -> Wording:
        return Wording(**self.cleaned_data)


class PlanForm(forms.Form):
    """When a decided action will be done."""

    due_on = DateField(label="À faire avant le")


class DeclineForm(forms.Form):
    """Why an action is left aside."""

    reason = forms.CharField(label="Pourquoi", max_length=200)


class CorrectionForm(forms.Form):
    """An answer of a given audit, corrected."""

    value = forms.ChoiceField(label="Réponse", choices=VALUES, widget=ChoiceCards)
    note = forms.CharField(
        label="Note", required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )
    why = forms.CharField(
        label="Motif de la correction", max_length=200, help_text="La commune le lit."
    )


class QuestionForm(forms.Form):
    """A question of the grid in preparation."""

    text = forms.CharField(label="Question", max_length=300)
    weight = forms.TypedChoiceField(
        label="Poids", choices=[(n, str(n)) for n in range(1, 6)], coerce=int
    )
    effort = forms.TypedChoiceField(label="Effort", choices=Effort.choices, coerce=int)
    critical = forms.BooleanField(label="Critique : un « non » limite la note à D", required=False)
    small = forms.BooleanField(label="Posée aussi aux petites communes", required=False)
    help = forms.CharField(label="Comment vérifier", widget=forms.Textarea(attrs={"rows": 3}))
    advice = forms.CharField(label="Conseil", widget=forms.Textarea(attrs={"rows": 3}))

    @classmethod
    def of(cls, question: AuditQuestion, data: Any = None) -> QuestionForm:
        return cls(data, initial={name: getattr(question, name) for name in cls.base_fields})

    def wording(self) -> QuestionWording:
        return QuestionWording(**self.cleaned_data)


def read_changes(body: bytes) -> list[Said]:
    """The changes that a tablet sends: [{"key", "code", "value", "note", "at"}]. Refusal on anything else."""
    try:
        rows = json.loads(body)["answers"]
        if len(rows) > MOST:
            raise Refusal(f"Envoyez {MOST} réponses au plus à la fois.")
        return [_change(row) for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Refusal("Cet envoi n’est pas lisible : rechargez la page.") from error


def _change(row: dict[str, Any]) -> Said:
    observed_at = datetime.fromisoformat(row["at"])
    if observed_at.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return Said(
        key=UUID(row["key"]),
        code=str(row["code"]).replace(NUL, ""),
        value=str(row["value"]).replace(NUL, ""),
        note=str(row.get("note", "")).replace(NUL, ""),
        observed_at=observed_at,
    )
