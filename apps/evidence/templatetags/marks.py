"""Marking, in a list of evidence, the words that were looked for."""

from django import template
from django.utils.safestring import SafeString

from apps.evidence.highlight import Marker

register = template.Library()


@register.filter
def marked(text: str, marker: Marker) -> SafeString:
    """The text, escaped, with the words looked for in <mark>."""
    return marker.mark(text)


@register.filter
def snippet(text: str, marker: Marker) -> SafeString:
    """The part of the text round the first word looked for, marked likewise."""
    return marker.snippet(text)
