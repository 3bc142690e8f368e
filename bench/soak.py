"""A soak of the SPARQL service: many clients, one in twenty of them poisonous, a writer, and deaths.

    python bench/soak.py [--seconds 60] [--clients 64] [--triples 50000] [--kills 3] [--seed 1]

It starts the server over a generated graph and checks, for as long as it is told: that every answer is the right one,
that what was acknowledged is there, that memory and open files of the server and its readers do not grow, and how long
the good queries take meanwhile. Readers are killed with SIGKILL all along. In the end the server itself is killed
under load, started again and asked for every write that it had acknowledged, as many times as `--kills` says.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from soak_poison import Wire, poisons
from sparql_graph import Kind, Shape, iter_quads, kinds
from sparql_peers import TOKEN, Peer, ours
from sparql_report import Table

from kg.store import open_store

GOOD = ("point", "star", "join", "optional", "union")
VARIANTS = 40
POISON = 0.05
SETTINGS = {"KG_QUERY_TIMEOUT": "2", "KG_QUERY_MEMORY": "256", "KG_QUERY_ROWS": "400000", "KG_QUERY_CACHE": "4"}
PATIENCE = 60.0
WRITTEN = "https://w3id.org/newsgraph/id/soak/"


@dataclass
class Tally:
    """What has happened."""

    good: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    other: Counter[str] = field(default_factory=Counter)
    poison: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    poison_seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    acknowledged: list[int] = field(default_factory=list)
    unseen: list[int] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    readers_killed: int = 0
    samples: list[dict[str, float]] = field(default_factory=list)


class Soak:
    """The clients and what they know to be right."""

    def __init__(self, peer: Peer, *, clients: int, seed: int) -> None:
        self.tally = Tally()
        self._peer = peer
        self._clients = clients
        self._random = random.Random(seed)
        self._poisons = poisons()
        self._turns = itertools.cycle(self._poisons)
        self._right: dict[str, str] = {}
        self._end = 0.0
        self._next_write = 0

    async def learn(self, chosen: list[Kind]) -> None:
        """Ask every good query once, while nothing else happens."""
        async with Wire(self._peer.port) as wire:
            for kind in chosen:
                for at in range(VARIANTS):
                    await wire.get(kind.query(at))
                    status, body = await wire.answer()
                    assert status == 200, body
                    self._right[kind.query(at)] = normal(body)

    async def run(self, seconds: float, *, kill_readers: bool = True) -> None:
        """All clients for so long."""
        self._end = time.monotonic() + seconds
        texts = list(self._right)
        tasks = [self._client(random.Random(self._random.random()), texts) for _ in range(self._clients)]
        tasks += [self._writer(), self._sample()]
        tasks += [self._kill_readers()] if kill_readers else []
        await asyncio.gather(*tasks)

    async def _client(self, chance: random.Random, texts: list[str]) -> None:
        while time.monotonic() < self._end:
            try:
                if await self._series(chance, texts):
                    await self._poison(next(self._turns))
            except OSError as error:
                self.tally.other[type(error).__name__] += 1
                await asyncio.sleep(0.2)

    async def _series(self, chance: random.Random, texts: list[str]) -> bool:
        """A few good queries over one connection; whether it is the turn of a poison."""
        async with Wire(self._peer.port) as wire:
            for _ in range(chance.randint(1, 20)):
                if time.monotonic() > self._end:
                    return False
                if chance.random() < POISON:
                    return True
                text = chance.choice(texts)
                started = time.monotonic()
                # A remark makes the text another one, so that most are evaluated and some are not.
                await wire.get(text + (f"\n#{chance.random()}" if chance.random() < 0.8 else ""))
                try:
                    status, body = await asyncio.wait_for(wire.answer(), PATIENCE)
                except (asyncio.IncompleteReadError, OSError, TimeoutError) as error:
                    self.tally.other[type(error).__name__] += 1
                    return False
                if status != 200:
                    self.tally.other[str(status)] += 1
                    await asyncio.sleep(0.1)
                    continue
                self.tally.good.append(time.monotonic() - started)
                if normal(body) != self._right[text]:
                    self.tally.wrong.append(text)
        return False

    async def taste(self) -> None:
        """Every poison a few times: what the first of a kind makes the allocator take stays taken."""
        for name in self._poisons:
            await asyncio.gather(*(self._poison(name) for _ in range(6)))

    async def _poison(self, name: str) -> None:
        started = time.monotonic()
        async with Wire(self._peer.port) as wire:
            try:
                got = await asyncio.wait_for(self._poisons[name](wire), PATIENCE)
            except (asyncio.IncompleteReadError, ConnectionError):
                got = "broken off"
            except TimeoutError:
                got = f"NOTHING in {PATIENCE:g} s"
        self.tally.poison[name][got] += 1
        self.tally.poison_seconds[name].append(time.monotonic() - started)

    async def _writer(self) -> None:
        """Write, and look whether it is there as soon as it is acknowledged."""
        while time.monotonic() < self._end:
            number, self._next_write = self._next_write, self._next_write + 1
            started = time.monotonic()
            try:
                async with Wire(self._peer.port) as wire:
                    text = f"INSERT DATA {{ <{WRITTEN}{number}> <{WRITTEN}is> {number} }}"
                    await wire.post(text, kind="application/sparql-update", token=TOKEN)
                    status, _ = await wire.answer()
                    if status != 204:
                        self.tally.refused[str(status)] += 1
                        await asyncio.sleep(0.1)
                        continue
                    self.tally.acknowledged.append(number)
                    self.tally.writes.append(time.monotonic() - started)
                    await wire.post(f"ASK {{ <{WRITTEN}{number}> <{WRITTEN}is> {number} }}")
                    status, body = await wire.answer()
                    if status == 200 and b"true" not in body:
                        self.tally.unseen.append(number)
            except (asyncio.IncompleteReadError, OSError) as error:
                self.tally.refused[type(error).__name__] += 1
                await asyncio.sleep(0.1)
            await asyncio.sleep(0.3)

    async def _kill_readers(self) -> None:
        while time.monotonic() < self._end - 2:
            await asyncio.sleep(2.0)
            found = children(self._peer)
            if found:
                self.tally.readers_killed += 1
                kill(self._random.choice(found))

    async def _sample(self) -> None:
        while time.monotonic() < self._end:
            await asyncio.sleep(1.0)
            try:
                self.tally.samples.append(await figures(self._peer.port))
            except (OSError, asyncio.IncompleteReadError, TimeoutError):
                continue

    async def lost(self) -> list[int]:
        """Writes that were acknowledged and are not there."""
        async with Wire(self._peer.port) as wire:
            await wire.post(f"SELECT ?n {{ ?s <{WRITTEN}is> ?n }}")
            _, body = await wire.answer()
        there = {int(row["n"]["value"]) for row in json.loads(body)["results"]["bindings"]}
        return [number for number in self.tally.acknowledged if number not in there]


def normal(body: bytes) -> str:
    """The rows of an answer in an order of their own."""
    rows = json.loads(body)["results"]["bindings"]
    return "\n".join(sorted(json.dumps(row, sort_keys=True) for row in rows))


async def figures(port: int) -> dict[str, float]:
    """Memory and open files from `/metrics`."""
    async with Wire(port) as wire:
        await wire.send(b"GET /metrics HTTP/1.1\r\nHost: h\r\n\r\n")
        _, body = await asyncio.wait_for(wire.answer(), 10)
    wanted = ("newsgraph_resident_bytes", "newsgraph_open_files", "newsgraph_killed_total")
    lines = [line.rsplit(" ", 1) for line in body.decode().splitlines() if line.startswith(wanted)]
    return {name: float(value) for name, value in lines}


def children(peer: Peer) -> list[int]:
    assert peer.process is not None
    found: list[int] = []
    for path in Path(f"/proc/{peer.process.pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += map(int, path.read_text().split())
    return found


def kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def main() -> int:
    options = parse_options()
    shape = Shape.of(options.triples)
    with tempfile.TemporaryDirectory(prefix="soak-") as work:
        folder = Path(work) / "store"
        with open_store(folder) as store:
            store.bulk_load(f"{triple} {graph} .\n" for triple, graph in iter_quads(shape))
        peer = ours(folder, readers=4, settings=SETTINGS)
        peer.start(Path(work) / "server.log")
        try:
            return asyncio.run(soak(peer, options, shape, Path(work)))
        finally:
            peer.stop()


async def soak(peer: Peer, options: argparse.Namespace, shape: Shape, work: Path) -> int:
    run = Soak(peer, clients=options.clients, seed=options.seed)
    await run.learn([kind for kind in kinds(shape) if kind.name in GOOD])
    # What is made once, threads and caches, is not what grows.
    await run.run(min(10.0, options.seconds / 4), kill_readers=False)
    await run.taste()
    warm, run.tally = run.tally, Tally(acknowledged=run.tally.acknowledged)
    await settle(peer)
    before = await figures(peer.port)
    await run.run(options.seconds)
    await settle(peer)
    after = await figures(peer.port)
    tally, run.tally = run.tally, Tally(acknowledged=list(run.tally.acknowledged))
    lost_by_kill = await kill_server(run, peer, options.kills, work) if options.kills else []
    tally.wrong += run.tally.wrong
    report(tally, before, after, options, lost_by_kill)
    bad = tally.wrong or tally.unseen or any(lost_by_kill) or warm.wrong
    return 1 if bad else 0


async def settle(peer: Peer) -> None:
    """Wait until nothing is under way, and all readers are there again."""
    for _ in range(40):
        await asyncio.sleep(0.5)
        async with Wire(peer.port) as wire:
            await wire.send(b"GET /metrics HTTP/1.1\r\nHost: h\r\n\r\n")
            _, body = await wire.answer()
        if b"newsgraph_queries_in_flight 0" in body and b'newsgraph_readers{state="busy"} 0' in body:
            await asyncio.sleep(1.5)
            return


async def kill_server(run: Soak, peer: Peer, times: int, work: Path) -> list[list[int]]:
    """Kill the server under load, start it again, and look for what it had acknowledged."""
    outcomes = []
    for turn in range(times):
        load = asyncio.create_task(run.run(4.0, kill_readers=False))
        await asyncio.sleep(1.5 + 0.37 * turn)
        assert peer.process is not None
        peer.process.kill()
        peer.process.wait()
        await load
        await asyncio.to_thread(peer.start, work / f"server-{turn}.log")
        outcomes.append(await run.lost())
    return outcomes


def report(
    tally: Tally, before: dict[str, float], after: dict[str, float], options: argparse.Namespace, lost: list[list[int]]
) -> None:
    ordered = sorted(tally.good)
    table = Table(f"{options.clients} clients for {options.seconds:g} s", ["", ""])
    table.add("good queries answered", f"{len(ordered):,}")
    table.add("of them wrong", len(tally.wrong))
    table.add("turned away or broken off", ", ".join(counts(tally.other)) or "none")
    table.add("p50 / p95 / p99, ms", " / ".join(f"{at(ordered, part) * 1000:.0f}" for part in (0.5, 0.95, 0.99)))
    table.add("writes acknowledged", f"{len(tally.acknowledged)} (p50 {at(sorted(tally.writes), 0.5) * 1000:.0f} ms)")
    table.add("not seen by the next query", len(tally.unseen))
    table.add("writes turned away", ", ".join(counts(tally.refused)) or "none")
    table.add("readers killed with SIGKILL", tally.readers_killed)
    table.add("server killed with SIGKILL, acknowledged writes lost", f"{len(lost)} times, {sum(map(len, lost))}")
    print(table.to_markdown())
    table = Table("Memory and files", ["", "before", "after", "highest"])
    for name in before:
        peak = max((sample.get(name, 0.0) for sample in tally.samples), default=0.0)
        values = (before[name], after.get(name, 0.0), peak)
        if "bytes" in name:
            table.add(label(name, " MiB"), *(f"{value / (1 << 20):.0f}" for value in values))
        elif "files" in name:
            table.add(label(name), *(f"{value:.0f}" for value in values))
    print(table.to_markdown())
    table = Table("Poison", ["what", "times", "what it got", "seconds: median / longest"])
    for name in poisons():
        seconds = sorted(tally.poison_seconds[name])
        got = ", ".join(counts(tally.poison[name]))
        table.add(name, len(seconds), got, f"{at(seconds, 0.5):.1f} / {at(seconds, 1.0):.1f}")
    print(table.to_markdown())


def label(name: str, unit: str = "") -> str:
    kind = "resident" if "bytes" in name else "open files"
    return f"{name.split(chr(34))[1]}: {kind}{unit}"


def counts(counter: Counter[str]) -> Iterator[str]:
    return (f"{name} ({count})" for name, count in counter.most_common())


def at(ordered: list[float], part: float) -> float:
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else float("nan")


def parse_options() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--seconds", type=float, default=60.0)
    arguments.add_argument("--clients", type=int, default=64)
    arguments.add_argument("--triples", type=int, default=50_000)
    arguments.add_argument("--kills", type=int, default=3, help="how often the server is killed in the end")
    arguments.add_argument("--seed", type=int, default=1)
    return arguments.parse_args()


if __name__ == "__main__":
    sys.exit(main())
