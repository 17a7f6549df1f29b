"""Automatic answers: what the machines and the interventions of a commune prove by themselves."""

import datetime as dt

import pytest

from communes.states import Role
from itsupport.domain import audits
from itsupport.domain.audit_answers import keep_answers
from itsupport.domain.audit_proofs import refresh_due, refresh_proofs
from itsupport.inventory.facts import facts
from itsupport.inventory.kept import Agent, Antivirus, Inventory, Machine, System
from itsupport.models import AuditAnswer, AuditEvidence
from itsupport.reports.audits import audit_report
from itsupport.states.tickets import TicketKind, TicketState
from itsupport.webcheck import WebSeen
from tests import factories
from tests.conftest import NOON
from tests.itsupport import auditing
from tests.itsupport.auditing import line_of

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def machine(commune, *, seen=NOON, antivirus=True, name="PC-ACCUEIL"):
    inventory = Inventory(
        agent=Agent(protocol="json", deviceid=name),
        machine=Machine(),
        system=System(name="Debian GNU/Linux 12"),
        antivirus=(Antivirus(name="x", version=None, enabled=antivirus, up_to_date=True),),
    )
    return factories.AssetFactory(
        commune=commune, name=name, facts=facts(inventory), facts_at=seen, facts_hash="0"
    )


def test_the_machines_answer_and_what_a_person_saw_stands(audit, agent):
    asset = machine(audit.commune, antivirus=False)
    keep_answers(audit.pk, [auditing.said("I1", "no", at=NOON - HOUR)], by=agent, at=NOON - HOUR)

    assert refresh_proofs(audit.pk, None, at=NOON) > 0
    assert refresh_proofs(audit.pk, None, at=NOON) == 0

    antivirus = line_of(audit, "P3").answer
    assert (antivirus.value, antivirus.provenance, antivirus.observed_at) == ("no", "agent", NOON)
    assert "PC-ACCUEIL" in antivirus.sentence
    assert antivirus.facts["machines"][0]["name"] == "PC-ACCUEIL"
    assert line_of(audit, "I1").answer.provenance == "manual"
    assert audit_report(audit.pk, audit.commune_id).machines == [f"PC-ACCUEIL ({asset.tag})"]


def test_a_proof_of_more_than_thirty_days_proves_nothing(audit, agent):
    machine(audit.commune, seen=NOON - dt.timedelta(days=31))
    refresh_proofs(audit.pk, None, at=NOON)

    old = line_of(audit, "P3")
    assert (old.answer.value, old.stale, old.word) == ("yes", True, "ne sait pas")
    machine(audit.commune, seen=NOON, name="PC-2")
    refresh_proofs(audit.pk, None, at=NOON)
    assert (line_of(audit, "P3").stale, line_of(audit, "P3").word) == (False, "oui")


def test_unknown_never_hides_what_is_to_be_confirmed(agent):
    first = auditing.give(agent=agent, at=NOON - 400 * dt.timedelta(days=1), P3="no")
    audit = auditing.prepare(first.commune, agent=agent, at=NOON)
    refresh_proofs(audit.pk, WebSeen(domain="imling.test"), at=NOON)

    assert line_of(audit, "M3").answer.provenance == "previous"
    machine(audit.commune)
    refresh_proofs(audit.pk, None, at=NOON + HOUR)
    assert (line_of(audit, "P3").answer.provenance, line_of(audit, "P3").word) == ("agent", "oui")


def test_a_maintenance_done_within_twelve_months_is_a_proof(audit):
    common = {
        "commune": audit.commune,
        "kind": TicketKind.MAINTENANCE,
        "state": TicketState.SOLVED,
    }
    factories.TicketFactory(
        title="Essai de restauration", solved_at=NOON - dt.timedelta(days=400), **common
    )
    refresh_proofs(audit.pk, None, at=NOON)
    assert line_of(audit, "S3").answer is None

    ticket = factories.TicketFactory(
        title="Essai de restauration de la sauvegarde",
        solved_at=NOON - dt.timedelta(days=300),
        **common,
    )
    refresh_proofs(audit.pk, None, at=NOON)
    found = line_of(audit, "S3").answer
    assert (found.value, found.provenance) == ("yes", "ticket")
    assert AuditEvidence.objects.get(audit=audit).ticket == ticket


@pytest.mark.django_db(transaction=True)
def test_the_worker_serves_the_audits_that_wait_and_says_unknown_offline(settings):
    settings.AUDIT_DNS_SERVER, settings.AUDIT_SECONDS = "127.0.0.1:9", 0.2
    agent = factories.PositionFactory(commune=None, role=Role.IT_AGENT).person.user
    commune = factories.CommuneFactory(website="https://www.imling.test/")
    audit = auditing.prepare(commune, agent=agent)

    assert refresh_due(at=NOON) == 1
    assert refresh_due(at=NOON + HOUR) == 0
    audits.ask_proofs(audit.pk, by=agent, at=NOON + HOUR)
    assert refresh_due(at=NOON + 2 * HOUR) == 1
    assert set(AuditAnswer.objects.values_list("value", flat=True)) <= {"unknown"}
