"""The protocol between the server and its worker processes, over the worker's standard input and output.

A request is one line of JSON. The answer is a run of frames, each a kind byte, a 32-bit length and the payload:
`D` pieces of data, then `E` the end (how many rows there were); or `X` an error (JSON), in place of any of them.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Any, Literal

from kg.errors import KgError

# What a worker writes first, once: from then on its time is that of the query.
READY = b"R"
DATA = b"D"
END = b"E"
ERROR = b"X"
PREFIX = struct.Struct(">cI")
# How much data a frame holds; the engine writes pieces of 8 KB.
FRAME = 1 << 16
_DATASET = ("default_graphs", "named_graphs")

Operation = Literal[
    "query", "export", "update", "ping", "reconcile", "get_graph", "put_graph", "post_graph", "delete_graph"
]


class PreconditionError(KgError):
    """What a write was made to depend on does not hold."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a worker is asked to do.

    Attributes:
        store: Folder of the store.
        revision: The snapshot to read; a worker that has another one open changes over.
        text: The query or update; for graphs the document, as Base64; for reconciliation the task, as JSON.
        media_type: How the answer is to be written, or how the document is.
        graph: The graph of the graph operations, "" for the default graph.
        default_graphs, named_graphs: The dataset, None for what the text says.
        expected: For graphs: the revision that the store must have, else nothing is written; with 0 the graph must
            exist.
        guard: What the addresses begin with that the text may call; "" if it may call none.
        create_only: For graphs: nothing is written if there is such a graph.
    """

    operation: Operation
    store: str = ""
    revision: int = 0
    text: str = ""
    media_type: str = ""
    base_iri: str | None = None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    max_rows: int | None = None
    sort: bool = False
    graph: str = ""
    expected: int | None = None
    create_only: bool = False
    guard: str = ""

    def to_line(self) -> bytes:
        # dataclasses.asdict would copy every value: a twentieth of the time of a small query.
        value = {name: given for name in self.__slots__ if (given := getattr(self, name))}
        # An empty dataset is another thing than none.
        value |= {name: () for name in _DATASET if getattr(self, name) == ()}
        if self.expected is not None:
            value["expected"] = self.expected
        return json.dumps(value).encode("ascii") + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> Request:
        value: dict[str, Any] = json.loads(line)
        value |= {name: tuple(value[name]) for name in _DATASET if name in value}
        return cls(**value)


def pack(kind: bytes, payload: bytes = b"") -> bytes:
    """One frame."""
    return PREFIX.pack(kind, len(payload)) + payload


def pack_json(kind: bytes, value: dict[str, Any]) -> bytes:
    """One frame with a JSON payload."""
    return pack(kind, json.dumps(value).encode("ascii"))


def unpack_whole(data: bytes) -> tuple[bytes, int] | None:
    """Payload and number of rows if these bytes are just one piece of data and the end; None if they are not."""
    if len(data) < PREFIX.size or data[:1] != DATA:
        return None
    middle = PREFIX.size + PREFIX.unpack_from(data)[1]
    if len(data) < middle + PREFIX.size:
        return None
    kind, length = PREFIX.unpack_from(data, middle)
    if kind != END or len(data) != middle + PREFIX.size + length:
        return None
    return data[PREFIX.size : middle], int(data[middle + PREFIX.size :] or 0)


class Unpacker:
    """Bytes as they come in → whole frames."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> None:
        self._buffer += data

    def next_frame(self) -> tuple[bytes, bytes] | None:
        """The next whole frame, None if it has not all come in yet."""
        if len(self._buffer) < PREFIX.size:
            return None
        kind, length = PREFIX.unpack_from(self._buffer)
        end = PREFIX.size + length
        if len(self._buffer) < end:
            return None
        payload = bytes(memoryview(self._buffer)[PREFIX.size : end])
        del self._buffer[:end]
        return kind, payload
