"""What leaves squeezed: pages, for browsers that ask for it; a file of the portal leaves as it is."""

import gzip

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
SQUEEZED = {"Accept-Encoding": "gzip, deflate, br"}


def test_a_page_is_squeezed_for_a_browser_that_asks_for_it(client):
    plain = client.get(reverse("home:help"))
    squeezed = client.get(reverse("home:help"), headers=SQUEEZED)

    assert "Content-Encoding" not in plain
    assert squeezed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in squeezed["Vary"]
    assert gzip.decompress(squeezed.content).startswith(b"<!DOCTYPE html>")
    assert len(squeezed.content) < len(plain.content) / 2


def test_a_file_leaves_as_it_is(signed_in, manager):
    response = signed_in(manager).get(reverse("communes:commune_vcards"), headers=SQUEEZED)

    assert response.status_code == 200
    assert "Content-Encoding" not in response
