from training.urls import catalogue, exchange, records, wishes

app_name = "training"
urlpatterns = [
    *catalogue.urlpatterns,
    *exchange.urlpatterns,
    *records.urlpatterns,
    *wishes.urlpatterns,
]
