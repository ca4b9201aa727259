"""Plain forms: every change without script, by the forms that stand in the pages."""

from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from lxml import html as lxml_html

from apps.accounts.models import User
from apps.plans.models import Plan
from apps.plans.reply import draw
from apps.plans.schema import text_version
from tests.factories import (
    make_criterion,
    make_evidence,
    make_placement,
    make_plan,
    make_point,
    make_row,
)
from tests.plans.acting import claims, fresh, load, names, snapshot, stored, titles
from tests.plans.pages import (
    Form,
    LockedPlan,
    address,
    as_browser,
    filled,
    forms,
    make_board,
    only,
    post,
    send,
)

XSS = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
BLANKS = ["", "   ", "\u200b\u200d", "\u3164", "\u00a0\t\ufeff"]


@pytest.fixture
def student_browser(student: User) -> Client:
    """The student's browser; its forms need their token."""
    return as_browser(student)


def page(student_browser: Client, path: str) -> list[Form]:
    answer = student_browser.get(path)
    assert answer.status_code == 200
    return forms(answer)


def board(student_browser: Client, plan: Plan, view: str = "") -> list[Form]:
    return page(student_browser, address(plan) + view)


def lands_on(answer: HttpResponse, plan: Plan, place: str = "", view: str = "") -> None:
    assert answer.status_code == 302
    assert answer["Location"] == address(plan) + view + place


def texts_of(answer: HttpResponse) -> dict[str, str]:
    """The text areas of a page by id, as a person sees them."""
    tree = lxml_html.fromstring(answer.content.decode())
    found = tree.xpath("//textarea[@id]")
    return {one.get("id"): one.text_content().removeprefix("\n") for one in found}


# Adding


def test_add_a_point_by_side(student_browser: Client, plan: Plan):
    side = plan.question.sides.last()
    form = only(board(student_browser, plan), verb="add", noun="point", side=side)
    answer = send(student_browser, form)
    lands_on(answer, plan, f"#point-{plan.points.get().uuid}")
    assert (claims(plan, 0), claims(plan, 1)) == ([], [""])


def test_add_a_point_by_theme(student_browser: Client, plan: Plan):
    row = make_row(plan)
    side = plan.question.sides.first()
    form = only(board(student_browser, plan, "?view=theme"), verb="add", noun="point", side=side)
    answer = send(student_browser, form)
    lands_on(answer, plan, f"#point-{plan.points.get().uuid}", "?view=theme")
    assert plan.points.get().row == row


def test_add_a_row(student_browser: Client, plan: Plan):
    make_row(plan, "terror")
    form = only(board(student_browser, plan, "?view=theme"), verb="add", noun="row")
    lands_on(send(student_browser, form, theme="leadership"), plan, "#board-body", "?view=theme")
    assert names(plan.rows) == ["Terror", "Leadership"]


def test_add_a_criterion(student_browser: Client, plan: Plan):
    form = only(board(student_browser, plan), verb="add", noun="criterion")
    lands_on(send(student_browser, form, text="How long it lasted"), plan, "#my-view")
    assert names(plan.criteria) == ["How long it lasted"]


def test_add_evidence_from_the_panel(student_browser: Client, plan: Plan):
    point, item = make_point(plan), make_evidence("Doctors' plot")
    tree = lxml_html.fromstring(student_browser.get(address(plan)).content.decode())
    link = tree.xpath("//a[@data-add]/@href")
    assert link == [f"{address(plan, 'choose_point')}?evidence={item.uuid}"]
    form = only(page(student_browser, link[0]), verb="add", noun="placement")
    answer = send(student_browser, form, point=point, note="Shows terror")
    lands_on(answer, plan, f"#card-{point.placements.get().uuid}")
    assert [(one.revision.title, one.note) for one in point.placements.all()] == [
        ("Doctors' plot", "Shows terror")
    ]


def adding(student_browser: Client, plan: Plan, noun: str) -> tuple[Form, dict[str, object]]:
    """The form that adds such a thing, and what to type into it."""
    if noun == "placement":
        point, item = make_point(plan), make_evidence()
        found = page(student_browser, f"{address(plan, 'choose_point')}?evidence={item.uuid}")
        return only(found, verb="add", noun=noun), {"point": point, "note": "A note"}
    view = "?view=theme" if noun == "row" else ""
    found = board(student_browser, plan, view)
    typed = {"row": {"theme": "terror"}, "criterion": {"text": "scale"}}
    if noun == "dismissal":
        return next(one for one in found if one.value("noun") == noun), {"reason": "Not needed"}
    if noun == "point":
        return only(found, noun=noun, side=plan.question.sides.first()), {}
    return only(found, verb="add", noun=noun), typed[noun]


