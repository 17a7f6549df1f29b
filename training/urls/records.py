"""What a town hall reads after the sessions: under /formations/."""

from django.urls import path

from training.views import costs, evaluations, records, yearly

urlpatterns = [
    path("couts/", costs.cost_list, name="cost_list"),
    path("animation/avis/", evaluations.opinion_list, name="opinion_list"),
    path("livret/", records.record_mine, name="record_mine"),
    path("livrets/", records.record_list, name="record_list"),
    path("livrets/<int:pk>/", records.record_detail, name="record_detail"),
    path("livrets/<int:pk>/ajouter/", records.record_add, name="record_add"),
    path("livrets/<int:pk>/pdf/", records.record_paper, name="record_paper"),
    path("livrets/attestations/<int:pk>/", records.record_file, name="record_file"),
    path(
        "livrets/attestations/<int:pk>/retirer/", records.record_withdraw, name="record_withdraw"
    ),
    path("bilan/", yearly.year_hall, name="year_hall"),
    path("bilan/pdf/", yearly.year_hall_paper, name="year_hall_paper"),
]
