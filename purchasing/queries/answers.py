"""Questions about the answers of the communes, asked from two places or more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing

if TYPE_CHECKING:
    from purchasing.models import Participation

LINK_SALT = "purchasing.answer"


def answer_link(participation: Participation, choice: str = "") -> str:
    """The address by which a town hall answers without an account. It opens a page, and changes nothing."""
    token = signing.dumps([participation.pk, participation.link_version], salt=LINK_SALT)
    query = f"?choix={choice}" if choice else ""
    return f"{settings.PORTAL_BASE_URL}/r/{token}/{query}"
