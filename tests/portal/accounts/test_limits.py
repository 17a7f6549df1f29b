"""The limits of sign-in hold without Redis, across processes, and when everybody tries at once."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as configured
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from tests.factories import SecretaryFactory

PASSWORD = "Une-clef-2026-solide"
FROM_ANOTHER_PROCESS = """
import django, sys
django.setup()
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
from django.test import Client
browser = Client()
for attempt in range(int(sys.argv[3])):
    browser.post("/compte/login/", {"login": sys.argv[2], "password": f"faux{attempt}"})
"""


@pytest.fixture
def email(transactional_db):
    cache.clear()
    user = SecretaryFactory().person.user
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    yield user.email
    cache.clear()


def attempt(email, password):
    return Client().post(reverse("account_login"), {"login": email, "password": password})


def from_another_process(email, times):
    name = connections["default"].settings_dict["NAME"]
    arguments = [sys.executable, "-c", FROM_ANOTHER_PROCESS, name, email, str(times)]
    subprocess.run(arguments, check=True, env=os.environ, cwd=configured.BASE_DIR)


def test_the_cache_is_the_database():
    assert configured.CACHES["default"]["BACKEND"].endswith("DatabaseCache")


def test_attempts_made_by_another_process_count(email):
    from_another_process(email, 5)

    stopped = attempt(email, PASSWORD)

    assert stopped.status_code == 200
    assert "Trop de tentatives" in stopped.text


def test_fewer_attempts_stop_nobody(email):
    from_another_process(email, 3)

    assert attempt(email, PASSWORD).status_code == 302


def test_twenty_attempts_at_once_are_no_way_around(email):
    def guess(number):
        try:
            return attempt(email, f"faux{number}").text
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        pages = list(pool.map(guess, range(20)))

    tried = [page for page in pages if "n’est pas le bon" in page]
    assert len(tried) <= 5
    assert "Trop de tentatives" in attempt(email, PASSWORD).text


def test_too_many_codes_asked_for_is_a_page_of_ours(email):
    url = reverse("account_request_login_code")
    answers = [Client().post(url, {"email": email}) for _ in range(5)]

    page = answers[-1]
    assert [answer.status_code for answer in answers[:3]] == [302, 302, 302]
    assert page.status_code in {200, 429}
    assert "Trop" in page.text
    assert "css/portal.css" in page.text


def test_one_visitor_who_asks_without_end_gets_the_429_page(email):
    url = reverse("account_reset_password")
    for number in range(21):
        page = Client().post(url, {"email": f"personne{number}@example.org"})

    assert page.status_code == 429
    assert "Trop d’essais en peu de temps" in page.text
    assert page.text.count("<h1") == 1
