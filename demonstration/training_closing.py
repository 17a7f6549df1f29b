"""After the sessions: one closed with its costs and opinions, and a secretary in her first year."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from communes.models import Commune, Person, Position
from communes.states import Role
from portal.accounts.models import User
from portal.files import Given
from portal.lib.dates import paris_date
from portal.mail.models import OutboxEmail
from training.domain import costs, records
from training.domain.costs import Cost
from training.domain.evaluating import answer, ask_opinions
from training.models import (
    EvaluationForm,
    ObligationRule,
    Session,
    SharingRule,
)
from training.queries.evaluations import questions_of
from training.states.sessions import SessionState

if TYPE_CHECKING:
    from datetime import datetime

SPENT = (
    Cost(
        kind="trainer",
        label="Intervention d’une journée",
        supplier="Centre de gestion",
        amount_cents=620_00,
    ),
    Cost(kind="meal", label="Repas pris ensemble", supplier="Auberge", amount_cents=171_00),
    Cost(kind="material", label="Dossiers imprimés", amount_cents=38_50),
)
OPINIONS = (
    ((4, 4, 4, 3, 4, 1), "Les cas concrets, avec nos propres actes.", ""),
    ((4, 4, 3, 3, 4, 1), "Les modèles d’arrêtés à reprendre.", ""),
    ((3, 4, 4, 2, 3, 1), "", "Une journée de plus sur les procurations."),
    ((4, 3, 4, 4, 4, 1), "Rencontrer les collègues des communes voisines.", ""),
    ((3, 3, 3, 3, 2, 1), "", "La salle était froide le matin."),
    ((4, 4, 4, 4, 4, 1), "", ""),
)
"""Five marks and a yes, what served most, what to change."""
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


def load_costs(*, at: datetime) -> None:
    """Before the session of last month is closed: the rule, and what it cost."""
    manager = User.objects.get(email="gestion@example.org")
    session = Session.objects.filter(state=SessionState.TO_CLOSE).order_by("ends_at").first()
    if session is None or session.ends_at is None:
        return
    _rule(on=paris_date(session.ends_at))
    for cost in SPENT:
        costs.add_cost(session.pk, cost, by=manager, at=session.ends_at + timedelta(hours=2))


def load_opinions(*, at: datetime) -> None:
    """Once it is closed: six people say what they thought; a secretary is in her first year."""
    session = Session.objects.filter(state=SessionState.CLOSED).order_by("ends_at").last()
    if session is not None:
        _opinions(session)
    _first_year(by=User.objects.get(email="gestion@example.org"), at=at)


def _rule(*, on: date) -> None:
    SharingRule.objects.create(
        deliberation=f"{on.year - 1}-118",
        voted_on=date(on.year - 1, 12, 8),
        applies_from=date(on.year, 1, 1),
        by_attendance=70,
        carried=30,
        late_pays=True,
        note="Les salles sont prêtées gratuitement entre communes.",
    )


def _opinions(session: Session) -> None:
    assert session.ends_at is not None
    form = EvaluationForm.objects.filter(moment="hot", active=True).first()
    if form is None or session.rounds.exists():
        return
    asked_at = session.ends_at + timedelta(hours=1)
    ask_opinions(at=asked_at)
    kind = "training/mails/opinion_asked"
    mails = OutboxEmail.objects.filter(kind=kind, key__contains=f":{session.pk}:")
    marks = [one for one in questions_of(form.pk) if one.kind != "text"]
    texts = [one for one in questions_of(form.pk) if one.kind == "text"]
    for mail, (values, liked, missed) in zip(mails.order_by("pk"), OPINIONS, strict=False):
        found = re.search(r"/e/([^/\s]+)/", mail.text)
        given: dict[int, int | str] = dict(zip((one.pk for one in marks), values, strict=False))
        given |= dict(zip((one.pk for one in texts), (liked, missed), strict=False))
        if found:
            answer(found[1], given, at=asked_at + timedelta(days=1))


def _first_year(*, by: User, at: datetime) -> None:
    """A secretary who learns the post beside Solange since nine months: some days done elsewhere, most still due."""
    begins_on = paris_date(at) - timedelta(days=285)
    rule = ObligationRule.objects.filter(for_secretaries=True).first()
    commune = Commune.objects.filter(insee="57635").first()
    if rule is None or commune is None:
        return
    post = Position.objects.create(
        person=Person.objects.create(civility="mme", first_name="Lucie", last_name="Hamant"),
        commune=commune,
        role=Role.SECRETARY,
        title="secrétaire générale de mairie, en prise de poste",
        started_on=begins_on,
    )
    records.open_obligation(
        person_id=post.person_id,
        commune_id=commune.pk,
        rule_id=rule.pk,
        begins_on=begins_on,
        by=by,
        at=at,
    )
    for title, after, half_days in (
        ("Les fondamentaux du métier de secrétaire général de mairie", 60, 10),
        ("Préparer et exécuter le budget", 150, 4),
    ):
        records.add_external(
            records.Followed(
                person_id=post.person_id,
                commune_id=commune.pk,
                title=title,
                organism="CNFPT",
                day=begins_on + timedelta(days=after),
                half_days=half_days,
                statutory=True,
                file=Given(name="attestation.pdf", content=PDF),
            ),
            by=by,
            at=at,
        )
