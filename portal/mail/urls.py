from django.urls import path

from portal.mail import views

app_name = "mail"
urlpatterns = [
    path("", views.email_list, name="email_list"),
    path("<int:pk>/", views.email_detail, name="email_detail"),
]
