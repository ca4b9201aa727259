"""Where allauth asks us how things are done here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from apps.accounts import device, reading
from apps.accounts.limits import client_address
from apps.accounts.models import User

MAX_NEXT_LENGTH = 2000


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Signing in by username, on a device that is shared until someone says otherwise."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "That username and passphrase do not match.",
        "username_taken": "That username is taken.",
        "enter_current_password": "That is not your passphrase at the moment.",
    }

    def new_user(self, request: HttpRequest) -> User:
        """Start a new account with the reading preferences already chosen in this browser."""
        return reading.browser_reader(request)

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, in a fresh session, as on a shared device."""
        super().login(request, user)
        device.start(request.session, device.SHARED)

    def is_safe_url(self, url: str) -> bool:
        """Whether a next= address stays on this origin."""
        return len(url) <= MAX_NEXT_LENGTH and url_has_allowed_host_and_scheme(
            url,
            allowed_hosts={self.request.get_host()},
            require_https=self.request.is_secure(),
        )

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:show_account")

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that limits count by; requests without one share a count."""
        return client_address(request) or "unknown"
