"""ZIP and TAR → whatever lies in them, member by member, each read as what it is.

As in a folder, hidden members are passed over, and JSON that holds no articles. A ZIP archive without its table of
contents (cut short, or through a pipe) is read from member to member.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kg.errors import ReadError
from kg.read.reading import Found, Reading
from kg.read.streams import CHUNK, Part, Pushback

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

ZIP_MEMBER = b"PK\x03\x04"
ZIP_END = (b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06")
STORED, DEFLATED = 0, 8
ENCRYPTED, UNSIZED, UNICODE = 0x1, 0x8, 0x800
OFFICE = ("[Content_Types].xml", "mimetype")


class ZipReader:
    """ZIP archives."""

    def matches(self, head: bytes, name: str) -> bool:
        return head.startswith((ZIP_MEMBER, ZIP_END[1]))

    def read(self, stream: io.BufferedReader, reading: Reading) -> Iterator[Found]:
        from zipfile import BadZipFile, ZipFile

        if not stream.seekable():
            yield from _walk(stream, reading)
            return
        try:
            archive = ZipFile(stream)
        except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
            stream.seek(0)
            faults = 0
            for found in _walk(stream, reading):
                faults += isinstance(found, ReadError)
                yield found
            if not faults:
                yield reading.error(f"the ZIP archive has no table of contents ({error}): all members found are read")
            return
        with archive:
            if archive.infolist() and archive.infolist()[0].filename in OFFICE:
                raise reading.error("this is an office document or e-book: save it as text, HTML or PDF")
            for member in archive.infolist():
                if not member.is_dir() and not _is_hidden(member.filename):
                    yield from _member(archive, member, reading)


class TarReader:
    """TAR archives; as a rule within a packing."""

    def matches(self, head: bytes, name: str) -> bool:
        return head[257:262] == b"ustar"

    def read(self, stream: io.BufferedReader, reading: Reading) -> Iterator[Found]:
        import tarfile

        told = False
        try:
            with tarfile.open(fileobj=stream, mode="r|") as archive:
                for member in archive:
                    if member.isfile() and not _is_hidden(member.name):
                        file = archive.extractfile(member)
                        assert file is not None
                        raw = Part(file.read, reading.budget, explain=_broken)
                        yield from reading.read_part(_part(reading, member.name), raw)
                        told = raw.over
                    # tarfile keeps all it has seen.
                    archive.members = []  # type: ignore[attr-defined]
        except (tarfile.TarError, EOFError, OSError) as error:
            if not told:
                yield reading.error(f"the TAR archive breaks off ({error}): what came before is read; fetch it again")


def _part(reading: Reading, name: str) -> Reading:
    return reading.part(f"{reading.name}/{name}", optional=True)


def _is_hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)


def _broken(error: Exception) -> str:
    return f"is damaged in the archive ({error or type(error).__name__}): what came before is read; fetch it again"


def _member(archive: ZipFile, member: ZipInfo, reading: Reading) -> Iterator[Found]:
    part = _part(reading, member.filename)
    try:
        file = archive.open(member)
    except Exception as error:  # noqa: BLE001 - encrypted, a method unknown here, a broken header: each has its own
        yield part.error(f"cannot be unpacked ({error}): unpack the archive and give the file")
        return
    with file:
        yield from reading.read_part(part, Part(file.read, reading.budget, explain=_broken))


def _walk(stream: io.BufferedReader, reading: Reading) -> Iterator[Found]:
    """The members one after the other, each found behind the one before."""
    source = Pushback(stream)
    told = False
    while (magic := source.read(4)) == ZIP_MEMBER:
        member = _StreamedMember.after_magic(source)
        if member is None:
            break
        part = _part(reading, member.name)
        raw = Part(member.pull, reading.budget, explain=_broken)
        told = False
        if member.refusal:
            yield part.error(member.refusal)
        elif not member.name.endswith("/") and not _is_hidden(member.name):
            yield from reading.read_part(part, raw)
            told = raw.over
        if not member.skip_rest():
            break
    else:
        if magic in ZIP_END:
            return
    if not told:
        yield reading.error("the ZIP archive breaks off: what came before is read; fetch it again")


class _StreamedMember:
    """A member of a ZIP archive that is read from its own header on."""

    def __init__(self, source: Pushback, name: str, head: dict[str, int]) -> None:
        self.source = source
        self.name = name
        self.flags, self.method = head["flags"], head["method"]
        self.left: int | None = None if self.flags & UNSIZED and not head["size"] else head["size"]
        self.inflater = zlib.decompressobj(-15) if self.method == DEFLATED else None
        self.done = False

    @classmethod
    def after_magic(cls, source: Pushback) -> _StreamedMember | None:
        """The member whose header follows; None where the archive breaks off in it."""
        import struct

        fixed = source.read(26)
        if len(fixed) < 26:
            return None
        _, flags, method, _, _, _, size, whole, name_length, extra_length = struct.unpack("<5H3L2H", fixed)
        name, extra = source.read(name_length), source.read(extra_length)
        if len(name) + len(extra) < name_length + extra_length:
            return None
        if size == 0xFFFFFFFF and (large := extra.find(b"\x01\x00\x10\x00")) >= 0:
            size = int.from_bytes(extra[large + 12 : large + 20], "little")
        head = {"flags": flags, "method": method, "size": size, "whole": whole}
        return cls(source, name.decode("utf-8" if flags & UNICODE else "cp437", "replace"), head)

    @property
    def refusal(self) -> str | None:
        """Why it cannot be read, if so."""
        if self.flags & ENCRYPTED:
            return "is encrypted: unpack the archive and give the file"
        if self.method not in (STORED, DEFLATED) or (self.left is None and self.inflater is None):
            return f"is packed by method {self.method}, not read from a stream: unpack the archive and give the file"
        return None

    def pull(self, size: int) -> bytes:
        """The next bytes of what is packed."""
        while not self.done:
            if self.inflater is None:
                data = self._take(size)
                self.done = not data
                return data
            data = self.inflater.unconsumed_tail or self._take(CHUNK)
            found = self.inflater.decompress(data, size)
            if self.inflater.eof:
                self._give_back(self.inflater.unused_data)
            elif not data and not found:
                raise EOFError("it breaks off")
            if found:
                return found
        return b""

    def _take(self, size: int) -> bytes:
        data = self.source.read(size if self.left is None else min(size, self.left))
        if self.left is not None:
            if not data and self.left:
                raise EOFError("it breaks off")
            self.left -= len(data)
        return data

    def _give_back(self, data: bytes) -> None:
        self.done = True
        self.source.unread(data)
        if self.left is not None:
            self.left += len(data)

    def skip_rest(self) -> bool:
        """Go to the end of the member; False where that cannot be told."""
        try:
            if self.left is None:
                while self.inflater is not None and self.pull(CHUNK):
                    pass
                return self.done and self._skip_descriptor()
            while self.left:
                self._take(CHUNK)
            return not self.flags & UNSIZED or self._skip_descriptor()
        except (EOFError, zlib.error):
            return False

    def _skip_descriptor(self) -> bool:
        """The sizes that follow a member whose header had none, with or without a mark, in one of two widths."""
        found = self.source.read(24)
        for length in (16, 12, 24, 20):
            if found[length : length + 4] in (ZIP_MEMBER, *ZIP_END) or len(found) == length:
                self.source.unread(found[length:])
                return True
            if length == 24:
                following = self.source.read(4)
                self.source.unread(following)
                if following in (ZIP_MEMBER, *ZIP_END):
                    return True
        return False
