"""What the territory gives to the home page, the search and the team's workbench."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Min
from django.urls import reverse

from communes.models import Commune, Need, Person, Population
from communes.queries.confirmations import confirmation_wanted
from communes.queries.directory import communes_like, near_the_best, people_like, sites_like
from communes.queries.sheet import INHABITANTS
from communes.resources.communes import COMMUNES
from communes.resources.people import PEOPLE
from communes.resources.sites import SITES
from communes.rules import is_anyone, is_manager, is_team, may_open_accounts
from communes.states import NEED_FLOW, NeedState
from portal.database.together import HowMany, totals
from portal.home import registry
from portal.lib.dates import day_in_words, end_of_day, paris_date
from portal.lib.text import NBSP, count, decimal_number, join, of, sentence
from portal.tables import imports
from portal.web import navigation

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable
    from datetime import datetime

    from communes.models import Position
    from communes.queries.directory import Found
    from portal.accounts.models import User
    from portal.journal.models import Entry


navigation.register_work(
    "Communes",
    "Annuaire",
    "communes:commune_list",
    text="Les communes du jour : qui appeler, quand, et où.",
    allow=is_team,
    order=10,
)


navigation.register_work(
    "Communes",
    "Besoins",
    "needs:need_board",
    text="Ce que les communes demandent, et la suite donnée à chaque besoin.",
    allow=is_team,
    order=20,
)

navigation.register_work(
    "Communes",
    "Comptes",
    "communes:account_list",
    text="Qui peut entrer : inviter, fermer, dépanner un téléphone perdu.",
    allow=may_open_accounts,
    order=30,
)

for _register in (COMMUNES, SITES, PEOPLE):
    imports.offer(_register)

navigation.register_work(
    "Communes",
    "Importer un tableau",
    "tables:import_list",
    text="Communes, lieux, personnes, articles : depuis Excel, chaque ligne montrée avant d’être gardée.",
    allow=is_manager,
    order=60,
)


@registry.due
def confirmations(user: User, *, at: datetime) -> registry.Told[registry.Due]:
    """Once a year, in January, a town hall reads its own sheet; at once when it never did."""
    acting, today = user.acting, paris_date(at)
    if acting is None or acting.team or not acting.communes:
        return
    (communes,) = yield registry.Asked(
        Commune.objects.filter(pk__in=acting.communes).defer("outline")
    )
    for commune in communes:
        wanted = confirmation_wanted(commune.confirmed_on, today)
        if wanted is None:
            continue
        said = commune.confirmed_on
        yield registry.Due(
            on=end_of_day(wanted),
            title=f"La fiche {of(commune.name)} est-elle exacte\u202f?",
            text=f"Adresse, heures d’ouverture, bâtiments et personnes{NBSP}: "
            + (
                f"vous l’avez relue le {day_in_words(said, year=True)}."
                if said
                else "relisez-la une fois."
            ),
            url=reverse("communes:commune_detail", args=[commune.insee]),
            button="Relire la fiche",
            minutes=2,
            commune=commune.name,
        )


@registry.due
def needs_to_study(user: User, *, at: datetime) -> registry.Told[registry.Due]:
    """What communes noted and nobody has looked at: the manager says what becomes of it."""
    if not is_manager(user):
        return
    waiting = Need.objects.filter(state=NeedState.TO_STUDY)
    [[found]] = yield registry.Asked(
        totals(waiting, number=Count("pk"), since=Min("said_at"), by=Min("wanted_by"))
    )
    if found["number"]:
        yield registry.Due(
            on=end_of_day(found["by"] or paris_date(at)),
            title=f"{count(found['number'], 'besoin')} à étudier",
            text=f"Le plus ancien est noté depuis le {day_in_words(paris_date(found['since']))}.",
            url=reverse("needs:need_board"),
            button="Voir les besoins",
            minutes=2 * min(found["number"], 15),
        )


@registry.due
def accounts_to_open(user: User, *, at: datetime) -> registry.Told[registry.Due]:
    """The first person of a new portal is told how the others come in."""
    if not may_open_accounts(user):
        return
    others = Person.objects.filter(user__is_active=True).exclude(user=user)
    (some,) = yield registry.Asked(HowMany(others[:1]))
    if not some:
        yield registry.Due(
            on=end_of_day(paris_date(at)),
            title="Ouvrez le portail à vos collègues",
            text="Personne d’autre que vous ne peut encore entrer. Inscrivez chaque personne avec"
            " sa fonction et son adresse, puis invitez-la.",
            url=reverse("communes:account_list"),
            button="Voir les comptes",
            minutes=5,
        )


@registry.search
def communes_found(user: User, query: str, *, limit: int) -> registry.Told[registry.Hit]:
    if not is_anyone(user):
        return
    communes = Commune.objects.visible_to(user).defer("outline")
    for commune in (yield from _best(communes_like(communes, query), limit)):
        yield registry.Hit(
            kind="Commune",
            title=commune.name,
            text=" · ".join(filter(None, [commune.phone, commune.address])),
            url=_sheet(commune),
            rank=commune.rank,
        )


@registry.search
def people_found(user: User, query: str, *, limit: int) -> registry.Told[registry.Hit]:
    if not is_anyone(user):
        return
    for person in (yield from _best(people_like(user, query), limit)):
        held = person.held
        yield registry.Hit(
            kind="Personne",
            title=str(person),
            text=sentence(join([_function(position) for position in held])),
            url=_sheet(held[0].commune) if held and held[0].commune else _list(),
            rank=person.rank,
        )


@registry.search
def sites_found(user: User, query: str, *, limit: int) -> registry.Told[registry.Hit]:
    if not is_anyone(user):
        return
    for site in (yield from _best(sites_like(user, query), limit)):
        yield registry.Hit(
            kind="Lieu",
            title=f"{site.name}, {site.commune}",
            text=site.address,
            url=_sheet(site.commune),
            rank=site.rank - 1,
        )


@registry.figures
def inhabitants(
    user: User, commune_ids: Iterable[int], *, at: datetime
) -> registry.Told[tuple[int, registry.Figure]]:
    """The latest population known, never without its year."""
    rows = Population.objects.filter(commune_id__in=list(commune_ids)).order_by(
        "commune_id", "-vintage"
    )
    (latest,) = yield registry.Asked(rows.distinct("commune_id"))
    for row in latest:
        yield (
            row.commune_id,
            registry.Figure(
                label=INHABITANTS,
                value=decimal_number(row.count),
                note=f"population {row.vintage}",
            ),
        )


def _best(found: Found[Any], limit: int) -> Generator[registry.Asked, Any, list[Any]]:
    """The rows that are written so; when there are none, those that come nearest."""
    (written,) = yield registry.Asked(found.written[:limit])
    if written:
        return list(written)
    (alike,) = yield registry.Asked(found.alike[:limit])
    return near_the_best(alike)


def _sheet(commune: Commune) -> str:
    return reverse("communes:commune_detail", args=[commune.insee])


def _list() -> str:
    return reverse("communes:commune_list")


def _function(position: Position) -> str:
    role = position.title or position.get_role_display()
    return f"{role} {of(position.commune.name)}" if position.commune else role


def _told(sentences: str) -> Callable[[Entry], registry.Story]:
    def tell(entry: Entry) -> registry.Story:
        text = sentences.format(
            thing=entry.subject_label, what=join(entry.details.get("changed", []))
        )
        return registry.Story(text=text)

    return tell


for _type, _verb, _sentence in (
    ("communes.commune", "change_town_hall", "La fiche de {thing} est à jour : {what}."),
    (
        "communes.commune",
        "confirm_town_hall",
        "La mairie a relu la fiche de {thing} : tout est exact.",
    ),
    ("communes.site", "add_site", "Un lieu de plus est inscrit : {thing}."),
    ("communes.site", "change_site", "La fiche d’un lieu est à jour : {thing}."),
    ("communes.site", "retire_site", "Un lieu est mis hors service : {thing}."),
    ("communes.site", "restore_site", "Un lieu est remis en service : {thing}."),
    ("communes.position", "add_position", "Une personne est inscrite : {thing}."),
    ("communes.position", "end_position", "Une fonction prend fin : {thing}."),
    ("communes.position", "resume_position", "Une fonction continue : {thing}."),
    ("communes.position", "add_absence", "Une absence est notée : {thing}."),
    ("communes.position", "end_absence", "Un retour est noté : {thing}."),
    ("communes.mailbox", "add_mailbox", "Une adresse de courrier est inscrite : {thing}."),
    ("communes.mailbox", "close_mailbox", "Une adresse de courrier est fermée : {thing}."),
):
    registry.story(_type, _verb)(_told(_sentence))


@registry.figures
def needs_open(
    user: User, commune_ids: Iterable[int], *, at: datetime
) -> registry.Told[tuple[int, registry.Figure]]:
    """How many needs of each commune have no suite yet: none is 0, for who may see them."""
    seen = user.acting.commune_ids & set(commune_ids) if user.acting else frozenset[int]()
    open_ones = Need.objects.visible_to(user).open().filter(commune_id__in=seen)
    (rows,) = yield registry.Asked(
        open_ones.order_by().values_list("commune_id").annotate(Count("pk"))
    )
    counted = dict(rows)
    for commune_id in seen:
        number = counted.get(commune_id, 0)
        yield (
            commune_id,
            registry.Figure(label="Besoins notés", value=str(number), note="en attente"),
        )


def _need_told(entry: Entry) -> registry.Story:
    label, outcome = entry.subject_label, entry.details.get("outcome", "")
    verb = NEED_FLOW.transitions.get(entry.verb)
    said = NeedState(verb.target).label if verb else "noté"
    return registry.Story(
        text=f"Besoin « {label} » : {said}." + (f" {outcome}" if outcome else "")
    )


for _verb in ("say_need", *NEED_FLOW.transitions):
    registry.story("communes.need", _verb)(_need_told)
