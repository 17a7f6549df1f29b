"""What a town hall reads after the sessions: under /formations/."""

from django.urls import path

from training.views import costs

urlpatterns = [
    path("couts/", costs.cost_list, name="cost_list"),
]
