"""An answer that comes in pieces, as a stream of bytes for whoever parses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.errors import StoreError

if TYPE_CHECKING:
    import httpx


class Answer:
    """An answer that comes in pieces; a stream of bytes for whoever parses it. Close it, or read it to its end."""

    def __init__(self, response: httpx.Response, place: str) -> None:
        self._response = response
        self._place = place
        self._pieces = response.iter_bytes()
        self._rest = b""
        self.error: StoreError | None = None

    @property
    def server(self) -> str:
        """What the server calls itself."""
        return str(self._response.headers.get("server", ""))

    @property
    def media_type(self) -> str:
        return str(self._response.headers.get("content-type", "")).partition(";")[0].strip().lower()

    def header(self, name: str) -> str:
        """A header of the answer; empty if it has none of the name."""
        return str(self._response.headers.get(name, ""))

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes, none at the end; StoreError if the connection breaks."""
        while not self._rest:
            piece = self._next()
            if piece is None:
                return b""
            self._rest = piece
        if size < 0:
            size = len(self._rest)
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken

    def read_all(self) -> bytes:
        """The whole answer."""
        parts = []
        while part := self.read():
            parts.append(part)
        return b"".join(parts)

    def close(self) -> None:
        """Let the connection go; harmless when done already."""
        self._response.close()

    def _next(self) -> bytes | None:
        import httpx

        try:
            piece = next(self._pieces, None)
        except (httpx.TransportError, httpx.DecodingError) as error:
            # Kept, as who parses may tell only that reading has failed.
            self.error = StoreError(f"{self._place}: the answer breaks off ({reason_of(error)}): try again")
            raise self.error from error
        if piece is None:
            self.close()
        return piece


def reason_of(error: Exception) -> str:
    """What an error of the transport tells, in one line."""
    return " ".join(str(error).split()) or type(error).__name__
