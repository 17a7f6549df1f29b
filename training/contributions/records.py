"""What the training records give to the home page: the days that an agent still owes."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from django.urls import reverse

from communes.rules import communes_held, is_town_hall
from portal.home import registry
from portal.lib.dates import PARIS
from portal.lib.text import NBSP
from portal.web import navigation
from training import rules
from training.models import Followed, Obligation
from training.queries.records import PRESSING, stand, until_in_words
from training.rules import REGISTERING, may_run_sessions
from training.states.obligations import Standing

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User

SECTION = "formation"
navigation.register(
    "Mes avis", "training:opinion_list", order=35, allow=rules.may_read_own_opinions
)
for _order, _label, _url, _text in (
    (
        30,
        "Coûts de formation",
        "trainingdesk:cost_year",
        "Année par année, et l’envoi à la comptabilité.",
    ),
    (
        40,
        "Obligations de formation",
        "trainingdesk:obligation_list",
        "Qui doit encore des jours, et avant quand.",
    ),
    (
        50,
        "Bilan de formation",
        "trainingdesk:year_desk",
        "Qui est venu, combien d’heures, à quel coût, d’où personne.",
    ),
):
    navigation.register_work(
        SECTION, _label, _url, text=_text, allow=may_run_sessions, order=_order
    )


@registry.due
def days_due(user: User, *, at: datetime) -> registry.Told[registry.Due]:
    """A card an obligation that ends soon, or has ended: hers, and those of the agents whom she registers."""
    if not is_town_hall(user):
        return
    rows = _obligations(user)
    obligations, followed = yield registry.Asked(
        rows, Followed.objects.filter(person__in=rows.order_by().values("person"))
    )
    for one in stand(obligations, followed, at=at):
        if one.standing not in PRESSING:
            continue
        person, late = one.obligation.person, one.standing == Standing.LATE
        yield registry.Due(
            on=datetime.combine(one.counter.due_on, time(18), tzinfo=PARIS),
            title=f"{one.left_words} de formation à suivre{NBSP}: {person}",
            text=f"{one.obligation.rule.kind}, {until_in_words(one)} : {one.done_words} suivis.",
            url=reverse("training:record_detail", args=(person.pk,)),
            button="Ouvrir le livret",
            minutes=5,
            sign=one.state,
            icon="circle-alert" if late else "alarm-clock",
            tone="late" if late else "warn",
        )


def _obligations(user: User) -> QuerySet[Obligation]:
    """Hers by her account, those of the communes where she registers."""
    held = communes_held(user, *REGISTERING)
    rows = Obligation.objects.visible_to(user).filter(closed_on=None)
    mine = rows.filter(person__user_id=user.pk) | rows.filter(commune__in=held)
    return mine.select_related("rule", "person").order_by("begins_on", "pk")
