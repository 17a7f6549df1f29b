from django.urls import path

from purchasing.views import answers, sheets, sites

ANSWER = "campagnes/<int:pk>/reponse/<str:insee>/"

urlpatterns = [
    path("", answers.answer_list, name="answer_list"),
    path("campagnes/<int:pk>/", answers.answer_campaign, name="answer_campaign"),
    path("campagnes/<int:pk>/reponse/", answers.answer_detail, name="answer_detail"),
    path(ANSWER, answers.answer_edit, name="answer_edit"),
    path(f"{ANSWER}annuler/", answers.answer_undo, name="answer_undo"),
    path(f"{ANSWER}batiment/", sites.answer_site, name="answer_site"),
    path(f"{ANSWER}case/", answers.answer_cell, name="answer_cell"),
    path(f"{ANSWER}coller/", sheets.answer_paste, name="answer_paste"),
    path(f"{ANSWER}feuille/", sheets.answer_sheet, name="answer_sheet"),
    path(f"{ANSWER}feuille/xlsx/", sheets.answer_sheet_file, name="answer_sheet_file"),
    path(f"{ANSWER}lu/", answers.answer_read, name="answer_read"),
    path(f"{ANSWER}refus/", answers.answer_decline, name="answer_decline"),
    path(f"{ANSWER}relire/", answers.answer_review, name="answer_review"),
]
