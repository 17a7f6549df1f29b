import hashlib
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from portal.documents.models import Document
from portal.documents.rendering import render_due
from portal.lib.refusal import Refusal
from purchasing.arithmetic.consolidation import Snapshot, consolidate, read_snapshot
from purchasing.domain.campaigns import close_campaign
from purchasing.domain.consolidation import lock_need, revise_need
from purchasing.domain.papers import ask_annexes, ask_need
from purchasing.models import NeedLine, NeedRevision, NeedSnapshot
from purchasing.queries.need import need_of
from purchasing.reports.needs import consolidated_need, need_annex
from purchasing.states import CampaignState, Channel, ParticipationState
from tests.factories import (
    CampaignFactory,
    LotFactory,
    LotItemFactory,
    NeedLineFactory,
    ParticipationFactory,
    SiteFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(at):
    """Two lots, two communes with figures, one without need, one outside, one draft that does not count."""
    campaign = CampaignFactory(open=True, title="Extincteurs 2027")
    checks = LotItemFactory(lot=LotFactory(campaign=campaign, number=1), price="4.9000")
    panels = LotItemFactory(
        lot=LotFactory(campaign=campaign, number=2), price="3.2500", pack_size=10
    )
    for name, quantities in (("Imling", (4, 12)), ("Bébing", (3, 9))):
        answer = sent(campaign, at, commune__name=name)
        for item, quantity in zip((checks, panels), quantities, strict=True):
            site = SiteFactory(commune=answer.commune)
            NeedLineFactory(participation=answer, lot_item=item, site=site, quantity=quantity)
    sent(campaign, at, state=ParticipationState.NONE_NEEDED, commune__name="Postroff")
    sent(campaign, at, state=ParticipationState.DECLINED, commune__name="Fleisheim")
    return campaign


def sent(campaign, at, **fields):
    return ParticipationFactory(
        **{
            "campaign": campaign,
            "state": ParticipationState.SUBMITTED,
            "answered_at": at,
            "channel": Channel.WEB,
            **fields,
        }
    )


def locked(campaign, manager, at):
    close_campaign(campaign.pk, by=manager, at=at)
    return lock_need(campaign.pk, by=manager, at=at)


def test_locking_writes_a_hashed_snapshot_of_each_lot(campaign, manager, at):
    snapshots = locked(campaign, manager, at)

    campaign.refresh_from_db()
    assert (campaign.state, campaign.locked_at) == (CampaignState.LOCKED, at)
    assert [snapshot.lot.number for snapshot in snapshots] == [1, 2]
    for snapshot in snapshots:
        assert snapshot.sha256 == hashlib.sha256(snapshot.payload.encode()).hexdigest()
        matrix = consolidate(read_snapshot(Snapshot(snapshot.payload, snapshot.sha256)))
        assert sum(one.quantity for one in matrix.by_item.values()) == sum(
            one.quantity for one in matrix.by_commune.values()
        )


def test_locking_keeps_the_estimate_and_the_procedure_of_the_day(campaign, manager, at):
    locked(campaign, manager, at)

    campaign.refresh_from_db()
    assert campaign.estimate == Decimal("102.55")
    assert campaign.procedure == "Sans publicité ni mise en concurrence préalables"


def test_answers_with_figures_are_locked_and_no_need_keeps_its_word(campaign, manager, at):
    locked(campaign, manager, at)

    states = sorted(campaign.participations.values_list("state", flat=True))
    assert states == ["declined_grouping", "locked", "locked", "none_needed"]


@pytest.mark.parametrize("state", ["draft", "open", "cancelled"])
def test_only_a_closed_campaign_locks(state, manager, at):
    dates = {"opened_at": at} if state == "open" else {}
    if state == "cancelled":
        dates = {"cancelled_at": at, "cancel_reason": "x"}

    with pytest.raises(Refusal, match="Arrêter le besoin"):
        lock_need(CampaignFactory(state=state, **dates).pk, by=manager, at=at)


def test_a_change_after_the_lock_is_a_revision_with_its_reason(campaign, manager, at):
    locked(campaign, manager, at)
    line = campaign.participations.get(commune__name="Imling").lines.get(lot_item__lot__number=1)

    with pytest.raises(Refusal, match="Dites pourquoi"):
        revise_need(line.pk, quantity=Decimal(6), why=" ", by=manager, at=at)
    revised = revise_need(line.pk, quantity=Decimal(6), why="Salle rouverte", by=manager, at=at)

    assert (revised.revision, revised.why) == (1, "Salle rouverte")
    kept = NeedSnapshot.objects.filter(lot__campaign=campaign).order_by("lot", "revision")
    assert [(one.lot.number, one.revision) for one in kept] == [(1, 0), (1, 1), (2, 0)]
    assert kept[0].sha256 != kept[1].sha256
    change = NeedRevision.objects.get()
    assert (change.quantity_before, change.quantity_after, change.after_lock) == (4, 6, True)


def test_nothing_is_revised_before_the_lock(campaign, manager, at):
    line = campaign.participations.get(commune__name="Imling").lines.first()

    with pytest.raises(Refusal, match="n’est pas arrêté"):
        revise_need(line.pk, quantity=Decimal(6), why="x", by=manager, at=at)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"revision": 1, "why": ""}, "need_snapshot_revision_says_why"),
        ({"revision": 0}, "need_snapshot_once"),
    ],
)
def test_the_database_refuses_a_revision_without_reason_and_two_of_a_number(
    fields, constraint, campaign, manager, at
):
    first, _second = locked(campaign, manager, at)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        NeedSnapshot.objects.create(
            lot=first.lot, payload="[]", sha256="0" * 64, locked_at=at, **fields
        )


