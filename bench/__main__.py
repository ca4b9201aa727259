"""Measure the app beside the floor and print the ratios: make bench.

Both are served in the same way and asked in turn by one client, so that what else the machine
does falls on both alike. bench/README.md says what is measured and how to read it.
"""

import gzip
import itertools
import json
import os
import re
import secrets
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from bench.client import Broken, Client, Reply, Request
from bench.content import CARDS, PLANS, WORD, AppContent, BankItem, FloorContent
from bench.servers import Server, Site, run, serving

ROUNDS = 5
LEAST_ROUNDS = 3
ASKED_A_ROUND = 15
WARM_UP = 5
CROWD, ASKED_BY_EACH = 8, 15
# No further round begins after so many seconds, and nothing at all goes on after the second.
LAST_ROUND_BY, LONGEST_RUN = 110, 175
# The app refuses more than 60 changes a second from one person.
SECONDS_A_CHANGE = 0.02

Line = tuple[str, str, str, str, str, str, str]
HEADINGS: Line = ("what", "ours", "floor", "ratio (rounds)", "processor", "budget", "")


@dataclass(frozen=True)
class Side:
    """A server and who asks it."""

    server: Server
    client: Client


@dataclass(frozen=True)
class Taken:
    """What one of the two took in a round: the median of the seconds waited for an answer,
    and the processor's seconds for all answers."""

    waited: float
    worked: float


@dataclass
class Measure:
    """One thing asked of both; most is the largest ratio the budget allows, if it says so."""

    what: str
    ours: Callable[[], Request]
    floor: Callable[[], Request]
    most: float | None = 3.0
    pause: float = 0.0
    rounds: list[tuple[Taken, Taken]] = field(default_factory=list)
    last: dict[str, Reply] = field(default_factory=dict)

    def ask(self, ours: Side, floor: Side, times: int) -> tuple[Taken, Taken]:
        """Ask both in turn."""
        waited: dict[str, list[float]] = {"ours": [], "floor": []}
        worked = {"ours": 0.0, "floor": 0.0}
        for _ in range(times):
            began = time.perf_counter()
            for name, side, ask in (("ours", ours, self.ours), ("floor", floor, self.floor)):
                request = ask()
                worked[name] -= side.server.processor_time()
                reply = side.client.ask(request)
                worked[name] += side.server.processor_time()
                if reply.status != 200:
                    raise Broken(f"{request.method} {request.path} answered {reply.status}.")
                waited[name].append(reply.seconds)
                self.last[name] = reply
            time.sleep(max(0.0, began + self.pause - time.perf_counter()))
        return (
            Taken(statistics.median(waited["ours"]), worked["ours"]),
            Taken(statistics.median(waited["floor"]), worked["floor"]),
        )

    def line(self) -> Line:
        """The measure as a line of the table."""
        worked = statistics.median(ours.worked / floor.worked for ours, floor in self.rounds)
        waited = [(ours.waited, floor.waited) for ours, floor in self.rounds]
        return compared(self.what, waited, self.most, f"{worked:.1f}")


def compared(
    what: str, rounds: list[tuple[float, float]], most: float | None, processor: str = ""
) -> Line:
    """A line for what both took, in seconds by round."""
    ours, floor = (statistics.median(one[index] for one in rounds) for index in (0, 1))
    ratios = sorted(one / other for one, other in rounds)
    ratio = statistics.median(ratios)
    return (
        what,
        f"{ours * 1000:.1f} ms",
        f"{floor * 1000:.1f} ms",
        f"{ratio:.1f} ({ratios[0]:.1f}-{ratios[-1]:.1f})",
        processor,
        f"<= {most:g}" if most else "",
        verdict(ratio, most) if most else "",
    )


def verdict(value: float, most: float) -> str:
    """Say whether a value keeps its budget."""
    return "within" if value <= most else "OVER"


def plain(what: str, value: float, most: float | None, unit: str) -> Line:
    """A line for something the floor has no counterpart of."""
    budget, kept = (f"<= {most:g} {unit}", verdict(value, most)) if most else ("", "")
    return what, f"{value:.1f} {unit}", "", "", "", budget, kept


def page(path: str, **headers: str) -> Callable[[], Request]:
    """Ask for the same page each time."""
    request = Request("GET", path, headers=headers)
    return lambda: request


