"""One client on one kept-alive connection to 127.0.0.1.

It is written on a bare socket because the standard library's own client takes a good part of
the time of the floor's fastest answers, which would flatter the app's ratios.
"""

import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

# Django takes any 32 letters that cookie and header agree on.
CSRF = "b" * 32


@dataclass(frozen=True)
class Request:
    """What to ask for."""

    method: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """An answer; seconds run from the first byte sent to the last byte received."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float


class Broken(Exception):
    """Something that makes the measurements meaningless, such as a page that fails."""


class Client:
    """A signed-in browser, as far as a server can tell."""

    def __init__(self, port: int, session: str = "") -> None:
        self.port = port
        self.cookies = f"session={session}; csrf={CSRF}"
        self.connection: socket.socket | None = None

    def ask(self, request: Request) -> Reply:
        """Send a request and read the whole answer; ask again when the server had hung up."""
        head = [
            f"{request.method} {request.path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            f"Cookie: {self.cookies}",
            f"X-CSRFToken: {CSRF}",
            f"Content-Length: {len(request.body)}",
            *(f"{name}: {value}" for name, value in request.headers.items()),
        ]
        sent = "\r\n".join(head).encode() + b"\r\n\r\n" + request.body
        if self.connection:
            try:
                return self._exchange(self.connection, sent)
            except ConnectionError:
                # An idle connection is closed after a while; nothing was answered on it.
                self.close()
        self.connection = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._exchange(self.connection, sent)

    def get(self, path: str, **headers: str) -> Reply:
        """Ask for a page that must be there."""
        reply = self.ask(Request("GET", path, headers=headers))
        if reply.status != 200:
            raise Broken(f"GET {path} answered {reply.status}.")
        return reply

    def _exchange(self, connection: socket.socket, sent: bytes) -> Reply:
        began = time.perf_counter()
        connection.sendall(sent)
        read = bytearray()
        while (end := read.find(b"\r\n\r\n")) < 0:
            read += self._receive(connection)
        first, *lines = read[:end].decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, value in (one.split(": ", 1) for one in lines)}
        size = end + 4 + int(headers["content-length"])
        while len(read) < size:
            read += self._receive(connection)
        seconds = time.perf_counter() - began
        if headers.get("connection") == "close":
            self.close()
        return Reply(int(first.split(" ", 2)[1]), headers, bytes(read[end + 4 :]), seconds)

    def _receive(self, connection: socket.socket) -> bytes:
        part = connection.recv(262_144)
        if not part:
            raise ConnectionResetError("the server hung up")
        return part

    def close(self) -> None:
        """Hang up."""
        if self.connection:
            self.connection.close()
            self.connection = None
