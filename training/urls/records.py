"""What a town hall reads after the sessions: under /formations/."""

from django.urls import path

from training.views import costs, evaluations

urlpatterns = [
    path("couts/", costs.cost_list, name="cost_list"),
    path("animation/avis/", evaluations.opinion_list, name="opinion_list"),
]
