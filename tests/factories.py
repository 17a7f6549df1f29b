"""Rows for tests. Communes open the test's wall to themselves as they are made."""

import datetime as dt

import factory
from django.db import connection
from factory.django import DjangoModelFactory

from communes.models import (
    Commune,
    Epci,
    Mailbox,
    Membership,
    Need,
    Person,
    Position,
    Site,
)
from communes.states import NeedTheme, Role, SiteKind
from itsupport.models import Asset, Ticket, TicketEvent
from itsupport.states.equipment import AssetKind
from itsupport.states.tickets import EventKind, TicketChannel
from portal.accounts.models import User
from portal.documents.models import Document
from purchasing.models import Campaign, Contact, Item, Lot, LotItem, NeedLine, Participation
from purchasing.models.catalogue import Family
from purchasing.states import CampaignState


def open_walls(*commune_ids):
    """Let this test see these communes besides those it already sees."""
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(nullif(current_setting('app.communes', true), ''), '{}')")
        seen = {int(i) for i in cursor.fetchone()[0].strip("{}").split(",") if i}
        array = "{" + ",".join(str(i) for i in sorted(seen | set(commune_ids))) + "}"
        cursor.execute("select set_config('app.communes', %s, false)", [array])


class CommuneFactory(DjangoModelFactory):
    class Meta:
        model = Commune

    insee = factory.Sequence(lambda n: f"{50000 + n:05d}")
    name = factory.Sequence("Commune-lès-Bois {}".format)
    siren = factory.Sequence(lambda n: f"{215000000 + n:09d}")
    postal_codes = ["57930"]
    phone = "03 87 03 00 00"
    opening_hours = [["jeudi", "jeudi", [["17:00:00", "19:00:00"]]]]

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        commune = super()._create(model_class, *args, **kwargs)
        open_walls(commune.pk)
        return commune


class EpciFactory(DjangoModelFactory):
    class Meta:
        model = Epci

    siren = factory.Sequence(lambda n: f"{200000000 + n:09d}")
    name = factory.Sequence("Communauté de communes {}".format)
    ours = True


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    epci = factory.SubFactory(EpciFactory)
    commune = factory.SubFactory(CommuneFactory)
    period = (dt.date(2014, 1, 1), None)


class SiteFactory(DjangoModelFactory):
    class Meta:
        model = Site

    commune = factory.SubFactory(CommuneFactory)
    kind = SiteKind.TOWN_HALL
    name = factory.Sequence("Bâtiment {}".format)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence("personne{}@example.org".format)
    first_name = "Solange"
    last_name = factory.Sequence("Ferrand{}".format)


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    user = factory.SubFactory(UserFactory)
    first_name = factory.SelfAttribute("user.first_name")
    last_name = factory.SelfAttribute("user.last_name")
    email = factory.SelfAttribute("user.email")


class PositionFactory(DjangoModelFactory):
    class Meta:
        model = Position

    person = factory.SubFactory(PersonFactory)
    started_on = dt.date(2020, 1, 1)


class SecretaryFactory(PositionFactory):
    """A secretary of one town hall; the user is at `.person.user`."""

    commune = factory.SubFactory(CommuneFactory)
    role = Role.SECRETARY


class ManagerFactory(PositionFactory):
    commune = None
    role = Role.MANAGER


class CampaignFactory(DjangoModelFactory):
    class Meta:
        model = Campaign

    class Params:
        open = factory.Trait(
            state=CampaignState.OPEN, opened_at=dt.datetime(2026, 11, 2, 8, tzinfo=dt.UTC)
        )

    ref = factory.Sequence("AG-2027-{:02d}".format)
    title = factory.Sequence("Extincteurs {}".format)
    declare_by = dt.datetime(2026, 12, 15, 17, tzinfo=dt.UTC)


