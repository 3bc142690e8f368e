"""Kills builds at random moments and looks at what they leave.

    python bench/crash.py [--rounds 100] [--seed 1] [--extract 10] [--large 5] [--keep FOLDER]

Four kinds of rounds over the sample articles:

- *build*: into a new store whose extractions are there already, so that a round is short;
- *update*: of a store whose articles have changed: some have another text, some are new, some have lost their article;
- *extract*: the same update, with nothing extracted before (every `--extract`th round);
- *large*: an update that writes all articles of a store of 120 anew (every `--large`th round), in more than one
  transaction, so that kills fall between two of them.

In each round `kg build` is killed with SIGKILL, once or twice: half of the times at a moment between its start and its
usual end, half of them at a moment between its first writing to the database and its end, which is far shorter.
Then: the store opens; every article's graph is as before, as afterwards, or absent; the evidence stands and the default
graph is the merge (`kg verify`); and the build that is started again ends with the same bytes (`kg dump`) as one that
was never killed. Moments come from the seed alone. Exit code 1 if anything fails.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path

from kg.config import Settings
from kg.errors import KgError, NotFoundError
from kg.export import export_graph
from kg.rdf.iris import article_iri
from kg.store import View, open_store
from kg.store.extractions import FILE_NAME, ExtractionCache
from kg.verify import Check, verify_store

CHECKS = ("opens", "whole", "proven", "same bytes")
# What holds at any moment. That graphs and extractions agree holds at the end of a build, where the bytes prove it.
ALWAYS = frozenset({Check.EVIDENCE, Check.REFERENCES, Check.MERGE})
POLL = 0.002


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of round: the store that a build starts from, what it is to end as, and its usual time."""

    name: str
    start: Path
    articles: Path
    before: Mapping[str, frozenset[bytes]]
    after: Mapping[str, frozenset[bytes]]
    bytes: bytes
    seconds: float
    writing: float
    command: tuple[str, ...] = ("build",)


@dataclass(slots=True)
class Row:
    """What the rounds of one kind have shown."""

    rounds: int = 0
    kills: int = 0
    seconds: float = 0.0
    found: Counter[str] = field(default_factory=Counter)
    passed: Counter[str] = field(default_factory=Counter)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=100)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--extract", type=int, default=10, metavar="N", help="every Nth round extracts as well")
    arguments.add_argument("--large", type=int, default=5, metavar="N", help="every Nth round is of a large store")
    arguments.add_argument("--keep", type=Path, help="folder for the stores of rounds that failed")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        kinds = prepare(Path(name))
        rows = run(kinds, Path(name), options)
    print_table(kinds, rows)
    sys.exit(any(row.passed[check] < row.rounds for row in rows.values() for check in CHECKS))


def run(kinds: Sequence[Kind], folder: Path, options: argparse.Namespace) -> dict[str, Row]:
    chance = random.Random(options.seed)
    rows = {kind.name: Row() for kind in kinds}
    for number in range(options.rounds):
        extracting = options.extract and number % options.extract == options.extract - 1
        large = options.large and number % options.large == options.large - 2
        kind = kinds[2] if extracting else kinds[3] if large else kinds[number % 2]
        store = folder / "store"
        shutil.rmtree(store, ignore_errors=True)
        shutil.copytree(kind.start, store)
        before = sum(rows[kind.name].passed.values())
        start = time.perf_counter()
        one_round(kind, store, chance, rows[kind.name])
        rows[kind.name].seconds += time.perf_counter() - start
        if sum(rows[kind.name].passed.values()) - before < len(CHECKS) and options.keep:
            shutil.copytree(store, options.keep / f"round-{number}", dirs_exist_ok=True)
    return rows


def one_round(kind: Kind, store: Path, chance: random.Random, row: Row) -> None:
    """Kill, look, build again, look again."""
    row.rounds += 1
    # One round in three is killed again while it resumes.
    for _ in range(1 + (chance.random() < 1 / 3)):
        late = chance.random() < 1 / 2
        row.kills += kill_build(kind, store, chance.uniform(0, kind.writing if late else kind.seconds), late=late)
    found = look(kind, store, row)
    row.found[found] += 1
    subprocess.run(command_of(kind, store), check=True, capture_output=True)
    same = dump(store) == kind.bytes
    row.passed["same bytes"] += same
    if not same:
        print(f"{kind.name}: other bytes than a build that was never killed", file=sys.stderr)


