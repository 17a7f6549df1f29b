"""One page that shows every piece, rendered as the portal renders it."""

import datetime as dt
import pathlib

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.template import engines

from portal.web.forms import ChoiceCards, DateField, EuroField, QuantityField

HERE = pathlib.Path(__file__).parent
CLOSING = dt.datetime(2026, 12, 15, 17, tzinfo=dt.UTC)


class RequestForm(forms.Form):
    what = forms.CharField(
        label="De quoi avez-vous besoin ?", help_text="Avec vos mots.", widget=forms.Textarea
    )
    count = QuantityField(label="Combien ?", unit="pièces")
    budget = EuroField(label="Budget à ne pas dépasser", required=False)
    site = forms.ChoiceField(label="Bâtiment", choices=[("1", "Mairie"), ("2", "Salle")])
    wanted = DateField(label="Pour quand ?")
    who = forms.ChoiceField(
        label="Qui sera là ?",
        choices=[("me", "Moi"), ("other", "Quelqu’un d’autre")],
        widget=forms.RadioSelect,
    )
    agree = forms.BooleanField(label="Le maire est d’accord", required=False)
    paper = forms.FileField(
        label="Photo ou devis", required=False, help_text="PDF, 10 Mo au plus."
    )
    answer = forms.ChoiceField(
        label="Votre réponse",
        choices=[("same", "Comme l’an dernier|Rien d’autre à remplir."), ("none", "Aucun besoin")],
        widget=ChoiceCards,
    )


def rendered(rf, form, template=None):
    request = rf.get("/planche/")
    request.user = AnonymousUser()
    source = template or (HERE / "components.html").read_text()
    return (
        engines["django"]
        .from_string(source)
        .render(
            {"closing": CLOSING, "count": 1234, "cents": 908014, "form": form, "messages": []},
            request,
        )
    )


@pytest.fixture
def faulty():
    return RequestForm({"what": "Un écran", "count": "-1", "wanted": "31/02/2027", "site": "1"})


def test_the_page_of_every_component_renders(rf, faulty):
    html = rendered(rf, faulty)
    assert '<a class="skip" href="#contenu">' in html
    assert "mardi 15\u00a0décembre à\u00a018\u00a0h" in html
    assert "9\u202f080,14\u202f€" in html
    assert HttpResponse(html).status_code == 200
