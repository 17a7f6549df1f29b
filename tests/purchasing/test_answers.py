"""What a town hall says, how it is kept, and what two people at once cannot do to each other."""

from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from portal.documents.layout import context_of
from portal.documents.models import Document
from portal.lib.refusal import Refusal
from portal.mail.models import OutboxEmail
from purchasing.domain import answers
from purchasing.domain.lines import Cell
from purchasing.models import Campaign, NeedRevision
from purchasing.queries.answers import packs, sheet
from purchasing.states import CampaignState, Channel, Origin, ParticipationState
from tests.purchasing.town import (
    NOON,
    ExtinguisherFactory,
    NeedLineFactory,
    give_last_year,
    make_campaign,
    make_town,
)

pytestmark = pytest.mark.django_db


def cell(item, site, quantity, **more):
    return Cell(lot_item_id=item.pk, site_id=site.pk, quantity=Decimal(quantity), **more)


def draft(*cells, **more):
    return answers.Draft(cells=cells, **more)


def save(town, *cells, at=NOON, by=None, **more):
    return answers.save_draft(town.answer.pk, draft(*cells, **more), by=by or town.user, at=at)


def test_the_register_fills_the_answer_until_someone_types(town):
    ExtinguisherFactory.create_batch(3, commune=town.commune, site=town.hall)

    proposed = sheet(town.answer)

    assert not proposed.stored
    assert [row.quantity for row in proposed.rows] == [3, 0, 0]
    assert proposed.totals.ht == 2070


def test_the_first_figure_typed_stores_the_proposed_ones_with_their_origin(town):
    ExtinguisherFactory.create_batch(3, commune=town.commune, site=town.hall)

    save(town, cell(town.panel, town.room, 2))

    assert town.figures() == {
        (town.check.pk, town.hall.pk): 3,
        (town.panel.pk, town.room.pk): 2,
    }
    assert set(NeedRevision.objects.values_list("origin", flat=True)) == {
        Origin.REGISTER,
        Origin.MANUAL,
    }
    assert town.reload().state == ParticipationState.DRAFT


def test_every_change_says_who_when_from_what_to_what_and_by_what_way(town):
    save(town, cell(town.panel, town.room, 2))
    save(town, cell(town.panel, town.room, 5, version=2))

    last = NeedRevision.objects.first()

    assert (last.by, last.at, last.channel) == (town.user, NOON, Channel.WEB)
    assert (last.quantity_before, last.quantity_after) == (2, 5)
    assert last.answer_version == town.reload().version


def test_a_figure_that_a_colleague_changed_meanwhile_is_left_and_told(town):
    colleague = make_town(town.campaign).user
    save(town, cell(town.panel, town.hall, 4), by=colleague)

    saved = save(town, cell(town.panel, town.hall, 9), cell(town.panel, town.room, 1))

    (conflict,) = saved.conflicts
    assert (conflict.mine, conflict.theirs, conflict.by) == (9, 4, str(colleague))
    assert town.figures() == {(town.panel.pk, town.hall.pk): 4, (town.panel.pk, town.room.pk): 1}


def test_a_colleague_s_change_of_a_proposed_figure_is_not_overwritten_either(town):
    ExtinguisherFactory.create_batch(3, commune=town.commune, site=town.hall)
    save(town, cell(town.check, town.hall, 7, seen=Decimal(3)))

    saved = save(town, cell(town.check, town.hall, 5, seen=Decimal(3)))

    assert [c.theirs for c in saved.conflicts] == [7]


def test_a_cell_nobody_touched_changes_nothing(town):
    save(town, cell(town.panel, town.hall, 4))

    saved = save(town, cell(town.panel, town.hall, 0, version=0, seen=Decimal(0)))

    assert saved.conflicts == ()
    assert town.figures() == {(town.panel.pk, town.hall.pk): 4}


def test_sending_dates_the_answer_and_acknowledges_it_with_a_document(town):
    save(town, cell(town.panel, town.hall, 4))

    answers.submit(town.answer.pk, by=town.user, at=NOON, expected_version=town.reload().version)

    answer = town.reload()
    assert (answer.state, answer.answered_at, answer.answered_by) == (
        ParticipationState.SUBMITTED,
        NOON,
        town.user,
    )
    document = Document.objects.get(kind="purchasing.answer_receipt")
    mail = OutboxEmail.objects.get()
    assert mail.document == document
    assert mail.to == town.user.email
    assert "4\u00a0× Panneau de signalisation\u00a0: 11,40\u202f€ HT (Mairie 4)" in mail.text


