"""What a request for equipment comes from: nothing is typed twice, every page leads back, nothing foreign is told."""

import re

import pytest

from itsupport.domain import requests
from itsupport.models import EquipmentRequest
from itsupport.states.orders import RequestState
from portal.lib.refusal import Refusal
from tests import factories
from tests.conftest import NOON
from tests.itsupport import auditing
from tests.itsupport.chain import Chain, text, to

pytestmark = pytest.mark.django_db
TYPED = {"label": "Un portable", "kind": "laptop", "quantity": "1"}


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def chain(db):
    chain = Chain()
    factories.MembershipFactory(commune=chain.commune, epci=factories.EpciFactory())
    return chain


@pytest.fixture
def desk(chain, signed_in):
    return signed_in(chain.agent)


@pytest.fixture
def hall(chain, signed_in):
    return signed_in(chain.secretary.user)


@pytest.fixture
def ticket(chain):
    """About a machine, with a note of the desk before the words of the town hall."""
    asset = factories.AssetFactory(commune=chain.commune, kind="laptop", name="PC-ACCUEIL")
    ticket = factories.TicketFactory(
        commune=chain.commune, requester=chain.secretary, title="PC très lent"
    )
    ticket.assets.add(asset, through_defaults={"commune": chain.commune})
    for direction, words in (("note", "Elle exagère"), ("in", "Dix minutes au démarrage")):
        ticket.messages.create(
            commune=chain.commune, direction=direction, at=NOON, author="x", text=words
        )
    return ticket


def form_of(ticket=None, *, asset=None, action=None):
    named = {"demande": ticket and ticket.ref, "remplace": asset and asset.pk}
    named["action"] = action and action.pk
    query = "&".join(f"{name}={value}" for name, value in named.items() if value)
    return f"{to('request_create')}?{query}"


def page_of(kind):
    return "desk_ticket" if kind == "desk" else "ticket_detail"


def chosen(page, name):
    """What is chosen in the list of that name; nothing when nothing is."""
    options = re.search(rf'<select name="{name}".*?</select>', page, re.DOTALL).group()
    found = re.search(r'value="([^"]*)" selected', options)
    return found and found.group(1)


@pytest.mark.parametrize("who", ["desk", "hall"])
def test_a_ticket_gives_its_words_and_keeps_its_requests(who, request, chain, ticket):
    client = request.getfixturevalue(who)
    mine = to(page_of(who), ticket.pk)
    assert f'href="{form_of(ticket)}"' in text(client.get(mine))

    page = text(client.get(form_of(ticket)))
    assert 'value="Ordinateur portable à la place de PC-ACCUEIL"' in page
    assert "Dix minutes au démarrage" in page
    assert "Elle exagère" not in page
    assert chosen(page, "site") == f"{chain.site.pk}"
    assert chosen(page, "for_whom") == f"{chain.secretary.pk}"
    assert chosen(page, "replaces") == f"{ticket.assets.get().pk}"
    assert chosen(page, "kind") == "laptop"
    assert f'href="{mine}">Ne rien envoyer' in page
    done = text(client.post(form_of(ticket), TYPED, follow=True))

    asked = EquipmentRequest.objects.get()
    assert (asked.ticket, asked.commune) == (ticket, chain.commune)
    assert f'<a href="{mine}">{ticket.ref}</a>' in done
    page = text(client.get(mine))
    assert f'<a href="{to("request_detail", asked.pk)}">1 × Un portable</a>' in page
    assert "chiffrer" in page


def test_a_ticket_about_no_machine_says_what_is_wanted(desk, ticket):
    ticket.assets.clear()

    page = text(desk.get(form_of(ticket)))

    assert 'value="PC très lent"' in page
    assert not chosen(page, "replaces")


@pytest.mark.parametrize("who", ["desk", "hall"])
def test_a_machine_is_replaced_in_its_place_and_once(who, request, chain):
    client = request.getfixturevalue(who)
    old = factories.AssetFactory(
        commune=chain.commune, site=chain.site, name="PC-1", kind="tablet", used_by=chain.mayor
    )
    sheet = to("asset_detail", old.pk)
    assert f'href="{form_of(asset=old)}"' in text(client.get(sheet))

    page = text(client.get(form_of(asset=old)))
    assert 'value="Tablette à la place de PC-1"' in page
    assert "À la place de PC-1" in page
    names = ("kind", "replaces", "site", "for_whom")
    given = ("tablet", old.pk, chain.site.pk, chain.mayor.pk)
    assert [chosen(page, name) for name in names] == [f"{one}" for one in given]
    client.post(form_of(asset=old), TYPED | {"replaces": old.pk})

    asked = EquipmentRequest.objects.get()
    assert asked.replaces == old
    assert f'href="{sheet}"' in text(client.get(to("request_detail", asked.pk)))
    page = text(client.get(sheet))
    assert to("request_detail", asked.pk) in page
    assert form_of(asset=old) not in page
    requests.cancel_request(asked.pk, by=chain.agent, at=NOON)
    assert form_of(asset=old) in text(client.get(sheet))


