"""A worker process: answers one request after another from the snapshot that the request names.

It is the place where queries run, so it can be killed at any moment: readers hold nothing but a lease that the kernel
drops, and an update is one transaction of the engine. Run as `python -m kg.web.worker MEMORY_MIB [PORT]`.
"""

from __future__ import annotations

import base64
import gc
import json
import logging
import os
import select
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import KgError, NotFoundError, QueryError
from kg.export import export_graph
from kg.model.remote import from_wire
from kg.store import OxigraphStore, OxigraphView, open_store
from kg.store.opening import ontology_prefixes, open_snapshot
from kg.store.remote import RemoteView
from kg.store.remote_writing import RemoteStore
from kg.web import sandbox
from kg.web.federation import check_guarded
from kg.web.wire import DATA, END, ERROR, FRAME, READY, PreconditionError, Request, pack, pack_json

if TYPE_CHECKING:
    from kg.web.reconcile_answers import Reconciler

log = logging.getLogger(__name__)

# Seconds that an update waits for a build to let the store go.
_LOCK_WAIT = 2.0
# Opening a large store takes longer than a small update: it stays open for so many seconds after one, as another may
# follow, but not longer than that in all, and then it is let go for a moment, so that a build gets its turn (it waits a
# second and tries every fiftieth).
_LINGER = 0.2
_HOLD = 0.6
_PAUSE = 0.05
_PARENT_POLL = 1.0
# Seconds after which what was remembered of another server's store is forgotten.
_REMOTE_AGE = 60.0


