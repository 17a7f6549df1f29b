"""What somebody thought of a session, from the link of a mail that serves once."""

from django.urls import path

from training.views import evaluations

app_name = "trainingopinions"
urlpatterns = [
    path("merci/", evaluations.evaluation_thanks, name="evaluation_thanks"),
    path("<str:token>/", evaluations.evaluation_answer, name="evaluation_answer"),
]
