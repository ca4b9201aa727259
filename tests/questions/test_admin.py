"""The admin of questions and mark schemes: pages open, parts touch their owner."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.questions.models import Board, MarkScheme, Question
from tests.factories import make_plan, make_point, make_question, make_user

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def question(db: None) -> Question:
    made = make_question()
    made.sides.get(order=0).strands.create(
        title="Camps", gist="Both.", theme=made.topic.themes.get(slug="terror")
    )
    made.scheme.scales.get().strands.create(code="S1", title="Knowledge").descriptors.create(
        level=5, text="Exact"
    )
    Question.objects.update(updated_at=LONG_AGO)
    MarkScheme.objects.update(updated_at=LONG_AGO)
    return Question.objects.get(pk=made.pk)


@pytest.fixture
def admin_client(admin: User) -> Client:
    client = Client()
    client.force_login(admin)
    return client


def change_url(row: Model) -> str:
    return reverse(f"admin:questions_{row._meta.model_name}_change", args=[row.pk])


def form_data(response: Any) -> dict[str, Any]:
    """What the browser would send back unchanged."""
    data: dict[str, Any] = {}
    forms = [response.context["adminform"].form]
    for formset in response.context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            data[bound.html_name] = "" if value is None else value
    return data


def save(client: Client, row: Model, **changes: Any) -> None:
    data = form_data(client.get(change_url(row)))
    assert set(changes) <= set(data)
    response = client.post(change_url(row), data | changes)
    assert response.status_code == 302, response.context["errors"]


@pytest.mark.parametrize(
    "model", ["board", "paper", "markscheme", "scale", "strand", "question", "side"]
)
def test_lists_open_and_search(admin_client: Client, question: Question, model: str) -> None:
    url = reverse(f"admin:questions_{model}_changelist")
    assert admin_client.get(url).status_code == 200
    assert admin_client.get(url, {"q": "a"}).status_code == 200
    assert admin_client.get(reverse(f"admin:questions_{model}_add")).status_code == 200


def test_admin_is_not_there_for_others(student_client: Client, question: Question) -> None:
    assert student_client.get(change_url(question)).status_code == 404


def test_a_comparand_changed_touches_the_question(admin_client: Client, question: Question) -> None:
    save(admin_client, question, **{"comparands-0-label": "Joseph Stalin"})
    question.refresh_from_db()
    assert [one.label for one in question.comparands.all()] == ["Joseph Stalin", "Khrushchev"]
    assert question.updated_at > LONG_AGO


def test_an_argument_changed_touches_the_question(admin_client: Client, question: Question) -> None:
    side = question.sides.get(order=0)
    save(admin_client, side, **{"strands-0-gist": "Both kept them."})
    question.refresh_from_db()
    assert side.strands.get().gist == "Both kept them."
    assert question.updated_at > LONG_AGO


def test_a_side_deleted_touches_the_question(admin_client: Client, question: Question) -> None:
    side = question.sides.get(order=1)
    admin_client.post(reverse("admin:questions_side_delete", args=[side.pk]), {"post": "yes"})
    question.refresh_from_db()
    assert [one.order for one in question.sides.all()] == [0]
    assert question.updated_at > LONG_AGO


def test_sides_deleted_together_touch_the_question(
    admin_client: Client, question: Question
) -> None:
    admin_client.post(
        reverse("admin:questions_side_changelist"),
        {
            "action": "delete_selected",
            "_selected_action": [side.pk for side in question.sides.all()],
            "post": "yes",
        },
    )
    question.refresh_from_db()
    assert not question.sides.exists()
    assert question.updated_at > LONG_AGO


def test_a_side_that_a_plan_argues_cannot_be_deleted(
    admin_client: Client, question: Question
) -> None:
    make_point(make_plan(make_user(), question), side=1)
    side = question.sides.get(order=1)
    admin_client.post(reverse("admin:questions_side_delete", args=[side.pk]), {"post": "yes"})
    assert question.sides.count() == 2


def test_levels_and_descriptors_changed_touch_the_scheme(
    admin_client: Client, question: Question
) -> None:
    scale = question.scheme.scales.get()
    save(admin_client, scale, **{"levels-0-descriptor": "All of it"})
    assert scale.levels.get(number=5).descriptor == "All of it"
    assert MarkScheme.objects.get().updated_at > LONG_AGO
    MarkScheme.objects.update(updated_at=LONG_AGO)
    save(admin_client, scale.strands.get(), **{"descriptors-0-text": "Precise"})
    assert scale.strands.get().descriptors.get().text == "Precise"
    assert MarkScheme.objects.get().updated_at > LONG_AGO


def test_a_scheme_and_a_board_changed_touch_the_scheme(
    admin_client: Client, question: Question
) -> None:
    save(admin_client, question.scheme, title="Our essay")
    assert MarkScheme.objects.get().title == "Our essay"
    MarkScheme.objects.update(updated_at=LONG_AGO)
    save(admin_client, Board.objects.get(), judgement_spelling="judgment")
    assert MarkScheme.objects.get().updated_at > LONG_AGO


def test_own_questions_of_students_are_not_listed(
    admin_client: Client, question: Question, student: User
) -> None:
    own = make_question(owner=student)
    assert admin_client.get(change_url(own)).status_code == 302
    assert admin_client.get(change_url(own.sides.get(order=0))).status_code == 302


def test_the_code_of_a_comparand_stays_once_stored(
    admin_client: Client, question: Question
) -> None:
    before = [one.code for one in question.comparands.all()]
    save(admin_client, question, **{"comparands-0-code": "NEW", "comparands-0-label": "J. Stalin"})
    assert [one.code for one in question.comparands.all()] == before
    assert question.comparands.first().label == "J. Stalin"


@pytest.mark.parametrize(
    ("name", "nonsense"),
    [
        *[(name, raw) for name in ("thresholds", "severities") for raw in ("[]", "3", '"{}"')],
        *[("key_terms", raw) for raw in ("{}", "3", "[1]", '"alike"')],
    ],
)
def test_json_of_the_wrong_kind_is_refused(
    admin_client: Client, question: Question, name: str, nonsense: str
) -> None:
    row: Model = question if name == "key_terms" else question.scheme
    stored = getattr(row, name)
    data = form_data(admin_client.get(change_url(row))) | {name: nonsense}
    page = admin_client.post(change_url(row), data)
    assert page.status_code == 200
    assert list(page.context["adminform"].form.errors) == [name]
    row.refresh_from_db()
    assert getattr(row, name) == stored


def test_json_left_empty_is_an_empty_list_or_object(
    admin_client: Client, question: Question
) -> None:
    save(admin_client, question, key_terms="")
    save(admin_client, question.scheme, thresholds="", severities="")
    question.refresh_from_db()
    scheme = MarkScheme.objects.get()
    assert (question.key_terms, scheme.thresholds, scheme.severities) == ([], {}, {})
