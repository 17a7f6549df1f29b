"""The machines of the demonstration: invented serial numbers, real models, what their agents said."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from communes.models import Person, Site
from itsupport.domain import asset_moves
from itsupport.domain.agents import make_token, receive
from itsupport.domain.equipment import Described, add_asset
from itsupport.domain.licences import Right, add_licence
from itsupport.domain.recognition import recognise
from itsupport.inventory import from_facts, kept
from itsupport.inventory.kept import Inventory
from itsupport.models import Asset
from itsupport.states.equipment import AssetKind
from portal.lib.dates import paris_date

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from communes.models import Commune
    from itsupport.models import AgentToken

LETTERS = "BCDFGHJKLMNPQRSTVWXZ0123456789"
MODELS: tuple[tuple[AssetKind, str, str, kept.Chassis, int], ...] = (
    (AssetKind.DESKTOP, "Dell", "OptiPlex 7010", "desktop", 690),
    (AssetKind.DESKTOP, "HP", "ProDesk 400 G9", "desktop", 640),
    (AssetKind.LAPTOP, "Lenovo", "ThinkPad L15 Gen 4", "laptop", 840),
    (AssetKind.LAPTOP, "HP", "ProBook 450 G8", "laptop", 790),
)
ELEVEN = ("Microsoft Windows 11 Professionnel", "25H2", "10.0.26200")
TEN = ("Microsoft Windows 10 Professionnel", "22H2", "10.0.19045")
POSTS = ("SECRETARIAT", "ACCUEIL", "MAIRE", "ECOLE", "MEDIATHEQUE")
SOFTWARE = (
    ("LibreOffice 24.8", "24.8.2.1", "The Document Foundation"),
    ("Mozilla Firefox ESR", "128.5.0", "Mozilla"),
    ("Berger-Levrault e.magnus", "2026.1", "Berger-Levrault"),
    ("7-Zip", "24.08", "Igor Pavlov"),
    ("PDF-XChange Editor", "10.4", "PDF-XChange Co"),
    ("Adobe Acrobat Reader", "24.4", "Adobe"),
)


def load_equipment(communes: Sequence[Commune], *, at: datetime) -> None:
    """One to four posts a commune, a printer here and there, two doubts, one machine that left."""
    draw = random.Random(1977)  # noqa: S311 -- invented machines, the same at every start
    for index, commune in enumerate(communes):
        token = make_token(commune.pk, by=None, at=at - timedelta(days=400)).token
        people = list(Person.objects.filter(positions__commune=commune).order_by("pk")[:2])
        sites = list(Site.objects.filter(commune=commune).active().order_by("pk"))
        for rank in range(1 + (index * 7 + 2) % 4):
            _post(draw, token=token, sites=sites, people=people, index=index, rank=rank, at=at)
        if index % 3 == 0:
            _printer(draw, commune, sites, index, at=at)
        if index % 4 == 1:
            _licence(commune, index, at=at)
    _doubts(at=at)
    _gone(at=at)


def _post(
    draw: random.Random,
    *,
    token: AgentToken,
    sites: Sequence[Site],
    people: Sequence[Person],
    index: int,
    rank: int,
    at: datetime,
) -> None:
    """A post bought some years ago; its agent spoke today, long ago, or never."""
    kind, maker, model, chassis, price = MODELS[(index + rank) % len(MODELS)]
    age = (index + 2 * rank) % 6
    bought = paris_date(at) - timedelta(days=365 * age + 30 + draw.randrange(300))
    serial = "".join(draw.choices(LETTERS, k=7))
    name = f"PC-{POSTS[rank % len(POSTS)]}"
    asset = add_asset(
        token.commune_id,
        Described(
            kind=kind,
            name=name,
            site_id=sites[min(rank // 3, len(sites) - 1)].pk if sites else None,
            place=("secrétariat", "accueil", "bureau du maire", "salle de classe")[rank % 4],
            manufacturer=maker,
            model=model,
            serial=serial,
            used_by_id=people[rank].pk if rank < len(people) else None,
            purchased_on=bought,
            price=Decimal(price),
            warranty_until=bought + timedelta(days=3 * 365),
            renewal_year=bought.year + 6,
        ),
        by=None,
        at=at - timedelta(days=25),
    )
    if (index + rank) % 9 == 8:  # noqa: PLR2004
        return
    silent = 47 if (index + 2 * rank) % 11 == 5 else 0  # noqa: PLR2004
    system = TEN if age >= 4 else ELEVEN  # noqa: PLR2004
    found = _said(draw, asset, chassis, system, well=(index + rank) % 8 != 3, on=paris_date(at))  # noqa: PLR2004
    _report(token, found, at=at - timedelta(days=silent, minutes=draw.randrange(600)))


def _said(
    draw: random.Random,
    asset: Asset,
    chassis: kept.Chassis,
    system: tuple[str, str, str],
    *,
    well: bool,
    on: date,
) -> Inventory:
    """What the agent of this machine says: facts alone, as the portal keeps them."""
    name, version, kernel = system
    seed = f"{asset.pk:04x}"
    size, free = 244_198, draw.randrange(18_000, 160_000)
    return Inventory(
        agent=kept.Agent(
            protocol="json", version="GLPI-Agent_v1.12", deviceid=f"{asset.name}-{seed}"
        ),
        machine=kept.Machine(
            name=f"{asset.name}-{seed}".upper(),
            manufacturer=asset.manufacturer,
            model=asset.model,
            serial=asset.serial,
            uuid=f"4c4c4544-{seed}-4810-8032-b7c04f4b{seed}",
            chassis=chassis,
            bios_on=date(2023, 5, 4),
            secure_boot=system is not TEN,
        ),
        system=kept.System(name=name, version=version, kernel=kernel, architecture="x86_64"),
        memory_mb=draw.choice((8_192, 8_192, 16_384)),
        cpus=(kept.Cpu(name="Intel Core i5-12500", cores=6),),
        disks=(kept.Disk(model="SSD 256 Go", size_mb=size, encrypted=None),),
        volumes=(
            kept.Volume(mount="C:", size_mb=size, free_mb=free, encrypted=well, encryption=None),
        ),
        cards=(
            kept.Card(mac=f"a4:bb:6d:00:{seed[:2]}:{seed[2:]}", wireless=False, removable=False),
        ),
        antivirus=(
            kept.Antivirus(
                name="Microsoft Defender", version="4.18", enabled=well, up_to_date=well
            ),
        ),
        firewall=(kept.Firewall(profile="domaine", enabled=True),),
        software=tuple(
            kept.Software(name=title, version=number, publisher=publisher, installed_on=None)
            for title, number, publisher in draw.sample(SOFTWARE, k=4)
        ),
        monitors=(kept.Monitor(name="Écran 24 pouces", manufacturer="Iiyama", serial=None),),
        updates=kept.Updates(automatic=True, pending=None, done_on=on - timedelta(days=14)),
        administrators=1 if well else 3,
    )


def _report(token: AgentToken, found: Inventory, *, at: datetime) -> None:
    recognise(receive(token, found, at=at), at=at)


def _printer(
    draw: random.Random, commune: Commune, sites: Sequence[Site], index: int, *, at: datetime
) -> None:
    copier = index % 2 == 0
    bought = paris_date(at) - timedelta(days=draw.randrange(200, 1_500))
    add_asset(
        commune.pk,
        Described(
            kind=AssetKind.COPIER if copier else AssetKind.PRINTER,
            name="Copieur du couloir" if copier else "Imprimante de l’accueil",
            site_id=sites[0].pk if sites else None,
            manufacturer="Kyocera" if copier else "Brother",
            model="TASKalfa 2554ci" if copier else "MFC-L8900CDW",
            serial="".join(draw.choices(LETTERS, k=10)),
            purchased_on=bought,
            price=Decimal(2_900 if copier else 410),
            warranty_until=bought + timedelta(days=730),
            renewal_year=bought.year + 7,
        ),
        by=None,
        at=at - timedelta(days=25),
    )


def _licence(commune: Commune, index: int, *, at: datetime) -> None:
    today = paris_date(at)
    right = Right(
        product="Berger-Levrault e.magnus",
        publisher="Berger-Levrault",
        seats=1 + index // 4 % 2,
        reference=f"BL-{commune.insee}",
        key_place="coffre numérique du service informatique",
        starts_on=today.replace(month=1, day=1),
        ends_on=today.replace(month=12, day=31),
    )
    add_licence(commune.pk, right, by=None, at=at)


def _doubts(*, at: datetime) -> None:
    """A motherboard that was changed, and a machine that turned up in another commune."""
    reported = Asset.objects.filter(facts_at__isnull=False).order_by("pk")
    first, second = reported[0], reported[10]
    changed = replace(
        _of(first),
        machine=replace(_of(first).machine, serial="N0UVE4U", uuid=None),
    )
    _report(first.commune.agent_tokens.get(), changed, at=at - timedelta(hours=3))
    last = reported.exclude(commune=second.commune).last()
    if last is not None:
        _report(last.commune.agent_tokens.get(), _of(second), at=at - timedelta(hours=2))


def _of(asset: Asset) -> Inventory:
    return from_facts(asset.facts or {})


def _gone(*, at: datetime) -> None:
    """An old post: retired, erased, given to a recycler."""
    asset = Asset.objects.filter(facts_at=None, kind=AssetKind.DESKTOP).order_by("pk").first()
    if asset is None:
        return
    on = paris_date(at) - timedelta(days=20)
    asset_moves.retire(asset.pk, reason="alimentation en panne", on=on, by=None, at=at)
    asset_moves.erase(
        asset.pk,
        on=on + timedelta(days=3),
        who="service informatique",
        method="écrasement complet du disque, une passe",
        by=None,
        at=at,
    )
