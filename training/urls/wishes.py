"""What town halls would like their agents to learn."""

from django.urls import path

from training.views import plans, visas, wishes

urlpatterns = [
    path("souhaits/", wishes.wish_list, name="wish_list"),
    path("souhaits/<int:pk>/", wishes.wish_form, name="wish_form"),
    path("souhaits/<int:pk>/aucun/", wishes.wish_none, name="wish_none"),
    path("souhaits/<int:pk>/visa/", visas.wish_visa, name="wish_visa"),
    path("souhaits/<int:pk>/visa/refus/", visas.wish_visa_refuse, name="wish_visa_refuse"),
    path("plan/<int:pk>/", plans.plan_detail, name="plan_detail"),
]
