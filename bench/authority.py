"""An authority grown to a million invented persons: time to load and to look up, and memory, in memory and as a file.

    python bench/authority.py [--persons 10000 100000 1000000] [--lookups 2000] [--folder FOLDER] [--png FILE]

Persons, names, offices and the names looked up are drawn by a seeded generator, so every run measures the same work.
Each figure is taken in a process of its own. "embedded" is the table that `kg` loads, "snapshot" the file of `kg
authority build`; "fts5" finds the same records by a full-text index of their names, to tell which index is the better.
--png draws the growth; it needs matplotlib.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path

from kg.authority import Authority, OfficeClass, PersonRecord, fold_name
from kg.authority.checking import RowCheck, numbered_lines
from kg.authority.compilation import Content, write_snapshot
from kg.authority.persons import COLUMNS
from kg.authority.snapshot import SnapshotAuthority, SnapshotPersons, spellings_of
from kg.authority.snapshot_file import SnapshotFile
from kg.resources import resource_dir

SEED = 20260101
SYLLABLES = ("ba", "den", "fo", "gar", "hel", "jo", "kas", "lin", "mor", "nev", "ol", "per", "ros", "sel", "tam", "vik")
GIVEN, FAMILY = 3_000, 150_000
CLASSES = (OfficeClass.LEGISLATOR, OfficeClass.MINISTER, OfficeClass.AMBASSADOR, OfficeClass.OTHER)
TITLES = ("member of parliament", "minister of state", "ambassador", "mayor")
HEADER = "qid\tlabel\taliases\tgender\tborn\tdied\tcountries\toffices\tprior\tasof\tsource"
WAYS = ("embedded", "snapshot", "fts5")
KINDS = ("full name", "without middle name", "other spelling", "unknown name", "surname")

# What is drawn, and what stands above it.
PLOTTED = {
    "load": "load, ms",
    "full name, median": "full name, median, ms",
    "surname, 95 %": "surname, 95th percentile, ms",
    "memory": "memory, MiB",
}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--persons", type=int, nargs="+", default=[1_000_000])
    arguments.add_argument("--lookups", type=int, default=2_000)
    arguments.add_argument("--folder", type=Path, help="keep the files here, and use those that are there")
    arguments.add_argument("--png", type=Path, help="draw the growth with the number of persons")
    arguments.add_argument("--measure", choices=WAYS, help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.measure:
        print(json.dumps(measure(options.measure, options.folder, options.lookups)))
        return
    with tempfile.TemporaryDirectory() as name:
        found = {}
        for persons in options.persons:
            folder = (options.folder or Path(name)) / str(persons)
            folder.mkdir(parents=True, exist_ok=True)
            prepare(folder, persons)
            found[persons] = {way: in_process(way, folder, options.lookups) for way in WAYS}
            print_table(persons, found[persons])
    if options.png:
        draw_growth(options.png, found)


def prepare(folder: Path, number: int) -> None:
    """Write the table, the snapshot and the full-text index, unless they are there."""
    tables = folder / "data" / "authority"
    if not tables.exists():
        shutil.copytree(resource_dir("data") / "authority", tables)
        shutil.copytree(resource_dir("data") / "gazetteer", folder / "data" / "gazetteer")
        with (tables / "persons.tsv").open("w", encoding="utf-8") as stream:
            stream.write(HEADER + "\n")
            stream.writelines(line + "\n" for line in invented_persons(number))
    if not (folder / "snapshot.sqlite").exists():
        base = Authority.load(resource_dir("data") / "authority")
        began = time.perf_counter()
        rows = numbered_lines(tables / "persons.tsv", columns=COLUMNS)
        content = Content(rows, (), spellings_of(base), "bench", "persons.tsv")
        made = write_snapshot(folder / "snapshot.sqlite", content, RowCheck())
        print(f"snapshot built in {time.perf_counter() - began:.0f} s: {made.persons:,} persons, {made.names:,} keys")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"peak memory of building {peak:.0f} MiB")
    if not (folder / "fts5.sqlite").exists():
        write_fts5(folder / "fts5.sqlite", tables / "persons.tsv")


class Names:
    """Invented names, few of them very frequent, as names are."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self._given = [invented(n + 17) for n in range(GIVEN)]
        self._family = [invented(n + 4_001) for n in range(FAMILY)]
        self._given_weights = list(accumulate(1 / (n + 8) for n in range(GIVEN)))
        self._family_weights = list(accumulate(1 / (n + 40) for n in range(FAMILY)))

    def full(self) -> str:
        given = self._draw.choices(self._given, cum_weights=self._given_weights, k=2)
        (family,) = self._draw.choices(self._family, cum_weights=self._family_weights)
        return f"{given[0]} {given[1]} {family}" if self._draw.random() < 0.4 else f"{given[0]} {family}"


def invented(number: int) -> str:
    """A name of its own for each number."""
    parts = []
    while number:
        parts.append(SYLLABLES[number % 16])
        number //= 16
    return "".join(parts).capitalize()


