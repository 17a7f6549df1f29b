"""Maintenance that comes back."""

from django.urls import path

from itsupport.views import maintenance

urlpatterns = [path("maintenance/", maintenance.maintenance_list, name="maintenance_list")]
