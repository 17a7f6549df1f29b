from django.urls import path

from itsupport.views import audit_actions, audit_grid, audit_visit, audits

urlpatterns = [
    path("audits/", audits.audit_list, name="audit_list"),
    path("audits/preparer/", audit_visit.audit_prepare, name="audit_prepare"),
    path("audits/actions/", audit_actions.action_list, name="action_list"),
    path("audits/actions/<int:pk>/", audit_actions.action_decide, name="action_decide"),
    path("audits/actions/<int:pk>/libelle/", audit_actions.action_edit, name="action_edit"),
    path("audits/preuves/<int:pk>/", audits.evidence_download, name="evidence_download"),
    path("audits/preuves/<int:pk>/retirer/", audits.evidence_drop, name="evidence_drop"),
    path("audits/grilles/", audit_grid.grid_list, name="grid_list"),
    path("audits/grilles/<int:pk>/", audit_grid.grid_detail, name="grid_detail"),
    path("audits/grilles/<int:pk>/figer/", audit_grid.grid_freeze, name="grid_freeze"),
    path("audits/grilles/questions/<int:pk>/", audit_grid.question_edit, name="question_edit"),
    path("audits/<int:pk>/", audits.audit_detail, name="audit_detail"),
    path("audits/<int:pk>/questions/", audits.audit_answers, name="audit_answers"),
    path("audits/<int:pk>/documents/<slug:what>/", audits.audit_paper, name="audit_paper"),
    path("audits/<int:pk>/corriger/<slug:code>/", audits.audit_correct, name="audit_correct"),
    path("audits/<int:pk>/visite/", audit_visit.audit_visit, name="audit_visit"),
    path("audits/<int:pk>/visite/<slug:code>/", audit_visit.audit_question, name="audit_question"),
    path("audits/<int:pk>/envoi/", audit_visit.audit_sync, name="audit_sync"),
    path("audits/<int:pk>/preuve/", audit_visit.audit_proof, name="audit_proof"),
    path("audits/<int:pk>/relire/", audit_visit.audit_review, name="audit_review"),
    path("audits/<int:pk>/etape/<slug:step>/", audit_visit.audit_move, name="audit_move"),
]