@pytest.mark.parametrize("noun", ["point", "row", "criterion", "placement", "dismissal"])
def test_a_double_click_adds_one(student_browser: Client, plan: Plan, noun: str):
    form, typed = adding(student_browser, plan, noun)
    before = snapshot(plan)
    first = send(student_browser, form, **typed)
    once = snapshot(plan)
    second = send(student_browser, form, **typed)
    assert (first.status_code, second.status_code) == (302, 302)
    assert once != before
    assert snapshot(plan) == once
    assert stored(plan).version == 1


# Moving


def test_move_a_card_by_number(student_browser: Client, plan: Plan):
    first, second = make_point(plan), make_point(plan, side=1)
    for title in "AB":
        make_placement(first, make_evidence(title))
    card = make_placement(second, make_evidence("C"))
    for position, expected in (
        ("1", ["C", "A", "B"]),
        ("2", ["A", "C", "B"]),
        ("99", ["A", "B", "C"]),
    ):
        form = only(page(student_browser, address(plan, "show_card", card)), verb="move")
        answer = send(student_browser, form, point=first, position=position)
        lands_on(answer, plan, f"#card-{card.uuid}")
        assert titles(first) == list(expected)
    assert titles(second) == []


def test_reorder_a_point_and_change_its_side(student_browser: Client, plan: Plan):
    a, b = make_point(plan, claim="A"), make_point(plan, claim="B")
    make_point(plan, side=1, claim="C")
    form = only(page(student_browser, address(plan, "show_point", b)), verb="move")
    lands_on(send(student_browser, form, position="1"), plan, f"#point-{b.uuid}")
    assert claims(plan) == ["B", "A"]
    other = plan.question.sides.last()
    form = only(page(student_browser, address(plan, "show_point", a)), verb="move")
    lands_on(send(student_browser, form, side=other, position="1"), plan, f"#point-{a.uuid}")
    assert (claims(plan, 0), claims(plan, 1)) == (["B"], ["A", "C"])


def test_give_a_point_a_row_and_take_it_away(student_browser: Client, plan: Plan):
    row, point = make_row(plan), make_point(plan)
    for wanted in (row, None):
        form = only(page(student_browser, address(plan, "show_point", point)), verb="move")
        send(student_browser, form, row=wanted.uuid if wanted else "")
        assert fresh(point).row == wanted


def test_saving_a_point_page_unchanged_keeps_its_place(student_browser: Client, plan: Plan):
    row = make_row(plan)
    for claim in "ABC":
        make_point(plan, claim=claim, row=row)
    middle = plan.points.get(claim="B")
    send(
        student_browser,
        only(page(student_browser, address(plan, "show_point", middle)), verb="move"),
    )
    assert (claims(plan), fresh(middle).row) == (["A", "B", "C"], row)


def test_saving_a_card_row_or_criterion_page_unchanged_keeps_its_place(
    student_browser: Client, plan: Plan
):
    point = make_point(plan)
    cards = [make_placement(point, make_evidence(title)) for title in "ABC"]
    rows = [make_row(plan, theme) for theme in ("government", "terror", "leadership")]
    criteria = [make_criterion(plan, text) for text in ("scale", "aims", "methods")]
    pages = (("show_card", cards), ("show_row", rows), ("show_criterion", criteria))
    for name, parts in pages:
        middle = address(plan, name, parts[1])
        send(student_browser, only(page(student_browser, middle), verb="move"))
    assert titles(point) == ["A", "B", "C"]
    assert names(plan.rows) == ["Government", "Terror", "Leadership"]
    assert names(plan.criteria) == ["scale", "aims", "methods"]


def test_move_rows_and_criteria(student_browser: Client, plan: Plan):
    rows = [make_row(plan, theme) for theme in ("government", "terror", "leadership")]
    criteria = [make_criterion(plan, text) for text in ("scale", "aims", "methods")]
    form = only(page(student_browser, address(plan, "show_row", rows[2])), verb="move")
    lands_on(send(student_browser, form, position="1"), plan, "#board-body", "?view=theme")
    form = only(page(student_browser, address(plan, "show_criterion", criteria[0])), verb="move")
    lands_on(send(student_browser, form, position="3"), plan, "#my-view")
    assert names(plan.rows) == ["Leadership", "Government", "Terror"]
    assert names(plan.criteria) == ["aims", "methods", "scale"]


