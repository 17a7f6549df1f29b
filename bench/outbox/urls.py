"""POST /ecrire/<number>/ answers once the mail of that number is committed; twice the same is one mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from portal.mail.notifications import Notification, enqueue
from portal.web.views import anyone, writes

if TYPE_CHECKING:
    from portal.web.requests import UserRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialMail(Notification):
    template: ClassVar[str] = "bench/trial"
    number: int

    @property
    def once(self) -> str:
        return str(self.number)


@csrf_exempt
@login_not_required
@writes(allow=anyone)
def write(request: UserRequest, number: int) -> HttpResponse:
    enqueue(TrialMail(to=f"mairie{number}@example.org", number=number), at=request.at)
    return HttpResponse("écrit")


urlpatterns = [path("ecrire/<int:number>/", write)]