def invented_persons(number: int) -> Iterator[str]:
    """Rows of persons; their items are invented too."""
    draw = random.Random(SEED)
    names = Names(draw)
    states = [state.iso2 for state in Authority.load(resource_dir("data") / "authority").countries]
    for n in range(number):
        label, state = names.full(), draw.choice(states)
        words = label.split()
        aliases = [f"{words[0][0]}. {words[-1]}"] if draw.random() < 0.2 else []
        born, at = draw.randint(1900, 1985), draw.randrange(len(CLASSES))
        start = born + draw.randint(30, 60)
        office = f"{CLASSES[at]}:{TITLES[at]}@{state}:{start}-{start + draw.randint(1, 12)}"
        prior = str(max(1, 99 - n * 99 // number))
        gender = draw.choice("mf")
        qid = f"Q9{n:09d}"
        yield "\t".join((qid, label, "|".join(aliases), gender, str(born), "", state, office, prior, "2026", "bench"))


def wanted_names(folder: Path, number: int) -> dict[str, list[str]]:
    """The names to be looked up, by what they are: of persons drawn from the table, and of nobody."""
    draw = random.Random(SEED + 1)
    with (folder / "data" / "authority" / "persons.tsv").open(encoding="utf-8") as stream:
        rows = [line.split("\t", 2)[1] for n, line in enumerate(stream) if n and n % 37 == 0]
    people = draw.choices(rows, k=number)
    return {
        "full name": people,
        "without middle name": [f"{name.split()[0]} {name.split()[-1]}" for name in people],
        "other spelling": [name.replace("k", "q").replace("i", "y") for name in people],
        "unknown name": [f"{name} Qwxyz" for name in people],
        "surname": [name.split()[-1] for name in people[: number // 10]],
    }


def measure(way: str, folder: Path, number: int) -> dict[str, float]:
    """All figures of one way, in milliseconds and MiB."""
    names = wanted_names(folder, number)
    before = memory()
    base = Authority.load(resource_dir("data") / "authority") if way == "snapshot" else None
    began = time.perf_counter()
    full, surname = opened(way, folder, base)
    loaded = time.perf_counter()
    full(names["full name"][0])
    surname(names["surname"][0])
    first = time.perf_counter()
    found = {"load": (loaded - began) * 1000, "first look-up": (first - loaded) * 1000}
    for kind in KINDS:
        call = surname if kind == "surname" else full
        times = sorted(timed(call, name) for name in names[kind])
        found[f"{kind}, median"] = times[len(times) // 2]
        found[f"{kind}, 95 %"] = times[len(times) * 95 // 100]
    return {**found, "memory": memory() - before, "file": size(way, folder)}


def opened(way: str, folder: Path, base: Authority | None) -> tuple[Callable[[str], object], Callable[[str], object]]:
    """The look-ups of a full name and of a surname."""
    if way == "fts5":
        return fts5_lookups(folder)
    if base is None:
        authority = Authority.load(folder / "data" / "authority")
    else:
        authority = SnapshotAuthority.open(folder / "snapshot.sqlite", base)
    return authority.matches, authority.persons_with_surname


def timed(call: Callable[[str], object], name: str) -> float:
    began = time.perf_counter()
    call(name)
    return (time.perf_counter() - began) * 1000


def memory() -> float:
    """Resident memory of this process in MiB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def size(way: str, folder: Path) -> float:
    path = folder / "data" / "authority" / "persons.tsv" if way == "embedded" else folder / f"{way}.sqlite"
    return path.stat().st_size / 2**20


def write_fts5(path: Path, table: Path) -> None:
    """The folded names as a full-text index; rows are told by their number only."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("CREATE VIRTUAL TABLE name USING fts5(label, aliases, tokenize = 'unicode61', detail = full)")
    rows = ((fold_name(cells[1]), fold_name(cells[2])) for _, cells in numbered_lines(table, columns=COLUMNS))
    connection.executemany("INSERT INTO name VALUES (?, ?)", rows)
    connection.execute("INSERT INTO name(name) VALUES ('optimize')")
    connection.commit()
    connection.close()


def fts5_lookups(folder: Path) -> tuple[Callable[[str], object], Callable[[str], object]]:
    """Records with all words of a name, in any order. Other spellings are out of its reach, and no kind is told."""
    connection = sqlite3.connect(f"file:{folder / 'fts5.sqlite'}?mode=ro&immutable=1", uri=True)
    persons = SnapshotPersons(SnapshotFile(folder / "snapshot.sqlite"), {})

    def words(name: str) -> list[PersonRecord]:
        query = " AND ".join(f'"{word}"' for word in fold_name(name).split())
        found = connection.execute("SELECT rowid FROM name WHERE name MATCH ? ORDER BY rowid", (query,))
        return [persons.record(at - 1) for (at,) in found]

    return words, words


def in_process(way: str, folder: Path, number: int) -> dict[str, float]:
    command = [sys.executable, __file__, "--measure", way, "--folder", str(folder), "--lookups", str(number)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def print_table(persons: int, found: dict[str, dict[str, float]]) -> None:
    print(f"\n{persons:,} persons; milliseconds, memory and file in MiB\n")
    print(f"{'':<28}" + "".join(f"{way:>12}" for way in found))
    for row in next(iter(found.values())):
        print(f"{row:<28}" + "".join(f"{figures[row]:12,.3f}" for figures in found.values()))


def draw_growth(path: Path, found: dict[int, dict[str, dict[str, float]]]) -> None:
    """Load time, look-ups and memory over the number of persons, one line for each way."""
    try:
        import matplotlib as mpl
    except ImportError:
        sys.exit("--png needs matplotlib: pip install matplotlib (in an environment of its own)")
    mpl.use("Agg")
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(1, len(PLOTTED), figsize=(4 * len(PLOTTED), 3.6), layout="constrained")
    for axes, (row, title) in zip(panels, PLOTTED.items(), strict=True):
        for way in WAYS:
            axes.plot(list(found), [max(figures[way][row], 0.001) for figures in found.values()], "o-", label=way)
        axes.set(title=title, xlabel="persons", xscale="log", yscale="log")
        axes.grid(alpha=0.3)
    panels[0].legend()
    figure.savefig(path, dpi=110)


if __name__ == "__main__":
    main()
