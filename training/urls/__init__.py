from training.urls import exchange

app_name = "training"
urlpatterns = [*exchange.urlpatterns]
