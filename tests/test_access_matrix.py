"""Every address and method by every actor, against tests/access_matrix.py."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.curation.models import (
    BulkEdit,
    LikelyDuplicate,
    Merge,
    Report,
    SheetImport,
    Suggestion,
)
from apps.curation.pasting import store_notes
from apps.evidence.history import record
from apps.evidence.models import ItemChange, Topic
from apps.plans.copying import SAMPLE_KEY
from apps.plans.models import Plan, ShareLink
from apps.plans.schema import text_version
from apps.plans.sharing import share
from tests.access_matrix import ACTORS, MATRIX, SIGN_IN, Answer, Row
from tests.factories import (
    make_criterion,
    make_evidence,
    make_model,
    make_placement,
    make_plan,
    make_point,
    make_question,
    make_row,
    make_user,
)

NOTES = "Lamps\n\n- A lamp was lit"
METHODS = ("GET", "POST")
OTHER_METHODS = ("PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "PROPFIND")


def names_of(patterns: list[Any], namespace: str = "") -> Iterator[str]:
    """The name of every address; the admin pages count as one."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name == "admin":
                yield "admin"
            else:
                inner = f"{pattern.namespace}:" if pattern.namespace else ""
                yield from names_of(pattern.url_patterns, namespace + inner)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"{pattern} has no name"
            yield namespace + pattern.name


def test_every_address_and_method_has_a_row_and_every_row_an_address():
    addresses = {
        (name, method) for name in names_of(get_resolver().url_patterns) for method in METHODS
    }
    rows = {(row.name, row.method) for row in MATRIX}
    assert addresses - rows == set()
    assert rows - addresses == set()
    assert all(len(row.answers) == len(ACTORS) for row in MATRIX)
    assert len({(row.name, row.method, row.thing) for row in MATRIX}) == len(MATRIX)


@dataclass
class World:
    """The browsers of all actors, and what the rows are about."""

    signed_in: dict[str, Client]
    things: dict[str, Any]

    def browser(self, actor: str) -> Client:
        """A browser of an actor's, as it was when the test began."""
        browser = Client()
        browser.cookies.update(self.signed_in[actor].cookies)
        return browser

    def ids(self, row: Row) -> list[Any]:
        """The ids in the address of a row."""
        thing = self.things.get(row.thing)
        if row.name in ("plans:create_plan", "plans:pick_plan") or thing is None:
            return []
        if isinstance(thing, ItemChange):
            return [thing.item.uuid, thing.pk]
        if isinstance(thing, Topic):
            return [thing.slug]
        if isinstance(thing, tuple):
            return list(thing)
        if isinstance(thing, LikelyDuplicate):
            return [thing.pk]
        if isinstance(thing, ShareLink):
            return [thing.token]
        if hasattr(thing, "plan_id"):
            # A part is asked for in the owner's plan, wherever it stands.
            return [self.things["plan"].uuid, thing.uuid]
        return [thing.uuid]


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for all rows: each request is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def world(built: World, db: None) -> World:
    cache.clear()
    return built


