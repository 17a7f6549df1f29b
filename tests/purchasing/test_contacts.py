import pytest
from django.urls import reverse

from portal.lib.refusal import Refusal
from portal.mail.models import OutboxEmail
from purchasing.domain.contacts import note_contact, return_answer
from purchasing.models import Contact, NeedLine
from purchasing.states import Channel, ParticipationState
from tests.factories import (
    CampaignFactory,
    LotFactory,
    LotItemFactory,
    MailboxFactory,
    ParticipationFactory,
    SiteFactory,
)

pytestmark = pytest.mark.django_db


def page(name, answer):
    return reverse(f"campaigns:{name}", args=[answer.campaign_id, answer.pk])


def test_a_call_without_answer_is_noted_for_its_commune(manager, at):
    answer = ParticipationFactory()

    contact = note_contact(answer.pk, means="call", reached=False, by=manager, at=at)

    assert (contact.commune_id, contact.reached, contact.by) == (answer.commune_id, False, manager)


def test_the_manager_notes_a_call_from_the_list(manager, signed_in):
    answer = ParticipationFactory()

    signed_in(manager).post(
        page("contact_create", answer), {"means": "call", "reached": "non", "note": "Absente."}
    )

    assert Contact.objects.values_list("reached", "note").get() == (False, "Absente.")


def test_an_answer_sent_is_returned_with_what_it_lacks(manager, at):
    answer = ParticipationFactory(
        state=ParticipationState.SUBMITTED, answered_at=at, channel=Channel.WEB
    )
    MailboxFactory(commune=answer.commune)

    with pytest.raises(Refusal, match="Dites ce qu’il manque"):
        return_answer(answer.pk, reason=" ", by=manager, at=at)
    return_answer(answer.pk, reason="Le nombre de panneaux.", by=manager, at=at)

    answer.refresh_from_db()
    assert (answer.state, answer.return_reason) == (
        ParticipationState.RETURNED,
        "Le nombre de panneaux.",
    )
    mail = OutboxEmail.objects.get()
    assert "Le nombre de panneaux." in mail.text


def test_an_answer_is_not_returned_once_the_campaign_is_closed(manager, at):
    campaign = CampaignFactory(state="closed", opened_at=at, closed_at=at)
    answer = ParticipationFactory(
        campaign=campaign, state=ParticipationState.SUBMITTED, answered_at=at, channel="web"
    )

    with pytest.raises(Refusal, match="n’est plus ouverte"):
        return_answer(answer.pk, reason="Le nombre.", by=manager, at=at)


def test_the_answer_given_by_telephone_is_typed_by_the_manager_and_traced(manager, signed_in):
    campaign = CampaignFactory(open=True, declare_by="2099-12-15T17:00Z")
    answer = ParticipationFactory(campaign=campaign)
    item = LotItemFactory(lot=LotFactory(campaign=campaign))
    site = SiteFactory(commune=answer.commune)
    NeedLine.objects.create(
        participation=answer,
        commune=answer.commune,
        lot_item=item,
        site=site,
        quantity=3,
        quantity_max=3,
        changed_at="2026-11-10T09:00Z",
    )
    browser = signed_in(manager)

    first = browser.post(
        page("participation_answer", answer), {"who": "Solange Ferrand, secrétaire"}
    )
    assert first.url == page("phone_edit", answer)
    shown = browser.get(first.url)
    assert "Vous notez au téléphone la réponse" in shown.text
    browser.post(page("phone_review", answer), {})

    answer.refresh_from_db()
    assert (answer.state, answer.channel) == (ParticipationState.SUBMITTED, Channel.PHONE)
    assert (answer.answered_by, answer.answered_as) == (manager, "Solange Ferrand, secrétaire")
    detail = browser.get(page("participation_detail", answer))
    assert "au nom de Solange Ferrand, secrétaire" in detail.text


def test_nothing_needed_is_said_by_telephone_too(manager, signed_in):
    answer = ParticipationFactory(campaign__declare_by="2099-12-15T17:00Z")
    browser = signed_in(manager)

    browser.post(page("participation_answer", answer), {"who": "Solange Ferrand"})
    response = browser.post(page("phone_edit", answer), {"reponse": "aucun"}, follow=True)

    answer.refresh_from_db()
    assert (answer.state, answer.channel) == (ParticipationState.NONE_NEEDED, Channel.PHONE)
    assert "est enregistrée" in response.text


def test_no_answer_is_noted_once_the_campaign_is_closed(manager, signed_in, at):
    campaign = CampaignFactory(state="closed", opened_at=at, closed_at=at)
    answer = ParticipationFactory(campaign=campaign)

    response = signed_in(manager).get(page("phone_edit", answer))

    assert response.status_code == 403
