"""Django's rules for passphrases, in the words of this app."""

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)


class LongEnough(MinimumLengthValidator):
    """At least so many characters; no rules about which."""

    def get_error_message(self) -> str:
        return f"That is too short. Use at least {self.min_length} characters."


class NotCommon(CommonPasswordValidator):
    """Not one of the 20,000 that are tried first."""

    def get_error_message(self) -> str:
        return "That is one of the first that people guess. Please choose another."


class NotOneself(UserAttributeSimilarityValidator):
    """Not much the same as one's own name or address."""

    def get_error_message(self) -> str:
        return "That is too much like your %(verbose_name)s."
