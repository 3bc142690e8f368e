"""How builds end that do not end well: by a signal, without room, without rights, beside another; and what a build does
in a store that holds more than it has made."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from io import BytesIO
from pathlib import Path

import pytest

from kg.build import build_graph, delete_articles
from kg.config import Settings
from kg.errors import StoreError, StoreLockedError
from kg.executors import Executor, ProcessExecutor, SerialExecutor
from kg.export import export_graph
from kg.relinking import relink
from kg.reports import BuildReport
from kg.stopping import Stop, stop_on_signals
from kg.store import open_store
from kg.store.extractions import ExtractionCache
from kg.transfer import dump_store, load_files
from tests.test_build import LIMA, OSLO

pytestmark = pytest.mark.model

ROME = LIMA.replace("LIMA,", "ROME,").replace("fishing", "trade")
E = "http://example.org/"


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in (("a-lima", LIMA), ("b-oslo", OSLO), ("c-rome", ROME)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(store=tmp_path / "store")


def dump(settings: Settings) -> bytes:
    buffer = BytesIO()
    with open_store(settings.store, read_only=True) as view:
        assert not view.verify_merge()
        export_graph(view, buffer, format="nquads", sort=True)
    return buffer.getvalue()


def article_graphs(settings: Settings) -> list[str]:
    with open_store(settings.store, read_only=True) as view:
        return [graph for graph in view.graphs() if "/article/" in graph]


def whole_build(articles: Path, settings: Settings) -> bytes:
    whole = Settings(store=settings.store.with_name("whole"))
    build_graph([str(articles)], whole)
    return dump(whole)


# Stopping.


@pytest.mark.parametrize("executor", [SerialExecutor(), ProcessExecutor(1)])
def test_stopped_build_finishes_its_articles_publishes_and_goes_on(
    articles: Path, settings: Settings, executor: Executor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.workers.WINDOW", 1)
    asked: list[bool] = []

    def stop() -> bool:
        asked.append(True)
        return len(asked) > 1

    report = build_graph([str(articles)], settings, executor=executor, stop=stop)
    assert (report.stopped, report.extracted, report.articles) == (True, 1, 1)
    assert len(article_graphs(settings)) == 1
    report = build_graph([str(articles)], settings)
    assert (report.stopped, report.extracted, report.unchanged) == (False, 2, 1)
    assert dump(settings) == whole_build(articles, settings)


def test_stopped_build_takes_nothing_for_deleted(articles: Path, settings: Settings) -> None:
    build_graph([str(articles)], settings)
    before = dump(settings)
    (articles / "a-lima.txt").write_text(ROME, encoding="utf-8")
    report = build_graph([str(articles)], settings, stop=lambda: True)
    assert (report.stopped, report.deleted) == (True, 0)
    assert dump(settings) == before


def test_clock_that_goes_backwards_decides_nothing(
    articles: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    hours = iter(range(1_000_000, 0, -1))
    monkeypatch.setattr("time.time", lambda: 3600.0 * next(hours))
    build_graph([str(articles)], settings)
    changed = articles / "a-lima.txt"
    changed.write_text(LIMA.replace("fishing", "mining"), encoding="utf-8")
    os.utime(changed, (0, 0))
    report = build_graph([str(articles)], settings)
    assert (report.extracted, report.unchanged, report.deleted) == (1, 2, 1)
    assert dump(settings) == whole_build(articles, settings)


def test_first_signal_is_a_wish_and_the_second_ends() -> None:
    # A shell that runs this in the background has SIGINT ignored.
    former = signal.signal(signal.SIGINT, signal.default_int_handler)
    with stop_on_signals() as stop:
        assert (stop(), stop.exit_code) == (False, 0)
        os.kill(os.getpid(), signal.SIGINT)
        assert (stop(), stop.exit_code) == (True, 130)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.signal(signal.SIGINT, former) is signal.default_int_handler
    ended = Stop()
    ended.signal = signal.SIGTERM
    assert ended.exit_code == 143


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signal_ends_a_build_in_good_order(articles: Path, settings: Settings, number: int, code: int) -> None:
    script = """
        import sys
        from pathlib import Path
        from kg.build import build_graph
        from kg.config import Settings
        from kg.stopping import stop_on_signals

        def progress(reached):
            print(reached.articles, flush=True)

        with stop_on_signals() as stop:
            report = build_graph([sys.argv[1]], Settings(store=Path(sys.argv[2])), progress=progress, stop=stop)
        sys.exit(stop.exit_code)
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), str(articles), str(settings.store)], stdout=subprocess.PIPE
    )
    assert process.stdout
    assert process.stdout.readline() == b"0\n"
    process.send_signal(number)
    assert process.communicate(timeout=60)
    assert process.returncode == code
    build_graph([str(articles)], settings)
    assert dump(settings) == whole_build(articles, settings)


# No room, no rights, another build.


LIMITED = """
    import resource, sys
    from pathlib import Path
    from kg.build import build_graph
    from kg.config import Settings
    from kg.errors import KgError

    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
    try:
        build_graph([sys.argv[1]], Settings(store=Path(sys.argv[2])))
    except KgError as error:
        sys.exit(f"kg: {error}")
"""


@pytest.mark.parametrize("limit", [0, 1_000, 20_000, 60_000])
def test_full_disk_is_one_line_and_the_build_goes_on_when_there_is_room(
    articles: Path, settings: Settings, limit: int
) -> None:
    result = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(LIMITED), str(articles), str(settings.store), str(limit)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 1, result.stderr
    assert result.stderr.startswith("kg: ")
    assert len(result.stderr.strip().splitlines()) == 1, result.stderr
    assert str(settings.store) in result.stderr
    build_graph([str(articles)], settings)
    assert dump(settings) == whole_build(articles, settings)


