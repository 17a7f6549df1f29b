"""A list asks the database as many questions for thirty rows as for one, whoever looks at it."""

import datetime as dt

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.pages.walk import names
from bench.pages.weigh import is_question
from communes.models import Absence
from communes.states import Role
from itsupport.domain.agents import make_token, receive
from itsupport.inventory import read
from itsupport.models import Audit, AuditAction, AuditTemplate, Licence
from portal.documents.models import Batch
from portal.home import registry
from portal.journal.models import Entry
from portal.mail.models import OutboxEmail
from purchasing.models import Adhesion, Convention, ReferencePrice, Threshold, VatRate
from purchasing.states import LegalBasis
from tests import factories
from tests.itsupport import lists as it_lists
from tests.itsupport.machines import xml
from tests.purchasing.town import ExtinguisherFactory
from tests.training import (
    closing_lists,
    detail_lists,
    exchange_lists,
    lists as training_lists,
    wish_lists,
)
from tests.training.exchange import ask
from tests.training.factories import SessionFactory, ThemeFactory
from tests.training.wishing import campaign as needs_campaign, course

pytestmark = pytest.mark.django_db
FEW, MANY = 2, 28
MOST = 8
"""Questions of a page, whatever its rows: session, user, positions, wall, and four of its own."""
TEAM, DESK, TOWN_HALL = "team", "desk", "town hall"
NOON = dt.datetime(2026, 11, 10, 11, tzinfo=dt.UTC)
DAY = dt.date(2026, 1, 1)


class Scene:
    """The people who look, and the things that lists hang on."""

    def __init__(self):
        self.epci = factories.EpciFactory()
        self.hers = factories.SecretaryFactory()
        self.commune = self.hers.commune
        factories.MembershipFactory(commune=self.commune, epci=self.epci)
        self.site = factories.SiteFactory(commune=self.commune)
        self.people = {
            TEAM: factories.ManagerFactory().person.user,
            TOWN_HALL: self.hers.person.user,
            DESK: factories.PositionFactory(commune=None, role=Role.IT_AGENT).person.user,
        }
        self.campaign = factories.CampaignFactory(open=True, title="Extincteurs 2027")
        self.lot = factories.LotFactory(campaign=self.campaign)
        self.item = factories.LotItemFactory(lot=self.lot)
        self.convention = self.add_convention()
        self.batch = Batch.objects.create(title="Dossier", asked_at=NOON)
        self.ticket = factories.TicketFactory(commune=self.commune, site=self.site)
        self.training_session = SessionFactory(needs_approval=True)
        self.needs_campaign = needs_campaign()
        self.presence_session = SessionFactory(maximum=80)
        self.question = ask(self.hers)
        self.wished_course = course(ThemeFactory())

    def add_convention(self):
        return Convention.objects.create(
            title="Groupement",
            coordinator=self.epci,
            legal_basis=LegalBasis.GROUPING,
            scope=Convention.Scope.SIGNATURE,
            in_force_on=DAY,
        )


def add_machine(scene):
    asset = factories.AssetFactory(commune=scene.commune, site=scene.site)
    asset.software.create(commune=scene.commune, name="Paie", seen_at=NOON)
    Licence.objects.create(commune=scene.commune, product="Paie")


def add_doubt(scene):
    asset = factories.AssetFactory(commune=scene.commune, site=scene.site)
    made = make_token(scene.commune.pk, by=None, at=NOON)
    found = read(xml(name=f"PC-{asset.pk}"))
    report = receive(made.token, found, at=NOON)
    type(report).objects.filter(pk=report.pk).update(state="doubt", candidates=[asset.pk])


def add_member(scene):
    """A commune of the territory, as it lives: people, addresses, buildings, an account."""
    membership = factories.MembershipFactory(epci=scene.epci)
    commune = membership.commune
    factories.SecretaryFactory(commune=commune)
    factories.PositionFactory(commune=commune, role=Role.MAYOR)
    factories.MailboxFactory(commune=commune)
    factories.SiteFactory(commune=commune)


