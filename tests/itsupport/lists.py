"""The lists of IT support: who reads each, and how it gets one more row. Read by tests/test_constant_queries.py."""

import datetime as dt
from itertools import count

from itsupport.domain import requests
from itsupport.domain.rounds import RoundPlan, prepare_round
from itsupport.models import (
    Article,
    CannedReply,
    Category,
    ChecklistItem,
    Closure,
    InboundEmail,
    MaintenancePlan,
    Presence,
    ServiceTarget,
    ServiceWeek,
    TicketAsset,
    TicketFile,
    TicketLink,
    TicketMessage,
    TimeEntry,
    Watcher,
)
from itsupport.states.equipment import AssetKind
from itsupport.states.mail import InboundState
from tests import factories
from tests.conftest import NOON
from tests.itsupport.chain import Chain
from tests.itsupport.conftest import HOURS

TEAM, DESK, TOWN_HALL = "team", "desk", "town hall"
NUMBERS = count(1)
START = dt.date(2030, 1, 1)


def day(number):
    return START + dt.timedelta(days=number)


def add_article(_scene):
    n = next(NUMBERS)
    Article.objects.create(
        title=f"Fiche {n}", slug=f"fiche-{n}", body="1. Lire.", published=True, written_at=NOON
    )


def add_reply(_scene):
    CannedReply.objects.create(title=f"Réponse {next(NUMBERS)}", body="Bonjour")


def add_category(_scene):
    Category.objects.create(name=f"Catégorie {next(NUMBERS)}")


def add_closure(_scene):
    on = day(next(NUMBERS))
    Closure.objects.create(first=on, last=on, reason=f"inventaire {on}")


def add_plan(_scene):
    MaintenancePlan.objects.create(
        title=f"Entretien {next(NUMBERS)}", checklist="Voir", next_on=day(0), site_kind="school"
    )


def add_target(_scene):
    ServiceTarget.objects.create(
        priority=1, from_on=day(next(NUMBERS)), answer_minutes=60, solve_minutes=120
    )


def add_week(_scene):
    ServiceWeek.objects.create(from_on=day(next(NUMBERS)), hours=HOURS)


def add_ticket(scene):
    factories.TicketFactory(commune=scene.commune)


def add_message(scene):
    """A word more on a request, with all that may stand beside it."""
    n = next(NUMBERS)
    ticket, by = scene.ticket, scene.people[DESK]
    of_it = {"ticket": ticket, "commune": scene.commune}
    message = TicketMessage.objects.create(
        **of_it, direction="in", at=NOON, author="Marie", text=f"Mot {n}"
    )
    TicketFile.objects.create(
        **of_it,
        message=message,
        name="a",
        content_type="image/png",
        size=1,
        file="x",
        added_at=NOON,
    )
    add_mail(scene)
    InboundEmail.objects.filter(ticket_message=None).update(ticket_message=message)
    ChecklistItem.objects.create(**of_it, position=n, text="Voir", done_at=NOON, done_by=by)
    TimeEntry.objects.create(**of_it, agent=by, on=day(0), minutes=5)
    Watcher.objects.create(**of_it, email=f"p{n}@example.org")
    asset = factories.AssetFactory(commune=scene.commune, site=scene.site)
    TicketAsset.objects.create(**of_it, asset=asset)
    other = factories.TicketFactory(commune=scene.commune)
    TicketAsset.objects.create(ticket=other, commune=scene.commune, asset=asset)
    TicketLink.objects.create(ticket=ticket, other=other, made_at=NOON)
    Presence.objects.create(ticket=ticket, user=factories.UserFactory(), seen_at=NOON)
    add_reply(scene)


def add_mail(_scene):
    n = next(NUMBERS)
    InboundEmail.objects.create(
        mailbox="aide@example.org",
        uidvalidity=1,
        uid=n,
        sha256=f"{n:064d}",
        size=10,
        raw="recus/x",
        received_at=NOON,
        state=InboundState.QUARANTINED,
        error="expéditeur inconnu",
        subject=f"Courriel {n}",
    )


def add_request(scene):
    requests.ask_equipment(
        scene.commune.pk,
        requests.Wanted(
            kind=AssetKind.SCREEN,
            label=f"Écran {next(NUMBERS)}",
            quantity=1,
            site_id=scene.site.pk,
        ),
        send=True,
        by=scene.people[TOWN_HALL],
        at=NOON,
    )


def add_order(_scene):
    chain = Chain()
    chain.order(chain.ask())


def add_machine(_scene):
    chain = Chain()
    chain.receive(chain.order(chain.ask()), 1)


def add_round(scene):
    ticket = factories.TicketFactory(commune=scene.commune)
    plan = RoundPlan(
        on=day(next(NUMBERS)),
        leaves_at=dt.time(8, 30),
        departure_id=scene.commune.pk,
        agent_ids=(scene.people[DESK].pk,),
        ticket_ids=(ticket.pk,),
    )
    prepare_round(plan, by=scene.people[DESK], at=NOON)


LISTS = [
    (DESK, "admin:itsupport_article_changelist", None, add_article),
    (DESK, "admin:itsupport_cannedreply_changelist", None, add_reply),
    (DESK, "admin:itsupport_category_changelist", None, add_category),
    (DESK, "admin:itsupport_closure_changelist", None, add_closure),
    (DESK, "admin:itsupport_maintenanceplan_changelist", None, add_plan),
    (DESK, "admin:itsupport_servicetarget_changelist", None, add_target),
    (DESK, "admin:itsupport_serviceweek_changelist", None, add_week),
    (DESK, "itsupport:article_list", None, add_article),
    (DESK, "itsupport:desk_list", None, add_ticket),
    (DESK, "itsupport:desk_ticket", "ticket", add_message),
    (DESK, "itsupport:inbox", None, add_ticket),
    (DESK, "itsupport:machine_list", None, add_machine),
    (DESK, "itsupport:mail_list", None, add_mail),
    (DESK, "itsupport:maintenance_list", None, add_plan),
    (DESK, "itsupport:order_board", None, add_request),
    (DESK, "itsupport:order_list", None, add_order),
    (DESK, "itsupport:round_list", None, add_round),
    (TOWN_HALL, "itsupport:help_home", None, add_ticket),
    (TOWN_HALL, "itsupport:ticket_detail", "ticket", add_message),
    (TOWN_HALL, "itsupport:request_list", None, add_request),
    (TOWN_HALL, "itsupport:ticket_list", None, add_ticket),
]
