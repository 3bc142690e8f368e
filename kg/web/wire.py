"""The protocol between the server and its worker processes, over the worker's standard input and output.

A request is one line of JSON. The answer is a run of frames, each a kind byte, a 32-bit length and the payload:
`H` the head (JSON), then `D` pieces of data, then `E` the end; or `X` an error (JSON), in place of any of them.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Any, Literal

HEAD = b"H"
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

    def to_line(self) -> bytes:
        # dataclasses.asdict would copy every value: a twentieth of the time of a small query.
        value = {name: given for name in self.__slots__ if (given := getattr(self, name))}
        # An empty dataset is another thing than none.
        value |= {name: () for name in _DATASET if getattr(self, name) == ()}
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
