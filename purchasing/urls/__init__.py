from purchasing.urls import answers, campaigns

app_name = "purchasing"
urlpatterns = [*answers.urlpatterns, *campaigns.urlpatterns]
