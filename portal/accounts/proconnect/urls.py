from django.urls import path

from portal.accounts.proconnect import views
from portal.accounts.proconnect.configuration import PROVIDER

urlpatterns = [
    path(f"{PROVIDER}/login/", views.oauth2_login, name=f"{PROVIDER}_login"),
    path(f"{PROVIDER}/login/callback/", views.oauth2_callback, name=f"{PROVIDER}_callback"),
]
