"""Addresses of questions."""

from django.urls import path

from apps.questions import views

app_name = "questions"
urlpatterns = [
    path("", views.list_questions, name="list_questions"),
    path("<uuid:uuid>/", views.show_question, name="show_question"),
    path("<uuid:uuid>/reveal-strands/", views.reveal_strands, name="reveal_strands"),
]
