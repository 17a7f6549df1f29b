"""The frame of every page: who acts, for whom, where she is, whom to call. Asks nothing of the database."""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from portal.accounts.proconnect.configuration import configuration
from portal.walls.acting import NOBODY
from portal.web import navigation

if TYPE_CHECKING:
    from django.http import HttpRequest

    from portal.walls.acting import Acting

SEARCH, HELP, SWITCH = "home:search", "home:help", "web:acting_choose"
ACCOUNT = (
    ("home:account", "Mon compte"),
    ("mfa_index", "Double authentification"),
    ("account_change_password", "Mot de passe"),
    ("account_email", "Adresse électronique"),
    ("usersessions_list", "Appareils"),
)
FOOTER = (
    ("home:accessibility", "Accessibilité : partiellement conforme"),
    ("home:legal", "Mentions légales"),
    ("home:personal_data", "Données personnelles"),
)


@cache
def address(*names: str) -> str:
    """The address of the first of these pages that the portal has; empty when it has none."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


class Frame:
    """Worked out only by the templates that draw the frame: a part asked by htmx costs nothing."""

    name: str = settings.PORTAL_NAME
    territory: str = settings.PORTAL_TERRITORY
    phone: str = settings.PORTAL_CONTACT_PHONE
    email: str = settings.PORTAL_CONTACT_EMAIL
    hours: str = settings.PORTAL_CONTACT_HOURS
    version: str = settings.PORTAL_VERSION

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def demonstration(self) -> bool:
        return settings.DEMONSTRATION

    @property
    def proconnect(self) -> bool:
        """Whether one may enter by ProConnect here."""
        return configuration() is not None

    @property
    def phone_link(self) -> str:
        return "tel:" + self.phone.replace(" ", "").replace("\u00a0", "")

    @cached_property
    def acting(self) -> Acting:
        return getattr(self.request, "acting", NOBODY)

    @cached_property
    def person(self) -> str:
        """Her name; empty when nobody has signed in."""
        user = getattr(self.request, "user", None)
        return str(user) if user is not None and user.is_authenticated else ""

    @cached_property
    def nav(self) -> list[navigation.Shown]:
        return navigation.entries_for(self.request.user, self.request.path) if self.person else []  # type: ignore[arg-type]

    @property
    def here(self) -> str:
        return self.request.get_full_path()

    @property
    def search_url(self) -> str:
        return address(SEARCH)

    @property
    def help_url(self) -> str:
        return address(HELP)

    @property
    def account(self) -> list[navigation.Shown]:
        """The pages of one's own account."""
        here = self.request.path
        found = [(address(name), label) for name, label in ACCOUNT]
        return [
            navigation.Shown(
                label=label, url=url, current=here == url or (n > 0 and here.startswith(url))
            )
            for n, (url, label) in enumerate(found)
            if url
        ]

    @property
    def switch_url(self) -> str:
        return address(SWITCH)

    @property
    def footer(self) -> list[tuple[str, str]]:
        return [(address(name), label) for name, label in FOOTER if address(name)]


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor: one name, `frame`, in every page."""
    return {"frame": Frame(request)}
