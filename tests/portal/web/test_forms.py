"""What people type is understood as they type it, and a fault is said in words, on top and beside."""

import datetime as dt
from decimal import Decimal

import pytest
from django import forms

from portal.web.forms import DateField, EuroField, QuantityField
from tests.portal.web.test_components import RequestForm, rendered


class AnyForm(forms.Form):
    day = DateField(label="Pour quand ?")
    count = QuantityField(label="Combien ?", unit="pièces")
    budget = EuroField(label="Budget", required=False)


def faults(**typed):
    return AnyForm({"day": "15/12/2026", "count": "3", **typed}).errors


@pytest.mark.parametrize(
    "typed",
    ["15/12/2026", "15.12.26", "15-12-2026", "15 décembre 2026", "mardi 15 décembre 2026"],
)
def test_a_date_is_read_as_it_is_written_by_hand(typed):
    assert DateField().clean(typed) == dt.date(2026, 12, 15)


def test_the_first_of_a_month_may_be_written_1er():
    assert DateField().clean("1er janvier 2027") == dt.date(2027, 1, 1)


def test_a_day_that_does_not_exist_is_refused_with_the_reason():
    assert faults(day="31/02/2027")["day"] == [
        "Cette date n’existe pas. Vérifiez le jour et le mois."
    ]
    assert faults(day="bientôt")["day"] == ["Écrivez la date ainsi : 15/12/2026."]


@pytest.mark.parametrize("typed", ["1 234,56", "1234,56", "1\u202f234,56 €", "1234.56"])
def test_an_amount_is_read_with_its_spaces_and_its_comma(typed):
    assert EuroField().clean(typed) == Decimal("1234.56")


def test_an_amount_comes_back_in_the_form_as_it_is_read():
    assert 'value="1\u202f234,50"' in str(AnyForm(initial={"budget": Decimal("1234.5")})["budget"])


def test_a_quantity_is_whole_and_never_negative():
    assert QuantityField().clean("1 200") == 1200
    assert faults(count="-1")["count"] == ["La quantité ne peut pas être négative."]
    assert faults(count="1,5")["count"] == ["Écrivez un nombre entier, sans virgule."]
    assert "Écrivez un nombre entier" in faults(count="trois")["count"][0]


def test_a_field_says_its_label_its_hint_its_fault_then_gives_its_control(rf):
    form = RequestForm({"what": "", "count": "-1"})
    html = rendered(rf, form, "{% load ui %}{% field form.count %}")

    places = [html.index(word) for word in ("Combien", "négative", "<input")]
    assert places == sorted(places)
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_count_error"' in html
    assert 'id="id_count_error"' in html
    assert "pièces" in html


def test_an_optional_field_says_so(rf):
    html = rendered(
        rf, RequestForm(), "{% load ui %}{% field form.budget %}{% field form.count %}"
    )
    assert html.count("(facultatif)") == 1


def test_the_summary_takes_the_focus_and_leads_to_each_fault(rf):
    html = rendered(rf, RequestForm({"what": ""}), "{% load ui %}{% error_summary form %}")
    assert 'tabindex="-1"' in html
    assert "autofocus" in html
    assert '<a href="#id_what">« De quoi avez-vous besoin ? » reste à remplir.</a>' in html
    assert "Six points à revoir" in html


def test_a_form_not_yet_sent_has_no_summary(rf):
    assert rendered(rf, RequestForm(), "{% load ui %}{% error_summary form %}") == ""


def test_big_answers_have_a_title_and_a_sentence(rf):
    html = rendered(rf, RequestForm(), "{% load ui %}{% field form.answer %}")
    assert "<b>Comme l’an dernier</b><span>Rien d’autre à remplir.</span>" in html
    assert "<b>Aucun besoin</b>" in html
