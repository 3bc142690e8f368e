"""Bodies of answers: unpacked with a bound on their size, and parsed strictly."""

from __future__ import annotations

import json
import zlib
from typing import Any

from kg.errors import LinkError

# What zlib calls a gzip wrapping with the largest window.
GZIP_WINDOW = 31


class TransientError(LinkError):
    """An answer that may be another one if asked again.

    Args:
        message: What is wrong with the answer.
        retry_after: Seconds that the server asks to wait, if it does.
        too_much: Whether asking for less might help: the server ran out of time, or broke off in the middle.
    """

    def __init__(self, message: str, *, retry_after: float | None = None, too_much: bool = False) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.too_much = too_much


class BodyTooLargeError(LinkError):
    """An answer of more bytes than there is room for; asking for less may help, asking again will not."""


class Unpacker:
    """Puts a body together piece by piece, out of gzip if need be, and stops before it grows too large."""

    def __init__(self, encoding: str, largest: int) -> None:
        encoding = encoding.strip().lower()
        encoding = "gzip" if encoding == "x-gzip" else encoding
        if encoding not in ("", "identity", "gzip"):
            raise TransientError(f"the answer is packed as {encoding!r}, which was not asked for")
        self._gzip = zlib.decompressobj(GZIP_WINDOW) if encoding == "gzip" else None
        self._largest = largest
        self._body = bytearray()
        self._received = 0

    def feed(self, piece: bytes) -> None:
        """Adds one piece as it came."""
        self._received += len(piece)
        if self._gzip and self._gzip.eof:
            raise TransientError("the answer goes on after its end")
        room = self._largest - len(self._body) + 1
        try:
            self._body += self._gzip.decompress(piece, room) if self._gzip else piece
        except zlib.error as error:
            raise TransientError(f"the answer is broken gzip: {error}") from error
        # Gzip may also be longer than what is in it.
        if max(len(self._body), self._received) > self._largest:
            raise BodyTooLargeError(f"the answer is larger than {self._largest} bytes")

    def finish(self) -> bytes:
        """The whole body; TransientError if it ends before its end."""
        if self._gzip and self._body and not self._gzip.eof:
            raise TransientError("the answer ends in the middle", too_much=True)
        return bytes(self._body)


def parse_json(content_type: str, body: bytes) -> Any:
    """The JSON of an answer. Anything else, an error page or half an answer, may be right the next time."""
    media = content_type.partition(";")[0].strip().lower()
    if not media.endswith("json"):
        raise TransientError(f"the answer is {media or 'of no type'}, not JSON")
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise TransientError(f"the answer is broken JSON: {error}", too_much=True) from error
