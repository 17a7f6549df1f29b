from django.urls import path

from portal.documents import views

app_name = "documents"
urlpatterns = [
    path("<int:pk>/", views.document_detail, name="document_detail"),
    path("<int:pk>/pdf/", views.document_download, name="document_download"),
    path("<int:pk>/etat/", views.document_progress, name="document_progress"),
    path("lots/<int:pk>/", views.batch_detail, name="batch_detail"),
    path("lots/<int:pk>/zip/", views.batch_download, name="batch_download"),
]