class LotFactory(DjangoModelFactory):
    class Meta:
        model = Lot

    campaign = factory.SubFactory(CampaignFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = "Extincteurs"


class FamilyFactory(DjangoModelFactory):
    class Meta:
        model = Family

    name = factory.Sequence("Famille {}".format)


class ItemFactory(DjangoModelFactory):
    class Meta:
        model = Item

    family = factory.SubFactory(FamilyFactory)
    code = factory.Sequence("EXT-{:03d}".format)
    label = factory.Sequence("Extincteur à eau {}".format)
    unit = "appareil"
    vat_rate = "20.00"


class LotItemFactory(DjangoModelFactory):
    class Meta:
        model = LotItem

    lot = factory.SubFactory(LotFactory)
    item = factory.SubFactory(ItemFactory)
    label = factory.SelfAttribute("item.label")
    unit = "appareil"
    vat_rate = "20.00"
    price = "62.4000"


class ParticipationFactory(DjangoModelFactory):
    class Meta:
        model = Participation

    campaign = factory.SubFactory(CampaignFactory, open=True)
    commune = factory.SubFactory(CommuneFactory)


class MailboxFactory(DjangoModelFactory):
    class Meta:
        model = Mailbox

    commune = factory.SubFactory(CommuneFactory)
    email = factory.Sequence("mairie{}@example.org".format)


class NeedLineFactory(DjangoModelFactory):
    """A figure; the item and the building follow the participation."""

    class Meta:
        model = NeedLine

    participation = factory.SubFactory(ParticipationFactory)
    commune = factory.SelfAttribute("participation.commune")
    lot_item = factory.LazyAttribute(
        lambda line: LotItemFactory(lot=LotFactory(campaign=line.participation.campaign))
    )
    site = factory.LazyAttribute(lambda line: SiteFactory(commune=line.commune))
    quantity = 1
    quantity_max = factory.SelfAttribute("quantity")
    changed_at = dt.datetime(2026, 11, 5, 9, tzinfo=dt.UTC)


class NeedFactory(DjangoModelFactory):
    class Meta:
        model = Need

    commune = factory.SubFactory(CommuneFactory)
    theme = NeedTheme.PURCHASE
    label = factory.Sequence("Besoin {}".format)
    said_at = dt.datetime(2026, 10, 5, 9, tzinfo=dt.UTC)


class ContactFactory(DjangoModelFactory):
    class Meta:
        model = Contact

    participation = factory.SubFactory(ParticipationFactory)
    commune = factory.SelfAttribute("participation.commune")
    at = dt.datetime(2026, 11, 9, 9, tzinfo=dt.UTC)
    means = Contact.Means.CALL


class DocumentFactory(DjangoModelFactory):
    """Asked for, not rendered yet."""

    class Meta:
        model = Document

    kind = "documents.self_check"
    title = factory.Sequence("Vérification {}".format)
    subject_id = factory.Sequence(lambda n: n + 1)
    asked_at = dt.datetime(2026, 11, 10, 11, tzinfo=dt.UTC)
    facts = factory.Sequence(lambda n: {"title": f"Vérification {n}", "number": n})
    data_hash = factory.Sequence("{:064x}".format)
    template_version = "1-00000000"


class AssetFactory(DjangoModelFactory):
    class Meta:
        model = Asset

    commune = factory.SubFactory(CommuneFactory)
    tag = factory.Sequence("IT-9{:04d}".format)
    kind = AssetKind.DESKTOP
    name = factory.Sequence("PC-ACCUEIL-{}".format)


class TicketFactory(DjangoModelFactory):
    """A new request, with the first line of its log, as the domain would have left it."""

    class Meta:
        model = Ticket
        skip_postgeneration_save = True

    commune = factory.SubFactory(CommuneFactory)
    ref = factory.Sequence("2025-{:05d}".format)
    title = factory.Sequence("L’imprimante ne répond plus, fois {}".format)
    channel = TicketChannel.WEB
    opened_at = dt.datetime(2026, 11, 2, 8, tzinfo=dt.UTC)
    changed_at = factory.SelfAttribute("opened_at")

    @factory.post_generation
    def events(self, create, _extracted, **_kwargs):
        if create:
            TicketEvent.objects.create(
                ticket=self,
                commune=self.commune,
                seq=1,
                kind=EventKind.STATE,
                at=self.opened_at,
                after=self.state,
            )
