"""Addresses of accounts: allauth's names where it looks for them, ours in a namespace."""

from django.urls import URLPattern, URLResolver, include, path

from apps.accounts import views

own_patterns = [
    path("", views.show_account, name="show_account"),
    path("preferences/", views.edit_preferences, name="edit_preferences"),
    path("sign-out-everywhere/", views.sign_out_everywhere, name="sign_out_everywhere"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((own_patterns, "accounts"))),
    path("login/", views.account_login, name="account_login"),
    path("logout/", views.account_logout, name="account_logout"),
    path("signup/", views.account_signup, name="account_signup"),
    path("password/change/", views.account_change_password, name="account_change_password"),
    path("inactive/", views.account_inactive, name="account_inactive"),
]
