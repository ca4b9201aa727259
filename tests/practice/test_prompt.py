"""The front of a card."""

import pytest

from apps.evidence.models import EvidenceItem
from apps.practice.prompt import Prompt, hide_answer, prompt_of
from tests.factories import make_evidence, make_topic


@pytest.mark.parametrize(
    ("claim", "hint"),
    [
        ("Conquest: Stalin arranged the murder of Kirov", "Conquest: \u2026"),
        (
            "The armed forces shrink by over two million in 1955-58",
            "The armed forces shrink by \u2026",
        ),
        ("681,692 people were shot by order in 1937-38", "\u2026 people were shot \u2026"),
        ("Eight people protest in Red Square against the war", "\u2026 people protest in \u2026"),
        (
            "Great Retreat of 1915 lost Poland and drove millions out",
            "Great \u2026 of \u2026 lost \u2026",
        ),
        ("Marshal 'Zhukov' was sent away", "Marshal \u2026"),
        ("Thaw", "Thaw \u2026"),
        ("1937", "\u2026"),
        ("", "\u2026"),
    ],
)
def test_hint_hides_figures_names_and_the_end(claim, hint):
    assert hide_answer(claim) == hint


def front(item):
    found = EvidenceItem.objects.with_details().select_related("main_theme").get(pk=item.pk)
    return prompt_of(found)


def test_front_asks_by_kind(db):
    item = make_evidence("Order 00447 set quotas for each region", kind="policy")
    assert front(item) == Prompt(
        "What was decided, and what did it do?", "Order \u2026 set \u2026", False
    )


@pytest.mark.parametrize("kind", EvidenceItem.Kind.values)
def test_every_kind_has_a_question(db, kind):
    assert front(make_evidence(kind=kind)).question.endswith("?")


def test_front_is_shared_only_by_cards_that_look_the_same(db):
    item = make_evidence("One", years=(1937, 1938))
    make_evidence("Other year", years=(1937, 1937))
    make_evidence("Other leader", leaders=("KHR",), years=(1937, 1938))
    make_evidence("Other kind", kind="policy", years=(1937, 1938))
    make_evidence("Other date", date_note="July 1937", years=(1937, 1938))
    make_evidence("Draft", years=(1937, 1938), publish=False)
    finer = make_evidence("Other aspect", years=(1937, 1938))
    finer.aspects.set(make_topic().themes.get(slug="terror").aspects.all())
    assert front(item).is_shared is False
    make_evidence("Twin", years=(1937, 1938))
    assert front(item).is_shared is True