def add_person_of_hers(scene):
    factories.PositionFactory(commune=scene.commune, role=Role.DEPUTY)
    factories.SiteFactory(commune=scene.commune)
    factories.MailboxFactory(commune=scene.commune)


def add_campaign(scene):
    campaign = factories.CampaignFactory(open=True, convention=scene.convention)
    factories.LotItemFactory(lot=factories.LotFactory(campaign=campaign))
    factories.ParticipationFactory(campaign=campaign, commune=scene.commune)


def add_silence(scene):
    factories.ParticipationFactory(campaign=scene.campaign)


def add_answer(scene):
    answer = factories.ParticipationFactory(
        campaign=scene.campaign,
        state="submitted",
        answered_at=NOON,
        answered_by=scene.people[TOWN_HALL],
        channel="web",
    )
    factories.NeedLineFactory(participation=answer, lot_item=scene.item)
    factories.ContactFactory(participation=answer, by=scene.people[TEAM])


def add_adhesion(scene):
    Adhesion.objects.create(convention=scene.convention, commune=factories.CommuneFactory())


def add_adhesion_of_hers(scene):
    Adhesion.objects.create(convention=scene.add_convention(), commune=scene.commune)


def add_mail(scene):
    number = OutboxEmail.objects.count()
    OutboxEmail.objects.create(
        key=str(number),
        kind="purchasing.campaign_opened",
        commune_id=scene.commune.pk,
        to="mairie@example.org",
        subject="Extincteurs 2027",
        text="Bonjour",
        message_id=f"<{number}@example.org>",
        document=factories.DocumentFactory(),
        written_at=NOON,
        send_after=NOON,
    )


def add_entry(scene):
    """A fact that is told as a story; each time, of the next kind."""
    told = sorted(registry.STORIES)
    subject_type, verb = told[Entry.objects.count() % len(told)]
    Entry.objects.create(
        at=NOON,
        by=factories.UserFactory(),
        verb=verb,
        subject_type=subject_type,
        subject_id=1,
        subject_label="Extincteurs 2027",
        commune_id=scene.commune.pk,
    )


def add_need(scene):
    factories.NeedFactory(commune=scene.commune)


def add_device(scene):
    ExtinguisherFactory(commune=scene.commune, site=scene.site)


def add_document(scene):
    factories.DocumentFactory(batch=scene.batch, asked_by=scene.people[TEAM])


def add_paper(scene):
    """A notice, and the annexes of all communes asked for together."""
    about = {"subject_id": scene.campaign.pk, "asked_by": scene.people[TEAM]}
    factories.DocumentFactory(kind="purchasing.campaign_notice", **about)
    batch = Batch.objects.create(title="Annexes", asked_at=NOON)
    factories.DocumentFactory(kind="purchasing.need_annex", batch=batch, **about)


def add_price(_scene):
    item = factories.ItemFactory()
    ReferencePrice.objects.create(
        item=item, price="3.5", source=ReferencePrice.Source.ESTIMATE, dated_on=DAY
    )


def add_epci(_scene):
    factories.MembershipFactory(epci=factories.EpciFactory(ours=False))


def add_absence(scene):
    position = factories.SecretaryFactory(commune=factories.CommuneFactory())
    Absence.objects.create(
        position=position, period=(DAY, dt.date(2027, 1, 1)), replaced_by=scene.hers.person
    )


def add_audit(scene):
    """The audit of a member, given, with something to do."""
    commune = factories.MembershipFactory(epci=scene.epci).commune
    give_audit(scene, commune)


def add_audit_of_hers(scene):
    give_audit(scene, scene.commune)


