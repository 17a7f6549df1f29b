"""The constraints of requests and equipment, each from both sides, and what the walls let through."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from communes.queries.acting import acting_of
from itsupport.models import Asset, Ticket, TicketEvent, TicketMessage
from itsupport.states.equipment import AssetState
from itsupport.states.tickets import Direction, TicketState
from portal.walls.acting import GROUP, wall
from tests.conftest import NOON
from tests.factories import (
    AssetFactory,
    CommuneFactory,
    SecretaryFactory,
    SiteFactory,
    TicketFactory,
)

pytestmark = pytest.mark.django_db


def refused(make, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make()
        connection.check_constraints()


def changed(thing, **changes):
    return lambda: type(thing).objects.filter(pk=thing.pk).update(**changes)


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("ticket_solved_is_dated", {"state": "solved"}, {"state": "solved", "solved_at": NOON}),
        ("ticket_ended_is_dated", {"state": "rejected"}, {"state": "rejected", "ended_at": NOON}),
        ("ticket_ended_is_dated", {"ended_at": NOON}, {"state": "rejected", "ended_at": NOON}),
        ("ticket_merged_says_where", {"state": "merged", "ended_at": NOON}, {}),
        (
            "ticket_planned_is_dated",
            {"state": "planned"},
            {"state": "planned", "planned_for": NOON},
        ),
        ("ticket_vote_is_dated", {"satisfaction": 3}, {"satisfaction": 3, "voted_at": NOON}),
        (
            "ticket_vote_is_dated",
            {"satisfaction": 4, "voted_at": NOON},
            {"satisfaction": 1, "voted_at": NOON},
        ),
        ("ticket_levels", {"urgency": 4}, {"urgency": 3}),
        (
            "ticket_commune_known_once_taken",
            {"commune": None, "state": "taken"},
            {"state": "taken"},
        ),
    ],
)
def test_a_request_is_always_true_to_its_state(name, wrong, right):
    ticket = TicketFactory()

    refused(changed(ticket, **wrong), name)

    if right:
        assert changed(ticket, **right)() == 1


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        (
            "asset_retired_is_dated",
            {"state": "retired"},
            {"state": "retired", "retired_on": NOON.date()},
        ),
        (
            "asset_erased_says_how",
            {"erased_on": NOON.date()},
            {"erased_on": NOON.date(), "erased_by": "service", "erasure_method": "écrasement"},
        ),
        ("asset_price_positive", {"price": -1}, {"price": 0}),
        ("asset_renewal_year", {"renewal_year": 29}, {"renewal_year": 2029}),
        ("asset_facts_are_dated", {"facts": {}}, {"facts": {}, "facts_at": NOON}),
    ],
)
def test_a_machine_is_always_true_to_its_state(name, wrong, right):
    asset = AssetFactory()

    refused(changed(asset, **wrong), name)

    assert changed(asset, **right)() == 1


def test_a_serial_is_one_live_machine_of_its_manufacturer():
    AssetFactory(manufacturer_key="dell", serial_key="ABC1234")

    refused(
        lambda: AssetFactory(manufacturer_key="dell", serial_key="ABC1234"), "asset_serial_once"
    )

    AssetFactory(manufacturer_key="hp", serial_key="ABC1234")
    AssetFactory(manufacturer_key="dell", serial_key="")
    AssetFactory(
        manufacturer_key="dell",
        serial_key="ABC1234",
        state=AssetState.DESTROYED,
        retired_on=NOON.date(),
    )


def test_a_request_is_about_a_building_of_its_own_commune():
    site = SiteFactory()

    refused(lambda: TicketFactory(site=site), "itsupport_ticket_site_id_same_commune")

    TicketFactory(commune=site.commune, site=site)


def test_the_log_is_never_changed_but_for_whose_it_is():
    ticket = TicketFactory(commune=None)
    commune = CommuneFactory()
    event = ticket.events.get()

    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        TicketEvent.objects.filter(pk=event.pk).update(at=NOON)
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        event.delete()
    Ticket.objects.filter(pk=ticket.pk).update(commune=commune)

    assert TicketEvent.objects.filter(pk=event.pk).update(commune=commune) == 1


def test_a_note_of_the_team_is_behind_the_wall_of_the_team():
    ticket = TicketFactory()
    common = {"ticket": ticket, "commune": ticket.commune, "at": NOON, "author": "x"}
    TicketMessage.objects.create(direction=Direction.NOTE, text="mot de passe faible", **common)
    TicketMessage.objects.create(direction=Direction.OUT, text="bonjour", **common)

    with wall([ticket.commune_id]):
        seen = list(TicketMessage.objects.values_list("text", flat=True))
    with wall([ticket.commune_id, GROUP]):
        seen_by_the_team = TicketMessage.objects.count()

    assert seen == ["bonjour"]
    assert seen_by_the_team == 2


def test_the_scope_alone_keeps_a_note_from_the_town_hall():
    ticket = TicketFactory()
    secretary = SecretaryFactory(commune=ticket.commune).person.user
    secretary.acting = acting_of(secretary, on=NOON.date())
    common = {"ticket": ticket, "commune": ticket.commune, "at": NOON, "author": "x"}
    TicketMessage.objects.create(direction=Direction.NOTE, text="mot de passe faible", **common)
    TicketMessage.objects.create(direction=Direction.OUT, text="bonjour", **common)

    with wall([ticket.commune_id, GROUP]):
        seen = TicketMessage.objects.visible_to(secretary).values_list("text", flat=True)
        assert list(seen) == ["bonjour"]


def test_a_request_of_nobody_yet_is_the_teams_alone():
    ticket = TicketFactory(commune=None, opened_at=NOON - dt.timedelta(hours=1))
    commune = CommuneFactory()

    with wall([commune.pk]):
        assert not Ticket.objects.filter(pk=ticket.pk).exists()
    with wall([GROUP]):
        assert Ticket.objects.get(pk=ticket.pk).state == TicketState.NEW


def test_a_foreign_machine_is_nowhere():
    asset = AssetFactory()

    with wall([CommuneFactory().pk]):
        assert not Asset.objects.filter(pk=asset.pk).exists()
