"""Addresses of evidence."""

from django.urls import path

from apps.evidence import views

app_name = "evidence"
urlpatterns = [
    path("", views.list_evidence, name="list_evidence"),
    path("table/", views.show_table, name="show_table"),
    path("own/add/", views.add_own_evidence, name="add_own_evidence"),
    path("<uuid:uuid>/", views.show_evidence, name="show_evidence"),
    path("<uuid:uuid>/edit/", views.edit_own_evidence, name="edit_own_evidence"),
    path("<uuid:uuid>/retire/", views.retire_own_evidence, name="retire_own_evidence"),
    path("<uuid:uuid>/check/", views.check_evidence, name="check_evidence"),
]
