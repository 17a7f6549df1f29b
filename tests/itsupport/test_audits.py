"""The life of an audit: its marks are those of the score module, what was given stays, a neighbour is never shown."""

import datetime as dt
from fractions import Fraction
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from communes.states import NeedOrigin, Role
from itsupport import scoring
from itsupport.domain import audit_actions, audit_grid, audits
from itsupport.domain.audit_answers import correct_answer, keep_answers
from itsupport.models import (
    Audit,
    AuditAction,
    AuditAnswer,
    AuditDomain,
    AuditEvidence,
    AuditQuestion,
    AuditStanding,
    AuditTemplate,
)
from itsupport.queries.audit_marks import lines_of, marks_of_all
from itsupport.queries.audit_sheet import audit_sheet
from itsupport.states.tickets import TicketChannel
from portal.lib.refusal import Refusal
from portal.mail.models import OutboxEmail
from portal.walls.acting import GROUP, Acting, wall
from tests import factories
from tests.conftest import NOON
from tests.itsupport import auditing

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(days=1)


@pytest.fixture
def agent():
    user = factories.PositionFactory(commune=None, role=Role.IT_AGENT).person.user
    user.acting = Acting(roles=frozenset({Role.IT_AGENT}), team=True)
    return user


def fresh(audit):
    rows = Audit.objects.select_related("template", "commune", "auditor", "previous__template")
    return rows.get(pk=audit.pk)


def refused(make, name):
    with pytest.raises(IntegrityError, match=name) as raised, transaction.atomic():
        make()
        connection.check_constraints()
    return raised


def test_the_score_shown_is_that_of_the_score_module(agent):
    audit = auditing.give(agent=agent, S2="no", P2="partial", G1="unknown", W1="not_applicable")
    worth = {"yes": Fraction(1), "partial": Fraction(1, 2), "no": Fraction(0), "unknown": None}
    said = {"S2": "no", "P2": "partial", "G1": "unknown", "W1": "not_applicable"}
    rows = [
        (question.weight, worth[said.get(question.code, "yes")], question.critical)
        for question in audit.template.questions.all()
        if said.get(question.code) != "not_applicable"
    ]

    expected = scoring.score(rows)
    shown = audit_sheet(fresh(audit), at=NOON).marks.score

    assert shown == expected
    assert shown.letter == "D"
    assert shown.low < shown.high < 1


def test_a_small_commune_is_asked_the_short_grid_and_every_critical_question(agent):
    small, big = factories.CommuneFactory(), factories.CommuneFactory()
    auditing.inhabitants(small, 180)
    auditing.inhabitants(big, 500)

    asked = {}
    for commune in (small, big):
        audit = auditing.prepare(commune, agent=agent, profile="")
        asked[commune] = {line.code for line in lines_of(audit, at=NOON)}

    assert asked[big] == set(AuditQuestion.objects.values_list("code", flat=True))
    assert asked[small] == set(
        AuditQuestion.objects.filter(small=True).values_list("code", flat=True)
    )
    assert asked[small] < asked[big]
    assert {q.code for q in AuditQuestion.objects.filter(critical=True)} <= asked[small]


def test_a_frozen_grid_never_changes_and_one_in_preparation_does(agent):
    frozen = auditing.a_grid()
    question, domain = frozen.questions.first(), frozen.domains.first()

    refused(lambda: AuditQuestion.objects.filter(pk=question.pk).update(weight=1), "figée")
    refused(question.delete, "figée|protect")
    refused(lambda: AuditDomain.objects.filter(pk=domain.pk).update(name="x"), "figée")
    refused(lambda: AuditDomain.objects.create(template=frozen, name="y", position=99), "figée")
    refused(lambda: AuditTemplate.objects.filter(pk=frozen.pk).update(thresholds=[]), "figée")

    new = audit_grid.copy_grid(by=agent, at=NOON)
    assert new.questions.filter(code=question.code).update(weight=1) == 1
    assert new.domains.filter(position=1).update(name="x") == 1
    audit_grid.drop_question(new.questions.last().pk, by=agent, at=NOON)
    with pytest.raises(Refusal, match="déjà en préparation"):
        audit_grid.copy_grid(by=agent, at=NOON)
    refused(
        lambda: AuditTemplate.objects.create(version=9, made_at=NOON),
        "audit_template_one_in_preparation",
    )
    refused(lambda: auditing_of(new, agent), "figée")

    audit_grid.freeze_grid(new.pk, by=agent, at=NOON)
    refused(lambda: new.questions.filter(code=question.code).update(weight=2), "figée")
    auditing_of(new, agent)


