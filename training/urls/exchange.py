"""Questions between secretaries, who knows what, practice sheets."""

from django.urls import path

from training.views import agenda, answers, questions, sheets, skills

urlpatterns = [
    path("entraide/", questions.question_list, name="question_list"),
    path("entraide/poser/", questions.question_ask, name="question_ask"),
    path("entraide/qui-sait-quoi/", skills.skill_list, name="skill_list"),
    path("entraide/pieces/<int:pk>/", questions.practice_file, name="practice_file"),
    path("entraide/reponses/<int:pk>/", answers.answer_edit, name="answer_edit"),
    path("entraide/reponses/<int:pk>/retirer/", answers.answer_withdraw, name="answer_withdraw"),
    path("entraide/reponses/<int:pk>/valider/", answers.answer_accept, name="answer_accept"),
    path("entraide/ordre-du-jour/", agenda.agenda, name="agenda"),
    path("entraide/<int:pk>/compte-rendu/", agenda.question_minutes, name="question_minutes"),
    path("entraide/fiches/", sheets.sheet_list, name="sheet_list"),
    path("entraide/fiches/ecrire/", sheets.sheet_create, name="sheet_create"),
    path("entraide/fiches/<int:pk>/", sheets.sheet_detail, name="sheet_detail"),
    path("entraide/fiches/<int:pk>/modifier/", sheets.sheet_edit, name="sheet_edit"),
    path("entraide/fiches/<int:pk>/publier/", sheets.sheet_publish, name="sheet_publish"),
    path("entraide/fiches/<int:pk>/retirer/", sheets.sheet_withdraw, name="sheet_withdraw"),
    path("entraide/modeles/<int:pk>/", sheets.model_document, name="model_document"),
    path("entraide/modeles/<int:pk>/retirer/", sheets.model_withdraw, name="model_withdraw"),
    path("entraide/<int:pk>/fiche/", sheets.question_sheet, name="question_sheet"),
    path("entraide/<int:pk>/", questions.question_detail, name="question_detail"),
    path("entraide/<int:pk>/modifier/", questions.question_edit, name="question_edit"),
    path("entraide/<int:pk>/retirer/", questions.question_withdraw, name="question_withdraw"),
    path("entraide/<int:pk>/meme-question/", questions.question_same, name="question_same"),
    path("entraide/<int:pk>/ne-plus-valider/", answers.question_undo, name="question_undo"),
]