def give_audit(scene, commune):
    template = AuditTemplate.objects.filter(frozen_at__isnull=False).latest("version")
    audit = Audit.objects.create(
        commune=commune,
        template=template,
        profile="full",
        state="delivered",
        auditor=scene.people[DESK],
        visit_on=DAY,
        headline="Une base solide",
        prepared_at=NOON,
        started_at=NOON,
        delivered_at=NOON,
    )
    AuditAction.objects.create(
        audit=audit,
        commune=commune,
        template=template,
        question=template.questions.earliest("pk"),
        title="Acheter deux disques",
        effort=1,
        proposed_at=NOON,
    )


def add_grid(_scene):
    last = AuditTemplate.objects.latest("version")
    AuditTemplate.objects.create(version=last.version + 1, made_at=NOON, frozen_at=NOON)


LISTS = [
    # who, the page, what it hangs on, one more row
    (TEAM, "admin:communes_absence_changelist", None, add_absence),
    (TEAM, "admin:communes_commune_changelist", None, add_member),
    (TEAM, "admin:communes_epci_changelist", None, add_epci),
    (TEAM, "admin:communes_person_changelist", None, add_member),
    (TEAM, "admin:communes_site_changelist", None, add_member),
    (TEAM, "admin:index", None, add_campaign),
    (TEAM, "admin:purchasing_family_changelist", None, lambda _scene: factories.FamilyFactory()),
    (TEAM, "admin:purchasing_item_changelist", None, add_price),
    (TEAM, "campaigns:campaign_documents", "campaign", add_paper),
    (TEAM, "campaigns:campaign_follow", "campaign", add_answer),
    (TEAM, "campaigns:campaign_list", None, add_campaign),
    (TEAM, "campaigns:campaign_remind", "campaign", add_silence),
    (TEAM, "campaigns:convention_detail", "convention", add_adhesion),
    (TEAM, "campaigns:convention_list", None, lambda scene: scene.add_convention()),
    (TEAM, "campaigns:campaign_create", None, add_need),
    (TEAM, "campaigns:need_detail", "campaign", add_answer),
    (TEAM, "communes:account_list", None, add_member),
    (TEAM, "communes:commune_list", None, add_member),
    (TEAM, "documents:batch_detail", "batch", add_document),
    (TEAM, "home:home", None, add_campaign),
    (TEAM, "home:home", None, add_entry),
    (TEAM, "home:journal", None, add_entry),
    (TEAM, "mail:email_list", None, add_mail),
    (TEAM, "needs:need_board", None, add_need),
    (DESK, "itsupport:asset_list", None, add_machine),
    (DESK, "itsupport:licence_list", None, add_machine),
    (DESK, "itsupport:report_list", None, add_doubt),
    (DESK, "itsupport:software_list", None, add_machine),
    (DESK, "itsupport:token_list", None, add_member),
    (DESK, "home:home", None, add_audit),
    (DESK, "itsupport:action_list", None, add_audit),
    (DESK, "itsupport:audit_list", None, add_audit),
    (DESK, "itsupport:grid_list", None, add_grid),
    (TOWN_HALL, "communes:commune_detail", "insee", add_audit_of_hers),
    (TOWN_HALL, "home:home", None, add_audit_of_hers),
    (TOWN_HALL, "itsupport:action_list", None, add_audit_of_hers),
    (TOWN_HALL, "communes:commune_detail", "insee", add_person_of_hers),
    (TOWN_HALL, "communes:commune_keep", "insee", add_person_of_hers),
    (TOWN_HALL, "communes:commune_list", None, add_member),
    (TOWN_HALL, "communes:need_list", "insee", add_need),
    (TOWN_HALL, "home:history", None, add_entry),
    (TOWN_HALL, "home:home", None, add_campaign),
    (TOWN_HALL, "purchasing:adhesion_list", None, add_adhesion_of_hers),
    (TOWN_HALL, "purchasing:answer_list", None, add_campaign),
    (TOWN_HALL, "purchasing:extinguisher_list", None, add_device),
    *it_lists.LISTS,
    *closing_lists.LISTS,
    *detail_lists.LISTS,
    *exchange_lists.LISTS,
    *training_lists.LISTS,
    *wish_lists.LISTS,
]
ALWAYS_SHORT = {(TEAM, "admin:index"), (TEAM, "home:home"), (DESK, "home:home")}
"""Pages that sum up: more rows need not show."""
MORE = {
    (TEAM, "campaigns:campaign_follow"): 9,
    (TEAM, "campaigns:campaign_remind"): 17,
    (TEAM, "campaigns:need_detail"): 11,
    (TEAM, "communes:commune_list"): 11,
    (TEAM, "mail:email_list"): 9,
    (TEAM, "trainingdesk:session_costs"): 10,
    (TEAM, "trainingdesk:session_follow"): 11,
    (TEAM, "trainingdesk:year_desk"): 24,
    (TOWN_HALL, "communes:commune_detail"): 15,
    (TOWN_HALL, "communes:commune_keep"): 9,
    (TOWN_HALL, "communes:commune_list"): 11,
    (TOWN_HALL, "purchasing:extinguisher_list"): 9,
    (TOWN_HALL, "training:question_detail"): 9,
    (TOWN_HALL, "training:session_detail"): 16,
    (TOWN_HALL, "training:year_hall"): 20,
}
"""Pages that still ask more: their number may only go down."""
NO_LIST = {
    "communes:phone_list",
    "tables:import_list",
    "training:feed_list",
    "training:opinion_list",
    "usersessions_list",
}
"""A button that asks for a PDF; the kinds of file that may be brought in; two addresses of calendars; what was
thought of the sessions of one trainer; the few devices of one person."""
SHORT_FOR_EVER = {Threshold, VatRate}
"""Registers whose rows the law fixes."""