def auditing_of(template, agent):
    return Audit.objects.create(
        commune=factories.CommuneFactory(),
        template=template,
        profile="full",
        auditor=agent,
        visit_on=NOON.date(),
        prepared_at=NOON,
    )


def test_two_versions_compare_by_code_and_the_audit_again_is_to_be_confirmed(agent):
    commune = factories.CommuneFactory()
    first = auditing.give(commune, agent=agent, S2="no", G1="unknown", I5="partial")
    new = audit_grid.copy_grid(by=agent, at=NOON)
    audit_grid.drop_question(new.questions.get(code="I5").pk, by=agent, at=NOON)
    audit_grid.freeze_grid(new.pk, by=agent, at=NOON)

    second = auditing.prepare(commune, agent=agent, at=LATER)
    lines = {line.code: line for line in lines_of(second, at=LATER)}

    assert second.previous == first
    assert second.template == new
    assert "I5" not in lines
    assert lines["G1"].answer is None
    assert lines["S2"].answer.to_reconfirm
    assert {line.word for line in lines.values()} == {"ne sait pas"}
    assert audit_sheet(fresh(second), at=LATER).marks.score.low == 0

    keep_answers(second.pk, [auditing.said("S2", "yes", at=LATER)], by=agent, at=LATER)
    changes = {one.line.code: one.way for one in audit_sheet(fresh(second), at=LATER).changes}
    assert changes["S2"] == "mieux"
    assert changes["S1"] == "à vérifier"


def test_what_was_given_stays_and_a_correction_says_who_and_why(agent):
    audit = auditing.give(agent=agent, S2="no")
    line = next(line for line in lines_of(audit, at=NOON) if line.code == "S2")
    before = audit_sheet(fresh(audit), at=NOON).marks.score

    with pytest.raises(Refusal, match="rendu"):
        keep_answers(audit.pk, [auditing.said("S2")], by=agent, at=LATER)
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        AuditAnswer.objects.filter(pk=line.answer.pk).update(value="yes")
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        line.answer.delete()
    row = {
        "audit": audit, "commune": audit.commune, "template": audit.template, "value": "yes",
        "question": line.question, "provenance": "manual", "observed_at": LATER, "received_at": LATER,
    }  # fmt: skip

    refused(lambda: AuditAnswer.objects.create(key=uuid4(), by=agent, **row), "motif")
    refused(lambda: Audit.objects.filter(pk=audit.pk).update(headline="x"), "ne change plus")
    refused(lambda: Audit.objects.filter(pk=audit.pk).delete(), "ne change plus|protected")
    with pytest.raises(Refusal, match="pourquoi"):
        correct_answer(audit.pk, "S2", value="yes", note="", why=" ", by=agent, at=LATER)

    correct_answer(
        audit.pk, "S2", value="yes", note="", why="le disque était au coffre", by=agent, at=LATER
    )

    assert audit.answers.filter(question=line.question).count() == 2
    assert audit_sheet(fresh(audit), at=LATER).marks.score.low > before.low
    shown = next(line for line in lines_of(audit, at=LATER) if line.code == "S2")
    assert (shown.answer.by, shown.answer.why) == (agent, "le disque était au coffre")


