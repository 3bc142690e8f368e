"""A bounded queue that is fair among clients: each gets its turn, however many requests another has in it."""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import Generic, TypeVar

T = TypeVar("T")


class FairQueue(Generic[T]):
    """Items by client. Clients take turns; those of one client come first in, first out. Not safe for threads."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._lines: OrderedDict[str, deque[T]] = OrderedDict()
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def push(self, client: str, item: T) -> T | None:
        """Add an item; gives what has to leave for it, None if nothing has to.

        A full queue takes an item of a client that has fewer in it than another: the last of who has most leaves. Else
        the item itself leaves.
        """
        gone: T | None = None
        if self._length >= self._capacity:
            longest = max(self._lines, key=lambda name: len(self._lines[name]), default="")
            own = len(self._lines.get(client, ()))
            if not self._lines or len(self._lines[longest]) <= own + 1:
                return item
            gone = self._lines[longest].pop()
            self._length -= 1
        self._lines.setdefault(client, deque()).append(item)
        self._length += 1
        return gone

    def pop(self) -> T | None:
        """The next item; None if there is none. Its client comes last from now on."""
        if not self._lines:
            return None
        client, line = next(iter(self._lines.items()))
        item = line.popleft()
        self._length -= 1
        if line:
            self._lines.move_to_end(client)
        else:
            del self._lines[client]
        return item

    def discard(self, item: T) -> None:
        """Take an item out; harmless if it is not there."""
        for client, line in self._lines.items():
            if item in line:
                line.remove(item)
                self._length -= 1
                if not line:
                    del self._lines[client]
                return

    def drain(self) -> list[T]:
        """All items, out of the queue."""
        items: list[T] = []
        while (item := self.pop()) is not None:
            items.append(item)
        return items
