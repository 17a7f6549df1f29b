"""The first person of a new portal, and the mistakes of whoever types the command."""

import io

import pytest
from django.core.management import CommandError, call_command

from communes.domain.accounts import accept_invitation
from communes.domain.first_account import invite_first
from communes.models import Invitation, Person, Position
from communes.states import Role
from portal.lib.refusal import Refusal
from portal.walls.acting import wall_for_all

GOOD = "Une-clef-2026-solide"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def open_wall(db):
    with wall_for_all():
        yield


def command(email):
    out = io.StringIO()
    call_command("open_first_account", email, "Claire", "Muller", stdout=out)
    return out.getvalue()


def test_the_printed_link_opens_the_account_of_an_administrator(at, time_machine):
    time_machine.move_to(at)
    token = command("Claire.Muller@exemple.fr").strip().split("/")[-2]

    user = accept_invitation(token, GOOD, at=at)

    assert user.email == "claire.muller@exemple.fr"
    assert user.person.positions.get().role == Role.ADMINISTRATOR


def test_the_link_that_followed_a_mistyped_address_opens_nothing_any_more(at):
    invite_first("claire.muler@exemple.fr", "Claire", "Muller", at=at)
    invite_first("claire.muller@exemple.fr", "Claire", "Muller", at=at)

    assert Invitation.objects.live(at=at).get().email == "claire.muller@exemple.fr"
    assert Position.objects.get(ended_on=None).person.email == "claire.muller@exemple.fr"


def test_the_same_person_asked_again_is_one_person_with_one_link(at):
    invite_first("Claire.Muller@exemple.fr", "Claire", "Muller", at=at)
    invite_first("claire.muller@exemple.fr ", "Claire", "Muller", at=at)

    assert Person.objects.get().positions.count() == 1
    assert Invitation.objects.live(at=at).count() == 1


def test_what_is_not_an_address_is_said(at):
    with pytest.raises(CommandError, match="par exemple"):
        command("claire.muller")

    assert not Person.objects.exists()


def test_when_an_administrator_can_enter_she_is_the_one_who_invites(at, time_machine):
    time_machine.move_to(at)
    user = accept_invitation(command("claire@exemple.fr").strip().split("/")[-2], GOOD, at=at)

    with pytest.raises(CommandError, match="déjà une administratrice"):
        command("paul@exemple.fr")

    user.is_active = False
    user.save()
    assert "/invitation/" in command("paul@exemple.fr")


def test_a_closed_account_is_not_opened_twice(at, time_machine):
    time_machine.move_to(at)
    user = accept_invitation(command("claire@exemple.fr").strip().split("/")[-2], GOOD, at=at)
    user.is_active = False
    user.save()

    with pytest.raises(Refusal, match="déjà un compte"):
        invite_first("claire@exemple.fr", "Claire", "Muller", at=at)
