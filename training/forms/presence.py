"""What a tablet and a telephone send of presence, and what the manager types."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms

from portal.lib.refusal import Refusal
from portal.web.files import FilesField
from training.domain.presences import Signature
from training.domain.tablets import Sent
from training.states.presence import NOTED, PresenceState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from training.models import Registration
    from training.queries.presence_grid import Line

MOST = 50
PNG = "data:image/png;base64,"
CHOICES = [(PresenceState.EXPECTED.value, "à noter")] + [(one.value, one.label) for one in NOTED]


def read_sendings(body: bytes) -> list[Sent]:
    """[{"nonce", "at", "registration" or "countersign", "state", "image", "remarks"}] in "sent", else Refusal."""
    try:
        rows = json.loads(body)["sent"]
        if len(rows) > MOST:
            raise Refusal(f"Envoyez {MOST} signatures au plus à la fois.")
        return [_sent(row) for row in rows]
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        OverflowError,
        RecursionError,
    ) as error:
        raise Refusal("Cet envoi n’est pas lisible : rechargez la page.") from error


def _sent(row: dict[str, Any]) -> Sent:
    at = datetime.fromisoformat(row["at"])
    if at.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    whose = row.get("registration")
    if (whose is None) != bool(row.get("countersign")):
        raise ValueError("either of somebody, or of who gives the course")
    state = PresenceState(row.get("state") or PresenceState.PRESENT)
    if state not in NOTED:
        raise ValueError("nobody un-notes")
    return Sent(
        nonce=UUID(row["nonce"]),
        at=at,
        registration_id=None if whose is None else int(whose),
        state=state,
        image=read_image(row.get("image") or ""),
        remarks=str(row.get("remarks") or "").replace("\0", ""),
    )


def read_image(text: str) -> bytes:
    """The bytes of a drawing sent as a data: address; nothing for nothing. ValueError for another kind."""
    if not text:
        return b""
    if not text.startswith(PNG):
        raise ValueError("a signature is a PNG")
    try:
        return base64.b64decode(text.removeprefix(PNG), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error


class OwnSignatureForm(forms.Form):
    """Somebody signs on her own telephone."""

    registration = forms.TypedChoiceField(
        label="Votre nom",
        coerce=int,
        error_messages={"required": "Choisissez votre nom dans la liste."},
    )
    image = forms.CharField(
        widget=forms.HiddenInput,
        error_messages={"required": "Signez dans le cadre, avec le doigt."},
    )
    nonce = forms.UUIDField(widget=forms.HiddenInput)
    ticket = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Iterable[Registration], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.pk, f"{one.person}, {one.commune.name}") for one in people]
        self.fields["registration"].choices = [("", "Choisir"), *named]  # type: ignore[attr-defined]

    def clean_image(self) -> bytes:
        try:
            return read_image(self.cleaned_data["image"])
        except ValueError as error:
            raise forms.ValidationError("La signature n’est pas lisible : recommencez.") from error

    def signature(self, *, device: str, at: datetime) -> Signature:
        given = self.cleaned_data
        return Signature(image=given["image"], nonce=given["nonce"], signed_at=at, device=device)


class HalfDayForm(forms.Form):
    """The sheet of a half day as the manager enters it: a state for each person, and why what was known changes."""

    hide_optional = True

    def __init__(self, *args: Any, lines: Iterable[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        for line in self.lines:
            self.fields[f"p{line.registration.pk}"] = forms.ChoiceField(
                label=str(line.registration.person), choices=CHOICES, initial=line.first.state
            )
        self.fields["reason"] = forms.CharField(
            label="Motif de la correction",
            max_length=300,
            required=False,
            help_text="Seulement si vous changez ce qui était déjà noté : « signé sur la mauvaise ligne ».",
        )

    def rows(self) -> list[tuple[Line, forms.BoundField]]:
        return [(line, self[f"p{line.registration.pk}"]) for line in self.lines]

    def states(self) -> dict[int, str]:
        """By registration."""
        pks = [line.registration.pk for line in self.lines]
        return {pk: self.cleaned_data[f"p{pk}"] for pk in pks}


class ScanForm(forms.Form):
    hide_optional = True
    scan = FilesField(
        label="Feuille signée, numérisée",
        help_text="Un PDF, ou une photo bien nette. 15 Mo au plus.",
    )

    def clean_scan(self) -> Any:
        given = self.cleaned_data["scan"]
        if not given:
            raise forms.ValidationError("Choisissez le fichier de la feuille.")
        return given


class CountersignForm(forms.Form):
    """Without script: the trainer's word, without a drawing."""

    vouch = forms.BooleanField(
        label="J’atteste que cette feuille dit qui était là.",
        error_messages={"required": "Cochez la case pour contresigner."},
    )
    remarks = forms.CharField(
        label="Remarques",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un incident, un départ anticipé, du matériel qui manquait. Le service les lit.",
    )
