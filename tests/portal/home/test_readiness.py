import json

import pytest
from django.db import connection

from portal.home import readiness
from portal.mail.models import OutboxEmail
from tests import factories


@pytest.fixture
def asked(client):
    def ask():
        answer = client.get("/sante/pret", headers={"Host": "10.0.0.7"})
        return answer.status_code, json.loads(answer.content)

    return ask


@pytest.mark.django_db
def test_a_portal_in_order_says_that_it_is_ready(asked):
    status, said = asked()

    assert status == 200
    assert said["ready"] is True
    assert said["database"] is True
    assert said["migrations"] is True
    assert said["oldest_mail_seconds"] == 0
    assert said["oldest_document_seconds"] == 0


@pytest.mark.django_db
def test_it_says_how_long_the_oldest_job_has_waited(asked, at):
    OutboxEmail.objects.create(key="a", to="a@example.org", written_at=at, send_after=at)
    factories.DocumentFactory()

    _status, said = asked()

    assert said["oldest_mail_seconds"] > 0
    assert said["oldest_document_seconds"] > 0


@pytest.mark.django_db
def test_a_missing_migration_is_not_ready(asked, monkeypatch):
    monkeypatch.setattr(readiness, "_leaves", lambda: [("mail", "9999_not_yet")])

    assert asked()[0] == 503


@pytest.mark.django_db
def test_a_full_disk_is_not_ready(asked, monkeypatch):
    monkeypatch.setattr(readiness, "_disk", lambda: 10)

    assert asked()[0] == 503


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_not_ready_and_comes_back(asked, monkeypatch):
    port = connection.settings_dict["PORT"]
    connection.close()
    connection.settings_dict["PORT"] = "9"
    try:
        status, said = asked()
    finally:
        connection.settings_dict["PORT"] = port
        connection.close()

    assert (status, said["database"]) == (503, False)
    assert asked()[0] == 200


@pytest.mark.django_db
def test_a_broker_that_is_away_does_not_make_the_portal_unready(asked, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:9/0"

    status, said = asked()

    assert (status, said["broker"]) == (200, False)


@pytest.mark.django_db
def test_it_tells_no_secret(asked, settings):
    settings.CELERY_BROKER_URL = "redis://:hush-hush@127.0.0.1:9/0"

    said = json.dumps(asked()[1])

    assert "hush-hush" not in said
    assert settings.SECRET_KEY not in said
    assert connection.settings_dict["PASSWORD"] not in said