def look(kind: Kind, store: Path, row: Row) -> str:
    """Check what a kill has left; gives what there is, in a word."""
    try:
        graphs = read_graphs(store)
        problems = verify_store(Settings(store=store), checks=ALWAYS)
    except NotFoundError:
        graphs, problems = {}, []
    except KgError as error:
        print(f"{kind.name}: does not open: {error}", file=sys.stderr)
        return "broken"
    row.passed["opens"] += 1
    wrong = [
        graph
        for graph in graphs.keys() | kind.before.keys() | kind.after.keys()
        if graphs.get(graph, frozenset())
        not in (kind.before.get(graph, frozenset()), kind.after.get(graph, frozenset()))
    ]
    row.passed["whole"] += not wrong
    row.passed["proven"] += not problems
    for fault in [*wrong, *problems]:
        print(f"{kind.name}: {fault}", file=sys.stderr)
    return "nothing new" if graphs == kind.before else "all new" if graphs == kind.after else "a part"


def kill_build(kind: Kind, store: Path, seconds: float, *, late: bool) -> bool:
    """Start a build and kill it so many seconds later, or later than its first writing; False if it had ended."""
    process = subprocess.Popen(command_of(kind, store), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if late:
        await_writing(process, store)
    try:
        process.wait(seconds)
        return False
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True


def await_writing(process: subprocess.Popen[bytes], store: Path) -> None:
    """Wait until a build begins to write to the database, or ends."""
    while process.poll() is None and not (store / "unpublished").exists() and not any(store.glob("*.pending*")):
        time.sleep(POLL)


def build_command(articles: Path, store: Path) -> list[str]:
    return [sys.executable, "-m", "kg", "build", str(articles), "--store", str(store), "--quiet"]


def command_of(kind: Kind, store: Path) -> list[str]:
    if kind.command == ("build",):
        return build_command(kind.articles, store)
    return [sys.executable, "-m", "kg", *kind.command, "--store", str(store)]


def read_graphs(store: Path) -> dict[str, frozenset[bytes]]:
    """The articles' graphs of a store, as lines."""
    prefix = article_iri(Settings().base_iri, "")
    with open_store(store, read_only=True) as view:
        found = [graph for graph in view.graphs() if graph.startswith(prefix)]
        return {graph: graph_lines(view, graph) for graph in found}


def graph_lines(view: View, graph: str) -> frozenset[bytes]:
    buffer = BytesIO()
    view.dump(buffer, "application/n-triples", graph=graph)
    return frozenset(buffer.getvalue().split(b"\n"))


def dump(store: Path) -> bytes:
    buffer = BytesIO()
    with open_store(store, read_only=True) as view:
        export_graph(view, buffer, format="nquads", sort=True)
    return buffer.getvalue()


def prepare(folder: Path) -> list[Kind]:
    """Build both states of the samples, and the stores that rounds start from."""
    old, new = folder / "articles", folder / "edited"
    samples = sorted(path for path in (Settings().data_dir / "samples").iterdir() if path.is_file())
    old.mkdir()
    for path in samples[:-2]:
        shutil.copy(path, old)
    first, second = folder / "first", folder / "second"
    build(old, first)
    shutil.copytree(first, second)
    # The same folder holds the articles of both states in turn, as an update is of the same files.
    shutil.copytree(old, new)
    edit(old, samples)
    build(old, second)
    states = {store: (read_graphs(store), dump(store)) for store in (first, second)}
    originals, edited = new, old
    return [
        start_build(folder, first, originals, states[first]),
        start_update(folder, first, second, edited, states),
        start_extract(folder, first, edited, states[first][0], states[second]),
        start_large(folder, second),
    ]


CLONES = 120


def start_large(folder: Path, built: Path) -> Kind:
    """A store of many articles, the samples over and over, of which each has lost a statement since it was written."""
    start, after = folder / "start-large", folder / "large-after"
    open_store(start, base_iri=Settings().base_iri).close()
    with ExtractionCache(built) as samples, ExtractionCache(start) as cache:
        known = list(samples)
        for number in range(CLONES):
            one = known[number % len(known)]
            article = replace(one.article, id=f"clone-{number:03}", source=f"clone-{number:03}")
            maker = samples.maker(one.article.id)
            assert maker
            cache.put(replace(one, article=article), f"whole-{number}", maker)
    link = [sys.executable, "-m", "kg", "link", "--store"]
    subprocess.run([*link, str(start)], check=True, capture_output=True)
    before = read_graphs(start)
    with ExtractionCache(start) as cache:
        for each in list(cache):
            maker = cache.maker(each.article.id)
            assert maker
            cache.put(replace(each, statements=each.statements[1:]), f"less-{each.article.id}", maker)
    shutil.copytree(start, after)
    subprocess.run([*link, str(after)], check=True, capture_output=True)
    state = read_graphs(after), dump(after)
    return timed("large", start, folder, before, state, command=("link",))


def edit(folder: Path, samples: Sequence[Path]) -> None:
    """Change every third article, take the article from one file, add two."""
    texts = sorted(folder.glob("*.txt"))
    for path in texts[::3]:
        words = path.read_text(encoding="utf-8")
        path.write_text(words.rstrip() + "\n\nThe two ministers met again in Vienna on Friday.\n", encoding="utf-8")
    texts[1].unlink()
    for path in samples[-2:]:
        shutil.copy(path, folder)


def start_build(folder: Path, built: Path, articles: Path, after: tuple[Mapping[str, frozenset[bytes]], bytes]) -> Kind:
    start = folder / "start-build"
    open_store(start, base_iri=Settings().base_iri).close()
    copy_tables(built, start)
    with closing(sqlite3.connect(start / FILE_NAME)) as tables, tables:
        tables.execute("UPDATE extraction SET graph = '', iris = '{}'")
        tables.execute("DELETE FROM built")
        tables.execute("DELETE FROM replaced")
    with_sources(start, articles)
    return timed("build", start, articles, {}, after)


def start_update(
    folder: Path,
    old: Path,
    new: Path,
    articles: Path,
    states: Mapping[Path, tuple[Mapping[str, frozenset[bytes]], bytes]],
) -> Kind:
    """The old graphs, the new extractions, and of both notes what an update would find after its extractions."""
    start = folder / "start-update"
    shutil.copytree(old, start)
    with ExtractionCache(new) as done, ExtractionCache(start) as cache:
        for extraction in done:
            key, maker = done.key(extraction.article.id), done.maker(extraction.article.id)
            assert key
            assert maker
            if cache.key(extraction.article.id) != key:
                cache.put(extraction, key, maker)
    return timed("update", start, articles, states[old][0], states[new])


def start_extract(
    folder: Path,
    old: Path,
    articles: Path,
    before: Mapping[str, frozenset[bytes]],
    after: tuple[Mapping[str, frozenset[bytes]], bytes],
) -> Kind:
    start = folder / "start-extract"
    shutil.copytree(old, start)
    return timed("extract", start, articles, before, after)


def timed(
    name: str,
    start: Path,
    articles: Path,
    before: Mapping[str, frozenset[bytes]],
    after: tuple[Mapping[str, frozenset[bytes]], bytes],
    command: tuple[str, ...] = ("build",),
) -> Kind:
    """The kind of round, once its build has been run undisturbed."""
    trial = start.with_name("trial")
    shutil.copytree(start, trial)
    kind = Kind(name, start, articles, before, after[0], after[1], 0.0, 0.0, command)
    began = time.perf_counter()
    process = subprocess.Popen(command_of(kind, trial), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    await_writing(process, trial)
    writing = time.perf_counter()
    assert process.wait() == 0
    seconds, writing = time.perf_counter() - began, time.perf_counter() - writing
    assert dump(trial) == after[1], f"{name}: the build that was never killed differs"
    shutil.rmtree(trial)
    return replace(kind, seconds=seconds, writing=writing)


def build(articles: Path, store: Path) -> None:
    subprocess.run(build_command(articles, store), check=True, capture_output=True)


def copy_tables(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source / FILE_NAME)) as old, closing(sqlite3.connect(target / FILE_NAME)) as new:
        old.backup(new)


def with_sources(store: Path, articles: Path) -> None:
    """The files have another folder now: the extractions follow, so that they are found unchanged."""
    with ExtractionCache(store) as cache, closing(sqlite3.connect(store / FILE_NAME)) as tables, tables:
        for article in cache.ids():
            (source,) = tables.execute("SELECT source FROM extraction WHERE article = ?", (article,)).fetchone()
            moved = str(articles / Path(source).name)
            tables.execute("UPDATE extraction SET source = ? WHERE article = ?", (moved, article))


def print_table(kinds: Sequence[Kind], rows: Mapping[str, Row]) -> None:
    words = ("nothing new", "a part", "all new")
    print(
        f"{'kind':<9}{'rounds':>7}{'kills':>7}"
        + "".join(f"{name:>13}" for name in (*words, *CHECKS))
        + f"{'s/round':>9}"
    )
    for kind in kinds:
        row = rows[kind.name]
        if not row.rounds:
            continue
        found = "".join(f"{row.found[name]:>13}" for name in words)
        passed = "".join(f"{f'{row.passed[name]}/{row.rounds}':>13}" for name in CHECKS)
        print(f"{kind.name:<9}{row.rounds:>7}{row.kills:>7}{found}{passed}{row.seconds / row.rounds:>9.1f}")


if __name__ == "__main__":
    main()
