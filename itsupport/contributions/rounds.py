"""What rounds and the year give: the desk's pages of work, the days on the road, the hours spent for a commune."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.urls import reverse

from itsupport.models import Round, RoundStop
from itsupport.queries.yearly import times_asked, times_from
from itsupport.rules import is_desk, may_read_help
from itsupport.states.rounds import RoundState
from portal.home import registry
from portal.lib.dates import paris_date
from portal.lib.text import count
from portal.web import navigation

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from portal.accounts.models import User

PAGES = (
    (
        "Tournées",
        "round_list",
        "Grouper les passages, prévenir les communes, la feuille de route.",
    ),
    ("Maintenances", "maintenance_list", "Ce qui revient de soi-même, sur douze mois."),
    ("Statistiques", "statistics", "Délais, sujets, communes ; les bilans annuels."),
)
for _rank, (_label, _name, _text) in enumerate(PAGES):
    navigation.register_work(
        "informatique",
        _label,
        f"itsupport:{_name}",
        text=_text,
        allow=is_desk,
        order=30 + 10 * _rank,
    )


@registry.events
def rounds_to_come(user: User, *, at: datetime) -> registry.Told[registry.Event]:
    """The days on the road, for the desk; a commune sees its own requests planned."""
    if not is_desk(user):
        return
    ahead = Round.objects.visible_to(user).filter(
        state__in=(RoundState.PREPARED, RoundState.UNDER_WAY), on__gte=paris_date(at)
    )
    stops = RoundStop.objects.filter(round=OuterRef("pk")).order_by("position")
    named = ahead.annotate(names=ArraySubquery(stops.values("commune__name")))
    (rows,) = yield registry.Asked(named.order_by("on")[:10])
    for one in rows:
        names = list(dict.fromkeys(one.names))
        yield registry.Event(
            on=one.on,
            title="Tournée du service informatique",
            text=f"{count(len(names), 'commune', 'communes')} : {', '.join(names)}",
            url=reverse("itsupport:round_detail", args=(one.pk,)),
        )


@registry.figures
def hours_spent(
    user: User, commune_ids: Iterable[int], *, at: datetime
) -> registry.Told[tuple[int, registry.Figure]]:
    """What was worked for each commune this year; nothing of a commune that is not the reader's."""
    if not may_read_help(user) or user.acting is None:
        return
    year = paris_date(at).year
    mine = [pk for pk in commune_ids if pk in user.acting.commune_ids]
    (rows,) = yield registry.Asked(times_asked(mine, year))
    for commune_id, time in times_from(rows).items():
        figure = registry.Figure(
            label="Heures d’intervention", value=time.hours, note=f"en {year}"
        )
        yield commune_id, figure
