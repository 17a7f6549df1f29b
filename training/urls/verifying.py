"""Whether a certificate is true: anybody who holds it may ask."""

from django.urls import path

from training.views import proofs

app_name = "verifying"
urlpatterns = [path("<str:token>/", proofs.certificate_verify, name="certificate_verify")]
