"""Bytes on their way from who makes them to a client that may be slow: in memory, then in a file, then no more."""

from __future__ import annotations

import tempfile
import threading
from collections import deque
from typing import IO

# Bytes that are held in memory; further ones go to a file, so that a slow client holds no reader and no memory.
IN_MEMORY = 1 << 20
# Bytes beyond which who makes them has to wait after all.
MOST = 1 << 30
PIECE = 1 << 18


class Spool:
    """A queue of bytes for one writer and one reader, which may be two threads."""

    def __init__(self) -> None:
        self._pieces: deque[bytes] = deque()
        self._in_memory = 0
        self._file: IO[bytes] | None = None
        self._read_at = 0
        self._written = 0
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """Bytes that are waiting."""
        return self._in_memory + self._written - self._read_at

    def put(self, data: bytes) -> None:
        """Add a piece; once there is a file, all go there until it has been read to its end."""
        with self._lock:
            if self._file is None and self._in_memory + len(data) <= max(IN_MEMORY, len(data)):
                self._pieces.append(data)
                self._in_memory += len(data)
                return
            if self._file is None:
                self._file = tempfile.TemporaryFile()  # noqa: SIM115 (closed by `close`)
            self._file.seek(self._written)
            self._file.write(data)
            self._written += len(data)

    def get(self) -> bytes:
        """The next piece; b"" if there is none."""
        with self._lock:
            if self._pieces:
                piece = self._pieces.popleft()
                self._in_memory -= len(piece)
                return piece
            if self._file is None:
                return b""
            self._file.seek(self._read_at)
            piece = self._file.read(min(PIECE, self._written - self._read_at))
            self._read_at += len(piece)
            if self._read_at == self._written:
                self._drop_file()
            return piece

    def close(self) -> None:
        """Let go what is left."""
        with self._lock:
            self._pieces.clear()
            self._in_memory = 0
            self._drop_file()

    def _drop_file(self) -> None:
        if self._file is not None:
            self._file.close()
        self._file, self._read_at, self._written = None, 0, 0