def app_moves(content: AppContent) -> Iterator[Request]:
    """The operation that moves a card to the top of another point, there and back."""
    for version in itertools.count():
        operation = {
            "id": str(uuid4()),
            "verb": "move",
            "noun": "placement",
            "target": content.card,
            "point": content.points[(version + 1) % 2],
            "after": None,
        }
        body = json.dumps({"base": version, "operations": [operation]}).encode()
        headers = {"Content-Type": "application/json", "X-Requested-With": "fetch"}
        yield Request("POST", content.operations, body, headers)


def floor_moves(content: FloorContent) -> Iterator[Request]:
    """The same move for the floor."""
    for version in itertools.count():
        wanted = {"card": content.card, "point": content.points[(version + 1) % 2], "index": 0}
        headers = {"Content-Type": "application/json"}
        yield Request("POST", f"/boards/{content.plan}/move/", json.dumps(wanted).encode(), headers)


def measures(app: AppContent, floor: FloorContent) -> list[Measure]:
    """What is asked of both."""
    our_moves, their_moves = app_moves(app), floor_moves(floor)
    all_plans = page(f"/plans/{PLANS}/")
    return [
        Measure(
            "one move", lambda: next(our_moves), lambda: next(their_moves), pause=SECONDS_A_CHANGE
        ),
        Measure("board page", page(app.board), page(f"/boards/{floor.plan}/")),
        Measure(f"plan list, {PLANS} plans", page(app.plans), all_plans),
        Measure("  beside 50 of the floor's", page(app.plans), page("/plans/50/"), most=None),
        Measure("bank list", page(app.evidence), all_plans),
        Measure("question list", page(app.questions), all_plans),
        Measure(
            "panel search",
            page(f"{app.panel}?q={WORD}", **{"HX-Request": "true"}),
            page(f"/search/?q={WORD}"),
            most=1.5,
        ),
    ]


def clean_environment(folder: Path) -> dict[str, str]:
    """This environment without the settings of an installation; its data are in folder."""
    ours = {
        *("DATABASE_URL", "SITE_URL", "SECRET_KEY", "DEBUG", "BEHIND_PROXY", "TIME_ZONE"),
        *("BIND", "PORT", "WEB_CONCURRENCY", "GUNICORN_CMD_ARGS"),
    }
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {**kept, "VAR_DIR": str(folder), "SECRET_KEY": secrets.token_urlsafe(50)}


def prepare_app(folder: Path) -> tuple[Site, AppContent]:
    """Set the app up as make run does, then add the plans to measure."""
    site = Site("essayplanner.wsgi:application", clean_environment(folder), folder / "app.log")
    filled = folder / "app.json"
    run(".ci/prepare.py", environment=site.environment, log=site.log)
    run("-m", "bench.fill_app", str(filled), environment=site.environment, log=site.log)
    read = json.loads(filled.read_text(encoding="utf-8"))
    return site, AppContent(**{**read, "bank": [BankItem(**item) for item in read["bank"]]})


def prepare_floor(folder: Path, app: AppContent) -> tuple[Site, FloorContent]:
    """Set the floor up with the app's words and the app's care for what is written."""
    environment = {
        **clean_environment(folder),
        "FLOOR_DATABASE": str(folder / "floor.sqlite3"),
        "FLOOR_OPTIONS": json.dumps(app.database_options),
    }
    site = Site("bench.floor:application", environment, folder / "floor.log")
    filled = folder / "floor.json"
    arguments = ("-m", "bench.fill_floor", str(folder / "app.json"), str(filled))
    run(*arguments, environment=environment, log=site.log)
    return site, FloorContent(**json.loads(filled.read_text(encoding="utf-8")))


def measure_start(app: Site, floor: Site) -> Line:
    """From starting the server to its first answer, in turn."""
    rounds = []
    for _ in range(LEAST_ROUNDS):
        with serving(app) as ours:
            pass
        with serving(floor) as theirs:
            pass
        rounds.append((ours.started_in, theirs.started_in))
    return compared("start to first answer", rounds, 3.0)


def measure_all(all_measures: list[Measure], ours: Side, floor: Side, began: float) -> None:
    """Ask for everything, round by round."""
    for measure in all_measures:
        measure.ask(ours, floor, WARM_UP)
    for number in range(ROUNDS):
        if number >= LEAST_ROUNDS and time.perf_counter() - began > LAST_ROUND_BY:
            return
        for measure in all_measures:
            measure.rounds.append(measure.ask(ours, floor, ASKED_A_ROUND))


