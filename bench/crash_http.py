"""Kills a server at random moments of updates over HTTP and looks at what it leaves.

    python bench/crash_http.py [--rounds 20] [--seed 1]

In each round `kg serve` runs over a small store and gets SPARQL updates, one after another: each puts one graph of 40
triples in place of what it held. The server and its processes are killed with SIGKILL at a moment that the seed gives.
Then: the store opens; every update is there as a whole or not at all; those that were answered are there; what was
there before is; and the updates sent again to a server over the same store end with the bytes of a store never killed.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path

from crash import build, dump, read_graphs

from kg.config import Settings
from kg.errors import KgError
from kg.store import open_store

TOKEN = "crash"
UPDATES, TRIPLES = 30, 40
WAIT = 60.0
CHECKS = ("opens", "whole", "answered kept", "articles kept", "same bytes")
Graph = dict[str, int]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=20)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    chance, passed, sent = random.Random(options.seed), Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory() as name:
        start, seconds, expected = prepare(Path(name))
        for _ in range(options.rounds):
            store = Path(name) / "store"
            shutil.rmtree(store, ignore_errors=True)
            shutil.copytree(start, store)
            one_round(start, store, chance.uniform(0, seconds), expected, passed, sent)
    print(
        f"rounds {options.rounds}  killed with an update at work {sent['at work']}  updates answered {sent['answered']}"
    )
    print("  ".join(f"{check}: {passed[check]}/{options.rounds}" for check in CHECKS))
    sys.exit(any(passed[check] < options.rounds for check in CHECKS))


def prepare(folder: Path) -> tuple[Path, float, bytes]:
    """A store of two articles, the time that all updates take, and the bytes after them."""
    articles = folder / "articles"
    articles.mkdir()
    for path in sorted((Settings().data_dir / "samples").glob("*.txt"))[:2]:
        shutil.copy(path, articles)
    start, whole = folder / "start", folder / "whole"
    build(articles, start)
    shutil.copytree(start, whole)
    server = Server(whole)
    began = time.perf_counter()
    assert server.send(range(UPDATES)) == UPDATES
    seconds = time.perf_counter() - began
    server.stop()
    return start, seconds, dump(whole)


def one_round(
    start: Path, store: Path, seconds: float, expected: bytes, passed: Counter[str], sent: Counter[str]
) -> None:
    server = Server(store)
    timer = threading.Timer(seconds, server.kill)
    timer.start()
    answered = server.send(range(UPDATES))
    timer.join()
    server.kill()
    sent["answered"] += answered
    sent["at work"] += answered < UPDATES
    look(start, store, answered, passed)
    again = Server(store)
    again.send(range(UPDATES))
    again.stop()
    passed["same bytes"] += dump(store) == expected


def look(start: Path, store: Path, answered: int, passed: Counter[str]) -> None:
    try:
        with open_store(store, read_only=True) as view:
            sizes = {
                graph: len(lines(view, graph)) for graph in view.graphs() if graph.startswith("http://crash.example/")
            }
    except KgError as error:
        print(f"does not open: {error}", file=sys.stderr)
        return
    passed["opens"] += 1
    passed["whole"] += set(sizes.values()) <= {TRIPLES}
    passed["answered kept"] += all(sizes.get(graph_of(number)) == TRIPLES for number in range(answered))
    passed["articles kept"] += read_graphs(start) == read_graphs(store)


def lines(view: object, graph: str) -> frozenset[bytes]:
    from crash import graph_lines

    return graph_lines(view, graph) - {b""}  # type: ignore[arg-type]


def graph_of(number: int) -> str:
    return f"http://crash.example/g{number}"


def update_of(number: int) -> str:
    graph = graph_of(number)
    triples = " ".join(f'<{graph}/s{n}> <http://crash.example/p> "{number}-{n}" .' for n in range(TRIPLES))
    return f"DROP SILENT GRAPH <{graph}> ; INSERT DATA {{ GRAPH <{graph}> {{ {triples} }} }}"


class Server:
    """`kg serve` with its processes, on a free port of the loopback."""

    def __init__(self, store: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", str(self.port), "--update"]
        self.process = subprocess.Popen(
            [*command, "--readers", "1"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "KG_TOKEN": TOKEN},
            start_new_session=True,
        )
        self._await()

    def _await(self) -> None:
        until = time.monotonic() + WAIT
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/ready", timeout=5):
                    return
            except OSError:
                time.sleep(0.05)
        self.kill()
        raise TimeoutError("the server does not start")

    def send(self, numbers: range) -> int:
        """Send updates until one fails; how many were answered."""
        for done, number in enumerate(numbers):
            request = urllib.request.Request(
                f"http://127.0.0.1:{self.port}/sparql",
                data=update_of(number).encode(),
                headers={"Content-Type": "application/sparql-update", "Authorization": f"Bearer {TOKEN}"},
            )
            try:
                with urllib.request.urlopen(request, timeout=30):
                    pass
            except urllib.error.HTTPError as error:
                raise RuntimeError(f"refused: {error.read().decode()}") from error
            except (OSError, http.client.HTTPException):  # no answer, or one that was cut off
                return done
        return len(numbers)

    def kill(self) -> None:
        """Kill the server and all that it has started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()


if __name__ == "__main__":
    main()