def build() -> World:
    people = {
        "owner": make_user("owner"),
        "classmate": make_user("classmate"),
        "teacher": make_user("teacher", is_student=False, is_teacher=True),
        "other teacher": make_user("other_teacher", is_student=False, is_teacher=True),
        "curator": make_user("curator", is_student=False, is_curator=True),
        "admin": make_user("admin", is_student=False, is_staff=True, is_superuser=True),
        "removed member": make_user("removed_member"),
    }
    owner, classmate = people["owner"], people["classmate"]
    question = make_question()
    plan = make_plan(owner, question)
    point = make_point(plan)
    in_bin = make_plan(owner, question)
    in_bin.delete_softly()
    another = make_plan(classmate, question)
    demo = {"question": question, "shape": question.template}
    things = {
        "plan": plan,
        "point": point,
        "card": make_placement(point),
        "row": make_row(plan),
        "criterion": make_criterion(plan),
        "plan in the bin": in_bin,
        "point of another plan": make_point(another),
        "link": share(plan),
        "withdrawn link": ShareLink.objects.create(plan=plan, withdrawn_at=timezone.now()),
        "link to a plan in the bin": share(in_bin),
        "demo plan": Plan.objects.create(demo_key="k" * 40, title="Demo", **demo),
        "sample plan": Plan.objects.create(demo_key=SAMPLE_KEY, title="Sample", **demo),
        "published evidence": make_evidence(),
        "private evidence": make_evidence(owner=owner),
        "draft evidence": make_evidence(publish=False),
        "topic": question.topic,
        "first card": (question.topic.slug, 1),
        "published question": question,
        "own question": make_question(owner=owner),
        "draft question": make_question(status="draft"),
    }
    things |= make_models(people, things)
    pasted = store_notes(question.topic, "Lamps", NOTES, by=people["curator"]).notes
    things["pasted notes"], things["draft of notes"] = pasted, pasted.drafts.get()
    things |= make_curation(people, things)
    things["card of another plan"] = make_placement(things["point of another plan"])
    world = World({"anonymous": Client()}, things)
    for name, user in people.items():
        world.signed_in[name] = Client()
        world.signed_in[name].force_login(user)
    # Signed in, and then the account was closed.
    removed = people["removed member"]
    assert world.browser("removed member").get(reverse("landing")).status_code == 302
    removed.is_active = False
    removed.save()
    return world


def make_models(people: dict[str, User], things: dict[str, Any]) -> dict[str, Any]:
    """Model answers, a plan that opens them and one to publish."""
    question, teacher = things["published question"], people["teacher"]
    revealed = make_plan(people["owner"], question)
    revealed.reveal()
    written = make_plan(teacher, question, thesis="Unlike.", judgement="Unlike.")
    written.decisive_point = make_point(written)
    written.save()
    return {
        "revealed plan": revealed,
        "teacher's plan": written,
        "model": make_model(question, author=teacher),
        "retired model": make_model(question, author=teacher, status="retired"),
    }


def make_curation(people: dict[str, User], things: dict[str, Any]) -> dict[str, Any]:
    """What curators look after."""
    item, own = things["published evidence"], things["private evidence"]
    first, second = make_evidence(), make_evidence()
    merged = make_evidence()
    step = record(item, ItemChange.Verb.EDITED, by=people["curator"])
    return {
        "step of evidence": step,
        "bulk edit": BulkEdit.objects.create(by=people["curator"], what="Set kind: Event"),
        "report": Report.objects.create(item=item, by=people["owner"], text="Wrong"),
        "suggestion": Suggestion.objects.create(item=own, by=people["owner"]),
        "pair": LikelyDuplicate.objects.create(first=first, second=second, likeness=70),
        "sheet": SheetImport.objects.create(
            topic=item.topic, name="CSV", header=["claim"], state="ready"
        ),
        "file type": ("csv",),
        "merge": Merge.objects.create(kept=first, merged=merged, by=people["curator"]),
    }


def own_evidence(world: World) -> dict[str, Any]:
    return {
        **{"token": uuid4(), "title": "My claim", "year_from": 1950, "year_to": 1951},
        **{"leaders": ["STA"], "themes": ["terror"], "kind": "event", "version": 1},
    }


def paste(text: str) -> dict[str, Any]:
    return {"topic": "russia", "name": "Lamps", "text": text}


