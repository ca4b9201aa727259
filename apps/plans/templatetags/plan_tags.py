"""Small helpers of the board's templates."""

from uuid import uuid4

from django import template

from apps.plans.checks import Finding
from apps.plans.display import anchor_of, extent_word
from apps.plans.exports.sources import cited
from apps.plans.schema import text_version

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
def finding_key(finding: Finding) -> str:
    """A stable id for a finding's element: what it says and what it is about."""
    return f"finding-{finding.code}-{finding.target or 'plan'}"
