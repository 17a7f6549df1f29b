from django.urls import path

from purchasing.views import answers

urlpatterns = [
    path("campagnes/<int:pk>/reponse/", answers.answer_detail, name="answer_detail"),
]
