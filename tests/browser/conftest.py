"""Real pages in Chromium: signed-in windows that are watched, and axe.

Every window opened by `visit` or `sign_in` is watched: at the end of the test it must have
asked no other host for anything, broken no content security rule and written no error to
the console.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

from apps.accounts.models import User

# Playwright's synchronous interface runs an event loop in this thread; Django would refuse
# to read the database beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

HOME = Path(__file__).resolve().parent.parent.parent
AXE = HOME / "node_modules" / "axe-core" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]

# Runs before a page's own scripts: rules broken while the page loads are reported too.
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`);
});
"""
RUN_AXE = """
async (tags) => {
  const options = {
    runOnly: { type: "tag", values: tags },
    rules: { "target-size": { enabled: true } },
  };
  const { violations } = await window.axe.run(document, options);
  return violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary}`),
  );
}
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that `-m browser` picks them."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """Start the machine's own Chromium, without the calls home it makes by itself."""
    return {
        **browser_type_launch_args,
        "executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium"),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture
def troubles() -> list[str]:
    """What watched windows did wrong; a test that provokes an error takes it out again."""
    return []


@pytest.fixture
def watch(live_server, troubles: list[str]) -> Iterator[Callable[[Page], Page]]:
    """Watch a page to the end of the test: only our own host, no console error."""
    own = urlsplit(live_server.url)

    def saw_request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob", "about"} and address.netloc != own.netloc:
            troubles.append(f"request to another host: {request.url}")

    def saw_message(message: ConsoleMessage) -> None:
        if message.type == "error":
            troubles.append(f"console error: {message.text} ({message.location.get('url')})")

    def start(page: Page) -> Page:
        page.add_init_script(REPORT_VIOLATIONS)
        page.on("request", saw_request)
        page.on("console", saw_message)
        page.on("pageerror", lambda error: troubles.append(f"script error: {error}"))
        return page

    yield start
    assert troubles == []


@pytest.fixture
def visit(
    live_server, new_context: Callable[..., BrowserContext], watch: Callable[[Page], Page]
) -> Callable[..., Page]:
    """Open a watched window of a visitor: visit("/", width=390, height=844, ...).

    Other keywords go to Playwright's new_context: color_scheme="dark", has_touch=True,
    java_script_enabled=False, reduced_motion="reduce". The path may be empty to open nothing.
    """

    def start(path: str = "", *, width: int = 1440, height: int = 1000, **options: object) -> Page:
        context = new_context(
            base_url=live_server.url, viewport={"width": width, "height": height}, **options
        )
        context.set_default_timeout(10_000)
        page = watch(context.new_page())
        if path:
            page.goto(path)
        return page

    return start


@pytest.fixture
def sign_in(live_server, visit: Callable[..., Page]) -> Callable[..., Page]:
    """Open a watched window in which this user is signed in: sign_in(user, "/plans/")."""

    def start(user: User, path: str = "", **options: object) -> Page:
        client = Client()
        client.force_login(user)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        page = visit(**options)
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}]
        )
        if path:
            page.goto(path)
        return page

    return start


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """Check a page with axe-core, WCAG 2.2 AA and target sizes: assert axe(page) == []."""
    source = AXE.read_text()

    def check(page: Page) -> list[str]:
        # Evaluated, not added as a script: our own rules would block that.
        page.evaluate(source)
        return page.evaluate(RUN_AXE, AXE_TAGS)

    return check
