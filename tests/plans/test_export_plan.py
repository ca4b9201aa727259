"""The page of all ways out, and the copy for other editors."""

import pytest
from django.test import Client
from lxml import html as lxml_html

from apps.accounts.models import User
from apps.plans.models import Plan
from tests.factories import make_evidence, make_placement, make_plan, make_point, make_row
from tests.plans.pages import address


def test_every_way_out_is_listed_and_works(student_client: Client, plan: Plan):
    page = lxml_html.fromstring(student_client.get(address(plan, "export_plan")).content.decode())
    links = page.xpath("//ul[@class='ways-out']//a")
    assert [link.text for link in links] == [
        *("Print", "PDF on one side of A4", "PDF of the whole plan", "PDF cards"),
        *("Word", "Word essay skeleton", "Copy for Google Docs", "Markdown"),
        *("Anki deck", "Share by link"),
    ]
    assert [student_client.get(link.get("href")).status_code for link in links] == [200] * 10


def test_the_board_leads_to_print_and_export(student_client: Client, plan: Plan):
    html = student_client.get(address(plan)).content.decode()
    for name in ("print_plan", "export_plan"):
        assert f'href="{address(plan, name)}"' in html


@pytest.fixture
def full_plan(student: User) -> Plan:
    plan = make_plan(student, thesis="<script>alert(1)</script>", context="One\nTwo")
    row = make_row(plan, mini_judgement="Fewer died.")
    point = make_point(plan, 1, row, claim="Terror shrank", explanation="because")
    make_placement(point, make_evidence("Camp total", standing="estimate"), note="Note")
    return plan


def test_the_copy_has_headings_and_real_tables(student_client: Client, full_plan: Plan):
    text = student_client.get(address(full_plan, "copy_text")).content.decode()
    page = lxml_html.fromstring(text)
    article = page.get_element_by_id("copied")
    assert [(one.tag, one.text) for one in article.xpath(".//h1 | .//h2 | .//h3")] == [
        ("h1", "‘Stalin and Khrushchev were alike.’ Assess the validity of this view."),
        ("h2", "My view"),
        ("h2", "Supports the view"),
        ("h2", "Challenges the view"),
        ("h3", "C1 Terror shrank"),
        ("h2", "Themes"),
        ("h2", "Judgement"),
        ("h2", "Sources"),
    ]
    tables = [
        [
            [" ".join(cell.text_content().split()) for cell in row.xpath("./th | ./td")]
            for row in table.xpath(".//tr")
        ]
        for table in article.xpath(".//table")
    ]
    assert tables == [
        [
            ["Who", "Date", "Evidence", "My note"],
            ["Stalin", "1945", "Camp totalEstimate.", "Note"],
        ],
        [
            ["Theme", "Supports the view", "Challenges the view", "Mini-judgement"],
            [
                "Terror 1 on Stalin, none on Khrushchev",
                "Nothing here yet",
                "C1 Terror shrank",
                "Fewer died.",
            ],
        ],
    ]


def test_the_copy_is_clean(student_client: Client, full_plan: Plan):
    """No class, style or script in what is copied; what people typed is text."""
    page = lxml_html.fromstring(
        student_client.get(address(full_plan, "copy_text")).content.decode()
    )
    article = page.get_element_by_id("copied")
    assert {name for one in article.iterdescendants() for name in one.attrib} == {"scope"}
    assert article.xpath(".//script") == []
    assert "<script>alert(1)</script>" in article.text_content()


@pytest.mark.parametrize("cards", [1, 6])
@pytest.mark.parametrize(
    "name",
    [
        *("print_plan", "download_word", "download_skeleton", "download_markdown"),
        *("download_deck", "copy_text"),
    ],
)
def test_exports_take_few_queries_whatever_the_size(
    student_client: Client, plan: Plan, django_assert_num_queries, name: str, cards: int
):
    point = make_point(plan)
    for _ in range(cards):
        make_placement(point, make_evidence())
    student_client.get(address(plan, name))
    with django_assert_num_queries(7):
        student_client.get(address(plan, name))
