"""The whole chain of IT support, through the front door, with real programs at both ends.

A mail waits in Dovecot; the worker brings it in; the desk asks for what it tells, the mayor agrees, two parcels come;
Debian's own agent says that one machine works; the audit of the commune is proven by it, and its report names it.
Nobody types a thing twice: what was typed is read, or stands filled, on every later page.
"""

import itertools
import re

import pytest
from playwright.sync_api import expect

from tests.browser.pages import IT
from tests.browser.papers import look_until, text_of_pdf
from tests.itsupport.inventory.test_agents import fusioninventory
from tests.itsupport.mails import mail

pytestmark = pytest.mark.browser
INSEE, COMMUNE = "57703", "Veckersviller"
"""Without any audit in the demonstration; its machine never reported."""
WHAT = "Portable de la salle du conseil"
WHY = "Les trois portables du conseil ne demarrent plus."
SUPPLIER, MAKER, MODEL = "Micro Lorraine", "Lenovo", "ThinkPad E14"
SERIALS = ("PF7A1B2C", "PF7A1B2D", "PF7A1B2E")
PROVEN = "1 machine sur 1 a été vue depuis 30 jours"
MORE = f"""<?xml version="1.0" encoding="UTF-8"?>
<REQUEST><CONTENT><BIOS><SMANUFACTURER>LENOVO</SMANUFACTURER><SSN>{SERIALS[0]}</SSN></BIOS></CONTENT></REQUEST>
"""
"""What the agent adds to what it reads, by its option `--additional-content`: the machine of a test has no number."""
FETCH, RECOGNISE, LOOK = (
    f"itsupport.tasks.{verb}" for verb in ("fetch", "recognise", "look_at_audits")
)
FILLED = "field => field.selectedOptions ? field.selectedOptions[0].text : field.value"


class Hands:
    """Somebody at a keyboard. What anybody `typed` already, nobody types again."""

    def __init__(self, portal, email, typed):
        self.portal, self.email, self.typed = portal, email, typed
        self.page = portal.page_of(email)

    def go(self, path):
        self.page.goto(path)
        return self

    def press(self, name, role="button"):
        self.page.get_by_role(role, name=name).first.click()
        self.page.wait_for_load_state()

    def type(self, field, words):
        assert words not in self.typed, f"« {words} » was typed already"
        self.typed.add(words)
        field.fill(words)

    def finds(self, **fields):
        """These fields stand filled with these words, before anybody touches them."""
        for name, words in fields.items():
            assert self.page.locator(f"[name={name}]").evaluate(FILLED).strip() == words, name

    def reads(self, *words):
        shown = " ".join(self.page.locator("main").inner_text().split())
        for one in words:
            assert one in shown, one

    def waits_for(self, thing, task):
        """Look again until the worker did it, behind its documents; the beat does not run here: tell it for it."""
        turns = itertools.count()
        look_until(
            self.portal,
            self.page,
            thing,
            between=lambda: next(turns) % 20 or self.portal.wake(task),
        )

    @property
    def path(self):
        return self.page.url.removeprefix(self.portal.url)


@pytest.fixture
def people(portal):
    """The desk, the secretary and the mayor; the mail says what is wanted, and why."""
    emails = (IT, f"secretaire.{INSEE}@example.org", f"maire.{INSEE}@example.org")
    typed = {WHAT, WHY}
    people = [Hands(portal, email, typed) for email in emails]
    yield people
    for one in people:
        one.page.context.close()


@pytest.fixture
def mailbox(post_room):
    post_room.start()
    yield post_room
    post_room.stop()


def test_from_a_mail_to_the_report_of_the_audit(people, mailbox, tmp_path):
    desk, secretary, mayor = people
    ticket = bring_in(desk, mailbox, secretary.email)
    asked = ask_from(desk, ticket)
    quote = enter_quote(desk, asked)
    agree(mayor, secretary, quote)
    order = place_order(desk)

    receive(desk, order, awaited=3, serials=SERIALS[:1])
    secretary.go("/informatique/commandes/demandes/").reads(WHAT, "livrée en partie")
    receive(desk, order, awaited=2, serials=SERIALS[1:])
    secretary.go(order).reads("Tout est arrivé, 3 à installer", SUPPLIER, *SERIALS)

    tag = report_itself(desk, tmp_path)
    secretary.go(order).reads("Tout est arrivé, 2 à installer", f"{tag} {SERIALS[0]} en service")
    give_audit(desk)
    read_report(mayor, tag)


def bring_in(desk, mailbox, sender):
    """The mail is in the inbox of the desk, for the commune of its sender. The address of its page."""
    mailbox.put(mail(WHY, sender=sender, Subject=WHAT))
    row = desk.go("/informatique/bureau/").page.locator("li.ticket", has_text=WHAT)
    desk.waits_for(row, FETCH)
    row.get_by_role("link").click()
    desk.page.wait_for_url(re.compile(r"/bureau/\d+/$"))
    desk.reads(WHAT, WHY, COMMUNE, sender)
    return desk.path