def test_packs_are_rounded_on_what_all_communes_ask_together(campaign):
    (_checks, panels) = need_of(campaign).tables

    head = panels.heads[0]
    assert (head.quantity, head.packs, head.missing, head.outside) == (21, 2, 9, 1)
    assert [row.commune for row in panels.rows] == ["Bébing", "Imling"]


def test_what_communes_accept_beyond_their_need_completes_a_pack(campaign):
    NeedLine.objects.filter(quantity=12).update(quantity_max=21)  # 21 firm, 30 at most

    (_checks, panels) = need_of(campaign).tables

    assert panels.heads[0].packs == 3


def test_the_document_says_who_asks_what_and_who_needs_nothing(campaign, manager, at):
    locked(campaign, manager, at)

    facts = consolidated_need(campaign.pk)

    assert (facts.nothing, facts.declined, facts.silent) == (["Postroff"], ["Fleisheim"], [])
    assert [lot.cents for lot in facts.lots] == [3430, 6825]
    assert [one.commune for one in facts.lots[0].communes] == ["Bébing", "Imling"]
    assert [one.cents for one in facts.lots[0].communes] == [1470, 1960]


def test_the_annex_of_a_commune_holds_its_own_lines_and_no_other(campaign, manager, at):
    imling = campaign.participations.get(commune__name="Imling").commune

    facts = need_annex(campaign.pk, imling.pk)

    assert (facts.commune, facts.ht, facts.ttc) == ("Imling", 5860, 7032)
    assert [[line.quantity for line in lot.lines] for lot in facts.lots] == [[4], [12]]


def test_the_documents_of_a_campaign_are_printed(campaign, manager, at):
    locked(campaign, manager, at)
    ask_annexes(campaign.pk, by=manager, at=at)
    Document.objects.filter(kind="purchasing.answer_receipt").delete()

    render_due(at=at)

    made = Document.objects.filter(kind__startswith="purchasing.")
    assert {one.kind for one in made} == {"purchasing.consolidated_need", "purchasing.need_annex"}
    assert [one.title for one in made if not one.is_ready] == []


def test_before_the_lock_the_document_is_provisional(campaign, manager, at, signed_in):
    document = ask_need(campaign.pk, by=manager, at=at)

    shown = signed_in(manager).get(reverse("documents:document_detail", args=[document.pk])).text

    assert "pas encore arrêté" in shown


def test_the_manager_goes_from_a_figure_to_who_typed_it(campaign, manager, signed_in):
    line = campaign.participations.get(commune__name="Imling").lines.first()
    url = reverse("campaigns:need_cell", args=[campaign.pk, line.lot_item_id, line.commune.insee])

    shown = signed_in(manager).get(url).text

    assert line.site.name in shown
    elsewhere = reverse(
        "campaigns:need_cell", args=[CampaignFactory().pk, line.lot_item_id, line.commune.insee]
    )
    assert signed_in(manager).get(elsewhere).status_code == 404


def test_the_manager_locks_then_revises_from_the_pages(campaign, manager, signed_in, at):
    browser = signed_in(manager)
    for verb in ("close", "lock"):
        browser.post(reverse("campaigns:campaign_move", args=[campaign.pk, verb]))
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.LOCKED
    line = campaign.participations.get(commune__name="Imling").lines.first()

    url = reverse("campaigns:need_revise", args=[campaign.pk, line.pk])
    browser.post(url, {"quantity": "7", "why": "Salle rouverte"})

    line.refresh_from_db()
    assert line.quantity == 7
    assert (
        "Salle rouverte" in browser.get(reverse("campaigns:need_detail", args=[campaign.pk])).text
    )


def test_the_documents_page_asks_and_lists(campaign, manager, signed_in):
    browser = signed_in(manager)
    page = reverse("campaigns:campaign_documents", args=[campaign.pk])

    browser.post(reverse("campaigns:campaign_ask", args=[campaign.pk, "besoin"]))
    batch = browser.post(reverse("campaigns:campaign_ask", args=[campaign.pk, "annexes"]))

    assert batch.url.startswith("/documents/lots/")
    shown = browser.get(page).text
    assert "Besoin consolidé, Extincteurs 2027" in shown
    assert "Annexes\u00a0: Extincteurs 2027" in shown
    empty = CampaignFactory(open=True)
    told = browser.post(reverse("campaigns:campaign_ask", args=[empty.pk, "annexes"]), follow=True)
    assert "Aucune commune n’a déclaré de besoin" in told.text
