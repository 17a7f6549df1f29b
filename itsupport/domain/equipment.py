"""The register of equipment: a machine is added with its label, described, moved, lent, retired; never erased."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from communes.models import Commune, Person, Site
from itsupport.inventory import junk
from itsupport.models import Asset, AssetSeries
from itsupport.states.equipment import ASSET_FLOW, LIVE_STATES, AssetState
from portal.journal.record import record
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from portal.accounts.models import User

SAME_SERIAL = "Un matériel de ce fabricant a déjà ce numéro de série."


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What people say of a machine. `price` in euros HT; `renewal_year` is when it should be replaced."""

    kind: str
    name: str
    site_id: int | None = None
    place: str = ""
    manufacturer: str = ""
    model: str = ""
    serial: str = ""
    used_by_id: int | None = None
    purchased_on: date | None = None
    price: Decimal | None = None
    warranty_until: date | None = None
    renewal_year: int | None = None
    note: str = ""


@transaction.atomic
def add_asset(
    commune_id: int,
    described: Described,
    *,
    by: User | None,
    at: datetime,
    state: AssetState = AssetState.IN_SERVICE,
) -> Asset:
    """Give the machine its label and write it in the register.

    `state`: ordered, delivered, in service or spare. Refusal on a serial number already there, a building or a
    person of another commune, a day that cannot be.
    """
    if state not in LIVE_STATES:
        raise Refusal("Un matériel n’entre pas au parc déjà réformé.")
    commune = Commune.objects.get(pk=commune_id)
    described = _checked(commune_id, described, at=at)
    asset = Asset(commune=commune, tag=next_tag(), state=state, **asdict(described))
    _compare_by(asset)
    _save(asset)
    record("add_asset", asset, by=by, at=at, state=str(state))
    return asset


@transaction.atomic
def change_asset(asset_id: int, described: Described, *, by: User, at: datetime) -> None:
    """Describe it anew. Nothing is written when nothing changed."""
    asset = Asset.objects.locked(asset_id)
    described = _checked(asset.commune_id, described, at=at)
    new = asdict(described)
    changed = [name for name, value in new.items() if getattr(asset, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(asset, name, new[name])
    _compare_by(asset)
    _save(asset, update_fields=[*changed, "serial_key", "manufacturer_key"])
    record("change_asset", asset, by=by, at=at, changed=changed)


@transaction.atomic
def transfer_asset(asset_id: int, commune_id: int, *, by: User, at: datetime) -> Asset:
    """Give a machine to another commune: the old row ends as given, a new one takes over what is known of it.

    Its label changes too: what was done for the first commune stays with the first commune.
    """
    series = _held_series()
    old = Asset.objects.locked(asset_id)
    if old.commune_id == commune_id:
        raise Refusal("Ce matériel est déjà dans cette commune.")
    target = Commune.objects.get(pk=commune_id)
    if old.is_live:
        ASSET_FLOW.apply(
            "retire",
            old,
            by=by,
            at=at,
            retired_on=paris_date(at),
            retire_reason=f"passé à {target}",
        )
    ASSET_FLOW.apply("give", old, by=by, at=at, told={"to": target.name})
    new = Asset.objects.get(pk=asset_id)
    new.pk, new.tag = None, _tag_from(series)
    new.commune, new.site, new.used_by, new.place = target, None, None, ""
    new.retired_on, new.retire_reason = None, ""
    new.erased_on, new.erased_by, new.erasure_method = None, "", ""
    new = _as_spare(new)
    record("receive_asset", new, by=by, at=at, before=old.tag, commune=old.commune.name)
    return new


def next_tag() -> str:
    """« IT-00042 », the next of a series without holes: the row is held until the end of the transaction."""
    return _tag_from(_held_series())


def hold_series() -> None:
    """Nobody else adds a machine until the end of this transaction."""
    _held_series()


def keys_of(manufacturer: str, serial: str) -> tuple[str, str]:
    """By what a serial number is compared: both empty when one is missing or a factory's placeholder."""
    maker, number = junk.manufacturer(manufacturer) or "", junk.serial(serial) or ""
    return (maker[:80], number[:80]) if number else (maker[:80], "")


def _held_series() -> AssetSeries:
    AssetSeries.objects.bulk_create([AssetSeries(pk=1)], ignore_conflicts=True)
    return AssetSeries.objects.select_for_update().get(pk=1)


def _tag_from(series: AssetSeries) -> str:
    series.last += 1
    series.save(update_fields=["last"])
    return f"IT-{series.last:05d}"


def _as_spare(new: Asset) -> Asset:
    """A machine that has just arrived waits in reserve."""
    fields = {
        field.attname: getattr(new, field.attname)
        for field in Asset._meta.concrete_fields
        if field.name not in {"id", "state"}
    }
    return Asset.objects.create(state=AssetState.SPARE, **fields)


def _compare_by(asset: Asset) -> None:
    asset.manufacturer_key, asset.serial_key = keys_of(asset.manufacturer, asset.serial)


def _save(asset: Asset, **how: Any) -> None:
    try:
        with transaction.atomic():
            asset.save(**how)
    except IntegrityError as error:
        if "asset_serial_once" in str(error):
            raise Refusal(SAME_SERIAL) from error
        raise


def _checked(commune_id: int, described: Described, *, at: datetime) -> Described:
    """The same, without useless spaces. Refusal on what cannot be true."""
    texts = {
        name: " ".join(value.split())
        for name, value in asdict(described).items()
        if isinstance(value, str) and name != "note"
    }
    described = Described(**{**asdict(described), **texts, "note": described.note.strip()})
    if not described.name:
        raise Refusal("Donnez un nom à ce matériel : PC-ACCUEIL, copieur du couloir.")
    sites = Site.objects.filter(pk=described.site_id, commune_id=commune_id)
    if described.site_id is not None and not sites.exists():
        raise Refusal("Choisissez un bâtiment de la commune.")
    people = Person.objects.filter(pk=described.used_by_id, positions__commune_id=commune_id)
    if described.used_by_id is not None and not people.exists():
        raise Refusal("Choisissez une personne de la commune.")
    bought, covered = described.purchased_on, described.warranty_until
    if bought and bought > paris_date(at):
        raise Refusal("Un achat déjà fait n’est pas à une date à venir.")
    if bought and covered and covered < bought:
        raise Refusal("Une garantie finit après l’achat.")
    return described
