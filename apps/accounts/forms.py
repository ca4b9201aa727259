"""Forms of accounts: signing in and up, one's own account, how one likes to read."""

from typing import Any, ClassVar

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from apps.accounts import device
from apps.accounts.models import User
from apps.accounts.text import is_blank

HINT = "At least 10 characters. Three or four words together are easy to remember."


def draw_passphrase(field: forms.Field, *, label: str, help_text: str = "") -> None:
    """Name a passphrase field in our words; data-passphrase is where the script adds Show."""
    field.label = label
    field.help_text = help_text
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs["data-passphrase"] = ""


def draw_username(field: forms.Field) -> None:
    """Keep phones and spelling checkers from changing a username."""
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(autocapitalize="none", spellcheck="false")


class NameField(forms.CharField):
    """A name that shows something, with runs of spaces made one."""

    def clean(self, value: Any) -> str:
        name = " ".join(super().clean(value).split())
        if self.required and is_blank(name):
            raise forms.ValidationError("Please write a name.", code="blank")
        return name


class SignInForm(allauth_forms.LoginForm):  # type: ignore[misc]  # allauth has no types
    """A username, a passphrase and whose device this is."""

    shared_device = forms.BooleanField(
        label="This is a shared device",
        required=False,
        initial=True,
        help_text=(
            "You are signed out when the browser closes, or after 2 hours without use. "
            "Untick it only on a device of your own: it then remembers you for 14 days."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        draw_username(self.fields["login"])
        draw_passphrase(self.fields["password"], label="Passphrase")

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Sign in, and remember whose device this is once that has worked."""
        response: HttpResponse = super().login(request, redirect_url)
        if request.user.is_authenticated:
            is_shared = self.cleaned_data["shared_device"]
            device.start(request.session, device.SHARED if is_shared else device.OWN)
        return response


class SignUpForm(allauth_forms.SignupForm):  # type: ignore[misc]  # allauth has no types
    """A new student. Roles are never asked for here: an admin gives them."""

    display_name = NameField(label="Name shown to your teacher", max_length=80)
    field_order: ClassVar[list[str]] = ["username", "display_name", "password1", "email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        draw_username(self.fields["username"])
        self.fields["username"].help_text = "Letters, digits and . _ - +"
        self.fields["display_name"].widget.attrs["autocomplete"] = "name"
        draw_passphrase(self.fields["password1"], label="Passphrase", help_text=HINT)
        self.fields["email"].label = "E-mail (optional)"
        self.fields["email"].widget.attrs.pop("placeholder", None)

    def clean_email(self) -> str:
        """Accept any address: it is a way to reach a person, not a way to sign in."""
        return str(self.cleaned_data["email"])

    def save(self, request: HttpRequest) -> User:
        """Create the student; a name taken in the same moment raises IntegrityError.

        allauth's own list of e-mail addresses stays empty: the address stands on the user.
        """
        adapter = get_adapter(request)
        user: User = adapter.new_user(request)
        user.display_name = self.cleaned_data["display_name"]
        with transaction.atomic():
            adapter.save_user(request, user, self)
        return user


class ChangePasswordForm(allauth_forms.ChangePasswordForm):  # type: ignore[misc]  # no types
    """The passphrase now and the new one, typed once because it can be shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        draw_passphrase(self.fields["oldpassword"], label="Passphrase now")
        draw_passphrase(self.fields["password1"], label="New passphrase", help_text=HINT)


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """What people may change about themselves."""

    display_name = NameField(label="Name that others see", max_length=80)

    class Meta:
        model = User
        fields = ["display_name", "email"]
        labels = {"email": "E-mail (optional)"}


class PreferencesForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """How somebody likes to read; works for an unsaved user too."""

    class Meta:
        model = User
        fields = User.PREFERENCE_FIELDS
        labels = {
            "text_size": "Text size",
            "wide_spacing": "Wider spacing between lines, words and letters",
            "paper": "Paper",
            "colour_theme": "Light or dark",
            "less_motion": "Less motion",
            "letter_keys": "Single-letter shortcuts",
        }
        help_texts = {
            "paper": "The background of light pages.",
            "letter_keys": "Keys such as e for evidence, when you are not typing.",
        }
        widgets = {
            "text_size": forms.RadioSelect,
            "paper": forms.RadioSelect,
            "colour_theme": forms.RadioSelect,
        }
