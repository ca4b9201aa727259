"""Starting, weighing and ending the servers that are measured."""

import os
import signal
import socket
import subprocess  # to start our own programs
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.client import Broken, Client, Request

HOME = Path(__file__).resolve().parent.parent
LONGEST_START = 60.0


@dataclass(frozen=True)
class Site:
    """Something to serve: a WSGI application with its environment, and where it may log."""

    application: str
    environment: Mapping[str, str]
    log: Path


@dataclass(frozen=True)
class Server:
    """A running server and how long it took to give its first answer."""

    process: int
    port: int
    started_in: float

    def memory(self) -> int:
        """Resident bytes of all its processes, shared pages counted in each."""
        pages = sum(
            int(Path(f"/proc/{one}/statm").read_text().split()[1])
            for one in [self.process, *workers_of(self.process)]
        )
        return pages * os.sysconf("SC_PAGE_SIZE")

    def processor_time(self) -> float:
        """Seconds that its workers have spent on a processor."""
        return sum(
            int(thread.read_text().split()[0]) / 1e9
            for worker in workers_of(self.process)
            for thread in Path(f"/proc/{worker}/task").glob("*/schedstat")
        )


def workers_of(process: int) -> list[int]:
    """The processes that a process has started."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text()
    return [int(one) for one in children.split()]


def run(*arguments: str, environment: Mapping[str, str], log: Path) -> None:
    """Run one of our own Python programs to its end."""
    with log.open("ab") as output:
        done = subprocess.run(  # noqa: S603  # our own interpreter and programs
            [sys.executable, *arguments],
            cwd=HOME,
            env=dict(environment),
            stdout=output,
            stderr=output,
            timeout=120,
            check=False,
        )
    if done.returncode:
        raise Broken(f"{' '.join(arguments)} failed:\n{log.read_text()[-3000:]}")


@contextmanager
def serving(site: Site) -> Iterator[Server]:
    """Serve a site as make run does, on a free port of this machine, until the block ends."""
    port = free_port()
    began = time.perf_counter()
    with site.log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603  # our own interpreter and programs
            [
                *(sys.executable, "-m", "gunicorn", "-c", "essayplanner/gunicorn.conf.py"),
                site.application,
            ],
            cwd=HOME,
            env={**site.environment, "BIND": f"127.0.0.1:{port}"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        wait_for_answer(process, port, began, site.log)
        yield Server(process.pid, port, time.perf_counter() - began)
    finally:
        end(process)


def wait_for_answer(process: "subprocess.Popen[bytes]", port: int, began: float, log: Path) -> None:
    """Ask until the server answers."""
    client = Client(port)
    while process.poll() is None and time.perf_counter() - began < LONGEST_START:
        try:
            reply = client.ask(Request("GET", "/healthz"))
        except OSError:
            time.sleep(0.005)
            continue
        client.close()
        if reply.status == 200:
            return
        raise Broken(f"The first answer was {reply.status}:\n{log.read_text()[-3000:]}")
    raise Broken(f"The server did not start:\n{log.read_text()[-3000:]}")


def end(process: "subprocess.Popen[bytes]") -> None:
    """End a server that we started; by force when it does not listen."""
    workers = workers_of(process.pid) if process.poll() is None else []
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        for one in [*workers, process.pid]:
            os.kill(one, signal.SIGKILL)
        process.wait()


def free_port() -> int:
    """A port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
