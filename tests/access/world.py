"""Two communes with the same full data, side by side: ours, and a foreign one whose every text is a canary."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from allauth.usersessions.models import UserSession
from django.core.files.base import ContentFile

from communes.domain.accounts import hash_of
from communes.models import Absence, Invitation, Population
from communes.states import Role
from itsupport.models import (
    Agreement,
    Audit,
    AuditAnswer,
    AuditEvidence,
    DeliveryLine,
    Quote,
    QuoteLine,
)
from portal.documents.models import Batch, Document
from portal.journal.models import Entry
from portal.mail.models import DigestItem, OutboxEmail
from purchasing.domain import answers, framework
from purchasing.domain.campaigns import close_campaign, open_campaign
from purchasing.domain.consolidation import lock_need, revise_need
from purchasing.domain.drafts import Draft, create_campaign
from purchasing.domain.lines import Cell
from purchasing.models import (
    Adhesion,
    Campaign,
    Contact,
    Convention,
    Extinguisher,
    GatheredNeed,
    LotItem,
    NeedLine,
    NeedRevision,
    ReferencePrice,
    Threshold,
    VatRate,
)
from purchasing.queries.links import link_token
from purchasing.states import AssetRule, Channel, ExtinguisherKind, LegalBasis
from tests import factories
from tests.access.canaries import OWN, PURCHASE, Canaries, models_of_a_commune
from tests.access.furniture import FURNISHERS, exchange, training_closing
from tests.access.furniture.desk import share
from tests.conftest import NOON
from training.models import Certificate, Presence

LAST_YEAR = NOON - dt.timedelta(days=300)
TEAM = {
    "manager": Role.MANAGER,
    "it_agent": Role.IT_AGENT,
    "trainer": Role.TRAINER,
    "reader": Role.READER,
    "administrator": Role.ADMINISTRATOR,
}
HALL = {"secretary": Role.SECRETARY, "mayor": Role.MAYOR, "elected": Role.COUNCILLOR}
ROLES = ("anonymous", *HALL, *TEAM)
"""Those who ask: nobody, three people of our commune, and those of the group."""


@dataclass
class Side:
    """One commune and all that it has; `things` names what an address may ask for."""

    commune: object
    things: dict = field(default_factory=dict)

    def __getattr__(self, name):
        try:
            return self.things[name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass
class World:
    own: Side
    foreign: Side
    users: dict
    canaries: Canaries
    shared: dict
    """What belongs to no commune: campaigns, lots, the convention."""
    last_mail: int


def build_world():
    """A year of the portal in two communes: last year's purchase, this year's, a draft, one for each alone."""
    canaries = Canaries()
    epci = factories.EpciFactory()
    users = {
        name: factories.PositionFactory(commune=None, role=role).person.user
        for name, role in TEAM.items()
    }
    own, foreign = (_hall(epci, n) for n in (1, 2))
    users |= {name: own.things[name].person.user for name in HALL}
    for side in (own, foreign):
        for furnish in FURNISHERS:
            furnish(side, users)
    _mark_all(canaries, foreign)
    shared = _buy(own, foreign, users["manager"], canaries)
    shared["epci"] = factories.EpciFactory()
    shared |= share(users) | exchange.share(users)
    shared["grid"] = own.audit.template
    shared["question"] = shared["grid"].questions.earliest("pk")
    for side in (own, foreign):
        word = canaries.word("an entry of the journal") if side is foreign else "un mot"
        _papers(side, users["manager"], word)
    _mark_all(canaries, foreign)
    for side in (own, foreign):
        training_closing.close(side)
        side.things["link"] = link_token(side.answer)
    _forge(own, foreign)
    last_mail = OutboxEmail.objects.latest("pk").pk
    return World(own, foreign, users, canaries, shared, last_mail)


def _hall(epci, number):
    """The town hall: its people, places, addresses, needs, register."""
    commune = factories.CommuneFactory(name=f"Aulnoy-le-{number}", note="à savoir")
    factories.MembershipFactory(epci=epci, commune=commune)
    Population.objects.create(commune=commune, vintage=2023, count=180 + number)
    things = {
        name: factories.PositionFactory(commune=commune, role=role) for name, role in HALL.items()
    }
    person = factories.PersonFactory(user=None, first_name="Luc", last_name="Ar", email="luc@x.fr")
    agent = factories.PositionFactory(commune=commune, role=Role.TECHNICIAN, person=person)
    leaver = factories.PositionFactory(
        commune=commune, role=Role.DEPUTY, ended_on=NOON.date() + dt.timedelta(days=30)
    )
    away = (NOON.date() - dt.timedelta(days=2), NOON.date() + dt.timedelta(days=9))
    site = factories.SiteFactory(commune=commune, name="Mairie")
    invitation = Invitation.objects.create(
        person=person,
        email=person.email,
        token_hash=hash_of(f"secret-{number}"),
        invited_at=NOON,
        expires_at=NOON + dt.timedelta(days=7),
    )
    things |= {
        "commune": commune,
        "person": person,
        "user": things["mayor"].person.user,
        "position": agent,
        "ending": leaver,
        "absence": Absence.objects.create(
            position=agent, period=away, replaced_by=things["secretary"].person, note="congé"
        ),
        "site": site,
        "room": factories.SiteFactory(commune=commune, name="Salle", kind="hall"),
        "mailbox": factories.MailboxFactory(commune=commune),
        "own_mailbox": factories.MailboxFactory(
            commune=commune, shared=False, person=things["secretary"].person
        ),
        "need": factories.NeedFactory(commune=commune, outcome="vu"),
        "gathered": factories.NeedFactory(commune=commune),
        "invitation": f"secret-{number}",
        "invited": invitation,
        "session": UserSession.objects.create(
            user=things["secretary"].person.user,
            ip="127.0.0.1",
            user_agent="x",
            session_key=f"session-{number}",
        ),
        "device": _device(commune, site, "E001"),
        "retired": _device(commune, site, "E002", retired_on=NOON.date()),
    }
    return Side(commune, things)


def _device(commune, site, number, **more):
    return Extinguisher.objects.create(
        commune=commune,
        site=site,
        number=number,
        kind=ExtinguisherKind.WATER,
        made_in=2019,
        **more,
    )


def _mark_all(canaries, side):
    """Every row of the commune: those of its tables, its people, what hangs from them."""
    canaries.mark(side.commune)
    for model, path in models_of_a_commune().items():
        if not _append_only(model):
            for row in model._base_manager.filter(**{path: side.commune.pk}):
                if not _given(row):
                    canaries.mark(row)
    for name in ("secretary", "mayor", "elected", "position", "ending"):
        person = side.things[name].person
        canaries.mark(person)
        if person.user:
            canaries.mark(person.user)
    canaries.mark(side.absence)
    canaries.mark(side.invited)
    for thing in side.things.values():
        if hasattr(thing, "refresh_from_db"):
            thing.refresh_from_db()


def _append_only(model):
    written_once = {Entry, NeedRevision, Quote, QuoteLine, Agreement, DeliveryLine, AuditAnswer}
    return model in written_once or model.__name__.endswith("Event")


def _given(row):
    """What the database keeps as it was given: its furnisher wrote the words."""
    if isinstance(row, Presence | Certificate):
        return True
    audit = row.audit if isinstance(row, AuditEvidence) else row
    return isinstance(audit, Audit) and audit.is_given


def _buy(own, foreign, manager, canaries):
    """Last year's purchase locked, this year's open, one in preparation, one for each commune alone."""
    convention = Convention.objects.create(
        title="Groupement permanent",
        coordinator=factories.EpciFactory(ours=False),
        legal_basis=LegalBasis.GROUPING,
        scope=Convention.Scope.SIGNATURE,
    )
    for side in (own, foreign):
        side.things["adhesion"] = Adhesion.objects.create(
            convention=convention, commune=side.commune
        )
    items = _catalogue()
    last = _campaign("Extincteurs 2026", items, manager, convention, at=LAST_YEAR)
    for side, figure in ((own, 12), (foreign, 48611)):
        answer = _answer(side, last, manager, figure, at=LAST_YEAR)
        answers.submit(answer.pk, by=manager, at=LAST_YEAR)
        side.things["last_answer"] = answer
    close_campaign(last.pk, by=manager, at=LAST_YEAR + dt.timedelta(days=20))
    lock_need(last.pk, by=manager, at=LAST_YEAR + dt.timedelta(days=21))
    for side in (own, foreign):
        line = NeedLine.objects.filter(participation=side.last_answer).earliest("pk")
        why = canaries.word("the why of a revision", OWN) if side is foreign else "oubli"
        revise_need(
            line.pk, quantity=line.quantity + 1, why=why, by=manager, at=NOON - dt.timedelta(9)
        )
        side.things |= {"last_line": line, "last_item": line.lot_item}
    running = _campaign("Extincteurs 2027", items, manager, convention, previous=last)
    for side, figure in ((own, 13), (foreign, 48623)):
        answer = _answer(side, running, manager, figure, at=NOON - dt.timedelta(days=3))
        side.things |= {"answer": answer, "line": answer.lines.earliest("pk")}
    draft = create_campaign(Draft(title="Matériel"), by=manager, at=NOON)
    lot = factories.LotFactory(campaign=draft)
    factories.LotItemFactory(lot=lot, item=items[0])
    GatheredNeed.objects.bulk_create(
        GatheredNeed(campaign=draft, need=side.gathered) for side in (own, foreign)
    )
    for side, other in ((own, foreign), (foreign, own)):
        title = canaries.word("a purchase", PURCHASE) if side is foreign else "Sel"
        side.things["alone"] = _campaign(
            title, items, manager, convention, left_out=[other.commune.pk]
        )
        _lone_answer(side, manager)
    return {
        "last": last,
        "running": running,
        "draft": draft,
        "lot": lot,
        "convention": convention,
        "item": items[0],
        "family": items[0].family,
        "threshold": Threshold.objects.earliest("pk"),
        "vat_rate": VatRate.objects.earliest("pk"),
    }


def _catalogue():
    return [
        factories.ItemFactory(label=label, asset_rule=rule)
        for label, rule in (("Vérification", AssetRule.ANNUAL_CHECK), ("Panneau", ""))
    ]


def _campaign(title, items, manager, convention, *, at=None, previous=None, left_out=()):
    """Prepared and opened."""
    at = at or NOON - dt.timedelta(days=8)
    campaign = factories.CampaignFactory(
        title=title,
        question=title,
        purpose=title,
        convention=convention,
        previous=previous,
        left_out=list(left_out),
        declare_by=at + dt.timedelta(days=35),
    )
    lot = factories.LotFactory(campaign=campaign, number=1, title=title)
    for position, item in enumerate(items):
        factories.LotItemFactory(lot=lot, item=item, position=position, asset_rule=item.asset_rule)
    open_campaign(campaign.pk, by=manager, at=at)
    return Campaign.objects.get(pk=campaign.pk)


def _answer(side, campaign, by, figure, *, at):
    """A figure in two buildings for each item, not sent yet; somebody called."""
    answer = campaign.participations.get(commune=side.commune)
    cells = tuple(
        Cell(lot_item_id=item.pk, site_id=site.pk, quantity=Decimal(figure))
        for item in LotItem.objects.filter(lot__campaign=campaign)
        for site in (side.site, side.room)
    )
    answers.save_draft(
        answer.pk,
        answers.Draft(cells=cells, word="un mot"),
        by=side.secretary.person.user,
        at=at,
        channel=Channel.WEB,
        answered_as=f"{side.secretary.person}",
    )
    Contact.objects.create(
        participation=answer, commune=side.commune, at=at, by=by, means="call", who="x", note="x"
    )
    answer.refresh_from_db()
    return answer


def _lone_answer(side, manager):
    answer = side.alone.participations.get()
    answers.need_nothing(answer.pk, by=side.secretary.person.user, at=NOON - dt.timedelta(days=1))
    side.things["lone_answer"] = answer


def _papers(side, manager, word):
    """What waits in the portal's cellar: documents, mails, reminders, the journal, a price."""
    pk = side.commune.pk
    batch = Batch.objects.create(title="Délibérations", commune_id=pk, asked_at=NOON)
    Entry.objects.create(
        at=NOON,
        by=manager,
        verb="say",
        subject_type="communes.need",
        subject_id=side.need.pk,
        subject_label=word,
        commune_id=pk,
        details={"outcome": word, "label": word},
    )
    deliberation = framework.ask_deliberation(side.adhesion.pk, by=manager, at=NOON)
    Document.objects.filter(pk=deliberation.pk).update(batch=batch)
    receipt = Document.objects.filter(commune_id=pk).exclude(pk=deliberation.pk).earliest("pk")
    receipt.file.save("recu.pdf", ContentFile(f"%PDF {word}".encode()), save=False)
    receipt.rendered_at, receipt.sha256, receipt.batch = NOON, "0" * 64, batch
    receipt.save()
    mail = OutboxEmail.objects.filter(commune_id=pk).earliest("pk")
    OutboxEmail.objects.filter(pk=mail.pk).update(attachments=[{"name": word}])
    notices = Document.objects.filter(kind="purchasing.campaign_notice")
    DigestItem.objects.create(
        key=f"reminder:{pk}",
        kind="purchasing.reminder",
        subject_id=side.answer.pk,
        commune_id=pk,
        to=side.mailbox.email,
        day=NOON.date(),
        title="Rappel",
        text="Rappel",
    )
    ReferencePrice.objects.create(
        item=LotItem.objects.earliest("pk").item,
        commune_id=pk,
        price="9.99",
        source="quote",
        source_label="devis",
        dated_on=NOON.date(),
    )
    side.things |= {
        "deliberation": deliberation,
        "document": receipt,
        "batch": batch,
        "mail": mail,
        "notice": notices.get(subject_id=side.answer.campaign_id),
        "lone_notice": notices.get(subject_id=side.alone.pk),
    }


SIGNED = (
    "link", "ticket_link", "approval_link", "visa_link", "feed_link", "trainer_link", "sign_code",
)  # fmt: skip


def _forge(own, foreign):
    """What somebody without the foreign link would try: its numbers under our own signature."""
    foreign.things["true_link"] = foreign.link
    for name in SIGNED:
        claims = foreign.things[name].rpartition(".")[0]
        foreign.things[name] = f"{claims}.{own.things[name].rpartition('.')[2]}"
    foreign.things["invitation"] = "guessed"
