"""Speed of exports beside `oxigraph dump` on the same database, and of the formats that are not RDF.

    python bench/export.py [--triples 1000000] [--runs 3] [--keep FOLDER] [--programs VENV]

`oxigraph` is installed from PyPI into an environment of its own under the folder, unless `--programs` names one that
has it. Both sides write to a file on the same disk in turns; the best of the runs counts. Each run of ours is a process
of its own, as `oxigraph dump` is, and its start is timed with it. Processor time is told besides, as it depends less on
what else the machine does.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sparql_graph import Shape, iter_quads
from sparql_peers import install

from kg.export import EXPORT_NAMES
from kg.store import open_store

CHILD = """
import sys
from kg.export import write_export
from kg.store import open_store
store, target, form, sort = sys.argv[1:]
with open_store(store, read_only=True) as view, open(target, "wb") as stream:
    write_export(view, stream, format=form, sort=sort == "sort")
"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--triples", type=int, default=1_000_000)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the store here and use it again")
    arguments.add_argument("--only-rdf", action="store_true", help="leave out the formats that are not RDF")
    arguments.add_argument("--programs", type=Path, metavar="VENV", help="environment that has oxigraph")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        store = make_store(folder / "store", options.triples)
        programs = options.programs / "bin" if options.programs else install(folder / "programs", ["oxigraph"])
        beside_oxigraph(store, programs / "oxigraph", folder, options.runs)
        if not options.only_rdf:
            other_formats(store, folder)


def make_store(path: Path, triples: int) -> Path:
    """A store of a generated graph, made once."""
    if not path.exists():
        with open_store(path) as store:
            store.bulk_load(f"{triple} {graph} ." for triple, graph in iter_quads(Shape.of(triples)))
    with open_store(path, read_only=True) as view:
        stats = view.stats()
        articles = stats.classes.get("https://w3id.org/newsgraph/ontology#Article", 0)
        print(
            f"store: {articles:,} articles, {stats.triples:,} triples, {stats.triples + stats.quads:,} quads in all\n"
        )
    return path


def beside_oxigraph(store: Path, program: Path, folder: Path, runs: int) -> None:
    """N-Quads of all graphs and Turtle of the default graph, ours and Oxigraph's in turns."""
    database = newest_snapshot(store)
    print(f"{'format':<10}{'ours s':>10}{'oxigraph s':>12}{'ratio':>8}{'CPU':>10}{'ox. CPU':>10}{'ratio':>8}{'MB':>8}")
    for form, extension, graph in (("nquads", "nq", ()), ("turtle", "ttl", ("--graph", "default"))):
        mine, theirs = folder / f"ours.{extension}", folder / f"theirs.{extension}"
        dump = [program, "dump", "--location", database, "--file", theirs, "--format", extension, *graph]
        pairs = [(timed(ours(store, mine, form)), timed(dump)) for _ in range(runs)]
        (wall, cpu), (their_wall, their_cpu) = (best(side) for side in zip(*pairs, strict=True))
        print(
            f"{form:<10}{wall:>10.2f}{their_wall:>12.2f}{their_wall / wall:>8.2f}"
            f"{cpu:>10.2f}{their_cpu:>10.2f}{their_cpu / cpu:>8.2f}{mine.stat().st_size / 1e6:>8.1f}",
            flush=True,
        )
        for path in (mine, theirs):
            path.unlink()


def newest_snapshot(store: Path) -> Path:
    """The database that readers of the store read."""
    return max((store / "snapshots").iterdir(), key=lambda folder: int(folder.name))


def other_formats(store: Path, folder: Path) -> None:
    """One run of each format, with the most memory that any of the processes so far has taken."""
    print(f"\n{'format':<18}{'s':>8}{'CPU s':>8}{'MB':>8}{'peak MiB so far':>17}")
    target = folder / "written"
    for form, sort in [("nquads", True), *((name, False) for name in EXPORT_NAMES)]:
        wall, cpu = timed(ours(store, target, form, sort=sort))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        name = f"{form} sorted" if sort else form
        print(f"{name:<18}{wall:>8.2f}{cpu:>8.2f}{target.stat().st_size / 1e6:>8.1f}{peak:>17.0f}", flush=True)
        target.unlink()


def ours(store: Path, target: Path, form: str, *, sort: bool = False) -> list[str | Path]:
    """The command of one export."""
    return [sys.executable, "-c", CHILD, store, target, form, "sort" if sort else "plain"]


def timed(command: list[str | Path]) -> tuple[float, float]:
    """Seconds that a command takes, by the clock and of the processor."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def best(runs: tuple[tuple[float, float], ...]) -> tuple[float, float]:
    """The least of each of the two times."""
    return min(wall for wall, _ in runs), min(cpu for _, cpu in runs)


if __name__ == "__main__":
    main()