# Editing


def test_edit_the_texts_of_a_point(student_browser: Client, plan: Plan):
    point = make_point(plan, claim="Old")
    form = only(board(student_browser, plan), noun="point", target=point, has="claim")
    answer = send(student_browser, form, claim="New", explanation="Because\r\nof two lines")
    lands_on(answer, plan, f"#point-{point.uuid}")
    assert (fresh(point).claim, fresh(point).explanation) == ("New", "Because\nof two lines")


def test_a_form_sent_unchanged_changes_nothing(student_browser: Client, student: User):
    plan = make_board(student, points=3, cards=6)
    Plan.objects.filter(pk=plan.pk).update(thesis="One\nTwo", judgement="\nLine", context=" x ")
    before = snapshot(plan)
    for view in ("", "?view=theme"):
        for form in board(student_browser, plan, view):
            if form.value("verb") == "edit" and form.names & {"claim", "thesis", "mini_judgement"}:
                assert send(student_browser, form).status_code == 302
    assert snapshot(plan) == before
    assert stored(plan).version == 0


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("thesis", "#my-view"),
        ("context", "#my-view"),
        ("judgement", "#judgement"),
        ("concession", "#judgement"),
    ],
)
def test_edit_the_texts_of_the_plan(student_browser: Client, plan: Plan, name: str, place: str):
    form = only(board(student_browser, plan), verb="edit", noun="plan", has=name)
    lands_on(send(student_browser, form, **{name: "What I think"}), plan, place)
    assert getattr(stored(plan), name) == "What I think"


@pytest.mark.parametrize("name", ["thesis_stance", "judgement_stance"])
def test_choose_a_stance(student_browser: Client, plan: Plan, name: str):
    for value in (2, -2, 0):
        form = only(board(student_browser, plan), has=name)
        assert send(student_browser, form, **{name: value}).status_code == 302
        assert getattr(stored(plan), name) == value


def test_a_stance_form_without_a_choice_asks_to_choose(student_browser: Client, plan: Plan):
    form = only(board(student_browser, plan), has="thesis_stance")
    assert send(student_browser, form).status_code == 422
    assert stored(plan).version == 0


def test_edit_a_row(student_browser: Client, plan: Plan):
    row = make_row(plan)
    found = board(student_browser, plan, "?view=theme")
    send(student_browser, only(found, noun="row", target=row, has="extent"), extent="-1")
    send(
        student_browser,
        only(found, noun="row", target=row, has="mini_judgement"),
        mini_judgement="Mixed",
    )
    form = only(page(student_browser, address(plan, "show_row", row)), has="label")
    lands_on(send(student_browser, form, label="Use of terror"), plan, "#board-body", "?view=theme")
    row = fresh(row)
    assert (row.extent, row.mini_judgement, row.label) == (-1, "Mixed", "Use of terror")


def test_edit_a_criterion(student_browser: Client, plan: Plan):
    criterion = make_criterion(plan, "scale")
    form = only(page(student_browser, address(plan, "show_criterion", criterion)), has="text")
    lands_on(send(student_browser, form, text="scale and reach"), plan, "#my-view")
    assert names(plan.criteria) == ["scale and reach"]


def test_choose_the_criteria_of_a_point(student_browser: Client, plan: Plan):
    point = make_point(plan)
    scale, aims = make_criterion(plan, "scale"), make_criterion(plan, "aims")
    for chosen in ([scale, aims], [aims], []):
        form = only(page(student_browser, address(plan, "show_point", point)), has="criteria")
        lands_on(send(student_browser, form, criteria=chosen), plan, f"#point-{point.uuid}")
        assert list(point.criteria.order_by("position")) == chosen


def test_choose_the_deciding_point_and_none(student_browser: Client, plan: Plan):
    point = make_point(plan)
    for chosen in (point, None):
        form = only(board(student_browser, plan), has="decisive_point")
        answer = send(student_browser, form, decisive_point=chosen.uuid if chosen else "")
        lands_on(answer, plan, "#judgement")
        assert stored(plan).decisive_point == chosen


