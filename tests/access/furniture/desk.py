"""What belongs to no commune: how the service works."""

from itsupport.models import (
    Article,
    CannedReply,
    Category,
    Closure,
    SavedView,
    ServiceTarget,
    ServiceWeek,
)
from tests.conftest import NOON


def share(users):
    article = Article.objects.create(
        title="La box", slug="la-box", body="1. Débranchez.", published=True, written_at=NOON
    )
    return {
        "service_week": ServiceWeek.objects.earliest("pk"),
        "service_target": ServiceTarget.objects.earliest("pk"),
        "closure": Closure.objects.create(first=NOON, last=NOON, reason="inventaire"),
        "category": Category.objects.earliest("pk"),
        "canned": CannedReply.objects.earliest("pk"),
        "article_row": article,
        "saved_view": SavedView.objects.create(name="x", query="x", owner=users["it_agent"]),
    }
