"""Articles and quads per second of a build with one and with more worker processes.

    python bench/workers.py [--workers 1 2] [--rounds 2] [FOLDER...]

The builds take turns, so that other work on the machine falls on all alike; of each the best round counts. Beside the
build as a whole stands its extraction alone, which is what workers share; linking and writing are the driver's.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kg.config import Settings
from kg.store import open_store

PREPARED = """
import sys, time
from functools import partial
from kg.build import extract_article
from kg.config import Settings
from kg.executors import ProcessExecutor
from kg.intake import read_inputs
from kg.reports import BuildReport
articles = list(read_inputs(sys.argv[2:], BuildReport()))
runner = ProcessExecutor(int(sys.argv[1]))
results = runner.map(partial(extract_article, Settings()), articles * 2)
for _ in range(len(articles)):
    next(results)
start = time.perf_counter()
rest = sum(1 for _ in results)
print(rest / (time.perf_counter() - start))
"""


def main() -> None:
    data = Settings().data_dir
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folders", nargs="*", default=[str(data / "samples"), str(data / "development")])
    arguments.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    arguments.add_argument("--rounds", type=int, default=2)
    options = arguments.parse_args()
    found: dict[int, list[tuple[float, float, float]]] = {workers: [] for workers in options.workers}
    for _ in range(options.rounds):
        for workers in options.workers:
            found[workers].append((*whole(workers, options.folders), extraction(workers, options.folders)))
    print("workers  articles/s  quads/s  extraction alone, articles/s")
    for workers, rows in found.items():
        articles, quads, alone = (max(column) for column in zip(*rows, strict=True))
        print(f"{workers:>7}{articles:>12.2f}{quads:>9,.0f}{alone:>30.2f}")
    print(f"peak memory of a process: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:,.0f} MiB")


def whole(workers: int, folders: list[str]) -> tuple[float, float]:
    """Articles and quads per second of a first build, the start of the processes included."""
    with tempfile.TemporaryDirectory() as name:
        store = Path(name) / "store"
        command = [
            sys.executable,
            "-m",
            "kg",
            "build",
            *folders,
            "--store",
            str(store),
            "-q",
            "--workers",
            str(workers),
        ]
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        seconds = time.perf_counter() - start
        with open_store(store, read_only=True) as view:
            stats = view.stats()
        shutil.rmtree(store, ignore_errors=True)
    articles = next(count for name, count in stats.classes.items() if name.endswith("Article"))
    return articles / seconds, stats.triples / seconds


def extraction(workers: int, folders: list[str]) -> float:
    """Articles per second once the workers have loaded their models."""
    command = [sys.executable, "-c", PREPARED, str(workers), *folders]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    main()
