"""Use pages as a browser without script does: find forms in the HTML, fill them in, send them.

Also boards of any size, and the JSON door as a script uses it.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from lxml import html as lxml_html

from apps.accounts.models import User
from apps.plans.models import Placement, Plan
from tests.factories import make_criterion, make_evidence, make_plan, make_point, make_row
from tests.plans.acting import plain

BECAUSE = "because both rulers kept the party above the state and let no other power grow"


@dataclass
class Form:
    """A form as it stands in a page: where it goes and what would be sent, in order."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def value(self, name: str) -> str:
        """What would be sent under this name; "" when nothing."""
        return next((value for each, value in self.fields if each == name), "")


def forms(answer: HttpResponse) -> list[Form]:
    """Every form of a page, with the controls that stand elsewhere but belong to it."""
    page = lxml_html.document_fromstring(answer.content.decode())
    found = []
    for element in page.iter("form"):
        form = Form(element.get("action") or "", (element.get("method") or "get").lower())
        ident = element.get("id")
        inside = [one for one in element.iter() if one.get("form") in (None, ident)]
        outside = page.xpath("//*[@form=$id]", id=ident) if ident else []
        for control in [*inside, *(one for one in outside if one not in inside)]:
            read_control(form, control)
        found.append(form)
    return found


def read_control(form: Form, control: Any) -> None:
    name = control.get("name")
    if not name or control.get("disabled") is not None:
        return
    form.names.add(name)
    if control.tag == "textarea":
        # The line break right after the tag is not part of the text.
        text = control.text_content().removeprefix("\n")
        form.fields.append((name, text.replace("\n", "\r\n")))
    elif control.tag == "select":
        options = list(control.iter("option"))
        chosen = [one for one in options if one.get("selected") is not None] or options[:1]
        form.fields += [(name, one.get("value", "")) for one in chosen]
    elif control.tag == "input":
        kind = control.get("type", "text")
        if kind not in ("checkbox", "radio") or control.get("checked") is not None:
            form.fields.append((name, control.get("value", "")))


def only(found: list[Form], **wanted: Any) -> Form:
    """The one form whose fields have these values; has="name" asks for a control of that name."""
    has = wanted.pop("has", None)
    matching = [
        form
        for form in found
        if all(form.value(name) == str(plain(value)) for name, value in wanted.items())
        and (has is None or has in form.names)
    ]
    assert len(matching) == 1, f"{len(matching)} forms with {wanted} and {has}"
    return matching[0]


def filled(form: Form, **typed: Any) -> list[tuple[str, str]]:
    """What a browser sends when these controls have been given these values."""
    values = {name.replace("__", "-"): value for name, value in typed.items()}
    assert values.keys() <= form.names, f"no such control: {values.keys() - form.names}"
    kept = [(name, value) for name, value in form.fields if name not in values]
    for name, value in values.items():
        many = value if isinstance(value, list) else [value]
        kept += [(name, str(plain(one))) for one in many]
    return kept


def send(client: Client, form: Form, **typed: Any) -> HttpResponse:
    """Fill a form in and send it."""
    assert form.method == "post"
    return post(client, form.action, filled(form, **typed))


def post(client: Client, address: str, pairs: list[tuple[str, str]]) -> HttpResponse:
    """Send pairs as a browser sends a form."""
    return client.post(address, urlencode(pairs), content_type="application/x-www-form-urlencoded")


def as_browser(user: User | None = None) -> Client:
    """A browser whose forms need their token, signed in when a user is given."""
    client = Client(enforce_csrf_checks=True)
    if user:
        client.force_login(user)
    return client


def address(plan: Plan, name: str = "show_plan", *parts: Any) -> str:
    """A page of a plan."""
    return reverse(f"plans:{name}", args=[plan.uuid, *(plain(part) for part in parts)])


def operation(verb: str, noun: str, **fields: Any) -> dict[str, Any]:
    """An operation as JSON carries it, with a new id unless one is given."""
    values = {name: plain(value) for name, value in fields.items()}
    return {"id": str(uuid4()), "verb": verb, "noun": noun, **values}


def send_json(client: Client, plan: Plan, body: Any, **headers: str) -> HttpResponse:
    """Post a body to the operations address: bytes and text as they are, else as JSON."""
    raw = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(
        address(plan, "apply_operations"), raw, content_type="application/json", headers=headers
    )


def send_operations(
    client: Client, plan: Plan, *operations: dict[str, Any], base: int = 0, view: str = "side"
) -> HttpResponse:
    """Send operations as the script does."""
    return send_json(client, plan, {"base": base, "view": view, "operations": list(operations)})


def make_board(student: User, *, points: int, cards: int, **fields: Any) -> Plan:
    """A plan with points on both sides and cards spread evenly, three rows and two criteria."""
    plan = make_plan(student, **fields)
    rows = [make_row(plan, theme) for theme in ("government", "terror", "leadership")]
    criteria = [make_criterion(plan, text) for text in ("scale", "methods")]
    made = []
    for number in range(points):
        point = make_point(plan, side=number % 2, row=rows[number % 3], explanation=BECAUSE)
        point.criteria.add(criteria[number % 2])
        made.append(point)
    items = [
        make_evidence(leaders=(code,), years=(first + number % 10,) * 2)
        for number in range(-(-cards // points))
        for code, first in ((("STA", 1942), ("KHR", 1954))[number % 2],)
    ]
    Placement.objects.bulk_create(
        Placement(
            plan=plan,
            point=made[number % points],
            uuid=uuid4(),
            evidence=items[number // points],
            revision=items[number // points].revision,
            position=number // points,
            note=f"Shows the method of point {number % points}.",
        )
        for number in range(cards)
    )
    return plan


@dataclass
class LockedPlan:
    """A plan whose row somebody else holds for as long as held() lasts; nobody waits long."""

    plan: Plan

    @contextmanager
    def held(self) -> Iterator[None]:
        other = connection.copy()
        is_sqlite = connection.vendor == "sqlite"
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout=50" if is_sqlite else "SET lock_timeout='50ms'")
        with other.cursor() as cursor:
            cursor.execute("BEGIN IMMEDIATE" if is_sqlite else "BEGIN")
            if not is_sqlite:
                table = Plan._meta.db_table
                cursor.execute(f"SELECT id FROM {table} WHERE id = %s FOR UPDATE", [self.plan.pk])  # noqa: S608  # our own table's name
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
        other.close()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout=20000" if is_sqlite else "RESET lock_timeout")
