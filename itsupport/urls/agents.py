"""Where the inventory agents report: with and without the last slash, so that nothing is ever redirected."""

from django.urls import path

from itsupport.views import reporting

app_name = "agents"
urlpatterns = [
    path("<str:token>/", reporting.report_receive, name="report_receive"),
    path("<str:token>", reporting.report_receive, name="report_receive_bare"),
]
