from django.urls import path

from purchasing.views import answers

ANSWER = "campagnes/<int:pk>/reponse/<str:insee>/"

urlpatterns = [
    path("", answers.answer_list, name="answer_list"),
    path("campagnes/<int:pk>/", answers.answer_campaign, name="answer_campaign"),
    path("campagnes/<int:pk>/reponse/", answers.answer_detail, name="answer_detail"),
    path(ANSWER, answers.answer_edit, name="answer_edit"),
    path(f"{ANSWER}annuler/", answers.answer_undo, name="answer_undo"),
    path(f"{ANSWER}case/", answers.answer_cell, name="answer_cell"),
    path(f"{ANSWER}lu/", answers.answer_read, name="answer_read"),
    path(f"{ANSWER}refus/", answers.answer_decline, name="answer_decline"),
    path(f"{ANSWER}relire/", answers.answer_review, name="answer_review"),
]
