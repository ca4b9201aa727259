"""Say at once, in words, when the port to serve on cannot be used."""

import socket
import sys

raw = sys.argv[1]
if not raw.isdecimal() or not 1 <= int(raw) <= 65535:
    sys.exit(f"\nStopped: PORT must be a number from 1 to 65535, not {raw!r}.")
with socket.socket() as probe:
    # As the server itself will: a port whose last user has just left is free.
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(("127.0.0.1", int(raw)))
    except OSError as error:
        sys.exit(
            f"\nStopped: port {raw} cannot be used ({error.strerror}). Try: make run PORT=8123"
        )
