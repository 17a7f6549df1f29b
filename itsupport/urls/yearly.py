"""Statistics of the desk, and the annual report of each commune."""

from django.urls import path

from itsupport.views import yearly

urlpatterns = [
    path("statistiques/", yearly.statistics, name="statistics"),
    path("bilans/<int:year>/", yearly.report_batch, name="report_batch"),
    path("bilans/<int:year>/<int:pk>/", yearly.report_detail, name="report_detail"),
    path("bilans/<int:year>/<int:pk>/document/", yearly.report_document, name="report_document"),
]