def test_proofs_of_a_given_audit_stay(agent):
    audit = auditing.prepare(agent=agent)
    question = audit.template.questions.first()
    common = {
        "audit": audit, "commune": audit.commune, "template": audit.template, "question": question,
        "added_at": NOON, "kind": "url", "label": "x", "url": "https://example.org/",
    }  # fmt: skip

    proof = AuditEvidence.objects.create(key=uuid4(), **common)
    refused(
        lambda: AuditEvidence.objects.create(key=uuid4(), **{**common, "url": ""}),
        "audit_evidence_shows_something",
    )
    auditing.answer(audit, agent=agent)
    audits.review_audit(audit.pk, by=agent, at=NOON)
    audits.deliver_audit(audit.pk, by=agent, at=NOON)

    refused(lambda: AuditEvidence.objects.create(key=uuid4(), **common), "ne changent plus")
    refused(lambda: AuditEvidence.objects.filter(pk=proof.pk).delete(), "ne changent plus")


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("audit_delivered_is_dated", {"delivered_at": NOON}, {"headline": "x"}),
        (
            "audit_delivered_is_dated",
            {"state": "delivered", "started_at": NOON, "delivered_at": NOON},
            {"state": "delivered", "started_at": NOON, "delivered_at": NOON, "headline": "x"},
        ),
        ("audit_closed_is_dated", {"closed_at": NOON}, {}),
        (
            "audit_started_is_dated",
            {"state": "visiting"},
            {"state": "visiting", "started_at": NOON},
        ),
    ],
)
def test_an_audit_is_true_to_its_state(name, wrong, right, agent):
    audit = auditing.prepare(agent=agent)

    refused(lambda: Audit.objects.filter(pk=audit.pk).update(**wrong), name)
    if right:
        assert Audit.objects.filter(pk=audit.pk).update(**right) == 1


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("audit_action_planned_is_dated", {"state": "planned"}, {"state": "planned", "due_on": NOON.date()}),
        ("audit_action_done_is_dated", {"state": "done"}, {"state": "done", "done_on": NOON.date()}),
        ("audit_action_done_is_dated", {"done_on": NOON.date()}, {}),
        ("audit_action_declined_says_why", {"state": "declined"}, {"state": "declined", "decline_reason": "x"}),
        ("audit_action_cost_positive", {"cost": -1}, {"cost": 0}),
        ("audit_action_effort", {"effort": 6}, {"effort": 5}),
    ],
)  # fmt: skip
def test_an_action_is_true_to_its_state(name, wrong, right, agent):
    audit = auditing.give(agent=agent, S2="no")
    rows = AuditAction.objects.filter(audit=audit)

    refused(lambda: rows.update(**wrong), name)
    if right:
        assert rows.update(**right) == 1


def test_one_audit_of_a_commune_at_a_time(agent):
    audit = auditing.prepare(agent=agent)

    with pytest.raises(Refusal, match="déjà en cours"):
        auditing.prepare(audit.commune, agent=agent)
    refused(
        lambda: Audit.objects.create(
            commune=audit.commune, template=audit.template, profile="full", auditor=agent,
            visit_on=NOON.date(), prepared_at=NOON,
        ),
        "audit_one_at_a_time",
    )  # fmt: skip


def test_an_answer_is_about_its_own_audit_s_commune_and_grid(agent):
    audit, other = auditing.prepare(agent=agent), factories.CommuneFactory()
    question = audit.template.questions.first()
    new = audit_grid.copy_grid(by=agent, at=NOON)

    row = {
        "audit": audit, "commune": audit.commune, "template": audit.template, "question": question,
        "value": "yes", "provenance": "manual", "by": agent, "observed_at": NOON, "received_at": NOON,
    }  # fmt: skip
    for wrong, name in (
        ({"commune": other}, "audit_id_same_commune"),
        ({"template": new, "question": new.questions.first()}, "audit_id_same_grid"),
        ({"question": new.questions.first()}, "question_id_same_grid"),
        ({"by": None}, "audit_answer_of_a_person"),
        ({"to_reconfirm": True}, "audit_answer_previous_to_reconfirm"),
        ({"observed_at": LATER}, "audit_answer_not_from_tomorrow"),
    ):
        refused(lambda w=wrong: AuditAnswer.objects.create(key=uuid4(), **{**row, **w}), name)
    AuditAnswer.objects.create(key=uuid4(), **row)


def test_below_five_communes_no_rank_nor_median_is_told(agent):
    given = [auditing.give(agent=agent, value=value) for value in ("yes", "no", "partial", "yes")]

    assert set(AuditStanding.objects.values_list("place", "median", "out_of")) == {(None, None, 4)}
    refused(
        lambda: AuditStanding.objects.filter(audit=given[0]).update(place=1, median=50),
        "audit_standing_not_of_a_few",
    )

    given.append(auditing.give(agent=agent, value="partial"))
    told = dict(AuditStanding.objects.values_list("audit", "place"))
    assert [told[one.pk] for one in given] == [1, 5, 3, 1, 3]
    assert {float(m) for m in AuditStanding.objects.values_list("median", flat=True)} == {50.0}