def fields_of(row: Row, world: World, actor: str) -> dict[str, Any]:
    """What a form of this row sends when it is filled in well."""
    forms: dict[str, Callable[[], dict[str, Any]]] = {
        "plans:create_plan": lambda: {
            "question": world.things[row.thing].uuid,
            "token": uuid4(),
        },
        "plans:rename_plan": lambda: {"title": "Renamed"},
        "plans:reuse_plan": lambda: {
            "question": world.things["own question"].uuid,
            "token": uuid4(),
        },
        "plans:apply_form": lambda: {
            **{"id": uuid4(), "verb": "edit", "noun": "plan"},
            **{"thesis": "Mine", "was-thesis": text_version("")},
        },
        "plans:reveal_mark_scheme": lambda: {"tried": "on"},
        "plans:publish_plan": lambda: {
            **{"token": uuid4(), "title": "Unlike", "author_label": "A teacher", "lean": -1},
        },
        "plans:add_model": lambda: {
            **{"token": uuid4(), "title": "Unlike", "author_label": "A teacher", "lean": -1},
            **{"thesis": "Unlike.", "judgement": "Unlike.", "decisive": "The vote of 1957."},
        },
        "evidence:add_own_evidence": lambda: own_evidence(world),
        "evidence:edit_own_evidence": lambda: own_evidence(world),
        "curation:paste_notes": lambda: paste("Other lamps\n\n- One lamp was lit"),
        "curation:offer_strands": lambda: {
            **paste("Arguments for:\n- a lamp; a rope\n"),
            "question": world.things["published question"].uuid,
        },
        "curation:edit_draft": lambda: {"version": 1, "kind": "event", "standing": "settled"},
        "curation:report_fact": lambda: {"text": "The year is wrong."},
        "curation:save_filter": lambda: {"name": "Mine", "query": "care=unused"},
        "curation:answer_report": lambda: {"outcome": "kept", "reply": "It is right."},
        "curation:answer_suggestion": lambda: {"outcome": "declined", "reply": "We have it."},
        "practice:answer_card": lambda: {
            **{"card": world.things["published evidence"].uuid, "showing": 0, "answer": "knew"},
        },
        "accounts:show_account": lambda: {"display_name": "Another name"},
        "accounts:edit_preferences": lambda: {
            **{"text_size": User.TextSize.choices[0][0], "paper": User.Paper.choices[0][0]},
            "colour_theme": User.ColourTheme.choices[0][0],
        },
    }
    return forms[row.name]() if row.name in forms else {}


def query_of(row: Row, world: World) -> dict[str, Any]:
    if row.name == "plans:pick_plan" and row.thing:
        return {"evidence": world.things[row.thing].uuid}
    if row.name == "plans:choose_point":
        return {"evidence": world.things["published evidence"].uuid}
    if row.name == "plans:list_counterparts":
        return {"point": world.things["point"].uuid}
    if row.name == "plans:download_pdf":
        return {"form": "side"}
    if row.name == "practice:practise":
        return {"since": 1}
    return {}


def ask(
    world: World, actor: str, row: Row, ids: list[Any] | None = None, **headers: str
) -> HttpResponse:
    name = "admin:index" if row.name == "admin" else row.name
    path = reverse(name, args=world.ids(row) if ids is None else ids)
    browser = world.browser(actor)
    if row.method == "GET":
        return browser.get(path, query_of(row, world), headers=headers)
    if row.name == "plans:apply_operations":
        sent = {"id": str(uuid4()), "verb": "add", "noun": "criterion"}
        body = {"base": 0, "operations": [{**sent, "target": str(uuid4()), "text": "scale"}]}
        return browser.post(
            path, json.dumps(body), content_type="application/json", headers=headers
        )
    return browser.post(path, fields_of(row, world, actor), headers=headers)


def answer_of(response: HttpResponse) -> Answer:
    sign_in = reverse("account_login")
    if response.status_code == 302 and response["Location"].split("?")[0] == sign_in:
        return SIGN_IN
    if response.status_code == 401:
        assert response["Content-Type"] == "application/json"
    return response.status_code


def undone(request: Callable[[], HttpResponse]) -> HttpResponse:
    """Ask, then take back whatever that changed, so that every actor meets the same world."""
    with transaction.atomic():
        response = request()
        transaction.set_rollback(True)
    return response


def named(row: Row) -> str:
    return f"{row.method} {row.name}" + (f" of {row.thing}" if row.thing else "")


