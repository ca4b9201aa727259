"""Users, the roles they hold and how they like to read."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models
from django.db.models import F
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac


class Preferences(models.Model):
    """How a person likes to read; also kept in a cookie for people who are not signed in."""

    class TextSize(models.IntegerChoices):
        NORMAL = 100, "Normal"
        LARGE = 115, "Large"
        LARGER = 130, "Larger"
        LARGEST = 150, "Largest"

    class Paper(models.TextChoices):
        CREAM = "cream", "Cream"
        WHITE = "white", "White"
        BLUE = "blue", "Blue"
        PEACH = "peach", "Peach"

    class ColourTheme(models.TextChoices):
        AUTO = "auto", "As my device"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    text_size = models.PositiveSmallIntegerField(choices=TextSize, default=TextSize.NORMAL)
    wide_spacing = models.BooleanField("wider spacing", default=False)
    paper = models.CharField(max_length=8, choices=Paper, default=Paper.CREAM)
    colour_theme = models.CharField(
        "light or dark", max_length=8, choices=ColourTheme, default=ColourTheme.AUTO
    )
    less_motion = models.BooleanField(default=False)
    letter_keys = models.BooleanField("single-letter shortcuts", default=True)

    PREFERENCE_FIELDS: ClassVar[list[str]] = [
        "text_size",
        "wide_spacing",
        "paper",
        "colour_theme",
        "less_motion",
        "letter_keys",
    ]

    class Meta:
        abstract = True


class User(Preferences, AbstractUser):
    """A person who signs in. Roles are held together and rights add up; an admin is staff."""

    class Role(models.TextChoices):
        STUDENT = "student"
        TEACHER = "teacher"
        CURATOR = "curator"
        ADMIN = "admin"

    # An admin may do everything in the admin pages, so both of Django's flags go together.
    ROLE_FIELDS: ClassVar[dict[str, list[str]]] = {
        Role.STUDENT: ["is_student"],
        Role.TEACHER: ["is_teacher"],
        Role.CURATOR: ["is_curator"],
        Role.ADMIN: ["is_staff", "is_superuser"],
    }

    first_name = None  # type: ignore[assignment]  # one display name replaces the two fields
    last_name = None  # type: ignore[assignment]  # one display name replaces the two fields

    username = models.CharField(
        max_length=64,
        unique=True,
        # ASCII only: a lookalike letter from another alphabet cannot impersonate a classmate.
        validators=[ASCIIUsernameValidator()],
        help_text="Letters, digits and . _ - +",
        error_messages={"unique": "That username is taken."},
    )
    display_name = models.CharField("name shown to your teacher", max_length=80)
    email = models.EmailField("e-mail", blank=True)
    is_student = models.BooleanField(default=True)
    is_teacher = models.BooleanField(default=False)
    is_curator = models.BooleanField(default=False)
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="username_unique_whatever_the_case",
                violation_error_message="That username is taken.",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        """Return the display name, which is all the app ever shows."""
        return self.display_name

    def get_short_name(self) -> str:
        """Return the display name, which is all the app ever shows."""
        return self.display_name

    @property
    def roles(self) -> list[str]:
        """The words for the roles held, in the order of Role."""
        return [
            str(role.label).lower()
            for role in self.Role
            if all(getattr(self, field) for field in self.ROLE_FIELDS[role])
        ]

    def grant_role(self, role: str) -> None:
        """Give a role; roles already held stay."""
        self._set_role(role, held=True)

    def remove_role(self, role: str) -> None:
        """Take a role away; the others stay."""
        self._set_role(role, held=False)

    def _set_role(self, role: str, *, held: bool) -> None:
        for field in self.ROLE_FIELDS[role]:
            setattr(self, field, held)
        self.save(update_fields=self.ROLE_FIELDS[role])

    def save_preferences(self) -> None:
        """Keep how this person likes to read, and nothing else."""
        self.save(update_fields=self.PREFERENCE_FIELDS)

    def sign_out_everywhere(self) -> None:
        """End every session of this person; the caller may renew the one it answers."""
        type(self).objects.filter(pk=self.pk).update(session_epoch=F("session_epoch") + 1)
        self.refresh_from_db(fields=["session_epoch"])

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """Tie sessions to the passphrase, as Django does, and to the epoch as well.

        Django compares this with the hash kept in each session; a session whose hash differs
        has ended.
        """
        return salted_hmac(
            "apps.accounts.models.User.session",
            f"{self.password}\n{self.session_epoch}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()
