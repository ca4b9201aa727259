"""Accounts in the admin pages: roles, closing an account, a new passphrase."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.accounts.models import User


@admin.register(User)
class UserAdmin(BaseUserAdmin):  # type: ignore[type-arg]  # generic only in the stubs
    """One display name, roles held together, no e-mail needed."""

    list_display = ["username", "shown_name", "roles_in_words", "is_active", "last_login"]
    list_filter = ["is_student", "is_teacher", "is_curator", "is_staff", "is_active"]
    search_fields = ["username", "display_name", "email"]
    ordering = ["username"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Person", {"fields": ["display_name", "email"]}),
        (
            "Roles",
            {
                "fields": ["is_student", "is_teacher", "is_curator", "is_staff", "is_superuser"],
                "description": "Rights add up. An admin needs both staff and superuser status.",
            },
        ),
        ("Account", {"fields": ["is_active", "last_login", "date_joined"]}),
        ("Reading", {"fields": [*User.PREFERENCE_FIELDS], "classes": ["collapse"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "classes": ["wide"],
                "fields": ["username", "display_name", "usable_password", "password1", "password2"],
            },
        ),
        ("Roles", {"fields": ["is_student", "is_teacher", "is_curator"]}),
    ]

    @admin.display(description="name", ordering="display_name")
    def shown_name(self, user: User) -> SafeString:
        """Show the name on its own, so that writing direction in it cannot turn the row."""
        return format_html("<bdi>{}</bdi>", user.display_name)

    @admin.display(description="roles")
    def roles_in_words(self, user: User) -> str:
        """Name the roles held."""
        return ", ".join(user.roles)
