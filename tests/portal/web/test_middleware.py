"""What is done around every request."""

import pytest

from tests import factories

NUL = "\x00"


@pytest.mark.django_db
def test_a_nul_byte_is_dropped_from_what_is_typed_and_from_the_address(manager, signed_in):
    browser = signed_in(manager)
    campaign = factories.CampaignFactory()

    assert browser.get("/rechercher/", {"q": f"extinc{NUL}teurs"}).status_code == 200
    reply = browser.post(
        f"/gestion/achats/campagnes/{campaign.pk}/preparer/lot/", {"title": f"Extinc{NUL}teurs"}
    )

    assert reply.status_code == 302
    assert campaign.lots.get().title == "Extincteurs"


@pytest.mark.django_db
def test_a_page_is_spaced_as_french_is_printed_and_what_a_person_typed_is_not(manager, signed_in):
    browser = signed_in(manager)

    page = browser.get("/rechercher/", {"q": "quoi ? oui"}).content.decode()

    assert "Que cherchez-vous\u202f?" in page
    assert "Rien ne répond à «\u00a0quoi\u202f? oui\u00a0»" in page
    assert 'value="quoi ? oui"' in page
