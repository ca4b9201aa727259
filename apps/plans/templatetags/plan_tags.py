"""Small helpers of the board's templates."""

from functools import lru_cache
from uuid import uuid4

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from apps.plans.checks import Finding
from apps.plans.display import CardView, anchor_of, extent_word
from apps.plans.exports.sources import cited
from apps.plans.schema import text_version
from apps.plans.shapes import shape_of

register = template.Library()

register.filter("anchor_of", anchor_of)
register.filter("cited", cited)
register.filter("extent_word", extent_word)
register.filter("text_version", text_version)


@register.simple_tag
def new_id() -> str:
    """A fresh operation id for a plain form, so that sending it twice changes things once."""
    return str(uuid4())


@register.filter
def opening(shape: str) -> str:
    """What the address of a plan of this shape ends in, so that it opens as suits it."""
    return shape_of(shape).opening


@register.filter
def finding_key(finding: Finding) -> str:
    """A stable id for a finding's element: what it says and what it is about."""
    return f"finding-{finding.code}-{finding.target or 'plan'}"


@register.simple_tag
@lru_cache(maxsize=4000)
def placed_card(card: CardView, home: str, grouping: str) -> SafeString:
    """A placed card. Most of a board is cards that did not change, so they are kept as drawn.

    A card's view is a value that holds all it shows; a few thousand are some megabytes.
    """
    context = {"card": card, "home": home, "grouping": grouping}
    return render_to_string("plans/_card.html", context)