def test_read_only_store_is_told_in_one_line(
    articles: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_graph([str(articles)], settings)
    before = dump(settings)
    opened = os.open

    def refuse(path: object, flags: int, *rest: int, **more: int) -> int:
        if flags & os.O_CREAT and str(path).startswith(str(settings.store)):
            raise OSError(30, "Read-only file system", str(path))
        return opened(path, flags, *rest, **more)  # type: ignore[arg-type]

    # Tests may run as root, whom no permission stops.
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(StoreError, match=r"cannot write to the store .*: Read-only file system"):
        build_graph([str(articles)], settings)
    assert dump(settings) == before


def test_second_build_of_a_store_is_refused_in_one_line(articles: Path, settings: Settings) -> None:
    build_graph([str(articles)], settings)
    before = dump(settings)
    with open_store(settings.store), pytest.raises(StoreLockedError) as caught:
        build_graph([str(articles)], settings)
    assert str(caught.value) == f"{settings.store} is being written by another process: wait until it has ended"
    assert dump(settings) == before


# Loaded graphs.


def load(settings: Settings, path: Path, text: str | bytes) -> None:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    load_files([path], settings)


def without(text: bytes, *graphs: str) -> bytes:
    """A dump's lines that belong to none of some graphs."""
    ends = tuple(f" <{graph}> .".encode() for graph in graphs)
    return b"".join(line + b"\n" for line in text.splitlines() if not line.endswith(ends))


def test_builds_keep_loaded_graphs(articles: Path, settings: Settings, tmp_path: Path) -> None:
    mine, other_article = f"{E}mine", f"{settings.base_iri}article/loaded-0123456789"
    line = f"<{E}a> <{E}p> <{E}b>"
    load(settings, tmp_path / "in.nq", f"{line} <{mine}> .\n{line} <{other_article}> .\n")
    build_graph([str(articles)], settings)
    relink(settings)
    delete_articles([str(articles / "b-oslo.txt")], settings)
    build_graph([str(articles)], settings)
    lines = f"{line} .\n{line} <{mine}> .\n{line} <{other_article}> .\n".encode()
    kept = dump(settings)
    assert sorted(kept.splitlines()) == sorted((whole_build(articles, settings) + lines).splitlines())
    assert delete_articles(["loaded-0123456789"], settings).deleted == 1
    assert other_article not in article_graphs(settings)
    assert f"{line} <{mine}> .".encode() in dump(settings)


def test_build_in_a_loaded_dump_takes_its_articles_over(articles: Path, settings: Settings, tmp_path: Path) -> None:
    whole = whole_build(articles, settings)
    load(settings, tmp_path / "dump.nq", whole)
    report = build_graph([str(articles)], settings)
    assert (len(report.taken_over), report.set_aside) == (3, [])
    assert dump(settings) == whole
    assert "loaded graphs replaced by their articles: 3" in report.lines()


def test_build_in_a_loaded_dump_loses_no_entity_of_loaded_articles(
    articles: Path, settings: Settings, tmp_path: Path
) -> None:
    whole = whole_build(articles, settings)
    load(settings, tmp_path / "dump.nq", whole)
    (tmp_path / "new.txt").write_text(ROME.replace("trade", "border"), encoding="utf-8")
    report = build_graph([str(tmp_path / "new.txt")], settings)
    assert report.taken_over == []
    shared = [f"{settings.base_iri}graph/{name}" for name in ("entities", "links", "ontology")]
    assert report.set_aside == shared
    after = dump(settings)
    # Nothing of the dump is gone: the shared graphs have a name of their own, the rest stands as it was.
    assert set(without(whole, *shared).splitlines()) <= set(after.splitlines())
    for name in shared:
        moved = {
            line.replace(f"{name}>".encode(), f"{name}/loaded>".encode())
            for line in whole.splitlines()
            if line.endswith(f"<{name}> .".encode())
        }
        assert moved <= set(after.splitlines())
    # A second build finds all in place.
    report = build_graph([str(tmp_path / "new.txt")], settings)
    assert (report.graphs_changed, report.set_aside, dump(settings)) == (0, [], after)
    assert any("graph/entities/loaded" in line for line in BuildReport(set_aside=shared).lines())


def test_store_of_an_older_version_still_loses_the_graphs_of_gone_articles(articles: Path, settings: Settings) -> None:
    import sqlite3

    build_graph([str(articles)], settings)
    database = sqlite3.connect(settings.store / "extractions.sqlite")
    database.executescript("DROP TABLE built; PRAGMA user_version = 0")
    database.close()
    with ExtractionCache(settings.store) as cache:
        assert len(cache.built()) == 6
    (articles / "b-oslo.txt").write_text(OSLO.replace("welcomed", "feared"), encoding="utf-8")
    build_graph([str(articles)], settings)
    assert dump(settings) == whole_build(articles, settings)


def test_sample_graph_makes_the_round_trip(settings: Settings, tmp_path: Path) -> None:
    build_graph([str(settings.data_dir / "samples" / "1999-lahore-declaration.txt")], settings)
    copy = Settings(store=tmp_path / "copy")
    dump_store(settings, tmp_path / "one.nq.gz")
    load_files([tmp_path / "one.nq.gz"], copy)
    dump_store(copy, tmp_path / "two.nq.gz")
    assert (tmp_path / "one.nq.gz").read_bytes() == (tmp_path / "two.nq.gz").read_bytes()
