"""Small pieces of pages: signs, dates, amounts, wrapping, icons."""

import datetime as dt
from decimal import Decimal

import lucide
import pytest
from django.template import engines

from communes.states import Role
from portal.lib import signs
from portal.web import wording
from portal.web.templatetags import ui

CLOSING = dt.datetime(2026, 12, 15, 17, tzinfo=dt.UTC)


def drawn(source, **context):
    return engines["django"].from_string("{% load ui %}" + source).render(context)


@pytest.fixture
def no_signs(monkeypatch):
    monkeypatch.setattr(signs, "_signs", {})


def test_an_icon_is_drawn_inline_and_hidden_from_readers():
    html = ui.icon("circle-check")
    assert html.startswith("<svg ")
    assert 'class="icon"' in html
    assert 'stroke-width="1.75"' in html
    assert 'aria-hidden="true"' in html
    assert "\n" not in html


def test_an_icon_that_does_not_exist_is_a_mistake():
    with pytest.raises(lucide.IconDoesNotExist):
        ui.icon("no-such-icon")


def test_a_word_wears_its_sign_wherever_it_is_said(no_signs):
    signs.wear({Role.MAYOR: signs.Sign("ok", "landmark")})
    assert 'class="state state--ok"' in ui.sign("maire")
    assert 'class="state"' in ui.sign("mot sans signe")


def test_a_word_never_has_two_signs(no_signs):
    signs.wear({Role.MAYOR: signs.Sign("ok", "landmark")})
    signs.wear({Role.MAYOR: signs.Sign("ok", "landmark")})
    with pytest.raises(ValueError, match="already wears"):
        signs.wear({Role.MAYOR: signs.Sign("late", "x")})


def test_a_tone_that_does_not_exist_is_a_mistake():
    with pytest.raises(ValueError, match="not a tone"):
        signs.Sign("red")


def test_a_word_is_escaped_before_it_is_shown():
    assert "<script>" not in ui.sign("<script>")
    assert "<script>" not in drawn("{% panel title=word %}x{% endpanel %}", word="<script>")


def test_a_blank_wrapping_writes_nothing():
    assert drawn('{% wrap "p" class="lede" %}  {% endwrap %}') == ""
    assert (
        drawn('{% wrap "p" class="lede" %} <b>Vu</b> {% endwrap %}')
        == '<p class="lede"><b>Vu</b></p>'
    )


def test_an_instant_is_said_at_the_hour_of_paris():
    assert wording.when(CLOSING) == "mardi 15\u00a0décembre à\u00a018\u00a0h"
    assert wording.hour(CLOSING) == "18\u00a0h"
    assert 'datetime="2026-12-15T18:00+01:00"' in ui.moment(CLOSING)


def test_a_date_has_no_hour():
    assert wording.when(dt.date(2027, 1, 1), year=True) == "vendredi 1er\u00a0janvier 2027"
    assert 'datetime="2027-01-01"' in ui.day(dt.date(2027, 1, 1))


def test_an_amount_says_its_tax_and_the_unknown_is_never_zero():
    assert wording.euro(Decimal("1234.5"), "HT") == "1\u202f234,50\u202f€\u00a0HT"
    assert wording.euro(123450) == "1\u202f234,50\u202f€"
    assert wording.euro(None) == "–"
    assert wording.euro(0) == "0,00\u202f€"


def test_one_and_zero_are_singular_in_french():
    said = [wording.counted(n, "commune,communes") for n in (0, 1, 2)]
    assert said == ["0\u00a0commune", "1\u00a0commune", "2\u00a0communes"]


def test_data_for_a_script_cannot_close_its_tag():
    assert "</script><" not in ui.onload("allauth.x", id="</script><b>")


def test_an_address_is_this_one_with_a_parameter_changed(rf):
    template = engines["django"].from_string("{% load ui %}{% here_with page=2 tri='' %}")
    assert template.render({}, rf.get("/?q=é&tri=nom&page=1")) == "?q=%C3%A9&amp;page=2"
