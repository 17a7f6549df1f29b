from training.urls import catalogue

app_name = "training"
urlpatterns = [*catalogue.urlpatterns]