def test_write_a_note_and_mark_as_background(student_browser: Client, plan: Plan):
    card = make_placement(make_point(plan))
    found = page(student_browser, address(plan, "show_card", card))
    lands_on(send(student_browser, only(found, has="note"), note="Why"), plan, f"#card-{card.uuid}")
    for expected in (True, False):
        form = only(page(student_browser, address(plan, "show_card", card)), has="is_context")
        lands_on(send(student_browser, form), plan, f"#card-{card.uuid}")
        assert fresh(card).is_context is expected
    assert fresh(card).note == "Why"


def test_choose_who_a_card_counts_for_and_by_leader_and_years_again(
    student_browser: Client, plan: Plan
):
    card = make_placement(make_point(plan))
    path = address(plan, "show_card", card)
    form = only(page(student_browser, path), has="comparands")
    assert form.value("comparands") == "STA"
    lands_on(send(student_browser, form, comparands=["KHR"]), plan, f"#card-{card.uuid}")
    assert fresh(card).comparands == ["KHR"]
    assert only(page(student_browser, path), has="comparands").value("comparands") == "KHR"
    reset = next(
        form
        for form in page(student_browser, path)
        if "has-comparands" in form.names and "comparands" not in form.names
    )
    lands_on(send(student_browser, reset), plan, f"#card-{card.uuid}")
    assert fresh(card).comparands is None
    assert snapshot(plan).placements[0].comparands == ("STA",)


def test_a_card_that_cannot_count_has_no_choice_of_whom_it_counts_for(
    student_browser: Client, plan: Plan
):
    outside = make_placement(make_point(plan), make_evidence(years=(1975, 1975)))
    background = make_placement(make_point(plan), is_context=True)
    for card in (outside, background):
        found = page(student_browser, address(plan, "show_card", card))
        assert [form for form in found if "has-comparands" in form.names] == []


def test_write_a_key_difference(student_browser: Client, plan: Plan):
    row = make_row(plan)
    form = only(page(student_browser, address(plan, "show_row", row)), has="key_difference")
    answer = send(student_browser, form, key_difference="Law\r\nnot terror")
    lands_on(answer, plan, "#board-body", "?view=theme")
    assert fresh(row).key_difference == "Law\nnot terror"
    form = only(page(student_browser, address(plan, "show_row", row)), has="key_difference")
    assert form.value("key_difference") == "Law\r\nnot terror"


# Checks, removing, undo


def test_set_a_check_aside_and_bring_it_back(student_browser: Client, plan: Plan):
    found = draw(load(stored(plan))).report.open[0]
    aside = next(
        form
        for form in board(student_browser, plan)
        if form.value("noun") == "dismissal" and form.value("code") == found.code
    )
    lands_on(send(student_browser, aside, reason="My teacher said so"), plan, "#check")
    assert stored(plan).dismissals == [
        {"code": found.code, "target": found.target, "reason": "My teacher said so"}
    ]
    back = only(board(student_browser, plan), verb="remove", noun="dismissal", code=found.code)
    lands_on(send(student_browser, back), plan, "#check")
    assert stored(plan).dismissals == []


def test_every_check_on_the_board_can_be_set_aside_and_brought_back(
    student_browser: Client, student: User
):
    plan = make_plan(student)
    row = make_row(plan)
    item = make_evidence(years=(1917, 1917))
    for side in (0, 1):
        make_placement(make_point(plan, side=side, row=row), item)
    make_point(plan)
    for verb in ("add", "remove"):
        found = [
            form
            for form in board(student_browser, plan)
            if (form.value("verb"), form.value("noun")) == (verb, "dismissal")
        ]
        assert len(found) > 4
        for form in found:
            typed = {"reason": "Not for this essay"} if verb == "add" else {}
            assert send(student_browser, form, **typed).status_code == 302
    assert stored(plan).dismissals == []


@pytest.mark.parametrize(
    ("noun", "name"),
    [
        ("point", "show_point"),
        ("placement", "show_card"),
        ("row", "show_row"),
        ("criterion", "show_criterion"),
    ],
)
def test_remove_undo_and_redo(student_browser: Client, plan: Plan, noun: str, name: str):
    row = make_row(plan)
    parts = {
        "point": make_point(plan, row=row),
        "row": row,
        "criterion": make_criterion(plan),
    }
    parts["placement"] = make_placement(parts["point"])
    part = parts[noun]
    form = only(page(student_browser, address(plan, name, part)), verb="remove")
    assert send(student_browser, form).status_code == 302
    assert fresh(part).deleted_at is not None
    assert student_browser.get(address(plan, name, part)).status_code == 404
    lands_on(send(student_browser, only(board(student_browser, plan), verb="undo")), plan)
    assert fresh(part).deleted_at is None
    lands_on(send(student_browser, only(board(student_browser, plan), verb="redo")), plan)
    assert fresh(part).deleted_at is not None


