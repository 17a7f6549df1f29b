"""The life of an audit: its marks are those of the score module, what was given stays, a neighbour is never shown."""

import datetime as dt
from fractions import Fraction

import pytest

from communes.states import Role
from itsupport import scoring
from itsupport.domain import audit_actions, audits
from itsupport.models import (
    Audit,
    AuditAction,
    AuditAnswer,
    AuditQuestion,
    AuditStanding,
)
from itsupport.queries.audit_marks import lines_of, marks_of_all
from itsupport.queries.audit_sheet import audit_sheet
from portal.lib.refusal import Refusal
from portal.mail.models import OutboxEmail
from portal.walls.acting import GROUP, wall
from tests import factories
from tests.conftest import NOON
from tests.itsupport import auditing
from tests.itsupport.auditing import fresh, refused

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(days=1)


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


def test_a_commune_reads_its_own_audit_once_given_and_no_other(agent):
    mine, hers = auditing.give(agent=agent), auditing.give(agent=agent)
    under_way = auditing.prepare(mine.commune, agent=agent, at=LATER)

    with wall([mine.commune_id]):
        assert set(Audit.objects.values_list("pk", flat=True)) == {mine.pk, under_way.pk}
        assert set(AuditAnswer.objects.values_list("audit", flat=True)) == {mine.pk}
        assert set(AuditStanding.objects.values_list("audit", flat=True)) == {mine.pk}
    with wall([mine.commune_id, hers.commune_id, GROUP]):
        assert AuditAnswer.objects.filter(audit=under_way).exists()


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
