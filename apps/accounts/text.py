"""What counts as text: shared by every form and file that people write in."""

import re

# Characters that take no room on the page: a text of these alone counts as blank.
_INVISIBLE = re.compile(
    r"[\s\x00-\x1f\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202f"
    r"\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)


def is_blank(text: str) -> bool:
    """Whether a text shows nothing: empty, spaces or zero-width characters only."""
    return not _INVISIBLE.sub("", text)
