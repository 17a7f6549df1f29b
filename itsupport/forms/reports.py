"""What a person says of a doubt."""

from __future__ import annotations

from django import forms


class SettleForm(forms.Form):
    """`asset` is the machine that it is, for « same »."""

    verb = forms.ChoiceField(
        choices=[("same", "same"), ("other", "other"), ("discard", "discard")]
    )
    asset = forms.IntegerField(required=False, min_value=1, max_value=2**62)
