import itertools

import pytest
from django.core.mail.utils import DNS_NAME

from portal.mail.models import OutboxEmail
from tests.portal.mail.post_office import open_post_office

NUMBERS = itertools.count(1)


@pytest.fixture
def post_office(settings):
    """Mails of this test really leave, to a server of this machine."""
    with open_post_office() as office:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
        settings.EMAIL_TIMEOUT = 5
        DNS_NAME.get_fqdn()  # asked once, not by each process that is killed
        yield office


@pytest.fixture
def written(at):
    """Write one row of the outbox."""

    def write(to="mairie@example.org", **fields):
        number = next(NUMBERS)
        defaults = {
            "key": f"test:{number}",
            "kind": "purchasing/mails/campaign_opened",
            "subject": "Extincteurs 2027 : à vous",
            "text": "Bonjour,\n\nVos 9 extincteurs sont déjà inscrits.\n",
            "message_id": f"<{number}@portail.example.org>",
            "written_at": at,
            "send_after": at,
        }
        return OutboxEmail.objects.create(to=to, **defaults | fields)

    return write
