"""Who does what, from when to when; who stands in."""

import datetime as dt

import pytest
from django.urls import reverse

from communes.models import Absence, Mailbox, Person, Position
from communes.states import Role
from portal.journal.models import Entry
from tests import factories

POST = {"role": "deputy", "started_on": "29/03/2026", "title": "première adjointe"}
NEW = {**POST, "civility": "mme", "first_name": "Odile", "last_name": "Hertz"}


@pytest.fixture
def browser(secretary, signed_in):
    return signed_in(secretary.person.user)


def url(name, commune, *args):
    return reverse(f"communes:{name}", args=[commune.insee, *args])


def test_a_new_person_begins(secretary, browser):
    assert browser.post(url("position_create", secretary.commune), NEW).status_code == 302
    position = Position.objects.get(role=Role.DEPUTY)
    assert str(position.person) == "Odile Hertz"
    assert position.commune == secretary.commune
    assert Entry.objects.about(position).get().verb == "add_position"


def test_a_person_of_another_commune_serves_this_one_too(secretary, browser):
    other = factories.SecretaryFactory()
    browser.post(url("position_create", secretary.commune), {**POST, "person": other.person.pk})
    assert {p.commune for p in other.person.positions.all()} == {secretary.commune, other.commune}
    assert Person.objects.count() == 2


def test_the_same_role_is_not_held_twice_and_a_name_is_needed(secretary, browser):
    page = browser.post(
        url("position_create", secretary.commune),
        {**POST, "role": "secretary", "person": secretary.person.pk},
    )
    assert "exerce déjà ce rôle" in page.content.decode()
    page = browser.post(url("position_create", secretary.commune), POST)
    assert "choisissez une personne" in page.content.decode()


def test_a_town_hall_never_gives_a_role_of_the_team(secretary, browser):
    for role in ("manager", "it_agent", "administrator", "reader"):
        browser.post(url("position_create", secretary.commune), {**NEW, "role": role})
    assert not Position.objects.exclude(pk=secretary.pk).exists()


def test_an_end_can_be_taken_back(secretary, browser):
    mayor = factories.PositionFactory(commune=secretary.commune, role=Role.MAYOR)
    browser.post(url("position_end", secretary.commune, mayor.pk), {"on": "31/12/2040"})
    mayor.refresh_from_db()
    assert mayor.ended_on == dt.date(2040, 12, 31)
    browser.post(url("position_resume", secretary.commune, mayor.pk))
    mayor.refresh_from_db()
    assert mayor.ended_on is None


def test_nobody_locks_herself_out(secretary, browser):
    page = browser.post(url("position_end", secretary.commune, secretary.pk), {"on": "01/02/2021"})
    assert "votre propre fonction" in page.content.decode()
    secretary.refresh_from_db()
    assert secretary.ended_on is None


def test_an_end_before_the_beginning_is_refused(secretary, browser):
    mayor = factories.PositionFactory(commune=secretary.commune, role=Role.MAYOR)
    page = browser.post(url("position_end", secretary.commune, mayor.pk), {"on": "01/02/2019"})
    assert "choisissez une date plus tardive" in page.content.decode()


def test_an_absence_is_noted_once_and_ends_with_the_return(secretary, browser):
    stand_in = factories.SecretaryFactory().person
    typed = {"first": "01/01/2020", "last": "", "replaced_by": stand_in.pk}
    address = url("absence_create", secretary.commune, secretary.pk)
    assert browser.post(address, typed).status_code == 302
    assert "recouvre ces dates" in browser.post(address, typed).content.decode()
    sheet = browser.get(url("commune_detail", secretary.commune)).content.decode()
    assert f"remplacée par {stand_in}" in sheet
    absence = Absence.objects.get()
    browser.post(url("absence_end", secretary.commune, absence.pk))
    absence.refresh_from_db()
    assert absence.period.upper is not None
    assert (
        "remplacée par"
        not in browser.get(url("commune_detail", secretary.commune)).content.decode()
    )


def test_another_commune_s_people_are_not_found(secretary, browser):
    foreign = factories.SecretaryFactory()
    absence = Absence.objects.create(position=foreign, period=(dt.date(2026, 1, 1), None))
    mailbox = factories.MailboxFactory(commune=foreign.commune)
    for name, pk in (
        ("position_edit", foreign.pk),
        ("position_end", foreign.pk),
        ("position_resume", foreign.pk),
        ("absence_create", foreign.pk),
        ("absence_end", absence.pk),
        ("mailbox_close", mailbox.pk),
    ):
        for commune in (secretary.commune, foreign.commune):
            assert browser.post(url(name, commune, pk), {"on": "01/01/2027"}).status_code == 404
    mailbox.refresh_from_db()
    assert mailbox.active


def test_a_commune_keeps_one_address_at_least(secretary, browser):
    browser.post(url("mailbox_create", secretary.commune), {"email": "Mairie@example.org"})
    mailbox = Mailbox.objects.get()
    assert mailbox.email == "mairie@example.org"
    browser.post(url("mailbox_close", secretary.commune, mailbox.pk))
    mailbox.refresh_from_db()
    assert mailbox.active
    browser.post(
        url("mailbox_create", secretary.commune),
        {"email": "moi@example.org", "person": secretary.person.pk},
    )
    browser.post(url("mailbox_close", secretary.commune, mailbox.pk))
    mailbox.refresh_from_db()
    assert not mailbox.active
