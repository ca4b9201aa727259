"""Outline, timeline, leader table and criteria: what each shows, and what it asks the database."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html as lxml_html

from apps.accounts.models import User
from apps.evidence.models import EvidenceItem
from apps.plans.board import load
from apps.plans.groupings import GROUPINGS, grouping_of
from apps.plans.models import Plan
from apps.plans.reply import draw
from apps.plans.timeline import BANK_SHOWN, LEAST_YEARS, LEFT, RIGHT, timeline
from tests.factories import (
    make_criterion,
    make_evidence,
    make_placement,
    make_plan,
    make_point,
    make_question,
    make_row,
)
from tests.plans.acting import stored
from tests.plans.pages import address, forms, make_board, only, operation, send, send_operations

NEW = ("outline", "timeline", "table", "criteria")
TEN = (2, 10, 60)


def page_of(client: Client, plan: Plan, query: str):
    answer = client.get(address(plan) + query)
    assert answer.status_code == 200
    return lxml_html.fromstring(answer.content.decode())


def words(element) -> str:
    return " ".join(element.text_content().split())


def test_each_name_leads_to_its_grouping_and_any_other_is_by_side():
    assert [grouping_of(one.name) for one in GROUPINGS] == list(GROUPINGS)
    assert [one.query for one in GROUPINGS] == ["", "?view=theme", *(f"?view={n}" for n in NEW)]
    for odd in ("", "SIDE", None, "outline "):
        assert grouping_of(odd) == GROUPINGS[0]


@pytest.mark.parametrize("view", NEW)
def test_the_switch_marks_the_view_that_is_shown(student_client: Client, plan: Plan, view: str):
    page = page_of(student_client, plan, f"?view={view}")
    switch = page.xpath("//nav[@aria-label='View']/a")
    assert [one.get("data-view") for one in switch] == [one.name for one in GROUPINGS]
    assert [one.get("data-view") for one in switch if one.get("aria-current")] == [view]
    assert page.xpath("//*[@id='board']/@data-view") == [view]


@pytest.mark.parametrize("view", NEW)
@pytest.mark.parametrize("cards", TEN)
def test_a_view_takes_as_many_queries_at_any_size(
    student_client: Client, student: User, cards: int, view: str
):
    plan = make_board(student, points=6, cards=cards)
    student_client.get(address(plan))
    extra = {"timeline": "&bank=on"}.get(view, "")
    with CaptureQueriesContext(connection) as queries:
        answer = student_client.get(f"{address(plan)}?view={view}{extra}")
    assert answer.status_code == 200
    # The board asks 10; the bank is asked once more where it is shown.
    assert len(queries) == (11 if view in ("timeline", "table") else 10)


@pytest.mark.parametrize("view", NEW)
@pytest.mark.parametrize("cards", TEN)
def test_an_operation_takes_as_many_queries_in_any_view(
    student_client: Client, student: User, cards: int, view: str
):
    plan = make_board(student, points=6, cards=cards)
    student_client.get(address(plan))
    change = operation("edit", "plan", field="thesis_stance", value=1)
    remove = operation("remove", "placement", target=plan.placements.all()[0])
    send_operations(student_client, plan, change, view=view)
    with CaptureQueriesContext(connection) as queries:
        answer = send_operations(student_client, plan, remove, base=1, view=view)
    assert answer.status_code == 200
    assert len(queries) <= 14
    region = "board-body" if view != "outline" else "point-"
    assert any(name.startswith(region) for name in answer.json()["fragments"])


@pytest.mark.parametrize("view", NEW)
def test_ids_are_unique_and_every_point_and_card_is_there_once(
    student_client: Client, student: User, view: str
):
    plan = make_board(student, points=6, cards=12)
    page = page_of(student_client, plan, f"?view={view}")
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert page.xpath("//*[@data-point]/@data-number") == ["S1", "S2", "S3", "C1", "C2", "C3"]
    assert len(page.xpath("//*[@data-card]")) == 12
    assert page.xpath("//*[@style]") == []


@pytest.mark.parametrize("view", NEW)
def test_an_empty_plan_and_odd_text_are_drawn(student_client: Client, plan: Plan, view: str):
    page_of(student_client, plan, f"?view={view}")
    odd = "<script>alert(1)</script>\"'><img src=x>{{7*7}}"
    row = make_row(plan, key_difference=odd, mini_judgement=odd, label=odd)
    point = make_point(plan, row=row, claim=odd, explanation=odd)
    point.criteria.add(make_criterion(plan, odd))
    make_placement(point, make_evidence(odd), note=odd)
    page = page_of(student_client, plan, f"?view={view}")
    assert page.xpath("//img | //script[not(@src)]") == []
    assert odd in page.text_content() or odd in page.xpath("//@aria-label | //@value")


def test_the_outline_holds_everything_in_order_with_the_boards_own_fields(
    student_client: Client, plan: Plan
):
    row = make_row(plan, mini_judgement="Both alike", key_difference="Scale")
    for side in (0, 1):
        point = make_point(plan, side=side, row=row, claim=f"Claim {side}", explanation="So")
        make_placement(point, make_evidence(f"Item {side}"), note=f"Note {side}")
    Plan.objects.filter(pk=plan.pk).update(thesis="My answer", judgement="It holds")
    page = page_of(student_client, plan, "?view=outline")
    assert page.xpath("//*[@id='plan']//textarea/@name") == [
        "thesis",
        "context",
        *("claim", "explanation") * 2,
        "mini_judgement",
        "key_difference",
        "judgement",
        "concession",
    ]
    assert page.xpath("//*[@class='note']/text()") == ["Note 0", "Note 1"]
    assert page.xpath("//*[@data-more='row']/@href") == [
        f"{address(plan)}rows/{row.uuid}/?view=outline"
    ]


def test_the_outline_saves_by_plain_form_and_comes_back_to_the_row(
    student_client: Client, plan: Plan
):
    row = make_row(plan)
    found = forms(student_client.get(f"{address(plan)}?view=outline"))
    form = only(found, verb="edit", noun="row", has="key_difference")
    answer = send(student_client, form, key_difference="Scale", mini_judgement="Alike")
    assert answer.status_code == 302
    assert answer["Location"] == f"{address(plan)}?view=outline#row-{row.uuid}"
    row.refresh_from_db()
    assert (row.key_difference, row.mini_judgement) == ("Scale", "Alike")


def test_the_table_counts_the_plan_and_the_bank_as_its_links_do(student_client: Client, plan: Plan):
    row = make_row(plan, "terror")
    point = make_point(plan, row=row)
    stalin = make_evidence("Affair", leaders=("STA",), themes=("terror",), years=(1949, 1949))
    both = make_evidence("Camps", leaders=("STA", "KHR"), themes=("terror",), years=(1950, 1956))
    make_evidence("Before", leaders=("STA",), themes=("terror",), years=(1930, 1931))
    make_evidence("Farms", leaders=("KHR",), themes=("government",), years=(1955, 1955))
    for item in (stalin, both):
        make_placement(point, item)
    page = page_of(student_client, plan, "?view=table")
    line = page.xpath(f"//tr[@id='row-{row.uuid}']")[0]
    cells = line.xpath("./td[position() < last()]")
    assert [words(one.xpath("./p")[0]).split(",")[1] for one in cells] == [
        " 2 in plan",
        " 1 in plan",
    ]
    assert [one.xpath(".//li/a/text()") for one in cells] == [["Affair", "Camps"], ["Camps"]]
    for link in page.xpath("//*[@class='sums num']/a") or page.xpath("//td/p/a"):
        panel = lxml_html.fromstring(student_client.get(link.get("href")).content.decode())
        total = words(panel.xpath("//*[@role='status'][contains(., 'card')]")[0]).split()[0]
        assert words(link).split()[0] == total
    assert [words(one.xpath("./p/a")[0]).split()[0] for one in cells] == ["2", "1"]


def test_a_theme_without_a_row_can_be_added_and_then_takes_a_key_difference(
    student_client: Client, plan: Plan
):
    question_theme = plan.question.themes.first()
    assert question_theme
    found = forms(student_client.get(f"{address(plan)}?view=table"))
    form = next(one for one in found if one.value("theme") == question_theme.slug)
    send(student_client, form)
    found = forms(student_client.get(f"{address(plan)}?view=table"))
    form = only(found, verb="edit", noun="row", has="key_difference")
    answer = send(student_client, form, key_difference="Who was hit")
    assert "?view=table#row-" in answer["Location"]
    assert plan.rows.get().key_difference == "Who was hit"


def test_criteria_hold_their_points_and_untie_and_tie_by_form(student_client: Client, plan: Plan):
    scale, methods = make_criterion(plan, "scale"), make_criterion(plan, "methods")
    both, none = make_point(plan, claim="Both"), make_point(plan, side=1, claim="None")
    both.criteria.set([scale, methods])

    def groups():
        page = page_of(student_client, plan, "?view=criteria")
        found = page.xpath("//section[starts-with(@id, 'serves-')]")
        return [one.xpath("./ul/li/p/a/text()") for one in found]

    assert groups() == [["Both"], ["Both"], ["None"]]
    found = forms(student_client.get(f"{address(plan)}?view=criteria"))
    place = f"serves-{scale.uuid}"
    untie, change = (one for one in found if one.value("place") == place)
    answer = send(student_client, untie)
    assert answer["Location"] == f"{address(plan)}?view=criteria#{place}"
    assert groups() == [[], ["Both"], ["None"]]
    tie = only(forms(student_client.get(f"{address(plan)}?view=criteria")), place="serves-none")
    send(student_client, tie, criteria=[scale.uuid])
    assert groups() == [["None"], ["Both"], []]
    assert change.value("target") == str(both.uuid)
    assert list(none.criteria.all()) == [scale]


def drawn(plan: Plan, student: User, **data: str):
    from_bank = EvidenceItem.objects.placeable_by(student)
    return timeline(draw(load(stored(plan))), from_bank, data)


def test_a_timeline_ticks_the_plans_items_and_offers_the_banks(plan: Plan, student: User):
    point, other = make_point(plan), make_point(plan, side=1)
    used = make_evidence("Affair", leaders=("STA",), years=(1949, 1949))
    for each in (point, other):
        make_placement(each, used)
    make_placement(point, make_evidence("Old", leaders=("LEN",), years=(1921, 1921)))
    theme = plan.question.themes.first()
    slug = theme.slug if theme else "terror"
    make_evidence("Offered", leaders=("KHR",), themes=(slug,), years=(1956, 1957))
    make_evidence("Earlier", leaders=("STA",), themes=(slug,), years=(1930, 1930))
    plain = drawn(plan, student)
    assert [(one.title, one.points) for one in plain.events] == [("Affair", "S1, C1")]
    assert plain.hidden == 1
    asked = drawn(plan, student, bank="on")
    assert [(one.number, one.title, one.points) for one in asked.events] == [
        (1, "Affair", "S1, C1"),
        (2, "Offered", ""),
    ]
    assert not asked.is_cut
    wide = drawn(plan, student, first="1900", last="1991")
    assert [one.title for one in wide.events] == ["Old", "Affair"]
    assert wide.lanes[-1].name == "Others"


def test_a_timeline_says_when_the_bank_has_more(plan: Plan, student: User):
    theme = plan.question.themes.first()
    for number in range(BANK_SHOWN + 1):
        make_evidence(f"Item {number}", themes=(theme.slug if theme else "terror",))
    shown = drawn(plan, student, bank="on")
    assert (len(shown.events), shown.is_cut) == (BANK_SHOWN, True)


def test_marks_of_a_lane_never_overlap_and_stay_in_the_drawing(plan: Plan, student: User):
    point = make_point(plan)
    for number in range(40):
        first = 1941 + number % 20
        make_placement(point, make_evidence(years=(first, first + number % 4)))
    shown = drawn(plan, student)
    marks = [mark for event in shown.events for mark in event.marks]
    assert len(marks) == 40
    assert all(one.x >= LEFT and one.x + one.width <= RIGHT for one in marks)
    assert all(one.y + 24 <= shown.height for one in marks)
    for one in marks:
        for other in marks:
            if one is not other and one.y == other.y:
                assert one.x + one.width <= other.x or other.x + other.width <= one.x


def test_an_empty_timeline_keeps_its_axis(student_client: Client, plan: Plan):
    page = page_of(student_client, plan, "?view=timeline")
    assert len(page.xpath("//*[@class='year']")) > 10
    assert words(page.xpath("//*[@class='nothing']")[0]) == "No events match"
    assert "The question: 1941\N{EN DASH}1964" in words(page.xpath("//*[@class='shade-label']")[0])


@pytest.mark.parametrize(
    "query",
    [
        "first=0&last=9999",
        "first=x&last=",
        "first=1990&last=1941",
        "first=1950&last=1950",
        "first=1941&first=1942&bank=maybe",
        "first=99999999999999999999&last=-1",
        "first=2099&last=2100",
    ],
)
def test_odd_years_still_draw(student_client: Client, plan: Plan, query: str):
    make_placement(make_point(plan), make_evidence(years=(1950, 1950)))
    page = page_of(student_client, plan, f"?view=timeline&{query}")
    assert len(page.xpath("//*[@class='year']")) >= 2


def test_the_buttons_lead_on_and_stop_at_the_ends(plan: Plan, student: User):
    now = drawn(plan, student)
    data = dict(pair.split("=") for pair in now.closer.split("&"))
    closer = drawn(plan, student, **data)
    assert (closer.first, closer.last) > (now.first, 0)
    assert closer.last - closer.first < now.last - now.first
    for _ in range(12):
        data = dict(pair.split("=") for pair in (closer.closer or closer.query).split("&"))
        closer = drawn(plan, student, **data)
    assert closer.last - closer.first <= LEAST_YEARS + 1
    for _ in range(60):
        if not closer.earlier:
            break
        closer = drawn(plan, student, **dict(pair.split("=") for pair in closer.earlier.split("&")))
    assert closer.earlier == ""
    wider = closer
    for _ in range(12):
        if not wider.wider:
            break
        wider = drawn(plan, student, **dict(pair.split("=") for pair in wider.wider.split("&")))
    assert (wider.wider, wider.earlier, wider.later) == ("", "", "")


def test_a_question_that_compares_nothing_has_a_table_and_a_timeline(
    student_client: Client, student: User
):
    question = make_question()
    question.comparands.all().delete()
    question.save()
    plan = make_plan(student, question)
    make_placement(make_point(plan, row=make_row(plan)), make_evidence("Only"))
    table = page_of(student_client, plan, "?view=table")
    assert [words(one) for one in table.xpath("//thead//th")] == [
        "Theme",
        "Evidence",
        "Key difference",
    ]
    assert table.xpath("//td//li/a/text()") == ["Only"]
    assert "Only" in page_of(student_client, plan, "?view=timeline").text_content()


@pytest.mark.parametrize("view", ["table", "timeline", "criteria"])
def test_findings_lead_to_where_their_part_is_drawn(student_client: Client, plan: Plan, view: str):
    point = make_point(plan)
    page = page_of(student_client, plan, f"?view={view}")
    links = page.xpath("//a[@data-go]/@href")
    assert f"?view=side#point-{point.uuid}" in links
    assert not any(one.startswith(("#point-", "#card-", "#side-")) for one in links)
