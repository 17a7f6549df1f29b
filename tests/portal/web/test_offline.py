"""The worker of the pages that are kept at hand: a program for everybody, that knows nobody."""

import pytest

ADDRESS = "/hors-ligne.js"


@pytest.mark.django_db
def test_it_is_one_program_that_any_scope_may_ask_for(client):
    response = client.get(ADDRESS)

    assert response["Content-Type"].startswith("text/javascript")
    assert response["Service-Worker-Allowed"] == "/"
    assert response["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in response["Content-Security-Policy"]
    assert "sessionid" not in response.cookies


@pytest.mark.django_db
def test_the_page_before_the_door_forgets_what_was_kept(client):
    page = client.get("/compte/login/").content.decode()

    assert '<script type="module" src="/static/js/forget.js" data-forget=""></script>' in page
