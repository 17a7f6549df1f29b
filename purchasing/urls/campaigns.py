from django.urls import path

from purchasing.views import campaigns

urlpatterns = [
    path("campagnes/<int:pk>/avis/", campaigns.campaign_notice, name="campaign_notice"),
]