def address(scene, name, on):
    if on is None:
        return reverse(name)
    if callable(on):
        return reverse(name, args=on(scene))
    return reverse(name, args=[scene.commune.insee if on == "insee" else getattr(scene, on).pk])


def asked_by(browser, url):
    """The questions of a page already seen once, and what it shows."""
    browser.get(url)
    with CaptureQueriesContext(connection) as queries:
        response = browser.get(url)
    assert response.status_code == 200
    return of_the_page([query["sql"] for query in queries]), response.content


def of_the_page(asked):
    """Without what the test's own transaction adds: savepoints, and the wall that is read before and given back."""
    asked = [sql for sql in asked if is_question(sql)]
    walls = [sql for sql in asked if "current_setting(" in sql or "set_config(" in sql]
    return [sql for sql in asked if sql not in walls] + walls[1:2]


@pytest.mark.parametrize(
    ("who", "name", "on", "add"), LISTS, ids=[f"{who}, {name}" for who, name, *_ in LISTS]
)
def test_thirty_rows_cost_what_one_costs(who, name, on, add, signed_in):
    scene = Scene()
    browser, url = signed_in(scene.people[who]), address(scene, name, on)
    for _ in range(FEW):
        add(scene)
    few, page_of_few = asked_by(browser, url)
    for _ in range(MANY):
        add(scene)
    many, page_of_many = asked_by(browser, url)

    assert len(many) == len(few), "\n".join(sql for sql in many if sql not in few)
    most = MORE.get((who, name), MOST)
    assert len(many) <= most, (
        f"{name} asks {len(many)} questions of the database, {most} at most. Put several together"
        " (portal.database.together) or join them:\n" + "\n".join(sql[:300] for sql in many)
    )
    assert len(page_of_many) > len(page_of_few) or (who, name) in ALWAYS_SHORT


def test_every_list_is_in_the_table():
    told = {name for _, name, *_ in LISTS}
    ends = ("_list", "_board", ":journal", ":history")
    lists = {name for name in names() if name.endswith(ends) and not name.startswith("admin:")}
    registers = {
        f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        for model in admin.site._registry
        if model not in SHORT_FOR_EVER
    }

    assert (lists | registers) - told - NO_LIST == set()
