"""The deck of a topic, and practising what one remembers of it."""

from bisect import bisect_left, bisect_right
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.http import SignedInRequest
from apps.evidence.models import EvidenceItem, EvidenceItemQuerySet, Topic
from apps.practice.deck import chosen_from, deck_of, section_of, sections
from apps.practice.forms import SIZES, AnswerForm, DeckFilter, PracticeFilter
from apps.practice.models import Recall
from apps.practice.prompt import prompt_of
from apps.practice.recall import (
    Pile,
    Sitting,
    comes_back,
    counts_of,
    note_answer,
    recalls_of,
)


@require_safe
def list_decks(request: SignedInRequest) -> HttpResponse:
    """Show which topics there are; where there is one, open its deck."""
    topics = list(Topic.objects.all())
    if len(topics) == 1:
        return redirect("practice:show_deck", topics[0].slug)
    context = {"section": "evidence", "topics": topics}
    return render(request, "practice/deck_list.html", context)


@require_safe
def show_deck(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the sections of the deck, or of the cards that match a filter."""
    topic = get_object_or_404(Topic, slug=slug)
    chosen = DeckFilter(request.GET, topic=topic)
    deck = deck_of(topic)
    places = chosen_from(deck, topic, chosen)
    by_leader = groupby(sections(places, chosen), key=lambda each: each.leader)
    context = {
        **_choices(topic, chosen),
        "chips": chosen.chips(),
        "total": len(deck),
        "count": len(places),
        "leaders": [(leader, list(found)) for leader, found in by_leader],
    }
    return render(request, "practice/deck.html", context)


@require_safe
def show_card(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Show one card of the deck, with the ones before and after it among those chosen."""
    topic = get_object_or_404(Topic, slug=slug)
    chosen = DeckFilter(request.GET, topic=topic)
    deck = deck_of(topic)
    if not 1 <= number <= len(deck):
        raise Http404
    place = deck[number - 1]
    numbers = [each.number for each in chosen_from(deck, topic, chosen)]
    before, after = bisect_left(numbers, number), bisect_right(numbers, number)
    stands_in = section_of(place, deck, chosen)
    context = {
        "section": "evidence",
        "topic": topic,
        "form": chosen,
        "chips": chosen.chips(),
        "number": number,
        "total": len(deck),
        "stands_in": stands_in,
        "position": stands_in.position_of(place),
        "previous": numbers[before - 1] if before else None,
        "next": numbers[after] if after < len(numbers) else None,
        **_card(_published(topic).get(pk=place.item_id)),
    }
    return render(request, "practice/deck_card.html", context)


@require_safe
def choose_practice(request: SignedInRequest, slug: str) -> HttpResponse:
    """Choose what to practise."""
    topic = get_object_or_404(Topic, slug=slug)
    chosen = PracticeFilter(request.GET, topic=topic)
    places = chosen_from(deck_of(topic), topic, chosen)
    counts = counts_of(places, recalls_of(request.user, topic), timezone.now())
    asked = ("leader", "theme", "pile", "size", "since")
    context = {
        **_choices(topic, chosen),
        "carried": [pair for pair in chosen.parameters() if pair[0] not in asked],
        "chips": DeckFilter(request.GET, topic=topic).chips(),
        "count": len(places),
        "piles": [(pile, counts[pile.value]) for pile in Pile],
        "sizes": SIZES,
    }
    return render(request, "practice/practice_choose.html", context)


@require_safe
def practise(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the next card of a sitting: its front, or its back where ``card`` names one."""
    topic = get_object_or_404(Topic, slug=slug)
    chosen = PracticeFilter(request.GET, topic=topic)
    if chosen.started is None:
        start = [*chosen.parameters(), ("since", str(int(timezone.now().timestamp())))]
        return redirect(f"{request.path}?{urlencode(start)}")
    sitting = _sitting(request, topic, chosen)
    turned = _turned(request, topic)
    if turned:
        return _practice_page(request, chosen, sitting, turned, is_back=True)
    waiting = sitting.waiting()
    is_over = chosen.limit is not None and len(sitting.answered()) >= chosen.limit
    if not waiting or is_over or request.GET.get("stop") == "yes":
        return _end_page(request, topic, chosen, sitting)
    item = _published(topic).get(pk=waiting[0])
    return _practice_page(request, chosen, sitting, item, is_back=False)


@require_POST
def answer_card(request: SignedInRequest, slug: str) -> HttpResponse:
    """Note how a card went and go on to the next."""
    topic = get_object_or_404(Topic, slug=slug)
    chosen = PracticeFilter(request.GET, topic=topic)
    form = AnswerForm(request.POST)
    form.is_valid()
    card = form.cleaned_data.get("card")
    item = _published(topic).filter(uuid=card).first() if card else None
    if item is None:
        # Taken out of the bank while it was looked at; what is remembered of it stays.
        messages.info(request, "That card is no longer in the deck.")
    elif form.is_valid():
        note_answer(
            request.user,
            item,
            Recall.Answer(form.cleaned_data["answer"]),
            showing=form.cleaned_data["showing"],
            now=timezone.now(),
        )
    elif chosen.started:
        sitting = _sitting(request, topic, chosen)
        return _practice_page(request, chosen, sitting, item, is_back=True, status=422)
    return redirect(f"{reverse('practice:practise', args=[slug])}?{chosen.query}")


def _published(topic: Topic) -> EvidenceItemQuerySet:
    published = EvidenceItem.objects.published().filter(topic=topic)
    return published.with_details().select_related("topic", "main_theme")


def _choices(topic: Topic, chosen: DeckFilter) -> dict[str, Any]:
    """What the leaders and themes to choose from are drawn from."""
    return {
        "section": "evidence",
        "topic": topic,
        "form": chosen,
        "chosen_leaders": chosen.values("leader"),
        "chosen_themes": chosen.values("theme"),
    }


def _card(item: EvidenceItem) -> dict[str, Any]:
    """A published item with its published rivals; nothing private, whoever looks."""
    rivals = EvidenceItem.objects.published().filter(rivals=item).with_details()
    return {"item": item, "rivals": list(rivals)}


def _sitting(request: SignedInRequest, topic: Topic, chosen: PracticeFilter) -> Sitting:
    now = timezone.now()
    return Sitting(
        chosen_from(deck_of(topic), topic, chosen),
        recalls_of(request.user, topic),
        chosen.chosen_pile,
        since=chosen.started or now,
        now=now,
    )


def _turned(request: SignedInRequest, topic: Topic) -> EvidenceItem | None:
    """The card whose back is asked for; none where there is no such card."""
    try:
        uuid = UUID(request.GET.get("card", ""))
    except ValueError:
        return None
    return _published(topic).filter(uuid=uuid).first()


def _practice_page(
    request: SignedInRequest,
    chosen: PracticeFilter,
    sitting: Sitting,
    item: EvidenceItem,
    *,
    is_back: bool,
    status: int = 200,
) -> HttpResponse:
    """One side of a card; 422 when the answer sent was none of the three."""
    recall = sitting.recalls.get(item.pk)
    # A card that comes back in the same sitting is counted once.
    seen = {each.item_id for each in sitting.answered()} | {item.pk}
    whole = len(seen.union(sitting.waiting()))
    context = {
        "section": "evidence",
        "topic": item.topic,
        "form": chosen,
        "position": len(seen),
        "of": whole if chosen.limit is None else min(chosen.limit, whole),
        "prompt": prompt_of(item),
        "showing": recall.answers if recall else 0,
        "answers": Recall.Answer.choices,
        "is_refused": status == 422,
        **_card(item),
    }
    name = "practice/practice_back.html" if is_back else "practice/practice_front.html"
    return render(request, name, context, status=status)


def _end_page(
    request: SignedInRequest, topic: Topic, chosen: PracticeFilter, sitting: Sitting
) -> HttpResponse:
    answered = sitting.answered()
    again = [pair for pair in chosen.parameters() if pair[0] != "since"]
    context = {
        "section": "evidence",
        "topic": topic,
        "count": len(answered),
        "comes_back": comes_back(answered, sitting.now),
        "waiting": len(sitting.waiting()),
        "again": urlencode(again),
    }
    return render(request, "practice/practice_end.html", context)
