from training.urls import catalogue, exchange, records, swaps, wishes

app_name = "training"
urlpatterns = [
    *catalogue.urlpatterns,
    *exchange.urlpatterns,
    *records.urlpatterns,
    *swaps.urlpatterns,
    *wishes.urlpatterns,
]
