"""The received mails, as the desk sees them."""

from django.urls import path

from itsupport.views import mails

urlpatterns = [
    path("courriels/", mails.mail_list, name="mail_list"),
    path("courriels/<int:pk>/", mails.mail_detail, name="mail_detail"),
    path("courriels/<int:pk>/brut/", mails.mail_raw, name="mail_raw"),
    path("courriels/<int:pk>/relire/", mails.mail_retry, name="mail_retry"),
    path("courriels/<int:pk>/ecarter/", mails.mail_discard, name="mail_discard"),
    path("courriels/<int:pk>/ouvrir/", mails.mail_open, name="mail_open"),
    path("courriels/<int:pk>/rattacher/", mails.mail_attach, name="mail_attach"),
]
