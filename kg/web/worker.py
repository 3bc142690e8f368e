"""A worker process: answers one request after another from the snapshot that the request names.

It is the place where queries run, so it can be killed at any moment: readers hold nothing but a lease that the kernel
drops, and an update is one transaction of the engine. Run as `python -m kg.web.worker MEMORY_MIB`.
"""

from __future__ import annotations

import base64
import gc
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kg import query
from kg.errors import KgError, NotFoundError, QueryError
from kg.export import export_graph
from kg.store import OxigraphStore, OxigraphView, open_store
from kg.store.opening import ontology_prefixes, open_snapshot
from kg.web import sandbox
from kg.web.wire import DATA, END, ERROR, FRAME, HEAD, Request, pack, pack_json

if TYPE_CHECKING:
    from kg.web.reconcile_answers import Reconciler

# Seconds that an update waits for a build to let the store go.
_LOCK_WAIT = 2.0
_PARENT_POLL = 1.0
_HEAD = pack_json(HEAD, {})


class FrameWriter:
    """A stream that sends what is written to it as data frames, after a head frame before the first of them."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._parts: list[bytes] = []
        self._length = 0
        self._started = False

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        self._length += len(data)
        if self._length >= FRAME:
            self._send_parts()
        return len(data)

    def flush(self) -> None:
        """Nothing to do: frames go out when they are full, and at the end."""

    def finish(self) -> None:
        """Send what is left and the end."""
        self._send_parts(pack(END))

    def fail(self, error: KgError | MemoryError) -> None:
        """Send the error; what was written and not sent is dropped."""
        value = {"kind": type(error).__name__, "message": str(error) or "not enough memory"}
        if isinstance(error, QueryError):
            value |= {"line": error.line, "column": error.column}  # type: ignore[dict-item]
        self._send(pack_json(ERROR, value))

    def _send_parts(self, tail: bytes = b"") -> None:
        data = b"".join(self._parts)
        self._parts, self._length = [], 0
        head = b"" if self._started else _HEAD
        self._started = True
        self._send(head + (pack(DATA, data) if data else b"") + tail)

    def _send(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[os.write(self._handle, view) :]


class Worker:
    """Answers requests; keeps the snapshot of the last one open."""

    def __init__(self) -> None:
        self._prefixes = ontology_prefixes()
        self._view: OxigraphView | None = None
        self._store = ""
        self._reconciler: Reconciler | None = None
        self._operations: dict[str, Callable[[Request, FrameWriter], None]] = {
            "query": self._query,
            "export": self._export,
            "update": self._update,
            "ping": self._ping,
            "reconcile": self._reconcile,
            "get_graph": self._get_graph,
            "put_graph": self._load_graph,
            "post_graph": self._load_graph,
            "delete_graph": self._delete_graph,
        }

    def answer(self, request: Request, output: FrameWriter) -> None:
        """Do what is asked and write the outcome."""
        try:
            self._operations[request.operation](request, output)
        except (KgError, MemoryError) as error:
            output.fail(error)
        else:
            output.finish()

    def _query(self, request: Request, output: FrameWriter) -> None:
        # The server has checked the form of the text already; what it must not reach is checked at both ends.
        query.check_network(request.text)
        result = self._snapshot(request).query(
            request.text,
            base_iri=request.base_iri,
            default_graphs=request.default_graphs,
            named_graphs=request.named_graphs,
        )
        result.write(output, request.media_type, max_rows=request.max_rows)

    def _export(self, request: Request, output: FrameWriter) -> None:
        export_graph(self._snapshot(request), output, format=request.media_type, sort=request.sort)

    def _update(self, request: Request, output: FrameWriter) -> None:
        query.check_network(request.text)
        with self._writable(request) as store:
            store.update(request.text, base_iri=request.base_iri)
            output.write(str(store.publish()).encode())

    def _reconcile(self, request: Request, output: FrameWriter) -> None:
        # Imported when it is first asked for: a reader has to start fast, and most never need it.
        from kg.web.reconcile_answers import Reconciler
        from kg.web.reconcile_tasks import load_task

        view = self._snapshot(request)
        if self._reconciler is None:
            self._reconciler = Reconciler(view, request.base_iri or "")
        output.write(json.dumps(self._reconciler.answer(load_task(request.text)), ensure_ascii=False).encode())

    def _get_graph(self, request: Request, output: FrameWriter) -> None:
        view = self._snapshot(request)
        if not view.has_graph(request.graph):
            raise NotFoundError(f"the store has no graph <{request.graph}>")
        view.dump(output, request.media_type, graph=request.graph)

    def _load_graph(self, request: Request, output: FrameWriter) -> None:
        with self._writable(request) as store:
            new = store.load_graph(
                request.graph,
                base64.b64decode(request.text),
                request.media_type,
                base_iri=request.base_iri,
                replace=request.operation == "put_graph",
            )
            store.publish()
            output.write(b"new" if new else b"old")

    def _delete_graph(self, request: Request, output: FrameWriter) -> None:
        with self._writable(request) as store:
            store.drop_graph(request.graph)
            store.publish()

    def _writable(self, request: Request) -> OxigraphStore:
        return open_store(Path(request.store), create=False, prefixes=self._prefixes, wait=_LOCK_WAIT)

    def _ping(self, request: Request, output: FrameWriter) -> None:
        output.write(str(self._snapshot(request).stats().triples).encode())

    def _snapshot(self, request: Request) -> OxigraphView:
        """The snapshot of the request, or a newer one if that is gone already."""
        if self._view is None or self._view.revision != request.revision or self._store != request.store:
            # Names in memory go with the snapshot that has them.
            self._reconciler = None
            if self._view:
                self._view.close()
            self._view = open_snapshot(Path(request.store), prefixes=self._prefixes)
            self._store = request.store
        return self._view


def main(memory_mib: int) -> None:
    """Answer requests until standard input ends."""
    sandbox.enter(memory_mib)
    # Whatever prints must not end up between the frames.
    handle = os.dup(1)
    os.dup2(2, 1)
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    worker = Worker()
    gc.freeze()
    while line := sys.stdin.buffer.readline():
        try:
            worker.answer(Request.from_line(line), FrameWriter(handle))
        except BrokenPipeError:
            return


def _end_with_parent(parent: int) -> None:
    """End the process when the server is gone, also in the midst of a query."""
    while os.getppid() == parent:
        time.sleep(_PARENT_POLL)
    os._exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]))
