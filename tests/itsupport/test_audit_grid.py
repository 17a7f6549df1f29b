"""New versions of the grid: copied, changed, then frozen once for all."""

import datetime as dt

import pytest

from itsupport.domain import audit_grid
from itsupport.domain.audit_answers import keep_answers
from itsupport.models import (
    Audit,
    AuditDomain,
    AuditQuestion,
    AuditTemplate,
)
from itsupport.queries.audit_marks import lines_of
from itsupport.queries.audit_sheet import audit_sheet
from portal.lib.refusal import Refusal
from tests import factories
from tests.conftest import NOON
from tests.itsupport import auditing
from tests.itsupport.auditing import fresh, refused

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(days=1)


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


def test_a_question_in_preparation_is_reworded_and_a_critical_one_asked_of_all(agent):
    question = auditing.a_grid().questions.first()
    words = {"text": "Et alors ?", "weight": 2, "help": "Voir.", "advice": "Faire.", "effort": 1}
    whole = audit_grid.Wording(critical=True, small=True, **words)
    with pytest.raises(Refusal, match="figée"):
        audit_grid.word_question(question.pk, whole, by=agent, at=NOON)
    new = audit_grid.copy_grid(by=agent, at=NOON).questions.get(code=question.code)

    some = audit_grid.Wording(critical=True, small=False, **words)
    with pytest.raises(Refusal, match="à toutes les communes"):
        audit_grid.word_question(new.pk, some, by=agent, at=NOON)
    audit_grid.word_question(new.pk, whole, by=agent, at=NOON)

    new.refresh_from_db()
    assert (new.text, new.weight, new.critical, new.code) == ("Et alors ?", 2, True, question.code)


def test_thresholds_that_do_not_go_down_are_not_frozen(agent):
    auditing.a_grid()
    new = audit_grid.copy_grid(by=agent, at=NOON)
    AuditTemplate.objects.filter(pk=new.pk).update(thresholds=new.thresholds[::-1])

    with pytest.raises(Refusal, match="de A à E"):
        audit_grid.freeze_grid(new.pk, by=agent, at=NOON)
    assert not AuditTemplate.objects.get(pk=new.pk).is_frozen
