from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kg.errors import StoreError
from kg.model.extraction import Maker
from kg.store.extractions import ExtractionCache, kept_extraction, was_removed
from tests.model.test_extraction import FULL

OTHER = replace(FULL, article=replace(FULL.article, id="a-0", source="b.txt"))
MAKER = Maker("newsgraph", "1.0", "model 3", "abc")


def test_cache_keeps_extractions_over_reopening(tmp_path: Path) -> None:
    with ExtractionCache(tmp_path) as cache:
        cache.put(FULL, "key-1", MAKER)
        cache.put(OTHER, "key-2", MAKER)
    with ExtractionCache(tmp_path) as cache:
        assert list(cache) == [OTHER, FULL]
        assert cache.key("a-1") == "key-1"
        assert cache.maker("a-1") == MAKER
        assert cache.ids_from("b.txt") == ["a-0"]
        assert len(cache) == 2


def test_cache_forgets_the_graph_digest_of_a_changed_article() -> None:
    with ExtractionCache(None) as cache:
        cache.put(FULL, "key-1", MAKER)
        cache.set_graphs({"a-1": ("digest", {"e1": "http://x/1"})})
        assert cache.graph_digests() == {"a-1": "digest"}
        cache.put(FULL, "key-2", MAKER)
        assert cache.graph_digests() == {"a-1": ""}
        assert cache.iris() == {"a-1": {"e1": "http://x/1"}}


def test_cache_keeps_replaced_iris() -> None:
    with ExtractionCache(None) as cache:
        cache.note_replaced({"http://x/1": "http://x/2"})
        cache.note_replaced({"http://x/1": "http://x/3"})
        assert cache.replaced() == {"http://x/1": "http://x/3"}


def test_cache_removes_an_article_once() -> None:
    with ExtractionCache(None) as cache:
        cache.put(FULL, "key-1", MAKER)
        assert cache.remove("a-1")
        assert not cache.remove("a-1")
        assert cache.get("a-1") is None
        assert cache.key("a-1") is None
        assert cache.maker("a-1") is None


def test_readers_find_what_is_kept_and_what_was_removed(tmp_path: Path) -> None:
    assert kept_extraction(tmp_path, "a-1") is None
    with ExtractionCache(tmp_path) as cache:
        cache.put(FULL, "key-1", MAKER)
        cache.put(OTHER, "key-2", MAKER)
        cache.remove("a-0")
        assert kept_extraction(tmp_path, "a-1") == FULL
        assert (was_removed(tmp_path, "a-0"), was_removed(tmp_path, "a-1")) == (True, False)
        cache.put(OTHER, "key-2", MAKER)
    assert not was_removed(tmp_path, "a-0")
    assert not was_removed(tmp_path, "never")


def test_readers_do_without_a_broken_cache(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "extractions.sqlite").write_bytes(b"no database at all, but long enough" * 100)
    assert kept_extraction(tmp_path, "a-1") is None
    assert "cannot read the extractions" in caplog.text


def test_broken_cache_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "extractions.sqlite").write_bytes(b"not a database, whatever it says" * 40)
    with pytest.raises(StoreError, match="cannot open the extractions"):
        ExtractionCache(tmp_path)