class FrameWriter:
    """A stream that sends what is written to it as data frames, then the end."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._parts: list[bytes] = []
        self._length = 0
        self.rows = 0

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
        self._send_parts(pack(END, b"%d" % self.rows))

    def fail(self, error: KgError | MemoryError) -> None:
        """Send the error; what was written and not sent is dropped."""
        value = {"kind": type(error).__name__, "message": str(error) or "not enough memory"}
        if isinstance(error, QueryError):
            value |= {"line": error.line, "column": error.column}  # type: ignore[dict-item]
        self._send(pack_json(ERROR, value))

    def _send_parts(self, tail: bytes = b"") -> None:
        data = b"".join(self._parts)
        self._parts, self._length = [], 0
        self._send((pack(DATA, data) if data else b"") + tail)

    def _send(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[os.write(self._handle, view) :]


class Worker:
    """Answers requests; keeps the snapshot of the last one open."""

    def __init__(self) -> None:
        self._prefixes = ontology_prefixes()
        self._view: OxigraphView | RemoteView | None = None
        self._opened = 0.0
        self._store = ""
        self._reconciler: Reconciler | None = None
        self._writing: OxigraphStore | RemoteStore | None = None
        self._since = 0.0
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
            # What an update has left undone is not known to be harmless: the store is opened anew for the next.
            self.let_go()
            output.fail(error)
        else:
            output.finish()

    def _query(self, request: Request, output: FrameWriter) -> None:
        # The server has checked the form of the text already; what it must not reach is checked at both ends.
        check_guarded(request.text, request.guard)
        result = self._snapshot(request).query(
            request.text,
            base_iri=request.base_iri,
            default_graphs=request.default_graphs,
            named_graphs=request.named_graphs,
        )
        result.write(output, request.media_type, max_rows=request.max_rows)
        output.rows = result.written

    def _export(self, request: Request, output: FrameWriter) -> None:
        export_graph(self._snapshot(request), output, format=request.media_type, sort=request.sort)

    def _update(self, request: Request, output: FrameWriter) -> None:
        check_guarded(request.text, request.guard)
        store = self._writable(request)
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
        store = self._writable(request)
        _check_precondition(request, store)
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
        store = self._writable(request)
        _check_precondition(request, store)
        store.drop_graph(request.graph)
        store.publish()

    def _writable(self, request: Request) -> OxigraphStore | RemoteStore:
        """The store, for this process alone until `let_go`."""
        if self._writing and time.monotonic() - self._since > _HOLD:
            self.let_go()
            time.sleep(_PAUSE)
        if self._writing is None:
            self._writing = self._open_writable(request)
            self._since = time.monotonic()
        return self._writing

    def _open_writable(self, request: Request) -> OxigraphStore | RemoteStore:
        if address := from_wire(request.store):
            # Whoever may write there may do so side by side: updates are the other server's to keep apart.
            return RemoteStore(address, prefixes=self._prefixes)
        return open_store(Path(request.store), create=False, prefixes=self._prefixes, wait=_LOCK_WAIT)

    @property
    def patience(self) -> float | None:
        """Seconds to wait for the next request before `let_go`; None if nothing is held."""
        return min(_LINGER, max(0.0, self._since + _HOLD - time.monotonic())) if self._writing else None

    def let_go(self) -> None:
        """Close the store after writing, so that others may write."""
        store, self._writing = self._writing, None
        if store:
            try:
                store.close()
            except KgError as error:
                log.warning("the store could not be closed in good order: %s", error)

    def _ping(self, request: Request, output: FrameWriter) -> None:
        output.write(str(self._snapshot(request).stats().triples).encode())

    def _snapshot(self, request: Request) -> OxigraphView | RemoteView:
        """The snapshot of the request, or a newer one if that is gone already; a remote store as it is."""
        if self._view is None or self._store != request.store or self._is_old(self._view, request):
            # Names in memory go with the snapshot that has them.
            self._reconciler = None
            if self._view:
                self._view.close()
            address = from_wire(request.store)
            if address:
                self._view = RemoteView(address, prefixes=self._prefixes)
            else:
                self._view = open_snapshot(Path(request.store), prefixes=self._prefixes)
            self._store, self._opened = request.store, time.monotonic()
        return self._view

    def _is_old(self, view: OxigraphView | RemoteView, request: Request) -> bool:
        if isinstance(view, RemoteView):
            return time.monotonic() - self._opened > _REMOTE_AGE
        return view.revision != request.revision


def _check_precondition(request: Request, store: OxigraphStore | RemoteStore) -> None:
    """PreconditionError if the store or the graph is not what the client believes it to be."""
    if request.expected and store.revision != request.expected:
        raise PreconditionError("something was written since the client has seen the graph")
    if request.expected == 0 and not store.has_graph(request.graph):
        raise PreconditionError(f"the store has no graph <{request.graph}>")
    if request.create_only and store.has_graph(request.graph):
        raise PreconditionError(f"there is a graph <{request.graph}> already")


def main(memory_mib: int, port: int = 0) -> None:
    """Answer requests until standard input ends; `port` is the only one that may be called, 0 for none."""
    sandbox.limit_memory(memory_mib)
    # Whatever prints must not end up between the frames.
    handle = os.dup(1)
    os.dup2(2, 1)
    worker = Worker()
    gc.freeze()
    os.write(handle, READY)
    settled = False
    while line := _next_line(worker):
        request = Request.from_line(line)
        if not settled:
            _settle(request, port)
            settled = True
        try:
            worker.answer(request, FrameWriter(handle))
        except BrokenPipeError:
            return


def _settle(request: Request, port: int) -> None:
    """Give up the network, unless the store is another server's. Before there are threads, which would keep it."""
    if from_wire(request.store) is None:
        sandbox.enter(port)
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()


def _next_line(worker: Worker) -> bytes:
    """The next request. There is never more than one in the pipe, so that waiting for it overlooks none."""
    patience = worker.patience
    if patience is not None and not select.select([sys.stdin.buffer], [], [], patience)[0]:
        worker.let_go()
    return sys.stdin.buffer.readline()


def _end_with_parent(parent: int) -> None:
    """End the process when the server is gone, also in the midst of a query."""
    while os.getppid() == parent:
        time.sleep(_PARENT_POLL)
    os._exit(1)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
