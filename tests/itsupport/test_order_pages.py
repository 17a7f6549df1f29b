"""The pages of the hardware chain: who sees what, what each button does, without a query a row."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from communes.models import Need
from communes.states import Role
from itsupport.models import Asset, EquipmentRequest, Order, Quote
from itsupport.states.equipment import AssetState
from itsupport.states.orders import AgreementChannel, QuoteState, RequestState
from portal.documents.models import Document
from tests import factories
from tests.conftest import NOON
from tests.itsupport.chain import PDF, Chain, text, to

pytestmark = pytest.mark.django_db


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
def mayor(chain, signed_in):
    return signed_in(chain.mayor.user)


def test_three_fields_make_a_request(hall, chain):
    page = text(hall.get(to("request_create")))
    assert f'<option value="{chain.site.pk}" selected>' in page

    done = hall.post(
        to("request_create"),
        {"label": "Un portable", "kind": "laptop", "quantity": "2"},
        follow=True,
    )

    asked = EquipmentRequest.objects.get()
    assert (asked.commune, asked.quantity, asked.state) == (
        chain.commune,
        2,
        RequestState.SUBMITTED,
    )
    assert "cherche le prix" in text(done)
    assert asked.ref in text(hall.get(to("request_list")))


def test_a_draft_is_kept_then_changed_and_sent(hall):
    typed = {"label": "Écran", "kind": "screen", "quantity": "1"}
    hall.post(to("request_create"), typed | {"garder": "1"})
    asked = EquipmentRequest.objects.get()
    assert "pas encore envoyé" in text(hall.get(to("request_detail", asked.pk)))

    hall.post(to("request_edit", asked.pk), typed | {"quantity": "3"})

    asked.refresh_from_db()
    assert (asked.quantity, asked.state) == (3, RequestState.SUBMITTED)
    hall.post(to("request_cancel", asked.pk))
    asked.refresh_from_db()
    assert asked.state == RequestState.CANCELLED
    assert hall.get(to("request_edit", asked.pk)).status_code == 403


def test_the_desk_notes_a_request_for_whichever_commune(desk, chain):
    page = text(desk.get(to("request_create")))
    assert "Pour quelle commune" in page

    desk.post(
        to("request_create"),
        {"commune": chain.commune.pk, "label": "Écran", "kind": "screen", "quantity": "1"},
    )

    assert EquipmentRequest.objects.get().commune == chain.commune


def quote_typed(asked, **changes):
    first = {
        "request": asked.pk, "label": "ThinkPad", "kind": "laptop", "quantity": asked.quantity,
        "unit_price": "749,9012", "vat_rate": "20.00", "warranty_months": "36",
        "manufacturer": "Lenovo", "model": "E14",
    }  # fmt: skip
    empty = {"vat_rate": "20.00", "kind": ""}
    lines = {f"l-0-{k}": v for k, v in first.items()} | {f"l-1-{k}": v for k, v in empty.items()}
    return {
        "l-TOTAL_FORMS": 2, "l-INITIAL_FORMS": 2, "supplier": "Micro", "number": "D-1",
        "dated": "10/11/2026", "valid_until": "10/12/2026", **lines, **changes,
    }  # fmt: skip


def test_the_lines_of_a_quote_are_written_already(desk, chain):
    asked = chain.ask(label="Portable de l’accueil", quantity=2)

    page = text(desk.get(f"{to('quote_create')}?d={asked.pk}"))

    assert 'value="Portable de l’accueil"' in page
    assert '<option value="laptop" selected>' in page


def test_a_quote_is_entered_with_its_pdf_and_sent_to_the_mayor(desk, chain):
    asked = chain.ask(quantity=2)
    file = SimpleUploadedFile("devis.pdf", PDF, "application/pdf")

    done = desk.post(
        f"{to('quote_create')}?d={asked.pk}", quote_typed(asked, file=file), follow=True
    )

    quote = Quote.objects.get()
    assert "1 799,76 € TTC" in text(done)
    assert [line.label for line in quote.lines.all()] == ["ThinkPad"]
    assert b"".join(desk.get(to("quote_file", quote.pk)).streaming_content) == PDF


@pytest.mark.parametrize(
    "changes",
    [
        {"l-0-unit_price": ""},
        {"l-0-quantity": "0"},
        {"valid_until": "01/11/2026"},
        {"number": ""},
        {"l-0-label": "", "l-0-unit_price": "12"},
        {"l-0-request": "999999"},
    ],
)
def test_a_quote_badly_typed_comes_back_as_it_was(desk, chain, changes):
    asked = chain.ask()

    page = text(desk.post(f"{to('quote_create')}?d={asked.pk}", quote_typed(asked, **changes)))

    assert not Quote.objects.exists()
    assert 'value="Micro"' in page


def test_a_quote_is_for_one_commune_at_a_time(desk, chain):
    asked = [chain.ask(), Chain().ask()]

    page = text(desk.get(f"{to('quote_create')}?d={asked[0].pk}&d={asked[1].pk}"))

    assert "Un devis est pour une commune" in page


def test_the_mayor_agrees_in_one_click_and_one_confirmation(mayor, chain):
    quote = chain.quote(chain.ask())
    page = text(mayor.get(to("quote_detail", quote.pk)))
    assert to("quote_agree", quote.pk) in page
    assert "2 699,64 € TTC" in text(mayor.get(to("quote_agree", quote.pk)))
    quote.refresh_from_db()
    assert quote.state == QuoteState.PENDING

    mayor.post(to("quote_agree", quote.pk))

    agreement = quote.agreements.get()
    assert (agreement.person, agreement.channel) == (chain.mayor, AgreementChannel.WEB)
    page = text(mayor.get(to("quote_detail", quote.pk)))
    assert "celui qui a été accordé" in page
    mayor.post(to("quote_retract", quote.pk))
    quote.refresh_from_db()
    assert quote.state == QuoteState.PENDING


@pytest.mark.parametrize("name", ["quote_agree", "quote_refuse", "quote_retract"])
def test_the_secretary_and_the_desk_cannot_decide(hall, desk, chain, name):
    quote = chain.quote(chain.ask())
    page = text(hall.get(to("quote_detail", quote.pk)))
    assert to("quote_agree", quote.pk) not in page

    for client in (hall, desk):
        assert client.get(to(name, quote.pk)).status_code == 403
        assert client.post(to(name, quote.pk), {"reason": "x"}).status_code == 403

    quote.refresh_from_db()
    assert quote.state == QuoteState.PENDING


def test_a_mayor_elsewhere_who_is_secretary_here_cannot_decide_here(signed_in, chain):
    other = Chain()
    factories.PositionFactory(person=other.mayor, commune=chain.commune, role=Role.SECRETARY)
    quote = chain.quote(chain.ask())
    client = signed_in(other.mayor.user)

    assert client.get(to("quote_detail", quote.pk)).status_code == 200
    assert client.post(to("quote_agree", quote.pk)).status_code == 403


def test_a_refusal_is_told_with_its_reason(mayor, hall, chain):
    asked = chain.ask()
    quote = chain.quote(asked)
    assert "Pourquoi" in text(mayor.post(to("quote_refuse", quote.pk), {"reason": ""}))

    mayor.post(to("quote_refuse", quote.pk), {"reason": "Trop cher"})

    assert "Trop cher" in text(hall.get(to("request_detail", asked.pk)))


# -- the desk ----------------------------------------------------------------------------------


def test_the_desk_orders_receives_and_installs(desk, hall, chain):
    asked = chain.ask(quantity=2)
    quote = chain.quote(asked)
    chain.agree(quote)
    assert quote.number in text(desk.get(to("order_create")))

    desk.post(to("order_create"), {"q": [quote.pk]})
    order = Order.objects.get()
    line = order.lines.get()
    page = text(desk.get(to("order_receive", order.pk)))
    assert len(re.findall(rf'name="s{line.pk}_\d"', page)) == 2
    got = {"on": "10/11/2026", "slip": "BL-9", f"q{line.pk}": "1", f"s{line.pk}_0": "PF1X2Y3Z"}
    desk.post(to("order_receive", order.pk), got)

    machine = Asset.objects.get()
    assert machine.serial == "PF1X2Y3Z"
    page = text(hall.get(to("order_detail", order.pk)))
    assert "1 pièce à recevoir" in re.sub(r"</?b>", "", page)
    assert "livrée en partie" in text(hall.get(to("request_list")))
    assert machine.tag in text(desk.get(to("machine_list")))
    desk.post(to("machine_install", machine.pk))
    machine.refresh_from_db()
    assert machine.state == AssetState.IN_SERVICE

    desk.post(to("line_give_up", line.pk), {"quantite": "1"})

    assert "Tout est en service" in text(hall.get(to("order_detail", order.pk)))


def test_a_reception_refused_keeps_what_was_scanned(desk, chain):
    order = chain.order(chain.ask(quantity=2))
    line = order.lines.get()
    twice = {f"s{line.pk}_0": "PF1X2Y3Z", f"s{line.pk}_1": "pf1x2y3z"}

    page = text(
        desk.post(to("order_receive", order.pk), {"on": "10/11/2026", f"q{line.pk}": "2", **twice})
    )

    assert "écrit deux fois" in page
    assert 'value="PF1X2Y3Z"' in page
    assert not Asset.objects.exists()


def test_several_requests_are_passed_on_in_one_post(desk, chain):
    other = Chain()
    asked = [one.ask(label="Tablette", kind="tablet") for one in (chain, other)]
    assert "Transmettre" in text(desk.get(to("request_pool")))

    desk.post(to("request_pool"), {"d": [one.pk for one in asked]})

    assert Need.objects.count() == 2
    page = text(desk.get(to("request_detail", asked[0].pk)))
    assert "Transmise aux achats groupés" in page
    desk.post(to("request_take_back", asked[0].pk))
    asked[0].refresh_from_db()
    assert asked[0].state == RequestState.SUBMITTED


def test_the_outcome_of_the_need_is_read_on_the_request(desk, hall, chain):
    asked = chain.ask()
    desk.post(to("request_pool"), {"d": [asked.pk]})
    Need.objects.update(state="planned", outcome="Campagne Tablettes 2027", outcome_url="/achats/")

    page = text(hall.get(to("request_detail", asked.pk)))

    assert "Campagne Tablettes 2027" in page
    assert 'href="/achats/"' in page


def test_the_purchase_order_says_what_was_agreed(desk, chain):
    chain.order(chain.ask(quantity=2))
    document = Document.objects.get()

    page = text(desk.get(reverse("documents:document_detail", args=[document.pk])))

    assert "1 499,80 €" in page
    assert "TVA à 20 % sur 1 499,80 €" in page
    assert f"Accord donné par {chain.mayor}, maire" in page


# -- the home page -----------------------------------------------------------------------------


def test_the_home_page_says_whom_a_quote_waits_for(chain, signed_in):
    chain.quote(chain.ask())

    for person, words in (
        (chain.mayor.user, "Un devis attend votre accord"),
        (chain.deputy.user, "Un devis attend votre accord"),
        (chain.secretary.user, "Un devis attend le maire"),
    ):
        assert words in text(signed_in(person).get("/"))


def test_the_desk_s_home_page_counts_what_waits(desk, chain):
    chain.ask()
    chain.agree(chain.quote(chain.ask()))
    chain.receive(chain.order(chain.ask(quantity=2)), 1)

    page = text(desk.get("/"))

    for words in (
        "1 demande de matériel à chiffrer",
        "1 devis accordé à commander",
        "1 matériel livré à installer",
    ):
        assert words in page
