"""Bounded binary streams: what every reader reads from, so that memory and time do not grow with an input.

A stream that comes out of an archive never raises for what is wrong with the archive: it ends there, and keeps the
faults as messages in `faults`, so that whatever came before the fault is read.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

# What a reader may look at before it decides whether a format is its own.
HEAD = 65_536
CHUNK = 65_536
# A line that goes on for longer than this is not passed over but the end of reading.
MAX_SKIPPED = 100_000_000
# English prose shrinks to a third or a tenth, tables of alike rows to a fiftieth; only bombs go beyond this.
MAX_RATIO = 200
# So much may come out of a small archive whatever the ratio.
FREE_BYTES = 40_000_000


@dataclass(slots=True)
class Budget:
    """How much may be unpacked from one input, all layers together: a multiple of what has been read of it.

    Attributes:
        size: Bytes of the input where known; reading a stretch twice buys nothing more.
        given: Bytes of the input read so far.
        spent: Bytes unpacked so far.
    """

    size: int | None = None
    given: int = 0
    spent: int = 0

    @property
    def overdrawn(self) -> bool:
        given = self.given if self.size is None else min(self.given, self.size)
        return self.spent > max(FREE_BYTES, MAX_RATIO * given)


class Measured(io.RawIOBase):
    """The outermost stream; counts what is read into the budget and fills each request as far as it can."""

    def __init__(self, inner: BinaryIO, budget: Budget) -> None:
        self.inner = inner
        self.budget = budget

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self.inner.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self.inner.seek(offset, whence)

    def tell(self) -> int:
        return self.inner.tell()

    def readinto(self, target: Any, /) -> int:
        data = bytearray()
        while len(data) < len(target) and (more := self.inner.read(len(target) - len(data))):
            data += more
        target[: len(data)] = data
        self.budget.given += len(data)
        return len(data)


class Part(io.RawIOBase):
    """A stream that comes out of another one: it spends the budget, and ends where something is wrong.

    Args:
        pull: Gives at most so many bytes, none at the end.
        budget: The budget of the input.
        explain: The exceptions that `pull` may raise, and what each means; None reads as "the end".
    """

    def __init__(
        self, pull: Callable[[int], bytes], budget: Budget, *, explain: Callable[[Exception], str] = str
    ) -> None:
        self.pull = pull
        self.budget = budget
        self.explain = explain
        self.faults: list[str] = []
        self.over = False

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any, /) -> int:
        data = b"" if self.over else self._pulled(len(target))
        target[: len(data)] = data
        self.budget.spent += len(data)
        return len(data)

    def _pulled(self, size: int) -> bytes:
        if self.budget.overdrawn:
            self.fail(f"unpacks to over {MAX_RATIO} times its size: refused as a decompression bomb")
            return b""
        try:
            return self.pull(size)
        except Exception as error:  # noqa: BLE001 - what a broken archive makes a library raise cannot be foreseen
            self.fail(self.explain(error))
            return b""

    def fail(self, message: str) -> None:
        """Note a fault and end the stream."""
        self.faults.append(message)
        self.over = True


def open_stream(inner: BinaryIO, budget: Budget) -> io.BufferedReader:
    """The outermost stream of an input, of which `peek(HEAD)` shows the whole head."""
    return io.BufferedReader(Measured(inner, budget), HEAD)


def open_part(raw: io.RawIOBase) -> io.BufferedReader:
    """A raw stream with a buffer that holds its head."""
    return io.BufferedReader(raw, HEAD)


def iter_lines(stream: BinaryIO, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """(number from 1, line with its end) of all lines; None in place of a line longer than `limit` bytes.

    The lines behind it come as well, unless it has no end within so many bytes that the stream is no text of lines.
    """
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        if len(line) <= limit:
            yield number, line
            continue
        skipped = len(line)
        while skipped < MAX_SKIPPED and not line.endswith(b"\n") and (line := stream.readline(CHUNK)):
            skipped += len(line)
        yield number, None
        if skipped >= MAX_SKIPPED:
            return


class Pushback:
    """A stream of which bytes can be given back."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.held = b""
        self.at = 0

    def read(self, size: int) -> bytes:
        data, self.held = self.held[:size], self.held[size:]
        if len(data) < size:
            data += self.stream.read(size - len(data))
        self.at += len(data)
        return data

    def readline(self, limit: int) -> bytes:
        """The next line, or `limit` bytes of it."""
        end = self.held.find(b"\n", 0, limit) + 1
        if end or len(self.held) >= limit:
            return self.read(end or limit)
        line, self.held = self.held, b""
        line += self.stream.readline(limit - len(line))
        self.at += len(line)
        return line

    def unread(self, data: bytes) -> None:
        self.held = data + self.held
        self.at -= len(data)


def as_utf8(stream: io.BufferedReader, encoding: str | None) -> io.BufferedReader:
    """The stream in UTF-8 where it is in an encoding whose line ends are no single bytes; else the stream itself."""
    if encoding is None:
        return stream
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    pending = bytearray()

    def pull(size: int) -> bytes:
        while not pending:
            data = stream.read(CHUNK)
            pending.extend(decoder.decode(data, not data).encode("utf-8", "replace"))
            if not data:
                break
        taken = bytes(pending[:size])
        del pending[:size]
        return taken

    return open_part(Part(pull, Budget()))
