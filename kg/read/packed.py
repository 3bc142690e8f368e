"""gzip, bzip2, xz and zstd → what is packed in them, member by member, with bounded output.

A damaged member of a gzip file is left out, and reading goes on at the next one: archives of the web have one member
a record.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from kg.read.optional import load_library
from kg.read.reading import Found, Reading
from kg.read.streams import CHUNK, Budget, Part

GZIP_MEMBER = b"\x1f\x8b\x08"
# zstd gives all that a piece of input holds at once, up to 32,768 times its size.
SMALL_PIECE = 1024


class Member(Protocol):
    """One compressed stretch being unpacked; `eof` once it is complete, `rest` what follows it then.

    `fed` is what the last call worked on, for whoever looks for the next member behind a damaged one.
    """

    eof: bool
    rest: bytes
    fed: bytes

    def unpack(self, data: bytes, limit: int) -> bytes:
        """What comes out next, at most about `limit` bytes; none where more data is needed or the member ends."""
        ...


@dataclass(frozen=True, slots=True)
class Packing:
    """A way of packing: the name and suffix, what it begins with, and how a member is opened."""

    name: str
    suffix: str
    magic: re.Pattern[bytes]
    open: Callable[[str], Member]
    resync: bytes = b""


class PackedReader:
    """Reads what is packed, in whatever format it is."""

    def __init__(self, packing: Packing) -> None:
        self.packing = packing

    def matches(self, head: bytes, name: str) -> bool:
        return self.packing.magic.match(head) is not None

    def read(self, stream: io.BufferedReader, reading: Reading) -> Iterator[Found]:
        name = re.sub(rf"\{self.packing.suffix}$", "", reading.name, flags=re.I)
        self.packing.open(reading.name)
        yield from reading.read_part(
            reading.part(name, known=reading.known, optional=reading.optional),
            Unpacked(stream, self.packing, reading.name, reading.budget),
            renamed=True,
        )


class Unpacked(Part):
    """The bytes out of a packed stream."""

    def __init__(self, stream: io.BufferedReader, packing: Packing, name: str, budget: Budget) -> None:
        super().__init__(self._unpack, budget)
        self.stream = stream
        self.packing = packing
        self.name = name
        self.member: Member | None = packing.open(name)
        self.pending = b""
        self.ended = False
        self.mending = False

    def _unpack(self, size: int) -> bytes:
        while self.member is not None:
            if self.member.eof:
                self._next_member(self.member.rest)
                continue
            data, self.pending = self.pending, b""
            try:
                found = self.member.unpack(data, size)
            except Exception as error:  # noqa: BLE001 - each library has its own
                self._skip(self.member.fed, error)
                continue
            if found:
                self.mending = False
                return found
            if not self.member.eof and not self._fill():
                self._cut()
        return b""

    def _fill(self) -> bool:
        self.pending = b"" if self.ended else self.stream.read(CHUNK)
        self.ended = not self.pending
        return not self.ended

    def _next_member(self, rest: bytes) -> None:
        """Go on with what follows a complete member; the zeros that some programs pad with are nothing."""
        self.pending = rest.lstrip(b"\0")
        while not self.pending and self._fill():
            self.pending = self.pending.lstrip(b"\0")
        self.member = self.packing.open(self.name) if self.pending else None

    def _cut(self) -> None:
        self.member = None
        if not self.mending:
            self.fail(f"the {self.packing.name} data breaks off: what came before is read; fetch the file again")

    def _skip(self, data: bytes, error: Exception) -> None:
        """Note a damaged member and go on at the next one, where the format shows where that is."""
        if not self.mending:
            reason = " ".join(str(error).split())
            near = f"near byte {self.budget.given:,}"
            self.faults.append(
                f"the {self.packing.name} data is damaged {near} ({reason}): that part is left out; fetch it again"
            )
        self.mending, self.member = True, None
        magic = self.packing.resync
        at = data.find(magic, 1) if magic else -1
        while magic and at < 0:
            tail = data[-len(magic) + 1 :]
            if not self._fill():
                return
            data = tail + self.pending
            at = data.find(magic)
        if at >= 0:
            self.pending, self.member = data[at:], self.packing.open(self.name)


class _Gzip:
    """A member of a gzip file."""

    def __init__(self) -> None:
        import zlib

        self.inflater = zlib.decompressobj(31)
        self.eof, self.rest, self.fed = False, b"", b""

    def unpack(self, data: bytes, limit: int) -> bytes:
        self.fed = self.inflater.unconsumed_tail + data
        found = self.inflater.decompress(self.fed, limit)
        self.eof, self.rest = self.inflater.eof, self.inflater.unused_data
        return found


class _Paced:
    """A member of a bzip2 or xz file, by the classes of the standard library."""

    def __init__(self, inflater: Any) -> None:
        self.inflater = inflater
        self.eof, self.rest, self.fed = False, b"", b""

    def unpack(self, data: bytes, limit: int) -> bytes:
        self.fed = data
        found: bytes = self.inflater.decompress(data, limit)
        self.eof = self.inflater.eof
        self.rest = self.inflater.unused_data if self.eof else b""
        return found


class _Zstd:
    """A frame of a zstd file."""

    def __init__(self, name: str) -> None:
        self.inflater = load_library("zstandard", name).ZstdDecompressor().decompressobj()
        self.eof, self.rest, self.fed = False, b"", b""
        self.waiting = b""
        self.ready = bytearray()

    def unpack(self, data: bytes, limit: int) -> bytes:
        self.fed = data
        self.waiting += data
        while not self.ready and self.waiting and not self.inflater.eof:
            piece, self.waiting = self.waiting[:SMALL_PIECE], self.waiting[SMALL_PIECE:]
            self.ready += self.inflater.decompress(piece)
        found = bytes(self.ready[:limit])
        del self.ready[:limit]
        self.eof = self.inflater.eof and not self.ready
        self.rest = self.inflater.unused_data + self.waiting if self.eof else b""
        return found


def _bzip2(name: str) -> Member:
    import bz2

    return _Paced(bz2.BZ2Decompressor())


def _xz(name: str) -> Member:
    import lzma

    # A preset of 9 needs 65 MB; more is a mistake or an attack.
    return _Paced(lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=512_000_000))


PACKINGS = (
    Packing("gzip", ".gz", re.compile(rb"\x1f\x8b\x08"), lambda name: _Gzip(), GZIP_MEMBER),
    Packing("bzip2", ".bz2", re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"), _bzip2),
    Packing("xz", ".xz", re.compile(rb"\xfd7zXZ\x00"), _xz),
    Packing("zstd", ".zst", re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18"), _Zstd),
)
