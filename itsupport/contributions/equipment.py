"""What the equipment gives to the home page, the search and the commune’s sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Min
from django.urls import reverse

from communes.models import Commune
from itsupport.models import Asset, InventoryReport
from itsupport.queries.asset_page import told
from itsupport.queries.fleet import SOON, fleets_asked, fleets_of
from itsupport.resources.equipment import EQUIPMENT
from itsupport.rules import is_desk, may_see_equipment
from itsupport.states.equipment import ReportState
from portal.database.together import totals
from portal.home import registry
from portal.lib.dates import day_in_words, end_of_day, paris_date
from portal.lib.text import count, join
from portal.tables import imports
from portal.tables.filters import found_in
from portal.web import navigation

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from portal.accounts.models import User
    from portal.journal.models import Entry

imports.offer(EQUIPMENT)
SECTION = "informatique"
for _order, _label, _url, _text in (
    (30, "Parc", "itsupport:asset_list", "Les matériels des communes, et ce qu’il faut y regarder."),
    (31, "Relevés à rapprocher", "itsupport:report_list", "Les machines que le portail n’a pas reconnues seul."),
    (32, "Agents de relevé", "itsupport:token_list", "Les adresses secrètes des communes, et l’installation."),
    (33, "Plan de renouvellement", "itsupport:renewal", "Cinq ans de remplacements, en euros par commune."),
    (34, "Logiciels", "itsupport:software_list", "Ce qui est installé, machine par machine."),
    (35, "Licences", "itsupport:licence_list", "Les droits d’usage, à côté des postes qui s’en servent."),
):  # fmt: skip
    navigation.register_work(SECTION, _label, _url, text=_text, allow=is_desk, order=_order)


@registry.due
def doubts_due(user: User, *, at: datetime) -> registry.Told[registry.Due]:
    """The reports that nobody has explained yet."""
    if not is_desk(user):
        return
    waiting = InventoryReport.objects.visible_to(user).filter(state=ReportState.DOUBT)
    [[found]] = yield registry.Asked(totals(waiting, number=Count("pk"), since=Min("received_at")))
    if found["number"]:
        yield registry.Due(
            on=end_of_day(paris_date(at)),
            title=f"{count(found['number'], 'relevé')} à rapprocher",
            text=f"Le plus ancien attend depuis le {day_in_words(paris_date(found['since']))}.",
            url=reverse("itsupport:report_list"),
            button="Rapprocher",
            minutes=min(found["number"], 15),
        )


@registry.events
def warranties_ending(user: User, *, at: datetime) -> registry.Told[registry.Event]:
    """The warranties of one's machines that end within 90 days, day by day."""
    if not may_see_equipment(user):
        return
    today = paris_date(at)
    ending = (
        Asset.objects.visible_to(user)
        .live()
        .filter(warranty_until__gte=today, warranty_until__lte=today + SOON)
        .order_by()
        .values("warranty_until")
        .annotate(number=Count("pk"), name=Min("name"), place=Min("commune__name"))
    )
    (rows,) = yield registry.Asked(ending.order_by("warranty_until")[:10])
    for row in rows:
        assert row["warranty_until"] is not None
        several = row["number"] > 1
        yield registry.Event(
            on=row["warranty_until"],
            title=f"Fin de garantie : {count(row['number'], 'matériel') if several else row['name']}",
            text="Un défaut se signale avant."
            if several
            else f"{row['place']}. Un défaut se signale avant.",
            url=reverse("itsupport:asset_list") + ("?alerte=garantie" if is_desk(user) else ""),
        )


@registry.search
def equipment_found(user: User, query: str, *, limit: int) -> registry.Told[registry.Hit]:
    """By label, name or serial number."""
    if not may_see_equipment(user):
        return
    found = found_in(Asset.objects.visible_to(user), ("tag", "name", "serial"), query)
    (rows,) = yield registry.Asked(
        found.select_related("commune", "site__commune").order_by("-pk")[:limit]
    )
    for asset in rows:
        place = join([str(one) for one in (asset.site, asset.commune) if one], ",")
        yield registry.Hit(
            kind="Matériel",
            title=f"{asset.name}, {asset.tag}",
            text=place,
            url=reverse("itsupport:asset_detail", args=(asset.pk,)),
        )


@registry.figures
def posts(
    user: User, commune_ids: Iterable[int], *, at: datetime
) -> registry.Told[tuple[int, registry.Figure]]:
    """How many posts each commune has, for who may see them, and how many have a system no more repaired."""
    if not may_see_equipment(user) or user.acting is None:
        return
    seen = user.acting.commune_ids & set(commune_ids)
    communes, counted = yield registry.Asked(
        Commune.objects.filter(pk__in=seen).defer("outline"), fleets_asked(seen, at=at)
    )
    for line in fleets_of(communes, counted):
        old = count(line.obsolete, "système plus corrigé", "systèmes plus corrigés")
        yield (
            line.commune.pk,
            registry.Figure(
                label="Postes",
                value=str(line.posts),
                note=old if line.obsolete else "",
                url=reverse("itsupport:asset_list"),
            ),
        )


def _told(entry: Entry) -> registry.Story:
    return registry.Story(
        text=f"{entry.subject_label} : {told(entry)[:1].lower()}{told(entry)[1:]}.",
        url=reverse("itsupport:asset_detail", args=(entry.subject_id,)),
    )


for _verb in (
    "add_asset", "receive_asset", "deliver", "put_in_service", "repair", "spare", "lend", "retire",
    "destroy", "give", "restore",
):  # fmt: skip
    registry.story("itsupport.asset", _verb)(_told)
