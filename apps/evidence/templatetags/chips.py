"""Chips and marks drawn the same everywhere: a shape or icon always beside its word.

They are plain functions with a cache because a board draws several hundred of them.
"""

from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """An icon of the sprite, decorative: the word beside it says the same."""
    return format_html('<svg class="i" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.simple_tag
@lru_cache(maxsize=512)
def chip(code: str, shape: str, slot: int, name: str = "") -> SafeString:
    """A leader's chip: shape, code and colour slot; the name is read out when given."""
    spoken = format_html('<span class="vh"> {}</span>', name) if name else ""
    return format_html(
        '<span class="ld l{}"><svg aria-hidden="true"><use href="#s-{}"/></svg>{}{}</span>',
        slot,
        shape,
        code,
        spoken,
    )


@register.simple_tag
@lru_cache(maxsize=256)
def theme_label(name: str, icon_name: str) -> SafeString:
    """A theme: its icon and its word."""
    return format_html(
        '<span class="theme"><svg class="i" aria-hidden="true"><use href="#i-{}"/></svg>{}</span>',
        icon_name,
        name,
    )


@register.simple_tag
@lru_cache(maxsize=16)
def standing_mark(standing: str) -> SafeString:
    """The mark of an estimate or a disputed fact; nothing for a settled one."""
    icons = {"disputed": "split", "estimate": "approx"}
    if standing not in icons:
        return SafeString("")
    return format_html(
        '<span class="mark {}">{}{}</span>',
        standing,
        icon(icons[standing]),
        standing,
    )
