"""A commune visited, for tests: what its audit needs, and the verbs that lead it where a test begins."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from communes.models import Population
from itsupport.domain import audits
from itsupport.domain.audit_answers import Said, keep_answers
from itsupport.models import Audit, AuditDomain, AuditQuestion, AuditTemplate
from itsupport.queries.audit_marks import lines_of
from tests import factories
from tests.conftest import NOON


def a_grid():
    """The frozen grid of the portal; a test that emptied every table gets a small one."""
    found = AuditTemplate.objects.filter(frozen_at__isnull=False).first()
    if found:
        return found
    made = AuditTemplate.objects.create(version=1, made_at=NOON)
    domain = AuditDomain.objects.create(template=made, name="Sauvegardes", position=1)
    for n in range(1, 9):
        AuditQuestion.objects.create(
            template=made, domain=domain, position=n, code=f"S{n}", text=f"Question {n} ?", weight=n % 5 + 1,
            critical=n == 1, small=True, evidence=["V"], help="Regarder.", advice="Faire.", effort=1,
        )  # fmt: skip
    AuditTemplate.objects.filter(pk=made.pk).update(frozen_at=NOON)
    return AuditTemplate.objects.get(pk=made.pk)


def prepare(commune=None, *, agent, at=NOON, profile="full"):
    a_grid()
    commune = commune or factories.CommuneFactory()
    visit = audits.Visit(
        commune_id=commune.pk, auditor_id=agent.pk, visit_on=at.date(), profile=profile
    )
    return audits.prepare_audit(visit, by=agent, at=at)


def said(code, value="yes", *, at=NOON, note="", key=None):
    return Said(key=key or uuid4(), code=code, value=value, note=note, observed_at=at)


def answer(audit, value="yes", *, agent, at=NOON, **others):
    """Every question `value`, but those named: `answer(audit, S2="no", agent=…)`."""
    rows = [
        said(line.code, others.get(line.code, value), at=at) for line in lines_of(audit, at=at)
    ]
    return keep_answers(audit.pk, rows, by=agent, at=at)


def give(commune=None, value="yes", *, agent, at=NOON, profile="full", **others):
    """An audit given to its commune, every question answered."""
    audit = prepare(commune, agent=agent, at=at, profile=profile)
    answer(audit, value, agent=agent, at=at, **others)
    audits.review_audit(audit.pk, by=agent, at=at)
    return audits.deliver_audit(audit.pk, by=agent, at=at + dt.timedelta(hours=1))


def inhabitants(commune, count):
    Population.objects.create(commune=commune, vintage=2023, count=count)


def fresh(audit):
    rows = Audit.objects.select_related("template", "commune", "auditor", "previous__template")
    return rows.get(pk=audit.pk)


def line_of(audit, code, *, at=NOON):
    """A question with the answer that counts."""
    return next(one for one in lines_of(audit, at=at) if one.code == code)


def refused(make, name):
    """The database itself refuses, and says why."""
    with pytest.raises(IntegrityError, match=name) as raised, transaction.atomic():
        make()
        connection.check_constraints()
    return raised
