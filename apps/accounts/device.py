"""How long a session lives: short on a shared device, longer on one's own.

The choice is made at sign-in and kept in the session beside the time it was last used.
"""

import time

from django.contrib.sessions.backends.base import SessionBase

SHARED = "shared"
OWN = "own"
DEVICE_KEY = "device"
SEEN_KEY = "seen_at"

# Seconds a session may stay unused.
IDLE_LIMITS = {SHARED: 2 * 3600, OWN: 14 * 24 * 3600}
# Use is noted this seldom, so that reading does not write.
NOTE_EVERY = 300


def start(session: SessionBase, device: str) -> None:
    """Begin the life of a signed-in session on this kind of device."""
    session[DEVICE_KEY] = device
    session[SEEN_KEY] = int(time.time())
    # 0 makes a cookie that ends with the browser.
    session.set_expiry(IDLE_LIMITS[OWN] if device == OWN else 0)


def device_of(session: SessionBase) -> str:
    """Return which kind of device this is; one nobody has called their own is shared."""
    return OWN if session.get(DEVICE_KEY) == OWN else SHARED


def note_use(session: SessionBase) -> None:
    """End a session that was left too long; else note, now and then, that it is in use."""
    seen = session.get(SEEN_KEY)
    # Only signing in starts the clock: sessions without it belong to nobody.
    if seen is None:
        return
    unused = time.time() - seen
    if unused > IDLE_LIMITS[device_of(session)]:
        session.flush()
    elif unused > NOTE_EVERY:
        session[SEEN_KEY] = int(time.time())
