"""What the demonstration's communes buy together, the convention they signed, and what they lack."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from communes.domain.needs import Wish, answer_need, say_need
from communes.models import Commune, Epci, Need
from communes.states import NeedOrigin, NeedState, NeedTheme
from purchasing.models import Adhesion, Convention, Family, Item, ReferencePrice
from purchasing.states import AdhesionState, AssetRule, LegalBasis

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.accounts.models import User

OUR_EPCI = "200039956"
VAT = Decimal("20.00")


class Ware(NamedTuple):
    code: str
    label: str
    unit: str
    price: str
    rule: AssetRule = AssetRule.NONE
    pack: int = 1


FAMILIES: tuple[tuple[str, str, tuple[Ware, ...]], ...] = (
    (
        "Extincteurs",
        "35111320-4",
        (
            Ware("EXT-VER", "Vérification annuelle", "appareil", "6.90", AssetRule.ANNUAL_CHECK),
            Ware(
                "EXT-M05",
                "Maintenance additionnelle, 5 ou 15 ans",
                "appareil",
                "21.50",
                AssetRule.FIVE_YEARS,
            ),
            Ware(
                "EXT-R10", "Révision en atelier, 10 ans", "appareil", "34.00", AssetRule.TEN_YEARS
            ),
            Ware(
                "EXT-EAU",
                "Extincteur à eau, 6 litres",
                "appareil",
                "62.40",
                AssetRule.REPLACE_WATER,
            ),
            Ware("EXT-CO2", "Extincteur CO₂, 2 kg", "appareil", "71.90", AssetRule.REPLACE_CO2),
            Ware(
                "EXT-POU",
                "Extincteur à poudre, 6 kg",
                "appareil",
                "58.20",
                AssetRule.REPLACE_POWDER,
            ),
            Ware("EXT-PAN", "Panneau de signalisation", "pièce", "2.85", pack=10),
            Ware("EXT-REG", "Registre de sécurité", "pièce", "14.00"),
        ),
    ),
    (
        "Matériel informatique",
        "30200000-1",
        (
            Ware("INF-FIX", "Poste fixe bureautique", "poste", "690.00"),
            Ware("INF-POR", "Ordinateur portable 15 pouces", "poste", "840.00"),
            Ware("INF-ECR", "Écran 24 pouces", "pièce", "159.00"),
            Ware("INF-OND", "Onduleur 700 VA", "pièce", "118.00"),
            Ware("INF-IMP", "Imprimante multifonction réseau", "pièce", "410.00"),
        ),
    ),
)
NOT_YET_VOTED = ("57255", "57324")
OUT_OF_THE_GROUP = "57344"


def load_catalogue(*, on: date) -> None:
    for name, cpv, wares in FAMILIES:
        family = Family.objects.create(name=name, cpv=cpv)
        for ware in wares:
            item = Item.objects.create(
                family=family,
                code=ware.code,
                label=ware.label,
                unit=ware.unit,
                pack_size=ware.pack,
                vat_rate=VAT,
                asset_rule=ware.rule,
            )
            ReferencePrice.objects.create(
                item=item,
                price=Decimal(ware.price),
                source=ReferencePrice.Source.ESTIMATE,
                source_label="prix inventé pour la démonstration",
                dated_on=on - timedelta(days=430),
            )


def load_framework(communes: Sequence[Commune], *, on: date) -> Convention:
    """A standing convention; most communes have joined it, two have yet to vote."""
    convention = Convention.objects.create(
        title="Groupement de commandes permanent des communes membres",
        coordinator=Epci.objects.get(siren=OUR_EPCI),
        legal_basis=LegalBasis.GROUPING,
        scope=Convention.Scope.SIGNATURE,
        tender_board="celle du coordonnateur",
        fee_rule="publicité légale partagée à parts égales entre les communes invitées",
        in_force_on=date(2014, 10, 1),
    )
    Adhesion.objects.bulk_create(_adhesion(convention, commune, on=on) for commune in communes)
    return convention


def _adhesion(convention: Convention, commune: Commune, *, on: date) -> Adhesion:
    if commune.insee in NOT_YET_VOTED:
        return Adhesion(
            convention=convention,
            commune=commune,
            council_on=on + timedelta(days=9 + len(commune.name) % 7),
        )
    voted = date(2014, 9, 8) + timedelta(days=int(commune.insee) % 20)
    return Adhesion(
        convention=convention,
        commune=commune,
        state=AdhesionState.EFFECTIVE,
        deliberation_no=f"2014-{10 + int(commune.insee) % 40}",
        deliberated_on=voted,
        transmitted_on=voted + timedelta(days=4),
        signed_on=voted + timedelta(days=10),
        effective_from=date(2014, 10, 1),
    )


NEEDS = (
    (
        "57080",
        "Un poste fixe pour le secrétariat",
        "INF-FIX",
        1,
        NeedOrigin.AUDIT,
        "audit informatique",
    ),
    ("57635", "Deux écrans", "INF-ECR", 2, NeedOrigin.SURVEY, "enquête annuelle"),
    (
        "57180",
        "Un portable pour les permanences",
        "INF-POR",
        1,
        NeedOrigin.SURVEY,
        "enquête annuelle",
    ),
    ("57630", "Renouveler douze postes", "INF-FIX", 12, NeedOrigin.AUDIT, "audit informatique"),
    ("57566", "Quatre onduleurs", "INF-OND", 4, NeedOrigin.TICKET, "coupures de courant de l’été"),
    ("57210", "Une imprimante pour l’école", "INF-IMP", 1, NeedOrigin.OTHER, "demande de l’école"),
)


def load_needs(*, at: datetime) -> None:
    for insee, label, code, quantity, origin, origin_label in NEEDS:
        Need.objects.create(
            commune=Commune.objects.get(insee=insee),
            theme=NeedTheme.IT,
            label=label,
            quantity=Decimal(quantity),
            unit="pièce",
            item_code=code,
            origin=origin,
            origin_label=origin_label,
            state=NeedState.TO_STUDY,
            said_at=at - timedelta(days=30 + quantity),
        )


TOLD = (
    (
        "57080",
        NeedTheme.TRAINING,
        "Une demi-journée sur l’état civil numérique",
        2,
        75,
        "plan",
        "Une demi-journée pour les secrétaires de mairie se prépare pour le printemps.",
    ),
    (
        "57216",
        NeedTheme.PURCHASE,
        "Remplacer deux extincteurs de la salle",
        1,
        60,
        "plan",
        "Dans la campagne des extincteurs en cours.",
    ),
    (
        "57630",
        NeedTheme.SERVICE,
        "Une mise sous pli pour les courriers aux habitants",
        3,
        90,
        "retain",
        "",
    ),
    (
        "57210",
        NeedTheme.PURCHASE,
        "Un défibrillateur pour le stade",
        1,
        120,
        "retain",
        "",
    ),
    (
        "57635",
        NeedTheme.OTHER,
        "Un second chapiteau pour la fête du village",
        3,
        100,
        "set_aside",
        "Le chapiteau partagé est libre à cette date : réservez-le plutôt.",
    ),
)


def load_told_needs(*, manager: User, at: datetime) -> None:
    """Needs that already have their suite: the commune reads it as it was written."""
    for insee, theme, label, priority, days, verb, outcome in TOLD:
        said = at - timedelta(days=days)
        need = say_need(
            Commune.objects.get(insee=insee).pk,
            Wish(theme=theme, label=label, priority=priority),
            by=manager,
            at=said,
            origin=NeedOrigin.OTHER,
            origin_label="appel de la mairie",
        )
        answer_need(need.pk, verb, outcome=outcome, by=manager, at=said + timedelta(days=12))
