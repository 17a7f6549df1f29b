"""What each role opens, as the administrator's guide says it."""

import pytest

from communes import rules
from communes.queries import acting_of, sirens_of
from communes.states import COMMUNE_ROLES, Role
from purchasing.rules import answered_for, may_look_up_answers, may_run_campaigns
from tests.factories import CommuneFactory, EpciFactory, PositionFactory

# role: sees every commune, acts for a commune, runs campaigns, opens accounts, reads for the council,
# answers group purchases for its commune
RIGHTS = {
    Role.SECRETARY: (False, True, False, False, False, True),
    Role.MAYOR: (False, True, False, False, False, True),
    Role.DEPUTY: (False, True, False, False, False, True),
    Role.COUNCILLOR: (False, True, False, False, False, False),
    Role.TECHNICIAN: (False, True, False, False, False, True),
    Role.IT_REFERENT: (False, True, False, False, False, False),
    Role.PURCHASE_REFERENT: (False, True, False, False, False, True),
    Role.TRAINING_REFERENT: (False, True, False, False, False, False),
    Role.MANAGER: (True, False, True, True, True, False),
    Role.IT_AGENT: (True, False, False, False, True, False),
    Role.TRAINER: (False, False, False, False, False, False),
    Role.READER: (False, False, False, False, True, False),
    Role.ADMINISTRATOR: (True, False, True, True, True, False),
}


def holder(role, at, **fields):
    commune = CommuneFactory() if role in COMMUNE_ROLES else None
    position = PositionFactory(role=role, commune=commune, **fields)
    user = position.person.user
    user.acting = acting_of(user, on=at.date())
    return user, commune


def test_every_role_is_in_the_table():
    assert set(RIGHTS) == set(Role)


@pytest.mark.parametrize("role", RIGHTS)
def test_a_role_opens_what_the_table_says(db, at, role):
    stranger = CommuneFactory()
    user, commune = holder(role, at)

    assert (
        rules.is_team(user),
        rules.is_town_hall(user),
        may_run_campaigns(user),
        rules.may_open_accounts(user),
        rules.is_reader(user),
        bool(answered_for(user)),
    ) == RIGHTS[role]
    assert rules.acts_for(user, stranger.pk) is False
    assert rules.may_edit_commune(user, stranger) is rules.is_manager(user)
    assert may_look_up_answers(user) is (rules.is_town_hall(user) or rules.is_manager(user))
    if commune:
        assert rules.acts_for(user, commune.pk)
        assert user.acting.commune_ids == {commune.pk, -1}
    assert rules.is_elected(user) is (role in {Role.MAYOR, Role.DEPUTY, Role.COUNCILLOR})


@pytest.mark.parametrize("role", RIGHTS)
def test_a_position_that_is_over_opens_nothing(db, at, role):
    user, _commune = holder(role, at, ended_on=at.date().replace(day=1))

    assert rules.is_anyone(user) is False
    assert user.acting.commune_ids == frozenset()


def test_a_secretary_who_is_councillor_elsewhere_answers_where_she_is_secretary(db, at):
    user, commune = holder(Role.SECRETARY, at)
    PositionFactory(person=user.person, commune=CommuneFactory(), role=Role.COUNCILLOR)
    user.acting = acting_of(user, on=at.date())

    assert len(user.acting.communes) == 2
    assert answered_for(user) == {commune.pk}


def test_the_bodies_that_a_person_serves(db, at):
    epci = EpciFactory()
    secretary, commune = holder(Role.SECRETARY, at)
    manager, _ = holder(Role.MANAGER, at)

    assert sirens_of(secretary, at=at) == {commune.siren}
    assert sirens_of(manager, at=at) == {epci.siren}
