"""N-Quads lines → a stream for the engine's bulk loader: every quad, followed by its copy in the default graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

# Large enough that the calls between the engine and Python do not count.
_CHUNK = 1 << 18


class MergedStream:
    """A binary file that the bulk loader reads: the lines, and the triples of those that name a graph."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._chunks = _chunks(lines)
        self._rest = b""
        self.quads = 0

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; none at the end."""
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            count, self._rest = chunk
            self.quads += count
        if size < 0:
            size = len(self._rest)
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken


def _chunks(lines: Iterable[str]) -> Iterator[tuple[int, bytes]]:
    parts: list[str] = []
    length = count = 0
    for line in lines:
        for quad, triple in split_line(line):
            parts += (quad, " .\n", triple, " .\n") if triple else (quad, " .\n")
            length += 2 * len(quad)
            count += bool(triple)
        if length >= _CHUNK:
            yield count, "".join(parts).encode()
            parts, length, count = [], 0, 0
    if parts:
        yield count, "".join(parts).encode()


def split_line(line: str) -> Iterator[tuple[str, str]]:
    """The quad and its triple, both without the final dot; "" for the triple of a line that names no graph.

    A line in the form that this project writes (single spaces) is cut as text; any other goes through the parser.
    """
    body = line.rstrip("\r\n")
    if body.startswith("<") and body.endswith(" .") and "_:" not in body and "\t" not in body:
        body = body[:-2]
        quote = body.rfind('"')
        if quote >= 0:
            end = body.find(" <", quote)
            yield body, body[:end] if end > 0 else ""
            return
        terms = body.split(" ")
        if len(terms) in (3, 4):
            yield body, " ".join(terms[:3]) if len(terms) == 4 else ""
            return
    yield from _parsed(body)


def _parsed(line: str) -> Iterator[tuple[str, str]]:
    for quad in ox.parse(line, format=ox.RdfFormat.N_QUADS):
        named = not isinstance(quad.graph_name, ox.DefaultGraph)
        yield str(quad), str(quad.triple) if named else ""