@pytest.mark.parametrize("who", ["desk", "hall"])
def test_an_action_of_an_audit_gives_its_words_and_reads_what_became_of_it(who, request, chain):
    client = request.getfixturevalue(who)
    audit = auditing.give(chain.commune, "no", agent=chain.agent)
    action = audit.actions.earliest("pk")
    action.ticket = factories.TicketFactory(commune=chain.commune, title="Suite de l’audit")
    action.save()
    decide, mine = to("action_decide", action.pk), to(page_of(who), action.ticket.pk)
    page = text(client.get(decide))
    assert f'href="{form_of(action=action)}"' in page
    assert f'href="{mine}"' in page

    page = text(client.get(form_of(action=action)))
    assert f'value="{action.title}"' in page
    assert action.question.text in page
    client.post(form_of(action=action), TYPED)

    asked = EquipmentRequest.objects.get()
    assert (asked.action, asked.ticket) == (action, action.ticket)
    page = text(client.get(to("request_detail", asked.pk)))
    assert f'href="{decide}"' in page
    assert f'href="{mine}"' in page
    for page in (decide, to("audit_detail", audit.pk)):
        assert f'href="{to("request_detail", asked.pk)}"' in text(client.get(page))
    assert f'href="{mine}"' in text(client.get(to("audit_detail", audit.pk)))


def test_nothing_is_asked_from_an_audit_that_is_not_given(desk, hall, chain):
    audit = auditing.prepare(chain.commune, agent=chain.agent)
    auditing.answer(audit, "no", agent=chain.agent)
    auditing.audits.review_audit(audit.pk, by=chain.agent, at=NOON)
    action = audit.actions.earliest("pk")

    for client in (desk, hall):
        assert client.get(form_of(action=action)).status_code == 404
    assert form_of(action=action) not in text(desk.get(to("action_decide", action.pk)))
    with pytest.raises(Refusal, match="pas encore rendu"):
        chain.ask(action_id=action.pk)


def test_another_commune_s_ticket_machine_and_action_give_nothing(hall, chain):
    other = Chain()
    foreign = [
        form_of(factories.TicketFactory(commune=other.commune)),
        form_of(asset=factories.AssetFactory(commune=other.commune)),
        form_of(action=auditing.give(other.commune, "no", agent=chain.agent).actions.first()),
    ]

    for address in foreign:
        assert hall.get(address).status_code == 404
        assert hall.post(address, TYPED).status_code == 404
    assert not EquipmentRequest.objects.exists()


def test_a_ticket_of_no_commune_yet_asks_for_nothing(desk):
    ticket = factories.TicketFactory(commune=None, state="new")

    assert desk.get(form_of(ticket)).status_code == 404
    assert "Demander du matériel" not in text(desk.get(to("desk_ticket", ticket.pk)))


@pytest.mark.parametrize("wrong", ["demande=x", "demande=9999-99999", "remplace=" + "9" * 30])
def test_a_reference_to_nothing_is_not_found(hall, wrong):
    assert hall.get(f"{to('request_create')}?{wrong}").status_code == 404


@pytest.mark.parametrize("wrong", ["remplace=x", "action=-1", "demande="])
def test_a_reference_that_is_none_is_left_aside(hall, wrong):
    assert "Trois champs suffisent" in text(hall.get(f"{to('request_create')}?{wrong}"))


def test_a_change_keeps_where_it_comes_from(chain, ticket):
    asked = chain.ask(ticket_id=ticket.pk)

    wanted = requests.Wanted(kind="laptop", label="Autre chose")
    requests.edit_request(asked.pk, wanted, by=chain.agent, at=NOON)

    asked.refresh_from_db()
    assert (asked.label, asked.ticket) == ("Autre chose", ticket)
    assert asked.state == RequestState.SUBMITTED
