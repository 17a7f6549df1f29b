from purchasing.urls import answers, campaigns, register

app_name = "purchasing"
urlpatterns = [*answers.urlpatterns, *campaigns.urlpatterns, *register.urlpatterns]
