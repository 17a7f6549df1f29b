from django.urls import path

from purchasing.views import register

urlpatterns = [
    path("extincteurs/", register.extinguisher_list, name="extinguisher_list"),
    path("extincteurs/ajouter/", register.extinguisher_create, name="extinguisher_create"),
    path("extincteurs/importer/", register.extinguisher_import, name="extinguisher_import"),
    path("extincteurs/xlsx/", register.extinguisher_file, name="extinguisher_file"),
    path("extincteurs/<int:pk>/", register.extinguisher_edit, name="extinguisher_edit"),
    path(
        "extincteurs/<int:pk>/reforme/", register.extinguisher_retire, name="extinguisher_retire"
    ),
]