def test_undo_twice_by_double_click_takes_back_one(student_browser: Client, plan: Plan):
    for _ in range(2):
        send(
            student_browser,
            only(board(student_browser, plan), noun="point", side=plan.question.sides.first()),
        )
    undo = only(board(student_browser, plan), verb="undo")
    send(student_browser, undo)
    send(student_browser, undo)
    assert claims(plan) == [""]


def test_nothing_to_undo_says_so(student_browser: Client, plan: Plan):
    answer = send(student_browser, only(board(student_browser, plan), verb="undo"))
    assert answer.status_code == 409
    assert "Nothing to undo." in answer.content.decode()


# Two texts


def test_two_tabs_one_text_shows_both_and_lets_the_person_choose(
    student_browser: Client, plan: Plan
):
    """14."""
    point = make_point(plan, claim="As it was")
    first = only(board(student_browser, plan), noun="point", target=point, has="claim")
    second = only(board(student_browser, plan), noun="point", target=point, has="claim")
    send(student_browser, first, claim="First tab")
    answer = send(student_browser, second, claim="Second\r\ntab", explanation="Kept besides")
    assert answer.status_code == 409
    texts = texts_of(answer)
    assert texts == {"theirs-claim": "First tab", "mine-claim": "Second\ntab"}
    # What was not in dispute is saved.
    assert (fresh(point).claim, fresh(point).explanation) == ("First tab", "Kept besides")
    mine = only(forms(answer), noun="point", target=point, has="claim")
    lands_on(send(student_browser, mine), plan)
    assert fresh(point).claim == "Second\ntab"


def test_two_texts_in_dispute_show_all_four(student_browser: Client, plan: Plan):
    point = make_point(plan)
    first = only(board(student_browser, plan), noun="point", target=point, has="claim")
    second = only(board(student_browser, plan), noun="point", target=point, has="claim")
    send(student_browser, first, claim="A", explanation="B")
    answer = send(student_browser, second, claim="C", explanation="D")
    assert texts_of(answer) == {
        "theirs-claim": "A",
        "mine-claim": "C",
        "theirs-explanation": "B",
        "mine-explanation": "D",
    }
    for name in ("claim", "explanation"):
        send(student_browser, only(forms(answer), noun="point", has=name))
    assert (fresh(point).claim, fresh(point).explanation) == ("C", "D")


# Bad input: reliability.md section 5, 1 to 14

LONG = "x" * 100_000


def texts_to_fill(student_browser: Client, plan: Plan) -> dict[str, tuple[Form, str]]:
    """Each text a person can write on a plan: its form, and the name of its control."""
    row, criterion, point = make_row(plan), make_criterion(plan), make_point(plan)
    of_criterion = page(student_browser, address(plan, "show_criterion", criterion))
    card = make_placement(point)
    on_board = board(student_browser, plan)
    by_theme = board(student_browser, plan, "?view=theme")
    choose = page(
        student_browser, f"{address(plan, 'choose_point')}?evidence={make_evidence().uuid}"
    )
    add = only(choose, noun="placement")
    add.fields.append(("point", str(point.uuid)))
    return {
        "thesis": (only(on_board, has="thesis"), "thesis"),
        "context": (only(on_board, has="context"), "context"),
        "judgement": (only(on_board, has="judgement"), "judgement"),
        "concession": (only(on_board, has="concession"), "concession"),
        "claim": (only(on_board, has="claim"), "claim"),
        "explanation": (only(on_board, has="explanation"), "explanation"),
        "new criterion": (only(on_board, verb="add", noun="criterion"), "text"),
        "criterion": (only(of_criterion, has="text"), "text"),
        "mini-judgement": (only(by_theme, has="mini_judgement"), "mini_judgement"),
        "row label": (
            only(page(student_browser, address(plan, "show_row", row)), has="label"),
            "label",
        ),
        "key difference": (
            only(page(student_browser, address(plan, "show_row", row)), has="key_difference"),
            "key_difference",
        ),
        "note": (only(page(student_browser, address(plan, "show_card", card)), has="note"), "note"),
        "new card's note": (add, "note"),
        "reason": (next(one for one in on_board if "reason" in one.names), "reason"),
    }


