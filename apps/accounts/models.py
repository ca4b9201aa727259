"""Users, the roles they hold and how they like to read."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models
from django.db.models.functions import Lower


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

    class Meta:
        abstract = True


class User(Preferences, AbstractUser):
    """A person who signs in. Roles are held together and rights add up; an admin is staff."""

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

    objects = UserManager()

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
