"""Who answered a campaign of needs, on the map of the territory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from communes.models import Commune
from portal.lib.outlines import draw
from portal.lib.text import count
from portal.web.maps import Map, Mark
from training.states.wishes import AnswerState, NeedsState

if TYPE_CHECKING:
    from portal.web.maps import Fill
    from training.queries.needs import Asked, NeedsFollow

FILLS: dict[str, Fill] = {
    AnswerState.SENT: "yes",
    AnswerState.NONE: "none",
    AnswerState.DRAFT: "draft",
    AnswerState.SILENT: "quiet",
}
LEGEND: dict[Fill, str] = {
    "yes": "ont répondu",
    "none": "sans souhait",
    "draft": "en brouillon",
    "quiet": "silencieuses",
}


def map_of(follow: NeedsFollow) -> Map:
    """One question more: the outlines. While it is open an outline leads to the page of the telephone."""
    places = {one.commune.pk: one for one in follow.places}
    rows = Commune.objects.filter(pk__in=places).values_list("pk", "name", "outline")
    opened = follow.campaign.state == NeedsState.OPEN
    return Map(
        drawing=draw({pk: (name, outline) for pk, name, outline in rows}),
        title=f"Réponses au recueil {follow.campaign}",
        marks={pk: _mark(one, opened) for pk, one in places.items()},
        legend=LEGEND,
        detail_label="Souhaits",
    )


def _mark(one: Asked, opened: bool) -> Mark:  # noqa: FBT001 -- one of two addresses
    url = (
        reverse("trainingdesk:needs_phone", args=(one.answer.pk,))
        if opened
        else reverse("communes:commune_detail", args=(one.commune.insee,))
    )
    detail = count(one.people, "personne") if one.people else ""
    return Mark(FILLS[one.answer.state], one.word, url, detail)
