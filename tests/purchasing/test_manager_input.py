"""Whatever the manager types in any form of hers, the answer is a page with a sentence, never an error."""

import datetime as dt
from html.parser import HTMLParser

import pytest
from django.db import transaction

from purchasing.models import Adhesion, Convention
from purchasing.states import AdhesionState, CampaignState, ParticipationState
from tests import factories

pytestmark = pytest.mark.django_db
NASTY = (
    "",
    "-5",
    "9" * 40,
    "1e400",
    "NaN",
    "31/02/2026",
    "01/01/0001",
    "31/12/9999",
    "é" * 5000,
    "\x00",
    "<b>",
)


class Forms(HTMLParser):
    """The forms of a page that post, each with the fields a browser would send."""

    def __init__(self):
        super().__init__()
        self.found, self.inside, self.select = [], None, None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form" and given.get("method") == "post":
            self.inside = {}
            self.found.append((given.get("action") or "", self.inside))
        elif self.inside is None:
            return
        elif tag == "input" and given.get("name") and given.get("type") != "file":
            if given.get("type") in {"checkbox", "radio"} and "checked" not in given:
                self.inside.setdefault(given["name"], "")
            else:
                self.inside[given["name"]] = given.get("value") or ""
        elif tag == "textarea":
            self.inside[given["name"]] = ""
        elif tag == "select":
            self.select = given["name"]
            self.inside[self.select] = ""
        elif tag == "option" and "selected" in given:
            self.inside[self.select] = given.get("value", "")

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = None


@pytest.fixture
def everything(at):
    """A draft, an open and a locked campaign, a convention with an adhesion at each stage."""
    convention = Convention.objects.create(
        title="Groupement permanent",
        coordinator=factories.EpciFactory(),
        legal_basis="L2113-6",
        scope=Convention.Scope.SIGNATURE,
        in_force_on=dt.date(2020, 1, 1),
    )
    draft = factories.CampaignFactory(convention=convention)
    lot = factories.LotItemFactory(lot__campaign=draft).lot
    opened = factories.CampaignFactory(open=True)
    answer = factories.ParticipationFactory(campaign=opened)
    sent = factories.ParticipationFactory(
        campaign=opened, state=ParticipationState.SUBMITTED, answered_at=at, channel="web"
    )
    locked = factories.CampaignFactory(
        open=True, state=CampaignState.LOCKED, closed_at=at, locked_at=at
    )
    line = factories.NeedLineFactory(
        participation__campaign=locked,
        participation__state=ParticipationState.LOCKED,
        participation__answered_at=at,
        participation__channel="web",
        lot_item__lot__campaign=locked,
    )
    voted = {"deliberation_no": "1", "deliberated_on": dt.date(2026, 10, 1)}
    stages = [
        Adhesion.objects.create(
            convention=convention, commune=factories.CommuneFactory(), state=state, **changes
        )
        for state, changes in (
            (AdhesionState.PENDING, {}),
            (AdhesionState.VOTED, voted),
            (AdhesionState.SIGNED, {**voted, "signed_on": dt.date(2026, 10, 20)}),
        )
    ]
    base, group = "/gestion/achats/campagnes", f"/gestion/achats/groupement/{convention.pk}"
    return [
        f"{base}/nouvelle/",
        f"{base}/{draft.pk}/preparer/",
        f"{base}/{draft.pk}/preparer/lot/",
        f"{base}/{draft.pk}/preparer/lot/{lot.pk}/",
        f"{base}/{draft.pk}/preparer/besoins/",
        f"{base}/{draft.pk}/etape/cancel/",
        f"{base}/{opened.pk}/etape/extend/",
        f"{base}/{opened.pk}/courriers/",
        f"{base}/{opened.pk}/communes/{answer.pk}/appel/",
        f"{base}/{opened.pk}/communes/{sent.pk}/complement/",
        f"{base}/{opened.pk}/communes/{answer.pk}/telephone/",
        f"{base}/{opened.pk}/communes/{answer.pk}/telephone/refus/",
        f"{base}/{locked.pk}/besoin/revision/{line.pk}/",
        "/gestion/achats/groupement/nouvelle/",
        f"{group}/modifier/",
        f"{group}/adhesions/{stages[0].pk}/vote/",
        f"{group}/adhesions/{stages[1].pk}/sign/",
        f"{group}/adhesions/{stages[2].pk}/take_effect/",
        f"{group}/adhesions/{stages[2].pk}/withdraw/",
    ]


def test_no_form_of_the_manager_breaks_on_what_is_typed(everything, manager, signed_in):
    browser, tried, bad = signed_in(manager), 0, []
    browser.raise_request_exception = False
    for address in everything:
        page = browser.get(address)
        assert page.status_code == 200, address
        reader = Forms()
        reader.feed(page.content.decode())
        for action, fields in reader.found:
            for name in set(fields) - {"csrfmiddlewaretoken"}:
                for value in NASTY:
                    with transaction.atomic():
                        reply = browser.post(action or address, {**fields, name: value})
                        transaction.set_rollback(True)
                    tried += 1
                    if reply.status_code not in {200, 302, 400, 403}:
                        bad.append((action or address, name, value[:12], reply.status_code))

    assert tried > 500
    assert bad == []
