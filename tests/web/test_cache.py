"""Kept answers: bounded, of one revision, named by what was asked and by their bytes."""

import pytest

from kg.web.cache import Answer, AnswerCache

ENTRY = 400


def test_answer_is_found_under_its_name():
    cache = AnswerCache(1 << 20)
    cache.keep(Answer("a", b"1"), revision=1)
    assert cache.get("a") == Answer("a", b"1")
    assert cache.get("b") is None
    assert cache.counts == {"answers": 1, "bytes": ENTRY + 1, "hits": 1, "misses": 1}


def test_newer_revision_drops_the_older_answers():
    cache = AnswerCache(1 << 20)
    cache.keep(Answer("a", b"1"), revision=1)
    cache.keep(Answer("b", b"2"), revision=2)
    cache.keep(Answer("c", b"3"), revision=1)
    assert [cache.get(key) is not None for key in "abc"] == [False, True, False]


def test_bytes_stay_below_the_limit_and_the_longest_unused_goes_first():
    cache = AnswerCache(20 * (ENTRY + 100))
    for at in range(20):
        cache.keep(Answer(str(at), b"x" * 100), revision=1)
    cache.get("0")
    cache.keep(Answer("new", b"x" * 100), revision=1)
    assert cache.counts["bytes"] <= 20 * (ENTRY + 100)
    assert cache.get("0")
    assert cache.get("1") is None


def test_same_answer_counts_once():
    cache = AnswerCache(1 << 20)
    for _ in range(3):
        cache.keep(Answer("a", b"1234"), revision=1)
    assert cache.counts["bytes"] == ENTRY + 4


@pytest.mark.parametrize("limit", [0, 10 * ENTRY])
def test_answer_that_is_too_large_is_not_kept(limit):
    cache = AnswerCache(limit)
    cache.keep(Answer("a", b"x" * ENTRY), revision=1)
    assert cache.get("a") is None


def test_tag_changes_with_the_question_and_with_the_bytes():
    assert len({Answer(key, body).tag for key in "ab" for body in (b"1", b"2")}) == 4