EVERY_TEXT = [
    *("thesis", "context", "judgement", "concession", "claim", "explanation", "new criterion"),
    *("criterion", "mini-judgement", "row label", "key difference"),
    *("note", "new card's note", "reason"),
]


def text_kept(plan: Plan, which: str) -> str:
    """What the plan now holds of the text that a form of texts_to_fill was about."""
    now = snapshot(plan)
    if which in ("thesis", "context", "judgement", "concession"):
        return getattr(now, which)
    if which in ("claim", "explanation"):
        return getattr(now.points[0], which)
    return {
        "new criterion": now.criteria[-1].text,
        "criterion": now.criteria[0].text,
        "mini-judgement": now.rows[0].mini_judgement,
        "row label": now.rows[0].label,
        "key difference": now.rows[0].key_difference,
        "note": now.placements[0].note,
        "new card's note": now.placements[-1].note,
        "reason": now.dismissals[0].reason if now.dismissals else "",
    }[which]


NEVER_BLANK = ["new criterion", "criterion", "row label", "reason"]


def assert_shown_again(answer: HttpResponse, name: str, typed: str) -> Form:
    """Refused with the text kept, a message beside it, and a form to send it again."""
    assert answer.status_code == 422
    tree = lxml_html.fromstring(answer.content.decode())
    field = tree.xpath(f"//textarea[@name='{name}']")[0]
    message = tree.get_element_by_id(field.get("aria-describedby"))
    assert message.text_content().strip() != ""
    assert field.get("aria-invalid") == "true"
    assert field.text_content().removeprefix("\n") == typed
    return only(forms(answer), has=name)


@pytest.mark.parametrize("which", EVERY_TEXT)
def test_100_000_characters_are_422_with_the_text_kept(
    student_browser: Client, plan: Plan, which: str
):
    form, name = texts_to_fill(student_browser, plan)[which]
    before = snapshot(plan)
    again = assert_shown_again(send(student_browser, form, **{name: LONG}), name, LONG)
    assert snapshot(plan) == before
    # Sent again shorter, it works.
    assert send(student_browser, again, **{name: "Short enough"}).status_code == 302
    assert "Short enough" in repr(snapshot(plan))


@pytest.mark.parametrize("which", NEVER_BLANK)
@pytest.mark.parametrize("blank", BLANKS)
def test_blank_names_are_422(student_browser: Client, plan: Plan, which: str, blank: str):
    form, name = texts_to_fill(student_browser, plan)[which]
    before = snapshot(plan)
    assert_shown_again(send(student_browser, form, **{name: blank}), name, blank)
    assert snapshot(plan) == before


@pytest.mark.parametrize("which", EVERY_TEXT)
def test_nul_is_422(student_browser: Client, plan: Plan, which: str):
    form, name = texts_to_fill(student_browser, plan)[which]
    before = snapshot(plan)
    answer = send(student_browser, form, **{name: "a\0b"})
    assert answer.status_code == 422
    assert snapshot(plan) == before


@pytest.mark.parametrize("which", EVERY_TEXT)
@pytest.mark.parametrize(
    "text",
    [
        XSS,
        "{{7*7}} {% debug %} ${7*7}",
        "javascript:alert(1)",
        "\N{FAMILY} \u0645\u0631\u062d\u0628\u0627 e\u0301 \u202etfel\u202c",
        "'; DROP TABLE plans_plan; --",
    ],
)
def test_odd_texts_are_kept_and_shown_as_text(
    student_browser: Client, plan: Plan, which: str, text: str
):
    form, name = texts_to_fill(student_browser, plan)[which]
    assert send(student_browser, form, **{name: text}).status_code == 302
    assert text_kept(plan, which) == text
    for view in ("", "?view=theme"):
        answer = student_browser.get(address(plan) + view)
        tree = lxml_html.fromstring(answer.content.decode())
        assert tree.xpath("//script[not(@src)]") == []
        assert tree.xpath("//*[@onerror]") == []
        assert tree.xpath("//a[starts-with(@href, 'javascript:')]") == []