def check_moves(measure: Measure) -> None:
    """Make sure that every move was carried out, on both sides."""
    moves = WARM_UP + len(measure.rounds) * ASKED_A_ROUND
    versions = [json.loads(reply.body)["version"] for reply in measure.last.values()]
    if versions != [moves, moves]:
        raise Broken(f"After {moves} moves the versions are {versions}.")


def crowd(server: Server, app: AppContent) -> None:
    """Let several people read at once, so that every process and thread has worked."""

    def read() -> None:
        client = Client(server.port, app.session)
        for _ in range(ASKED_BY_EACH):
            client.get(app.board)
        client.close()

    with ThreadPoolExecutor(CROWD) as people:
        for done in [people.submit(read) for _ in range(CROWD)]:
            done.result()


def measure_bytes(client: Client, app: AppContent, move: Measure) -> list[Line]:
    """What the board weighs on the way to the browser."""
    board = client.get(app.board).body.decode()
    half = client.get(app.half_board).body.decode()
    scripts = re.findall(r'<script[^>]* src="([^"]+)"', board)
    sheets = re.findall(r'<link[^>]* rel="stylesheet"[^>]* href="([^"]+)"', board)
    sheets += re.findall(r'<link[^>]* href="([^"]+)"[^>]* rel="stylesheet"', board)
    if not scripts or not sheets:
        raise Broken("The board names no script or no style sheet.")
    a_card = (len(board.encode()) - len(half.encode())) / (CARDS - CARDS // 2)
    reply = len(gzip.compress(move.last["ours"].body)) / 1000
    return [
        plain("reply to one move, gzipped", reply, 12, "kB"),
        plain("JavaScript on the board, gzipped", zipped(client, scripts), 45, "kB"),
        plain("CSS on the board, gzipped", zipped(client, sheets), 50, "kB"),
        plain("HTML that one more card adds", a_card / 1000, 1.5, "kB"),
        plain("HTML of the board", len(board.encode()) / 1000, None, "kB"),
        plain("HTML of the board, gzipped", len(gzip.compress(board.encode())) / 1000, None, "kB"),
    ]


def zipped(client: Client, addresses: list[str]) -> float:
    """Kilobytes of files as the server sends them to a browser that takes gzip."""
    size = 0
    for address in addresses:
        reply = client.get(address, **{"Accept-Encoding": "gzip"})
        is_zipped = reply.headers.get("content-encoding") == "gzip"
        size += len(reply.body if is_zipped else gzip.compress(reply.body))
    return size / 1000


def print_table(lines: list[Line]) -> None:
    """Print the lines in columns."""
    table = [HEADINGS, *lines]
    widths = [max(len(cell) for cell in column) for column in zip(*table, strict=True)]
    for line in table:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        )


def bench(folder: Path) -> None:
    """Measure everything and print it."""
    began = time.perf_counter()
    print("Filling two databases ...", flush=True)
    app_site, app = prepare_app(folder)
    floor_site, floor = prepare_floor(folder, app)
    print("Starting the servers ...", flush=True)
    start = measure_start(app_site, floor_site)
    with ExitStack() as stack:
        ours = stack.enter_context(serving(app_site))
        theirs = stack.enter_context(serving(floor_site))
        print("Asking ...", flush=True)
        client, other = Client(ours.port, app.session), Client(theirs.port, floor.session)
        all_measures = measures(app, floor)
        measure_all(all_measures, Side(ours, client), Side(theirs, other), began)
        move = all_measures[0]
        check_moves(move)
        weights = measure_bytes(client, app, move)
        crowd(ours, app)
        memory = plain("memory after the run", ours.memory() / 2**20, 200, "MiB")
        client.close()
        other.close()
    print()
    print_table([*(measure.line() for measure in all_measures), start, memory, *weights])
    print(
        f"\n{len(move.rounds)} rounds of {ASKED_A_ROUND}, "
        f"{time.perf_counter() - began:.0f} s in all. Milliseconds depend on the machine and on "
        "what else it does;\nthe ratios are what counts. bench/README.md says how to read them."
    )


def give_up(number: int, frame: object) -> None:
    """End in order, so that the servers end too."""
    raise Broken("it takes too long." if number == signal.SIGALRM else "asked to.")


def main() -> int:
    """Run within the time allowed; budgets missed are printed, only what breaks is an error."""
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
        signal.signal(one, give_up)
    signal.alarm(LONGEST_RUN)
    try:
        with tempfile.TemporaryDirectory(prefix="essayplanner-bench-") as folder:
            bench(Path(folder))
    except Broken as error:
        print(f"\nStopped: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