@pytest.mark.parametrize("row", MATRIX, ids=named)
def test_every_actor_is_answered_as_the_matrix_says(row: Row, world: World):
    answers = {
        actor: answer_of(undone(lambda actor=actor: ask(world, actor, row))) for actor in ACTORS
    }
    assert answers == dict(zip(ACTORS, row.answers, strict=True))


def told_by(response: HttpResponse) -> dict[str, str]:
    """The headers, but for the time they were written at."""
    return {name: value for name, value in response.headers.items() if name != "Expires"}


@dataclass
class Nothing:
    """What does not exist."""

    uuid: UUID = field(default_factory=uuid4)


def unknown(known: Any) -> Any:
    """An id of the same kind that means nothing."""
    return 10**12 if isinstance(known, int) else uuid4()


HIDDEN = [row for row in MATRIX if 404 in row.answers and row.thing]


@pytest.mark.parametrize("row", HIDDEN, ids=named)
def test_what_is_hidden_looks_like_what_does_not_exist(row: Row, world: World):
    ids = world.ids(row)
    nothing = replace(world, things={**world.things, row.thing: Nothing()})
    for actor, expected in zip(ACTORS, row.answers, strict=True):
        if expected != 404:
            continue
        hidden = undone(lambda actor=actor: ask(world, actor, row))
        # The id stands in the address, or else in the query or the form.
        no_ids = [unknown(one) for one in ids]
        missing = undone(lambda actor=actor, no_ids=no_ids: ask(nothing, actor, row, no_ids))
        assert (hidden.status_code, missing.status_code) == (404, 404)
        assert hidden.content == missing.content
        assert told_by(hidden) == told_by(missing)


PRIVATE = [row for row in MATRIX if row.answers[0] == SIGN_IN]


@pytest.mark.parametrize("row", PRIVATE, ids=named)
def test_scripts_that_are_signed_out_are_told_401(row: Row, world: World):
    for actor in ("anonymous", "removed member"):
        for headers in ({"X-Requested-With": "fetch"}, {"HX-Request": "true"}):
            response = ask(world, actor, row, **headers)
            assert (response.status_code, response["Content-Type"]) == (401, "application/json")


@pytest.mark.parametrize("row", PRIVATE, ids=named)
def test_signed_out_one_learns_nothing_of_what_exists(row: Row, world: World):
    ids = world.ids(row)
    if ids:
        missing = ask(world, "anonymous", row, [unknown(one) for one in ids])
        assert answer_of(missing) == SIGN_IN


@pytest.mark.parametrize("name", sorted({row.name for row in MATRIX} - {"admin"}))
def test_other_methods_are_405_and_change_nothing(name: str, world: World):
    """38: for people who are signed in and may see the thing."""
    row = next(row for row in MATRIX if row.name == name)
    path = reverse(name, args=world.ids(row))
    versions = list(Plan.objects.order_by("pk").values_list("version", "deleted_at", "title"))
    for method in OTHER_METHODS:
        assert world.browser("owner").generic(method, path).status_code == 405, method
    assert versions == list(
        Plan.objects.order_by("pk").values_list("version", "deleted_at", "title")
    )


def test_admin_pages_do_not_exist_for_anybody_else(world: World):
    paths = [
        reverse(f"admin:{name}")
        for name in (
            "index",
            "login",
            "logout",
            "password_change",
            "jsi18n",
            "auth_group_changelist",
        )
    ]
    paths += ["/admin/nowhere/", "/admin/accounts/user/1/change/"]
    bodies = set()
    for actor in ACTORS:
        if actor == "admin":
            continue
        for path in paths:
            response = world.browser(actor).get(path)
            assert response.status_code == 404
            bodies.add(response.content)
    assert len(bodies) == 1


CHANGING = [row for row in MATRIX if row.method == "POST" and row.answers[1] not in (403, 404, 405)]


@pytest.mark.parametrize("row", CHANGING, ids=named)
def test_nothing_is_changed_without_a_csrf_token(row: Row, world: World):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies.update(world.signed_in["owner"].cookies)
    assert strict.post(reverse(row.name, args=world.ids(row))).status_code == 403
