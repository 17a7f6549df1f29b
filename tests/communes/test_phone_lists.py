"""The telephone list is a document of the day, the same for everyone, and fits on two pages."""

import datetime as dt
import io

import pypdf
import pytest

from communes.domain.phone_lists import ask_phone_list
from communes.reports import phone_list
from communes.states import Role
from portal.documents.layout import html_for_paper
from portal.documents.models import Document
from portal.documents.paper import pdf_from_html
from portal.walls.acting import EVERYONE
from tests import factories

HOURS = [
    [day, day, [["08:30:00", "12:00:00"], ["13:30:00", "17:30:00"]]]
    for day in ("lundi", "mardi", "jeudi")
]


@pytest.fixture
def perimeter(db):
    for number in range(28):
        commune = factories.SecretaryFactory(
            commune__name=f"Hellering-lès-Fénétrange {number}", commune__opening_hours=HOURS
        ).commune
        if number % 4 == 0:
            factories.SecretaryFactory(commune=commune)
        factories.SecretaryFactory(commune=commune, role=Role.MAYOR)
        factories.MembershipFactory(commune=commune)


def test_it_is_asked_once_a_day_and_read_by_every_member(perimeter, signed_in, at):
    secretary = factories.SecretaryFactory().person.user
    other = factories.SecretaryFactory().person.user
    answers = [signed_in(user).post("/annuaire/telephones/") for user in (secretary, other)]
    assert [answer.status_code for answer in answers] == [302, 302]
    document = Document.objects.get()
    assert document.commune_id == EVERYONE
    assert signed_in(other).get(f"/documents/{document.pk}/").status_code == 200


def test_twenty_eight_communes_fit_on_two_pages(perimeter, manager, at):
    document = ask_phone_list(by=manager, at=at)
    pages = pypdf.PdfReader(io.BytesIO(pdf_from_html(html_for_paper(document)))).pages
    assert len(pages) <= 2
    for page in pages:
        assert "Ouverte au public" in page.extract_text()
        assert "03 87 03 00 00" in page.extract_text()


def test_two_pages_still_hold_it_when_its_letters_are_a_little_larger(perimeter, manager, at):
    """Another machine, longer names: what fits must not fit by a hair."""
    document = ask_phone_list(by=manager, at=at)
    larger = "<style>.pin { font-size: 8.6pt !important }</style></head>"
    html = html_for_paper(document).replace("</head>", larger)
    assert len(pypdf.PdfReader(io.BytesIO(pdf_from_html(html))).pages) <= 2


def test_the_list_of_2015_shows_the_communes_of_2015(db):
    epci = factories.EpciFactory()
    factories.MembershipFactory(
        epci=epci,
        commune__name="Partie",
        period=(dt.date(2014, 1, 1), dt.date(2017, 1, 1)),
    )
    factories.MembershipFactory(
        epci=epci, commune__name="Venue", period=(dt.date(2017, 1, 1), None)
    )
    assert [line.commune for line in phone_list(20150601, EVERYONE).lines] == ["Partie"]
    assert [line.commune for line in phone_list(20261124, EVERYONE).lines] == ["Venue"]
