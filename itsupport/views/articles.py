"""The pages of help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from itsupport.models import Article
from itsupport.queries.articles import found_articles
from itsupport.rules import may_read_help
from portal.lib.steps import steps_of
from portal.web.htmx import page
from portal.web.views import reads

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest


@reads(allow=may_read_help)
def article_list(request: UserRequest) -> HttpResponse:
    """By category; `?q=` looks in titles and texts."""
    query = request.GET.get("q", "")[:80]
    context = {"groups": found_articles(request.user, query), "query": query}
    return page(request, "itsupport/article_list.html", context, part="itsupport/_articles.html")


@reads(allow=may_read_help)
def article_detail(request: UserRequest, slug: str) -> HttpResponse:
    rows = Article.objects.visible_to(request.user).select_related("category", "written_by")
    article = get_object_or_404(rows, slug=slug)
    context = {"article": article, "blocks": steps_of(article.body)}
    return page(request, "itsupport/article_detail.html", context)
