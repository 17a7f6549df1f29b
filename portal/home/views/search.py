"""One search over what every app lets this person find."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms

from portal.home import registry
from portal.home.views.home import signed_in
from portal.web.htmx import page
from portal.web.views import reads

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest

LIMIT_OF_EACH_APP = 12


class SearchForm(forms.Form):
    """A few words; a null character is refused here rather than by PostgreSQL."""

    q = forms.CharField(label="Rechercher", max_length=80, required=False)


@reads(allow=signed_in)
def search(request: UserRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    hits = registry.search.gather(request.user, query, limit=LIMIT_OF_EACH_APP) if query else []
    hits.sort(key=lambda hit: -hit.rank)
    context = {"form": form, "query": query, "hits": hits}
    return page(request, "home/search.html", context, part="home/_search_hits.html")