def test_the_same_click_twice_is_one_answer_and_one_mail(town):
    save(town, cell(town.panel, town.hall, 4))
    version = town.reload().version

    for _ in range(2):
        answers.submit(town.answer.pk, by=town.user, at=NOON, expected_version=version)

    assert OutboxEmail.objects.count() == 1


def test_an_answer_read_before_a_colleague_changed_it_is_not_sent(town):
    colleague = make_town(town.campaign).user
    save(town, cell(town.panel, town.hall, 4))
    read = town.reload().version
    save(town, cell(town.panel, town.hall, 6, version=2), by=colleague)

    with pytest.raises(answers.Changed, match=str(colleague)):
        answers.submit(town.answer.pk, by=town.user, at=NOON, expected_version=read)

    assert town.reload().state == ParticipationState.DRAFT


def test_no_need_said_on_an_old_page_does_not_erase_a_colleague_s_answer(town):
    read = town.answer.version
    save(town, cell(town.panel, town.hall, 4))
    answers.submit(town.answer.pk, by=town.user, at=NOON)

    with pytest.raises(answers.Changed):
        answers.need_nothing(town.answer.pk, by=None, at=NOON, expected_version=read)

    assert town.figures() == {(town.panel.pk, town.hall.pk): 4}


def test_an_answer_sent_is_not_changed_by_a_page_left_open(town):
    save(town, cell(town.panel, town.hall, 4))
    answers.submit(town.answer.pk, by=town.user, at=NOON)

    with pytest.raises(Refusal, match="Modifier"):
        save(town, cell(town.panel, town.hall, 8, version=2))


def test_an_answer_without_any_figure_is_refused_since_silence_is_not_a_no(town):
    with pytest.raises(answers.Incomplete, match="Aucun besoin"):
        answers.submit(town.answer.pk, by=town.user, at=NOON)


def test_no_need_is_an_answer_and_undoing_it_gives_the_draft_back(town):
    save(town, cell(town.panel, town.hall, 4))

    answers.need_nothing(town.answer.pk, by=town.user, at=NOON)
    emptied = town.figures()
    answers.take_back(town.answer.pk, by=town.user, at=NOON)

    assert emptied == {(town.panel.pk, town.hall.pk): 0}
    assert town.figures() == {(town.panel.pk, town.hall.pk): 4}
    assert town.reload().state == ParticipationState.DRAFT


def test_declining_the_grouping_needs_a_reason(town):
    with pytest.raises(Refusal, match="pourquoi"):
        answers.decline(town.answer.pk, "  ", by=town.user, at=NOON)

    answers.decline(town.answer.pk, "Contrat en cours", by=town.user, at=NOON)

    assert town.reload().decline_reason == "Contrat en cours"
    assert town.answer.state == ParticipationState.DECLINED


def test_as_last_year_answers_last_year_s_figures_and_only_them(town):
    give_last_year(town, {(town.check, town.hall): 9, (town.panel, town.room): 1})
    save(town, cell(town.panel, town.hall, 4))

    answers.answer_as_last_year(town.answer.pk, by=town.user, at=NOON)

    assert {key: n for key, n in town.figures().items() if n} == {
        (town.check.pk, town.hall.pk): 9,
        (town.panel.pk, town.room.pk): 1,
    }
    assert town.reload().state == ParticipationState.SUBMITTED


def test_undoing_as_last_year_gives_the_proposed_figures_back(town):
    give_last_year(town, {(town.check, town.hall): 9})
    ExtinguisherFactory.create_batch(3, commune=town.commune, site=town.hall)

    answers.answer_as_last_year(town.answer.pk, by=town.user, at=NOON)
    answers.take_back(town.answer.pk, by=town.user, at=NOON)

    assert town.figures() == {(town.check.pk, town.hall.pk): 3}


def test_as_last_year_is_refused_when_nothing_was_asked(town):
    with pytest.raises(Refusal, match="Je complète"):
        answers.answer_as_last_year(town.answer.pk, by=town.user, at=NOON)


def test_an_item_that_wants_a_reason_is_not_sent_without_it(town):
    save(town, cell(town.book, town.hall, 1))

    with pytest.raises(answers.Incomplete, match="justification"):
        answers.submit(town.answer.pk, by=town.user, at=NOON)

    save(town, justifications={town.book.pk: "Le registre est plein."})
    answers.submit(town.answer.pk, by=town.user, at=NOON)

    assert town.reload().state == ParticipationState.SUBMITTED


