"""A town hall asks for equipment; several requests become needs of a group purchase."""

import pytest

from communes.models import Need
from communes.states import NeedOrigin
from itsupport.domain import requests
from itsupport.models import EquipmentRequest
from itsupport.queries.tracks import progress_of
from itsupport.states.orders import RequestState
from portal.lib.refusal import Refusal
from tests.conftest import NOON
from tests.itsupport import auditing
from tests.itsupport.chain import Chain, mails, state

pytestmark = pytest.mark.django_db


def test_a_request_gets_the_next_number_and_the_desk_is_told(chain):
    first, second = chain.ask(), chain.ask(send=False)

    assert (first.ref, second.ref) == ("DM-2026-00001", "DM-2026-00002")
    assert (first.state, second.state) == (RequestState.SUBMITTED, RequestState.DRAFT)
    assert [mail.to for mail in mails("equipment_asked")] == [chain.agent.email]


def test_a_request_changes_until_it_is_quoted(chain):
    asked = chain.ask(send=False)
    wanted = requests.Wanted(kind="tablet", label="Tablette", quantity=2)

    requests.edit_request(asked.pk, wanted, by=chain.secretary.user, at=NOON)

    asked.refresh_from_db()
    assert (asked.label, asked.quantity, asked.state) == ("Tablette", 2, RequestState.SUBMITTED)
    chain.quote(asked)
    with pytest.raises(Refusal, match="ne change plus"):
        requests.edit_request(asked.pk, wanted, by=chain.secretary.user, at=NOON)


def test_requests_of_several_communes_become_needs_in_one_step(chain):
    other = Chain()
    audited = auditing.give(chain.commune, "no", agent=chain.agent).actions.earliest("pk")
    asked = [
        chain.ask(label="Tablette", kind="tablet", quantity=11),
        chain.ask(label="Tablette", kind="tablet", quantity=1, action_id=audited.pk),
        other.ask(label="Tablette", kind="tablet", quantity=7),
    ]

    requests.pool_requests([one.pk for one in asked], by=chain.agent, at=NOON)

    needs = list(Need.objects.order_by("pk"))
    assert [(need.commune, need.quantity) for need in needs] == [
        (chain.commune, 11),
        (chain.commune, 1),
        (other.commune, 7),
    ]
    assert [need.label for need in needs] == ["Tablette", f"Tablette ({asked[1].ref})", "Tablette"]
    assert [need.origin for need in needs] == [
        NeedOrigin.TICKET,
        NeedOrigin.AUDIT,
        NeedOrigin.TICKET,
    ]
    assert needs[0].origin_url.endswith(f"/demandes/{asked[0].pk}/")
    assert {state(one) for one in asked} == {RequestState.POOLED}
    (one, *_others) = progress_of(EquipmentRequest.objects.filter(pk=asked[0].pk))
    assert [step.label for step in one.steps] == [
        "Demandée",
        "Transmise aux achats groupés",
        "Suite donnée",
    ]


def test_all_are_passed_on_or_none(chain):
    asked = [chain.ask(), chain.ask(send=False)]

    with pytest.raises(Refusal, match="pas possible"):
        requests.pool_requests([one.pk for one in asked], by=chain.agent, at=NOON)
    with pytest.raises(Refusal, match="au moins une"):
        requests.pool_requests([], by=chain.agent, at=NOON)

    assert not Need.objects.exists()
    assert state(asked[0]) == RequestState.SUBMITTED


def test_a_need_set_aside_comes_back_to_the_desk(chain):
    asked = chain.ask()
    requests.pool_requests([asked.pk], by=chain.agent, at=NOON)

    requests.take_back(asked.pk, by=chain.agent, at=NOON)

    assert state(asked) == RequestState.SUBMITTED
    assert asked.need is None