def test_fields_that_are_not_asked_for_change_nothing(
    student_browser: Client, plan: Plan, classmate: User
):
    """8."""
    form = only(board(student_browser, plan), has="thesis")
    before = stored(plan)
    extra = {
        **{"owner": classmate.pk, "student": classmate.pk, "student_id": classmate.pk},
        **{
            "version": 99,
            "role": "teacher",
            "is_teacher": "on",
            "reviewed": 1,
            "question": uuid4(),
        },
        **{"deleted_at": "2020-01-01", "title": "Taken", "uuid": uuid4()},
        **{"plan": uuid4(), "question": uuid4()},
    }
    pairs = [*filled(form, thesis="Mine"), *((name, str(value)) for name, value in extra.items())]
    lands_on(post(student_browser, form.action, pairs), plan, "#my-view")
    after = stored(plan)
    for name in ("student", "version", "question", "deleted_at", "title", "uuid"):
        expected = 1 if name == "version" else getattr(before, name)
        assert getattr(after, name) == expected
    assert after.thesis == "Mine"
    assert not fresh_user(classmate).is_teacher


def fresh_user(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("token", [None, "", "x" * 64])
def test_a_missing_or_old_token_is_403_with_the_text_kept(
    student_browser: Client, plan: Plan, token
):
    """9."""
    form = only(board(student_browser, plan), has="thesis")
    pairs = [pair for pair in filled(form, thesis="Long work") if pair[0] != "csrfmiddlewaretoken"]
    if token is not None:
        pairs.append(("csrfmiddlewaretoken", token))
    answer = post(student_browser, form.action, pairs)
    assert answer.status_code == 403
    assert "Long work" in texts_of(answer).values()
    assert stored(plan).thesis == ""


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("thesis=" + "x" * 3_000_000, id="3 MB"),
        pytest.param("&".join(f"f{number}=1" for number in range(2000)), id="2,000 fields"),
    ],
)
def test_too_much_at_once_is_refused(student_client: Client, plan: Plan, body: str):
    """12."""
    answer = student_client.post(
        address(plan, "apply_form"), body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code in (400, 413)
    assert stored(plan).version == 0


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"verb": "add"}, id="no id"),
        pytest.param({"id": "x", "verb": "undo", "noun": "plan"}, id="bad id"),
        pytest.param({"id": str(uuid4()), "verb": "erase", "noun": "plan"}, id="unknown verb"),
        pytest.param({"id": str(uuid4()), "verb": "edit", "noun": "plan"}, id="edits nothing"),
        pytest.param({"id": str(uuid4()), "verb": "edit", "noun": "user"}, id="unknown noun"),
        pytest.param(
            {"id": str(uuid4()), "verb": "add", "noun": "point", "side": "x"}, id="bad side"
        ),
        pytest.param(
            {"id": str(uuid4()), "verb": "edit", "noun": "plan", "thesis": "x"}, id="no version"
        ),
        pytest.param(
            {
                "id": str(uuid4()),
                "verb": "edit",
                "noun": "plan",
                "thesis": "x",
                "was-thesis": "x" * 99,
            },
            id="bad version",
        ),
        *[
            pytest.param(
                {"id": str(uuid4()), "verb": "edit", "noun": "plan", "thesis_stance": value},
                id=f"stance {value[:9]}",
            )
            for value in ("3", "--1", "1.5", "true", "\N{SUPERSCRIPT TWO}", "9" * 5000, "None")
        ],
        *[
            pytest.param(
                {"id": str(uuid4()), "verb": "edit", "noun": "plan", "decisive_point": value},
                id=f"deciding {value[:9]}",
            )
            for value in ("x", "9" * 5000, "\0")
        ],
    ],
)
def test_broken_forms_are_422_and_change_nothing(student_client: Client, plan: Plan, fields):
    answer = student_client.post(address(plan, "apply_form"), fields)
    assert answer.status_code == 422
    assert stored(plan).version == 0


@pytest.mark.parametrize(
    "position", ["0", "-1", "1.5", "abc", "", "9" * 5000, "\N{SUPERSCRIPT TWO}"]
)
def test_a_position_that_is_no_number_is_422(student_browser: Client, plan: Plan, position: str):
    point = make_point(plan)
    make_point(plan)
    form = only(page(student_browser, address(plan, "show_point", point)), verb="move")
    before = snapshot(plan)
    assert send(student_browser, form, position=position).status_code == 422
    assert snapshot(plan) == before


