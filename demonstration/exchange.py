"""Questions that secretaries ask each other, what they answer, who knows what, and two practice sheets."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from communes.models import Position
from communes.states import Role
from portal.accounts.models import User
from portal.lib.calendar import add_working_days
from portal.lib.dates import PARIS, paris_date
from training.domain import answers, questions
from training.domain.answers import Answered
from training.domain.questions import Asked
from training.domain.sheets import Written, edit_sheet, publish_sheet, sheet_from_question
from training.domain.skills import offer_skills
from training.models import Theme

if TYPE_CHECKING:
    from training.models import Question

THEMES = (
    "État civil", "Élections", "Cimetière", "Budget et comptabilité", "Urbanisme", "Conseil et actes",
    "Personnel", "Écoles et périscolaire",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One question. `days`: working days ago; `replies`: (commune, words), the team's where it is empty."""

    insee: str
    theme: str
    title: str
    days: int
    text: str = ""
    shown: bool = True
    replies: tuple[tuple[str, str], ...] = ()
    right: int | None = None
    same: tuple[str, ...] = field(default=())


STORY = (
    Told(
        insee="57080",
        theme="Cimetière",
        title="Concession échue depuis trois ans : peut-on la reprendre ?",
        text="La famille ne s’est pas manifestée. La concession de trente ans a fini il y a trois ans.",
        days=60,
        replies=(
            (
                "57086",
                (
                    "Oui, si personne ne renouvelle : la famille a deux ans après l’échéance pour le faire.\n"
                    "Prévenez-la tout de même par lettre et par un avis au cimetière."
                ),
            ),
            (
                "",
                (
                    "1. Vérifier l’échéance sur l’acte de concession\n"
                    "2. Chercher le concessionnaire ou ses héritiers, leur écrire, afficher un avis à la tombe\n"
                    "3. Attendre deux ans révolus après l’échéance : jusque-là le renouvellement est de droit\n"
                    "4. Prendre un arrêté de reprise et le notifier ou l’afficher\n"
                    "5. Déposer les restes à l’ossuaire, tenir le registre"
                ),
            ),
        ),
        right=1,
        same=("57630", "57635"),
    ),
    Told(
        insee="57630",
        theme="Élections",
        title="Procuration : le mandataire doit-il voter dans la même commune ?",
        days=44,
        replies=(
            (
                "",
                (
                    "Non. Depuis le 1er janvier 2022, le mandataire peut être inscrit dans une autre commune.\n"
                    "Il vient en revanche voter au bureau de celui qui lui donne procuration."
                ),
            ),
        ),
        right=0,
        same=("57086",),
    ),
    Told(
        insee="57086",
        theme="Budget et comptabilité",
        title="M57 abrégée : devons-nous adopter un règlement budgétaire ?",
        text="Nous avons moins de 3 500 habitants et le nouveau logiciel nous le réclame.",
        days=30,
        replies=(
            (
                "57080",
                (
                    "Chez nous le conseiller aux décideurs locaux a répondu que ce n’était pas obligatoire"
                    " sous 3 500 habitants. Demandez-lui confirmation par écrit."
                ),
            ),
        ),
        same=("57635", "57216", "57630"),
    ),
    Told(
        insee="57635",
        theme="État civil",
        title="Carte d’identité d’un mineur de parents séparés : qui signe ?",
        days=22,
        replies=(
            (
                "57630",
                (
                    "Un seul parent qui exerce l’autorité parentale suffit. En garde alternée, demandez aussi"
                    " le justificatif de domicile de l’autre : les deux adresses peuvent figurer."
                ),
            ),
        ),
        right=0,
    ),
    Told(
        insee="57216",
        theme="Conseil et actes",
        title="Délai pour envoyer la convocation du conseil municipal ?",
        text="Moins de 3 500 habitants. Le maire voudrait réunir le conseil mardi.",
        days=18,
        replies=(
            (
                "57086",
                (
                    "Trois jours francs sous 3 500 habitants : ni le jour de l’envoi ni celui de la séance"
                    " ne comptent. En urgence le maire peut abréger, jamais sous un jour franc."
                ),
            ),
        ),
        right=0,
        same=("57080",),
    ),
    Told(
        insee="57630",
        theme="Écoles et périscolaire",
        title="Cantine : peut-on refuser un enfant faute de place ?",
        text="Le service est plein deux jours sur quatre.",
        days=15,
        replies=(
            (
                "57635",
                (
                    "Quand le service existe, l’inscription est un droit pour tous les enfants scolarisés"
                    " (code de l’éducation, L. 131-13). Le Conseil d’État admet pourtant un refus quand la capacité"
                    " est atteinte (22 mars 2021, n° 429361). Nous avons ouvert un second service à 12 h 45."
                ),
            ),
        ),
        same=("57086", "57216"),
    ),
    Told(
        insee="57086",
        theme="Personnel",
        title="Heures complémentaires d’une secrétaire à temps non complet : comment les payer ?",
        days=12,
        shown=False,
        replies=(
            (
                "57080",
                (
                    "Jusqu’à 35 heures ce sont des heures complémentaires, au taux normal sauf délibération"
                    " qui les majore. Au-delà, des heures supplémentaires."
                    " Le centre de gestion a un modèle de délibération."
                ),
            ),
        ),
    ),
    Told(
        insee="57080",
        theme="Urbanisme",
        title="Certificat d’urbanisme : où déposer le dossier reçu par courriel ?",
        days=9,
        replies=(
            (
                "",
                (
                    "Un courriel n’est un dépôt que si la commune l’a choisi et publié comme téléprocédure."
                    " Sinon, renvoyez vers le guichet en ligne ou le papier, par écrit et le jour même."
                ),
            ),
        ),
        same=("57635",),
    ),
    Told(
        insee="57635",
        theme="Élections",
        title="Commission de contrôle : que faire si un conseiller refuse d’y siéger ?",
        text="Une seule liste au conseil. Le premier du tableau ne veut pas.",
        days=6,
        same=("57080", "57216"),
    ),
    Told(
        insee="57216",
        theme="État civil",
        title="Mention de divorce reçue de l’étranger : à qui la transmettre ?",
        days=4,
        shown=False,
    ),
    Told(
        insee="57086",
        theme="Cimetière",
        title="Scellement d’une urne sur un monument : quelle autorisation ?",
        days=1,
    ),
    Told(
        insee="57630",
        theme="Budget et comptabilité",
        title="Carte d’achat pour les petites dépenses : quelqu’un l’utilise ?",
        days=1,
        replies=(
            (
                "57216",
                "Oui, depuis un an. Appelez-moi, je vous montre le contrat et la délibération.",
            ),
        ),
    ),
)
HELP = (
    ("57080", ("Cimetière", "Budget et comptabilité"), "par téléphone, le mardi matin"),
    ("57086", ("Conseil et actes", "Cimetière"), ""),
    ("57630", ("Élections", "État civil"), "j’ai tenu le bureau vingt ans"),
    ("57635", ("Écoles et périscolaire",), ""),
    ("57173", ("Urbanisme", "Élections"), "après 14 h"),
)
TEXTS = {
    0: (
        "CGCT, art. L. 2223-15 : renouvellement et reprise des concessions temporaires\n"
        "CGCT, art. L. 2223-4 : ossuaire\n"
        "Conseil d’État, 11 mars 2020, n° 436693 : prévenir le concessionnaire de l’échéance"
    ),
    1: "Code électoral, art. L. 72 et R. 72 et suivants",
}


