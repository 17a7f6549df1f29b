from django.urls import path

from purchasing.views import adhesions, campaigns, framework

urlpatterns = [
    path("campagnes/<int:pk>/avis/", campaigns.campaign_notice, name="campaign_notice"),
    path("adhesion/", adhesions.adhesion_list, name="adhesion_list"),
    path("adhesion/<int:pk>/deliberation/", adhesions.adhesion_vote, name="adhesion_vote"),
    path("adhesion/<int:pk>/conseil/", adhesions.adhesion_council, name="adhesion_council"),
    path("adhesion/<int:pk>/texte/", adhesions.adhesion_text, name="adhesion_text"),
    path("adhesion/<int:pk>/fichier/", framework.adhesion_file, name="adhesion_file"),
]