def ask_from(desk, ticket):
    """Only the type and how many are new. The address of the request, which leads back to its ticket."""
    desk.go(ticket).press("Demander du matériel", "link")
    desk.finds(label=WHAT, reason=WHY, site=f"Mairie ({COMMUNE})")
    assert desk.page.locator("[name=for_whom]").input_value()
    assert not desk.page.locator("[name=commune]").count()
    desk.page.get_by_label("C’est plutôt").select_option("laptop")
    desk.type(desk.page.get_by_label("Combien"), "3")
    desk.press("Envoyer la demande")
    desk.reads("cherche le prix", f"3 × {WHAT}", WHY, COMMUNE)
    asked = desk.path

    desk.page.locator("dl a", has_text=re.compile(r"^\d{4}-\d+$")).click()
    expect(desk.page.locator("main")).to_contain_text("à chiffrer")
    desk.reads(f"3 × {WHAT}")
    assert desk.path == ticket
    return asked


def enter_quote(desk, asked):
    """Its line is written already; the supplier, the machine and the price are new. The address of the quote."""
    desk.go(asked).press("Saisir le devis", "link")
    desk.finds(**{"l-0-label": WHAT, "l-0-quantity": "3", "l-0-kind": "ordinateur portable"})
    for label, words in (("Fournisseur", SUPPLIER), ("Numéro du devis", "DV-26-3001")):
        desk.type(desk.page.get_by_label(label), words)
    for name, words in (("manufacturer", MAKER), ("model", MODEL), ("unit_price", "710")):
        desk.type(desk.page.locator(f"[name=l-0-{name}]"), words)
    desk.press(re.compile("Envoyer au maire"))
    desk.reads("2 556,00 € TTC", SUPPLIER, WHAT)
    return desk.path


def agree(mayor, secretary, quote):
    """One click and one confirmation, from the home page; the secretary has no such button."""
    secretary.go(quote).reads("2 556,00 €")
    assert not secretary.page.get_by_text("Donner mon accord").count()
    due = mayor.go("/").page.locator("article.due", has_text="2 556")
    due.get_by_role("link").first.click()
    mayor.press("Donner mon accord", "link")
    mayor.reads("2 556,00 €", SUPPLIER, WHAT)
    mayor.press("Donner mon accord")
    mayor.reads("Votre accord est enregistré")


def place_order(desk):
    desk.go("/informatique/commandes/commander/").press(f"Commander à {SUPPLIER}")
    desk.reads("BC-", SUPPLIER, WHAT, COMMUNE)
    return desk.path


def receive(desk, order, *, awaited, serials):
    """A scanner types a code and Enter: the next box takes the next one, and nothing is sent before the button."""
    desk.go(order).press("Noter une livraison", "link")
    desk.reads(SUPPLIER, WHAT, f"{awaited} à recevoir sur 3. {MAKER} {MODEL}.")
    desk.type(desk.page.get_by_label(re.compile("^Gardés")), f"{len(serials)}")
    desk.page.locator(".serials input").first.focus()
    for serial in serials:
        desk.page.keyboard.type(serial)
        desk.page.keyboard.press("Enter")
    assert desk.path.endswith("/reception/")
    desk.press("Noter la livraison")
    desk.reads("La livraison est notée", *serials)


def report_itself(desk, folder):
    """The agent of Debian reports to the commune's own address: the machine is in service, by itself. Its label."""
    desk.go(f"/informatique/parc/agents/{INSEE}/").press("Créer une adresse")
    address = desk.page.locator("pre").first.inner_text().strip()
    (folder / "more.xml").write_text(MORE)
    done = fusioninventory(address, folder, f"--additional-content={folder / 'more.xml'}")
    assert (done.returncode, "[error]" in done.stderr) == (0, False), done.stderr[-2000:]

    desk.go(f"/informatique/parc/?q={SERIALS[0]}").press(WHAT, "link")
    desk.waits_for(desk.page.get_by_role("heading", name="Ce que dit la machine"), RECOGNISE)
    desk.reads(
        "Mis en service", "Debian", SERIALS[0], f"{MAKER} {MODEL}", "710,00 € HT", "BC-", COMMUNE
    )
    return re.search(r"IT-\d{5}", desk.page.locator("main").inner_text())[0]


def give_audit(desk):
    """Prepared, looked at by the worker, given: the machine alone answered."""
    desk.go("/informatique/audits/").press(COMMUNE, "link")
    desk.finds(commune=COMMUNE)
    today = desk.page.evaluate("new Date().toLocaleDateString('fr-FR')")
    desk.type(desk.page.get_by_label("Date de la visite"), today)
    desk.press("Préparer l’audit")
    review = desk.path
    desk.waits_for(desk.page.get_by_text("Dernier relevé"), LOOK)
    desk.press("Commencer la visite")
    desk.go(review.replace("relire", "visite/I1")).reads(PROVEN, "Relevé des machines")
    desk.go(review).press("Passer à la relecture")
    desk.press("Rendre l’audit à la commune")
    desk.reads("L’audit est rendu")


def read_report(mayor, tag):
    """The report of the mayor says what the machine proves, and names it."""
    mayor.go("/informatique/audits/").press("Le compte rendu entier")
    link = mayor.page.locator("a[href$='/pdf/']").first
    words = " ".join(text_of_pdf(mayor.portal, mayor.page, link).split())
    assert PROVEN in words
    assert f"{WHAT} ({tag})" in words
