"""Addresses of the deck and of recall practice."""

app_name = "practice"
urlpatterns: list[object] = []