def load_exchange(*, at: datetime) -> None:
    manager = User.objects.get(email="gestion@example.org")
    for rank, name in enumerate(THEMES, 1):
        Theme.objects.get_or_create(name=name, defaults={"position": rank})
    asked = {
        rank: _ask(told, manager, at=at) for rank, told in enumerate(STORY) if _serves(told.insee)
    }
    for insee, names, word in HELP:
        if holder := _serves(insee):
            words = dict.fromkeys(_themes(names), word)
            offer_skills(_commune(holder), words, by=_user(holder), at=at - timedelta(days=40))
    for rank, texts in TEXTS.items():
        if rank in asked:
            _sheet(asked[rank], texts, manager, days=350 if rank else 20, at=at)
    answers.tell_answers(at=at)


def _ask(told: Told, manager: User, *, at: datetime) -> Question:
    asker = _serves(told.insee)
    assert asker is not None
    when = _hour(told.days, 10, at=at)
    given = Asked(
        theme_id=_themes((told.theme,))[0], title=told.title, text=told.text, shown=told.shown
    )
    question = questions.ask(_commune(asker), given, by=_user(asker), at=when)
    rows = [
        _reply(question, insee, words, manager, at=when + timedelta(hours=2 + rank))
        for rank, (insee, words) in enumerate(told.replies)
    ]
    if told.right is not None:
        answers.accept(rows[told.right], by=_user(asker), at=when + timedelta(hours=5))
    for insee in told.same:
        voter = _serves(insee)
        if voter and _user(voter) != _user(asker):
            questions.say_same(question.pk, _commune(voter), by=_user(voter), at=when)
    return question


def _reply(question: Question, insee: str, words: str, manager: User, *, at: datetime) -> int:
    holder = _serves(insee) if insee else None
    by = _user(holder) if holder else manager
    commune_id = _commune(holder) if holder else None
    return answers.answer(question.pk, commune_id, Answered(text=words), by=by, at=at).pk


def _sheet(question: Question, texts: str, manager: User, *, days: int, at: datetime) -> None:
    """From the validated answer, with its texts, to be read again in so many days."""
    when = question.asked_at + timedelta(days=1)
    sheet = sheet_from_question(question.pk, by=manager, at=when)
    written = Written(
        theme_id=sheet.theme_id,
        title=sheet.title.partition(" :")[0],
        body=sheet.body,
        references=texts,
        review_by=paris_date(at) + timedelta(days=days),
    )
    edit_sheet(sheet.pk, written, by=manager, at=when)
    publish_sheet(sheet.pk, by=manager, at=when)


def _serves(insee: str) -> Position | None:
    """The secretary of that town hall, where the demonstration has it."""
    rows = Position.objects.filter(commune__insee=insee, role=Role.SECRETARY, ended_on=None)
    return rows.exclude(person__user=None).select_related("person__user").first()


def _user(position: Position) -> User:
    assert position.person.user is not None
    return position.person.user


def _commune(position: Position) -> int:
    assert position.commune_id is not None
    return position.commune_id


def _themes(names: tuple[str, ...]) -> list[int]:
    return [Theme.objects.get(name=name).pk for name in names]


def _hour(days: int, hour: int, *, at: datetime) -> datetime:
    day = add_working_days(paris_date(at), -days, good_friday=True)
    return datetime.combine(day, time(hour), tzinfo=PARIS)
