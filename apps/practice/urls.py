"""Addresses of the deck and of recall practice."""

from django.urls import path

from apps.practice import views

app_name = "practice"
urlpatterns = [
    path("", views.list_decks, name="list_decks"),
    path("<slug:slug>/", views.show_deck, name="show_deck"),
    path("<slug:slug>/<int:number>/", views.show_card, name="show_card"),
    path("<slug:slug>/choose/", views.choose_practice, name="choose_practice"),
    path("<slug:slug>/recall/", views.practise, name="practise"),
    path("<slug:slug>/recall/answer/", views.answer_card, name="answer_card"),
]
