"""Answers that were given already, kept within a number of bytes; those of an older revision go at once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import blake2b

# What an entry takes besides its body.
_ENTRY = 400
# An answer may take this part of the whole, so that one does not push out all others.
_LARGEST = 16
_DIGEST = 12


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer under its name, that of `Plan.key`."""

    key: str
    body: bytes

    @property
    def tag(self) -> str:
        """Its strong entity tag: that of what was asked and of the very bytes, without quotation marks.

        The first half says alone whether the store has changed since, so that a client which has the answer is told
        so without a new evaluation, whether it is still kept or not.
        """
        return f"{self.key}-{blake2b(self.body, digest_size=_DIGEST).hexdigest()}"


class AnswerCache:
    """The answers used last, up to `limit` bytes; 0 keeps none. Safe to use from many threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._bytes = 0
        self._revision = 0
        self._hits = 0
        self._misses = 0
        self._lock = threading.Lock()

    @property
    def counts(self) -> dict[str, int]:
        """Answers and bytes kept, and how often one was there or was not."""
        with self._lock:
            return {
                "answers": len(self._answers),
                "bytes": self._bytes,
                "hits": self._hits,
                "misses": self._misses,
            }

    def get(self, key: str) -> Answer | None:
        """The answer under this name, if it is kept."""
        with self._lock:
            found = self._answers.get(key)
            if found is None:
                self._misses += 1
                return None
            self._hits += 1
            self._answers.move_to_end(key)
            return found

    def keep(self, answer: Answer, *, revision: int) -> None:
        """Keep an answer of a revision; one that is too large or of an older revision than the newest is not."""
        size = _size(answer)
        with self._lock:
            if revision < self._revision or size * _LARGEST > self._limit:
                return
            if revision > self._revision:
                self._revision = revision
                self._answers.clear()
                self._bytes = 0
            former = self._answers.pop(answer.key, None)
            self._bytes += size - (_size(former) if former else 0)
            self._answers[answer.key] = answer
            while self._bytes > self._limit:
                _, oldest = self._answers.popitem(last=False)
                self._bytes -= _size(oldest)


def _size(answer: Answer) -> int:
    return len(answer.body) + _ENTRY
