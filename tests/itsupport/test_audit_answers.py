"""What a person answers: once a key, the last observed counts, corrected with a reason once given."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import transaction

from itsupport.domain import audit_grid
from itsupport.domain.audit_answers import MOST, correct_answer, keep_answers
from itsupport.models import Audit, AuditAnswer
from itsupport.queries.audit_marks import lines_of
from itsupport.queries.audit_sheet import audit_sheet
from portal.lib.refusal import Refusal
from tests import factories
from tests.conftest import NOON
from tests.itsupport import auditing
from tests.itsupport.auditing import fresh, line_of, refused

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
LATER = NOON + dt.timedelta(days=1)


def test_of_two_tablets_the_last_observed_counts_and_both_are_kept(audit, agent):
    later, earlier = auditing.said("S1", "no", at=NOON), auditing.said("S1", "yes", at=NOON - HOUR)

    keep_answers(audit.pk, [later], by=agent, at=NOON)
    keep_answers(audit.pk, [earlier], by=agent, at=NOON + HOUR)

    assert line_of(audit, "S1").answer.value == "no"
    assert audit.answers.filter(question__code="S1").count() == 2


def test_one_bad_change_stops_no_other(audit, agent):
    good, unknown = auditing.said("S1"), auditing.said("ZZ")
    kept = keep_answers(audit.pk, [unknown, good], by=agent, at=NOON)

    assert {one.key: bool(one.refused) for one in kept} == {good.key: False, unknown.key: True}
    assert line_of(audit, "S1").answer.value == "yes"


def test_a_clock_that_runs_ahead_observes_nothing_in_the_future(audit, agent):
    keep_answers(audit.pk, [auditing.said("S1", at=NOON + 9 * HOUR)], by=agent, at=NOON)

    assert line_of(audit, "S1").answer.observed_at == NOON


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


def test_a_send_is_bounded_and_a_correction_is_for_what_was_given_and_asked(agent):
    audit = auditing.prepare(agent=agent)
    many = [auditing.said("S1", at=NOON)] * (MOST + 1)
    with pytest.raises(Refusal, match=f"{MOST} réponses au plus"):
        keep_answers(audit.pk, many, by=agent, at=NOON)
    how = {"value": "yes", "note": "", "why": "vu", "by": agent, "at": LATER}
    with pytest.raises(Refusal, match="pas encore rendu"):
        correct_answer(audit.pk, "S1", **how)

    given = auditing.give(agent=agent)
    for code, value in (("ZZ", "yes"), ("S1", "peut-être")):
        with pytest.raises(Refusal, match="de la grille"):
            correct_answer(given.pk, code, **{**how, "value": value})
    assert not audit.answers.exists()
