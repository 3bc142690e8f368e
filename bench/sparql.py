"""Our SPARQL service beside `oxigraph serve` and `rdflib-endpoint` over the same generated graph.

    python bench/sparql.py [--triples 1000000] [--seconds 2] [--work FOLDER] [--html FILE] [--png FOLDER]

The peers are installed from PyPI into throwaway environments (`--oxigraph` and `--rdflib-endpoint` name folders of
programs that are there already); one that cannot be had is told and left out. All run at once over the default graph
of the same data and are asked in turns, kind by kind, so that what else the machine does falls on all alike.

Every query text differs from all others, so no cache of answers helps; what a cache gives is a table of its own.
`--work` keeps environments and loaded data for the next run. matplotlib, where it is installed, draws `--png`.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sparql_graph import PROLOGUE, Kind, Shape, insertion, iter_quads, kinds
from sparql_load import Load, ask, one_by_one, together
from sparql_peers import MissingPeerError, Peer, install, ours, oxigraph, rdflib_endpoint
from sparql_report import Table, write_html, write_png

from kg.store import open_store

JSON = "application/sparql-results+json"
NTRIPLES = "application/n-triples"
CLIENTS = (1, 8, 64)
MIX_CLIENTS = 8
REFERENCE = "oxigraph serve"


@dataclass(slots=True)
class Bench:
    """The peers that run, and what is asked of them."""

    peers: list[Peer]
    kinds: tuple[Kind, ...]
    seconds: float
    counter: Iterator[int] = field(default_factory=itertools.count)

    def requests(self, peer: Peer, kind: Kind, first: int) -> Iterator[bytes]:
        """The queries of a kind without end, from the `first` on."""
        accept = NTRIPLES if kind.graph else JSON
        return (peer.query_request(kind.query(at), accept) for at in itertools.count(first))


def main() -> None:
    options = parse_options()
    with tempfile.TemporaryDirectory(prefix="sparql-bench-") as scratch:
        work = Path(options.work or scratch)
        work.mkdir(parents=True, exist_ok=True)
        shape = Shape.of(options.triples)
        peers = start_peers(make_peers(options, work, shape), work)
        bench = Bench(peers, kinds(shape), options.seconds)
        try:
            tables = measure(bench)
        finally:
            for peer in peers:
                peer.stop()
    if options.html:
        write_html(Path(options.html), tables)
    if options.png:
        write_png(Path(options.png), tables)


def parse_options() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--triples", type=int, default=1_000_000, help="about so many in the default graph")
    arguments.add_argument("--seconds", type=float, default=2.0, help="for each kind, load and peer")
    arguments.add_argument("--readers", type=int, default=3, help="reader processes of ours")
    arguments.add_argument(
        "--peers", nargs="*", default=["oxigraph", "rdflib-endpoint"], help="which peers beside ours"
    )
    arguments.add_argument("--oxigraph", type=Path, help="folder that has the program `oxigraph`")
    arguments.add_argument("--rdflib-endpoint", type=Path, help="folder that has the program `rdflib-endpoint`")
    arguments.add_argument("--work", help="folder that is kept for the next run")
    arguments.add_argument("--html", help="file for the tables")
    arguments.add_argument("--png", help="folder for plots")
    return arguments.parse_args()


def make_peers(options: argparse.Namespace, work: Path, shape: Shape) -> list[Callable[[], Peer]]:
    data = work / f"data-{shape.articles}"
    write_data(data, shape)

    def make_oxigraph() -> Peer:
        programs = options.oxigraph or install(work / "oxigraph-env", ["oxigraph"])
        return oxigraph(programs, data / "oxigraph", data / "all.nq")

    def make_rdflib() -> Peer:
        programs = options.rdflib_endpoint or install(work / "rdflib-env", ["rdflib-endpoint", "uvicorn"])
        return rdflib_endpoint(programs, data / "default.nt")

    makers: list[Callable[[], Peer]] = [lambda: ours(data / "store", readers=options.readers)]
    makers += [make_oxigraph] if "oxigraph" in options.peers else []
    makers += [make_rdflib] if "rdflib-endpoint" in options.peers else []
    return makers


def write_data(folder: Path, shape: Shape) -> None:
    """The graph as files for the peers, and as a store of ours."""
    if (folder / "store" / "store.json").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    triples = 0
    with (folder / "all.nq").open("w") as every, (folder / "default.nt").open("w") as default:
        for triple, graph in iter_quads(shape):
            every.write(f"{triple} {graph} .\n{triple} .\n")
            default.write(f"{triple} .\n")
            triples += 1
    tell(f"{triples:,} triples written in {time.monotonic() - started:.0f} s")
    with open_store(folder / "store") as store:
        store.bulk_load(f"{triple} {graph} .\n" for triple, graph in iter_quads(shape))


def start_peers(makers: list[Callable[[], Peer]], work: Path) -> list[Peer]:
    peers: list[Peer] = []
    for make in makers:
        try:
            peer = make()
            peer.start(work / f"{peer.name.replace(' ', '-')}.log")
        except MissingPeerError as error:
            tell(f"left out: {error}")
            continue
        peers.append(peer)
        tell(f"{peer.name} answers after {peer.seconds:.1f} s")
    return peers


def measure(bench: Bench) -> list[Table]:
    tables: list[Table] = []
    for step in (check_answers, measure_latency, measure_again, measure_throughput, measure_mix, measure_memory):
        table = step(bench)
        print(table.to_markdown(), flush=True)
        tables.append(table)
    return tables


def check_answers(bench: Bench) -> Table:
    """How many rows or triples each gives for the first query of each kind: all must agree."""
    table = Table("Rows of the first answer", ["query", *(peer.name for peer in bench.peers), "agree"])
    for kind in bench.kinds:
        counts = [count_rows(peer, kind) for peer in bench.peers]
        agree = len({count for count in counts if count is not None}) == 1
        table.add(kind.name, *counts, "yes" if agree else "NO")
    return table


def count_rows(peer: Peer, kind: Kind) -> int | None:
    answer = ask(peer.port, peer.query_request(kind.query(0), NTRIPLES if kind.graph else JSON))
    if answer.status != 200:
        return None
    if kind.graph:
        return sum(1 for line in answer.body.split(b"\n") if line.strip())
    return len(json.loads(answer.body)["results"]["bindings"])


def measure_latency(bench: Bench) -> Table:
    """p50, p95 and p99 of one client, and the ratio of the medians to the reference."""
    names = [peer.name for peer in bench.peers]
    table = Table(
        "Latency of one client, milliseconds: p50 / p95 / p99",
        ["query", *names, *(f"{name} : {REFERENCE}" for name in names if name != REFERENCE)],
        plotted=tuple(names),
    )
    for kind in bench.kinds:
        loads = latency_of_kind(bench, kind)
        table.add(kind.name, *map(percentiles, loads), *ratios(bench, [load.percentile(0.5) for load in loads]))
    return table


def latency_of_kind(bench: Bench, kind: Kind, *, rounds: int = 3) -> list[Load]:
    """Each peer in turn, several times over, so that a slow moment of the machine does not fall on one alone."""
    loads = [Load() for _ in bench.peers]
    for turn in range(rounds):
        for load, peer in zip(loads, bench.peers, strict=True):
            first = turn * 100_000
            requests = bench.requests(peer, kind, first)
            part = one_by_one(peer.port, requests, seconds=bench.seconds / rounds, most=400, least=2)
            load.seconds += part.seconds
            load.failed += part.failed
    return loads


def percentiles(load: Load) -> str:
    if not load.seconds:
        return "failed"
    text = " / ".join(f"{load.percentile(part):.2f}" for part in (0.5, 0.95, 0.99))
    return f"{text} ({load.failed} failed)" if load.failed else text


def ratios(bench: Bench, values: list[float]) -> list[str]:
    """Each peer's value as a multiple of the reference's."""
    by_name = {peer.name: value for peer, value in zip(bench.peers, values, strict=True)}
    reference = by_name.pop(REFERENCE, float("nan"))
    return [f"{value / reference:.2f}" if reference else "-" for value in by_name.values()]


def measure_again(bench: Bench) -> Table:
    """The very same query over and over: what a cache of answers is worth."""
    names = [peer.name for peer in bench.peers]
    table = Table(
        "The same query again, milliseconds: p50 / p95 / p99",
        ["query", *names, *(f"{name} : {REFERENCE}" for name in names if name != REFERENCE)],
    )
    for kind in bench.kinds:
        if kind.name not in ("point", "join", "aggregate", "group+order", "big select"):
            continue
        loads = []
        for peer in bench.peers:
            same = itertools.repeat(next(bench.requests(peer, kind, 900_000)))
            loads.append(one_by_one(peer.port, same, seconds=bench.seconds / 2, most=400))
        table.add(kind.name, *map(percentiles, loads), *ratios(bench, [load.percentile(0.5) for load in loads]))
    return table


def measure_throughput(bench: Bench) -> Table:
    """Answers per second for 1, 8 and 64 clients: trivial queries, and a mix of the small kinds."""
    names = [peer.name for peer in bench.peers]
    table = Table(
        "Answers per second (p95 in milliseconds)",
        ["load", *names, *(f"{names[0]} : {name}" for name in names[1:])],
        plotted=tuple(names),
    )
    for label, make in (("ASK", asks), ("small queries", small_queries)):
        for clients in CLIENTS:
            loads = [
                together(peer.port, make(bench, peer), clients=clients, seconds=bench.seconds) for peer in bench.peers
            ]
            table.add(f"{label}, {clients} clients", *map(rate, loads), *rate_ratios(loads))
    return table


def asks(bench: Bench, peer: Peer) -> Callable[[int], Iterator[bytes]]:
    return lambda number: (peer.query_request(f"ASK {{ }} # {next(bench.counter)}", JSON) for _ in itertools.count())


def small_queries(bench: Bench, peer: Peer) -> Callable[[int], Iterator[bytes]]:
    """Point, star, join, optional, union and describe in turn, with other things for every client."""
    chosen = [kind for kind in bench.kinds if kind.name in ("point", "star", "join", "optional", "union", "describe")]

    def make(number: int) -> Iterator[bytes]:
        sources = [bench.requests(peer, kind, next(bench.counter) * 1000) for kind in chosen]
        return (next(source) for source in itertools.cycle(sources))

    return make


def rate(load: Load) -> str:
    text = f"{load.rate:,.0f} ({load.percentile(0.95):.1f})"
    return f"{text}, {load.failed} failed" if load.failed else text


def rate_ratios(loads: list[Load]) -> list[str]:
    return [f"{loads[0].rate / load.rate:.2f}" if load.rate else "-" for load in loads[1:]]


def measure_mix(bench: Bench) -> Table:
    """Seven clients that read and one that writes without a pause; every write must be seen in the end."""
    table = Table("Seven readers and a writer", ["", *(peer.name for peer in bench.peers)])
    rows: dict[str, list[str]] = {"reads per second": [], "p95, ms": []}
    rows |= {"writes per second": [], "acknowledged writes seen": []}
    for peer in bench.peers:
        written: list[int] = []
        load = together(
            peer.port, mixed(bench, peer, written), clients=MIX_CLIENTS, seconds=max(3.0, 2 * bench.seconds)
        )
        done = load.by_client[0]
        rows["reads per second"].append(f"{(len(load.seconds) - done) / load.total:,.0f}")
        rows["p95, ms"].append(f"{load.percentile(0.95):.1f}")
        rows["writes per second"].append(f"{done / load.total:.1f}" if done else "refused")
        rows["acknowledged writes seen"].append(f"{count_written(peer, written[:done])} of {done}")
        if load.failed:
            tell(f"{peer.name}: {load.failed} requests of the mixed load failed")
    for label, values in rows.items():
        table.add(label, *values)
    return table


def mixed(bench: Bench, peer: Peer, written: list[int]) -> Callable[[int], Iterator[bytes]]:
    readers = small_queries(bench, peer)

    def write() -> Iterator[bytes]:
        while True:
            written.append(next(bench.counter))
            yield peer.update_request(insertion(written[-1]))

    return lambda number: readers(number) if number else write()


def count_written(peer: Peer, numbers: list[int]) -> int:
    if not numbers:
        return 0
    names = " ".join(f'"written {number}"' for number in numbers)
    text = f"{PROLOGUE}SELECT ?s {{ VALUES ?name {{ {names} }} ?s rdfs:label ?name }}"
    return len(json.loads(ask(peer.port, peer.posted_query(text)).body)["results"]["bindings"])


def measure_memory(bench: Bench) -> Table:
    table = Table("Memory, MiB", ["", *(peer.name for peer in bench.peers)])
    figures = [peer.memory() for peer in bench.peers]
    table.add("in use after the run (shared pages once)", *(f"{now:,.0f}" for now, _ in figures))
    table.add("sum of the processes' peaks", *(f"{peak:,.0f}" for _, peak in figures))
    table.add("seconds until it answered", *(f"{peer.seconds:.1f}" for peer in bench.peers))
    return table


def tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
