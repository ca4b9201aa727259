"""What an item of the bank needs before students may see it."""

from apps.evidence.content import Content

_NEEDED = {
    "sources": "It has no source.",
    "leaders": "It has no leader.",
    "themes": "It has no theme.",
}


def reasons_against(content: Content) -> list[str]:
    """Why content must not be published yet, as sentences; none when it may."""
    return [message for name, message in _NEEDED.items() if not content[name]]
