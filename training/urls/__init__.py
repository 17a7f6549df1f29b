from training.urls import catalogue, exchange, wishes

app_name = "training"
urlpatterns = [*catalogue.urlpatterns, *exchange.urlpatterns, *wishes.urlpatterns]