@pytest.mark.parametrize("place", ["//evil.example", "x\r\nSet-Cookie: a=b", "a" * 20_000, "<b>"])
def test_the_place_to_go_back_to_stays_on_the_board(
    student_browser: Client, plan: Plan, place: str
):
    form = only(board(student_browser, plan), has="thesis")
    pairs = [pair for pair in filled(form, thesis="x") if pair[0] != "place"]
    answer = post(
        student_browser, form.action, [*pairs, ("place", place), ("next", "//evil.example")]
    )
    lands_on(answer, plan)


# Wrong state, wrong person


def test_what_was_removed_in_another_tab_is_409_with_the_text_kept(
    student_browser: Client, plan: Plan
):
    point = make_point(plan)
    form = only(board(student_browser, plan), target=point, has="claim")
    send(
        student_browser,
        only(page(student_browser, address(plan, "show_point", point)), verb="remove"),
    )
    answer = send(student_browser, form, claim="Still here")
    assert answer.status_code == 409
    assert texts_of(answer) == {"typed-claim": "Still here"}


def test_a_plan_in_the_bin_is_409_with_the_text_kept(student_browser: Client, plan: Plan):
    form = only(board(student_browser, plan), has="thesis")
    stored(plan).delete_softly()
    answer = send(student_browser, form, thesis="Still here")
    assert answer.status_code == 409
    assert "This plan is in the bin." in answer.content.decode()
    assert texts_of(answer)["typed-thesis"] == "Still here"
    assert stored(plan).thesis == ""


def test_foreign_ids_in_a_form_are_404(student_browser: Client, plan: Plan, classmate: User):
    theirs = make_plan(classmate)
    their_point = make_point(theirs)
    card = make_placement(make_point(plan))
    move = only(page(student_browser, address(plan, "show_card", card)), verb="move")
    private = make_evidence(owner=classmate)
    draft = make_evidence(publish=False)
    for typed in ({"point": their_point.uuid}, {"point": uuid4()}):
        assert send(student_browser, move, **typed).status_code == 404
    item = make_evidence()
    add = only(
        page(student_browser, f"{address(plan, 'choose_point')}?evidence={item.uuid}"), verb="add"
    )
    answers = []
    for evidence in (private.uuid, draft.uuid, uuid4()):
        typed = {"evidence": evidence, "point": card.point}
        answers.append(send(student_browser, add, **typed))
    assert [answer.status_code for answer in answers] == [404] * 3
    assert titles(their_point) == []
    assert stored(plan).version == 0


def test_another_persons_plan_is_404_and_unchanged(
    student_browser: Client, plan: Plan, classmate: User
):
    theirs = make_plan(classmate, plan.question)
    form = only(board(student_browser, plan), has="thesis")
    answer = post(student_browser, address(theirs, "apply_form"), filled(form, thesis="Mine now"))
    assert answer.status_code == 404
    assert stored(theirs).thesis == ""


def test_a_busy_server_is_503_with_the_text_kept(
    transactional_student_client: Client, locked_plan: LockedPlan
):
    plan = locked_plan.plan
    form = only(forms(transactional_student_client.get(address(plan))), has="thesis")
    with locked_plan.held():
        answer = send(transactional_student_client, form, thesis="Written slowly")
    assert (answer.status_code, answer["Retry-After"]) == (503, "1")
    assert texts_of(answer)["typed-thesis"] == "Written slowly"
    again = only(forms(answer), has="thesis")
    assert send(transactional_student_client, again).status_code == 302
    assert stored(plan).thesis == "Written slowly"


def test_a_multipart_form_works_too(student_client: Client, plan: Plan):
    fields = {
        **{"id": uuid4(), "verb": "edit", "noun": "plan"},
        **{"thesis": "Sent as a file would be", "was-thesis": text_version("")},
    }
    assert student_client.post(address(plan, "apply_form"), fields).status_code == 302
    assert stored(plan).thesis == "Sent as a file would be"


def test_text_in_another_encoding_is_refused(student_client: Client, plan: Plan):
    body = urlencode({"id": uuid4(), "verb": "undo", "noun": "plan"})
    answer = student_client.generic(
        "POST",
        address(plan, "apply_form"),
        body,
        content_type="application/x-www-form-urlencoded; charset=utf-7",
    )
    assert answer.status_code == 400
