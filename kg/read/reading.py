"""What a reader is, and how one is chosen: by what the input holds, and by its name only where that says nothing.

A reader is any object with the two methods of `Reader`. Those of the installation are listed in `kg.read.registry`;
another package adds its own under the entry point group `newsgraph.readers`.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeAlias

from kg.errors import ReadError
from kg.lexicon import Lexicon
from kg.model.document import Article
from kg.read.decode import MAX_BYTES, check_size
from kg.read.metadata import Metadata
from kg.read.streams import HEAD, Budget, Part, open_part

log = logging.getLogger(__name__)

Found: TypeAlias = Article | ReadError
# An archive in an archive in an archive: whoever needs more is testing us.
MAX_DEPTH = 5
# Faults of one input that get a line each; the others are counted.
MAX_FAULTS = 1000


class Reader(Protocol):
    """One input format."""

    def matches(self, head: bytes, name: str) -> bool:
        """Whether an input is of this format, by its first bytes (at most `HEAD`) and its name."""
        ...

    def read(self, stream: io.BufferedReader, reading: Reading) -> Iterator[Found]:
        """The articles, and in the place of each that cannot be read a ReadError that says where and what to do.

        One at a time: no more is held in memory than the article at hand. A ReadError that is raised ends the input.
        """
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """One input on its way through a reader.

    Attributes:
        name: What messages call it; its last part is the file name, from which a date may be told.
        readers: All readers, the first that matches counts.
        lexicon: The word lists; those of the installation if None.
        known: What is known of it from outside (the address of an archived page).
        charset: The encoding that came with it, if any.
        size: Its bytes where known.
        optional: Whether it was found in a folder or archive, where a file without articles is no fault.
        budget: What may still be unpacked.
        depth: How many archives it lies in.
    """

    name: str
    readers: tuple[Reader, ...]
    lexicon: Lexicon | None = None
    known: Metadata | None = None
    charset: str | None = None
    size: int | None = None
    optional: bool = False
    budget: Budget = field(default_factory=Budget)
    depth: int = 0

    def error(self, message: str) -> ReadError:
        """A fault in this input, in one line."""
        return ReadError(f"{self.name}: {' '.join(message.split())}")

    def part(
        self, name: str, *, known: Metadata | None = None, charset: str | None = None, optional: bool = False
    ) -> Reading:
        """The reading of something that lies in this input."""
        depth = self.depth + 1
        return replace(self, name=name, known=known, charset=charset, size=None, optional=optional, depth=depth)

    def read(self, stream: io.BufferedReader) -> Iterator[Found]:
        """All that the first reader that matches finds; whatever it raises is a fault of this input only."""
        if self.depth > MAX_DEPTH:
            yield self.error(f"lies in more than {MAX_DEPTH} archives: unpack it")
            return
        try:
            head = stream.peek(HEAD)[:HEAD]
            reader = next(reader for reader in self.readers if reader.matches(head, self.name))
            yield from reader.read(stream, self)
        except ReadError as error:
            yield error
        except Exception as error:  # one odd input, or one user's reader, must not end a build
            log.debug("%s: reading failed", self.name, exc_info=True)
            yield self.error(f"cannot be read ({type(error).__name__}: {error}): save it anew, or leave it out")

    def read_part(self, part: Reading, raw: Part, *, renamed: bool = False) -> Iterator[Found]:
        """All that is found in a part, and what is wrong with its packing.

        Where the packing breaks off, the last fault that the reader found is that break, and not told twice.

        Args:
            part: The reading of the part.
            raw: Its bytes.
            renamed: Whether the part is this input itself unpacked, so that messages give this input's name.
        """
        held: ReadError | None = None
        with open_part(raw) as stream:
            for found in part.read(stream):
                if held is not None:
                    yield held
                held = None
                if isinstance(found, ReadError):
                    held = self._renamed(found, part) if renamed else found
                else:
                    yield found
        if held is not None and not raw.over:
            yield held
        for message in raw.faults:
            yield (self if renamed else part).error(message)

    def _renamed(self, error: ReadError, part: Reading) -> ReadError:
        return ReadError(f"{self.name}{str(error).removeprefix(part.name)}")


def read_whole(stream: io.BufferedReader, reading: Reading, *, limit: int = MAX_BYTES) -> bytes:
    """All bytes of an input that is one document.

    Raises:
        ReadError: They are more than `limit`.
    """
    if reading.size is not None:
        check_size(reading.size, reading.name, limit=limit)
    content = stream.read(limit + 1)
    if len(content) > limit:
        raise reading.error(f"is over the limit of {limit / 1e6:.0f} MB: split it")
    return content


def limited(found: Iterator[Found], error: Callable[[str], ReadError]) -> Iterator[Found]:
    """All articles, and the first `MAX_FAULTS` faults; the others in one line at the end."""
    faults = 0
    for one in found:
        faults += isinstance(one, ReadError)
        if faults <= MAX_FAULTS or not isinstance(one, ReadError):
            yield one
    if faults > MAX_FAULTS:
        yield error(f"{faults - MAX_FAULTS:,} faults more, of which no line is given: mend those above first")
