from training.urls import catalogue, exchange

app_name = "training"
urlpatterns = [*catalogue.urlpatterns, *exchange.urlpatterns]