def test_after_the_deadline_only_the_manager_s_telephone_still_answers(town):
    late = town.campaign.declare_by

    with pytest.raises(Refusal, match="a pris fin mardi 15"):
        save(town, cell(town.panel, town.hall, 4), at=late)

    answers.need_nothing(
        town.answer.pk, by=town.user, at=late, channel=Channel.PHONE, answered_as="Mme Roth"
    )
    assert town.reload().answered_as == "Mme Roth"


def test_a_closed_campaign_receives_nothing(town):
    Campaign.objects.filter(pk=town.campaign.pk).update(state=CampaignState.CLOSED, closed_at=NOON)

    with pytest.raises(Refusal, match="recensement clos"):
        answers.need_nothing(town.answer.pk, by=town.user, at=NOON)


@pytest.mark.parametrize("quantity", [-1, Decimal("0.5")])
def test_a_quantity_follows_the_step_of_its_item(town, quantity):
    with pytest.raises(Refusal, match="se demande par 1"):
        save(town, cell(town.panel, town.hall, quantity))


def test_another_commune_s_building_is_not_in_the_answer(town):
    other = make_town(town.campaign)

    with pytest.raises(Refusal, match="pas dans la réponse"):
        save(town, cell(town.panel, other.hall, 4))


def test_a_commune_sees_what_is_missing_in_the_common_pack(town):
    neighbour = make_town(town.campaign)
    save(neighbour, cell(neighbour.panel, neighbour.hall, 12))
    answers.submit(neighbour.answer.pk, by=neighbour.user, at=NOON)
    save(town, cell(town.panel, town.hall, 5))

    (pack,) = packs(sheet(town.answer))

    assert (pack.filled, pack.missing, pack.cents) == (7, 3, 855)


def test_a_complement_accepted_follows_the_figure_and_stays_under_a_pack(town):
    save(town, cell(town.panel, town.hall, 5), complements={town.panel.pk: Decimal(3)})
    save(town, cell(town.panel, town.room, 8))

    row = sheet(town.answer).rows[1]

    assert (row.quantity, row.complement) == (13, 3)
    with pytest.raises(Refusal, match="inférieur à un lot"):
        save(town, complements={town.panel.pk: Decimal(10)})


def test_common_costs_are_shared_between_the_invited_communes(db):
    campaign = make_campaign(shared_cost=Decimal(840), shared_cost_label="publicité légale")
    town, *_others = [make_town(campaign) for _ in range(28)]
    save(town, cell(town.panel, town.hall, 5))

    found = sheet(town.answer)

    assert found.share.cents == 3000
    assert found.share.why == (
        "840,00\u202f€\u00a0HT de publicité légale, partagés à parts égales"
        " entre les 28\u00a0communes invitées."
    )
    assert (found.totals.ht, found.totals.vat, found.totals.ttc) == (4425, 885, 5310)


def test_a_figure_beyond_three_times_last_year_is_pointed_at(town):
    give_last_year(town, {(town.panel, town.room): 1})
    save(town, cell(town.panel, town.hall, 3), cell(town.panel, town.room, 0, seen=Decimal(1)))
    usual = sheet(town.reload()).rows[1].unusual
    save(town, cell(town.panel, town.hall, 4, version=2))

    assert not usual
    assert sheet(town.reload()).rows[1].unusual


def test_a_revoked_link_is_written_in_the_journal(town):
    answers.revoke_link(town.answer.pk, by=town.user, at=NOON)

    assert town.reload().link_version == 2


def test_the_sheet_asks_as_many_questions_for_one_line_as_for_thirty(
    town, django_assert_max_num_queries
):
    NeedLineFactory(
        participation=town.answer, lot_item=town.panel, site=town.hall, quantity=Decimal(1)
    )

    with django_assert_max_num_queries(8):
        packs(sheet(town.answer))


def test_the_receipt_is_laid_out_with_its_figures_and_total(town):
    save(town, cell(town.panel, town.hall, 4))
    answers.submit(town.answer.pk, by=town.user, at=NOON)
    document = Document.objects.get()

    page = render_to_string(
        "purchasing/documents/answer_receipt.html", context_of(document, on_screen=False)
    )

    assert "Panneau de signalisation" in page
    assert "11,40\u202f€" in page
    assert "13,68\u202f€" in page
