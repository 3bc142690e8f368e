"""The cache of answers, and a source that asks it before the door."""

from __future__ import annotations

import json
import socket
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.errors import ConfigError, LinkError, LinkerUnavailableError
from kg.net.bodies import TransientError
from kg.net.cache import AnswerCache, Source
from kg.net.exchange import Reply, Request
from kg.net.http import Check
from tests.link.loopback import Clock

ONE, OTHER = Request.get("http://x.org/", {"q": "one"}), Request.get("http://x.org/", {"q": "other"})


@pytest.fixture
def clock() -> Clock:
    return Clock(now=1_000_000.0)


@pytest.fixture
def cache(tmp_path: Path, clock: Clock) -> Iterator[AnswerCache]:
    found = AnswerCache(tmp_path / "deep" / "cache", wall=clock)
    yield found
    found.close()


class FakeDoor:
    """Answers with what it is told, and counts."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.asked = 0
        self.closed = False

    def fetch(self, request: Request, check: Check) -> Reply:
        self.asked += 1
        check(self.document)
        return Reply(self.document, json.dumps(self.document).encode())

    def close(self) -> None:
        self.closed = True


def source_of(cache: AnswerCache, door: FakeDoor) -> Source:
    return Source(cache, lambda: door)  # type: ignore[arg-type, return-value]


def anything(document: Any) -> None:
    pass


def test_cache_gives_back_what_it_was_given(cache: AnswerCache, clock: Clock) -> None:
    assert cache.get(ONE) is None
    assert cache.put(ONE, b"body") == 1_000_000.0
    clock.now += 5
    stored = cache.get(ONE)
    assert stored is not None
    assert (stored.body, stored.fetched) == (b"body", 1_000_000.0)
    assert cache.get(OTHER) is None
    assert len(cache) == 1


def test_cache_knows_age(cache: AnswerCache, clock: Clock) -> None:
    cache.put(ONE, b"body")
    clock.now += 60
    assert cache.get(ONE, max_age=60) is not None
    assert cache.get(ONE, max_age=59) is None
    assert cache.get(ONE) is not None


def test_cache_survives_its_process(tmp_path: Path, clock: Clock) -> None:
    for expected in (None, b"body"):
        cache = AnswerCache(tmp_path, wall=clock)
        stored = cache.get(ONE)
        assert (stored.body if stored else None) == expected
        cache.put(ONE, b"body")
        cache.close()


def test_cache_prunes(cache: AnswerCache, clock: Clock) -> None:
    cache.put(ONE, b"old")
    clock.now += 100
    cache.put(OTHER, b"new")
    assert cache.prune(50) == 1
    assert cache.get(ONE) is None
    assert cache.get(OTHER) is not None


def test_file_that_is_no_cache_is_named(tmp_path: Path) -> None:
    (tmp_path / "answers.sqlite").write_bytes(b"this is no database, however long it goes on" * 50)
    with pytest.raises(ConfigError, match=r"answers\.sqlite is no cache"):
        AnswerCache(tmp_path)


def test_cache_of_another_version_is_named(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "answers.sqlite")
    db.execute("PRAGMA user_version = 7")
    db.close()
    with pytest.raises(ConfigError, match="version 7, not 1"):
        AnswerCache(tmp_path)


def test_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(ConfigError, match="cannot be opened"):
        AnswerCache(tmp_path / "file" / "cache")


def test_broken_entry_counts_as_none(cache: AnswerCache, caplog: pytest.LogCaptureFixture) -> None:
    cache.put(ONE, b"body")
    db = sqlite3.connect(cache.path)
    db.execute("UPDATE answers SET body = x'00'")
    db.commit()
    db.close()
    assert cache.get(ONE) is None
    assert "cannot read an answer" in caplog.text


def test_cache_that_cannot_be_written_is_logged(cache: AnswerCache, caplog: pytest.LogCaptureFixture) -> None:
    cache.close()
    cache.put(ONE, b"body")
    assert cache.get(ONE) is None
    assert cache.prune(0) == 0
    assert "cannot keep an answer" in caplog.text


def test_threads_share_a_cache(cache: AnswerCache) -> None:
    def work(n: int) -> None:
        for m in range(20):
            cache.put(Request.get("http://x.org/", {"n": f"{n}-{m}"}), b"body")

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(cache) == 80


def test_source_asks_once_while_the_answer_is_young(cache: AnswerCache, clock: Clock) -> None:
    door = FakeDoor({"n": 1})
    source = source_of(cache, door)
    first = source.ask(ONE, anything, max_age=60)
    clock.now += 60
    assert source.ask(ONE, anything, max_age=60) == first
    clock.now += 1
    again = source.ask(ONE, anything, max_age=60)
    assert door.asked == 2
    assert again.fetched == first.fetched + 61


def test_source_keeps_no_answer_that_fails_the_check(cache: AnswerCache) -> None:
    def refuse(document: Any) -> None:
        raise LinkError("no good")

    with pytest.raises(LinkError, match="no good"):
        source_of(cache, FakeDoor({})).ask(ONE, refuse, max_age=60)
    assert len(cache) == 0


@pytest.mark.parametrize("body", [b"{broken", b'"passing fault"'])
def test_source_asks_anew_for_a_broken_answer_of_the_cache(cache: AnswerCache, body: bytes) -> None:
    def want_object(document: Any) -> None:
        if not isinstance(document, dict):
            raise TransientError("no object")

    cache.put(ONE, body)
    assert source_of(cache, FakeDoor({"n": 1})).ask(ONE, want_object, max_age=60).document == {"n": 1}


def test_source_that_is_cut_off_uses_answers_of_any_age(cache: AnswerCache, clock: Clock) -> None:
    door = FakeDoor({"n": 1})
    source = source_of(cache, door)
    source.ask(ONE, anything, max_age=60)
    clock.now += 10**9
    source.cut()
    assert source.cut_off
    assert door.closed
    assert source.ask(ONE, anything, max_age=60).document == {"n": 1}
    with pytest.raises(LinkError, match="not in the cache") as caught:
        source.ask(OTHER, anything, max_age=60)
    assert not isinstance(caught.value, LinkerUnavailableError)
    assert door.asked == 1


def test_source_that_is_cut_off_opens_no_socket(cache: AnswerCache, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **named: Any) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    cache.put(ONE, b"{}")
    source = Source(cache, None)
    assert source.ask(ONE, anything, max_age=0).document == {}
    with pytest.raises(LinkError):
        source.ask(OTHER, anything, max_age=0)


def test_source_keeps_parts_of_an_answer(cache: AnswerCache) -> None:
    source = Source(cache, None)
    kept = source.keep(ONE, {"é": 1})
    assert source.recall(ONE, anything, max_age=0) == kept
