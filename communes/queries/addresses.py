"""Where a town hall reads its mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from communes.models import Commune, Mailbox, Position
from communes.states import Role

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from django.db.models import QuerySet


def town_hall_addresses(commune_ids: Collection[int], *, on: date) -> dict[int, str]:
    """One address for each commune: its shared mailbox, else its secretary's, else the one it publishes."""
    found = {
        **_published(commune_ids),
        **_of_role(commune_ids, Role.SECRETARY, on=on),
        **_mailboxes(commune_ids, shared=False),
        **_mailboxes(commune_ids, shared=True),
    }
    return {pk: email for pk, email in found.items() if email}


def without_address(communes: QuerySet[Commune], *, on: date) -> QuerySet[Commune]:
    """Those that no mail of the portal can reach: what `town_hall_addresses` leaves out, in one question."""
    mailboxes = Mailbox.objects.filter(commune=OuterRef("pk"), active=True)
    secretaries = (
        Position.objects.on(on)
        .filter(commune=OuterRef("pk"), role=Role.SECRETARY)
        .exclude(person__email="", person__user=None)
    )
    return communes.filter(~Exists(mailboxes), ~Exists(secretaries), email="")


def mayor_addresses(commune_ids: Collection[int], *, on: date) -> dict[int, str]:
    """The mayor's own address, where one is known."""
    found = _of_role(commune_ids, Role.MAYOR, on=on)
    return {pk: email for pk, email in found.items() if email}


def team_addresses(role: Role = Role.MANAGER, *, on: date) -> list[str]:
    """Those of the group in that role: who runs the campaigns, who helps."""
    rows = Position.objects.on(on).filter(role=role).select_related("person__user")
    emails = {_address(position) for position in rows}
    return sorted(email for email in emails if email)


def _published(commune_ids: Collection[int]) -> dict[int, str]:
    return dict(Commune.objects.filter(pk__in=commune_ids).values_list("pk", "email"))


def _mailboxes(commune_ids: Collection[int], *, shared: bool) -> dict[int, str]:
    """The first mailbox in service of each commune: the verified ones come first."""
    rows = Mailbox.objects.filter(commune_id__in=commune_ids, active=True, shared=shared)
    first: dict[int, str] = {}
    for pk, email in rows.order_by("verified_on", "pk").values_list("commune_id", "email"):
        first.setdefault(pk, email)
    return first


def _of_role(commune_ids: Collection[int], role: Role, *, on: date) -> dict[int, str]:
    rows = (
        Position.objects.on(on)
        .filter(commune_id__in=commune_ids, role=role)
        .select_related("person__user")
        .order_by("-started_on", "-pk")
    )
    known = ((position.commune_id, _address(position)) for position in rows)
    return {pk: email for pk, email in known if pk and email}


def _address(position: Position) -> str:
    person = position.person
    return person.email or (person.user.email if person.user else "")