def test_a_commune_reads_its_own_audit_once_given_and_no_other(agent):
    mine, hers = auditing.give(agent=agent), auditing.give(agent=agent)
    under_way = auditing.prepare(mine.commune, agent=agent, at=LATER)

    with wall([mine.commune_id]):
        assert set(Audit.objects.values_list("pk", flat=True)) == {mine.pk, under_way.pk}
        assert set(AuditAnswer.objects.values_list("audit", flat=True)) == {mine.pk}
        assert set(AuditStanding.objects.values_list("audit", flat=True)) == {mine.pk}
    with wall([mine.commune_id, hers.commune_id, GROUP]):
        assert AuditAnswer.objects.filter(audit=under_way).exists()


def test_actions_follow_from_the_answers_the_most_useful_first(agent):
    audit = auditing.give(agent=agent, S2="no", S3="partial", P9="no", G1="unknown")
    sheet = audit_sheet(fresh(audit), at=NOON)

    found = {one.action.question.code: one for one in sheet.actions}
    assert set(found) == {"S2", "S3", "P9"}
    worth = [
        scoring.priority(
            one.action.question.weight,
            {"S2": 0, "S3": Fraction(1, 2), "P9": 0}[one.action.question.code],
            one.action.effort,
        )
        for one in sheet.actions
    ]
    assert worth == sorted(worth, reverse=True)
    assert sum(one.points for one in sheet.actions) > 0


def test_the_step_to_the_next_letter_counts_the_critical_cap(agent):
    audit = auditing.give(agent=agent, S2="no")
    sheet = audit_sheet(fresh(audit), at=NOON)

    assert (sheet.letter, sheet.step.actions, sheet.step.letter) == ("D", 1, "A")
    audit_actions.complete_action(sheet.actions[0].action.pk, by=agent, at=LATER)
    assert audit_sheet(fresh(audit), at=LATER).step is None


def test_an_action_becomes_a_request_or_a_need_without_typing_anything(agent):
    audit = auditing.give(agent=agent, S2="no")
    action = AuditAction.objects.get(audit=audit)

    ticket = audit_actions.ask_for_help(action.pk, by=agent, at=LATER)
    need = audit_actions.ask_to_buy(action.pk, by=agent, at=LATER)

    assert (ticket.channel, ticket.title, ticket.commune) == (
        TicketChannel.AUDIT,
        action.title,
        audit.commune,
    )
    assert (need.origin, need.label, need.commune) == (
        NeedOrigin.AUDIT,
        action.title,
        audit.commune,
    )
    action.refresh_from_db()
    assert (action.ticket, action.need) == (ticket, need)
    for again in (audit_actions.ask_for_help, audit_actions.ask_to_buy):
        with pytest.raises(Refusal, match="déjà"):
            again(action.pk, by=agent, at=LATER)
    other = factories.NeedFactory()
    refused(lambda: AuditAction.objects.filter(pk=action.pk).update(need=other), "même commune")


def test_giving_tells_the_town_hall_and_its_mayor_once_with_the_page(agent):
    mayor = factories.PositionFactory(role=Role.MAYOR, commune=factories.CommuneFactory())
    factories.MailboxFactory(commune=mayor.commune, email="mairie@example.org")
    auditing.give(mayor.commune, agent=agent, S2="no")

    mails = OutboxEmail.objects.filter(kind="itsupport/mails/audit_delivered")
    assert {mail.to for mail in mails} == {"mairie@example.org", mayor.person.email}
    assert {mail.document.kind for mail in mails} == {"itsupport.audit_page"}
    assert "obtient D" in mails[0].text


def test_nothing_is_closed_while_an_action_is_pending(agent):
    audit = auditing.give(agent=agent, S2="no")
    with pytest.raises(Refusal, match="reste des actions"):
        audits.close_audit(audit.pk, by=agent, at=LATER)
    action = AuditAction.objects.get(audit=audit)
    audit_actions.decline_action(action.pk, reason="pas cette année", by=agent, at=LATER)

    assert audits.close_audit(audit.pk, by=agent, at=LATER).closed_at == LATER


def test_the_marks_of_many_audits_cost_two_queries(agent, django_assert_num_queries):
    for _ in range(3):
        auditing.give(agent=agent)
    given = list(Audit.objects.select_related("template"))

    with django_assert_num_queries(2):
        marks_of_all(given, at=NOON)
