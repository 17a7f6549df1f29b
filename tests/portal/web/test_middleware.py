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
