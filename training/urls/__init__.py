from training.urls import catalogue, exchange, records

app_name = "training"
urlpatterns = [*catalogue.urlpatterns, *exchange.urlpatterns, *records.urlpatterns]
