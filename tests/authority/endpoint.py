"""A SPARQL endpoint on the loopback address, with faults on order: it answers queries truly, over pyoxigraph."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pyoxigraph as ox

RESULTS = "application/sparql-results+json"
Answer = tuple[int, dict[str, str], bytes]
# Looks at a query and its number; an answer to give in place of the true one, or None.
Fault = Callable[[str, int], Answer | None]


@dataclass
class Endpoint:
    """The running server: its address, what it was asked, and the faults that it shows."""

    url: str
    store: ox.Store
    queries: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def answer(self, query: str) -> Answer:
        self.queries.append(query)
        for fault in self.faults:
            found = fault(query, len(self.queries))
            if found is not None:
                return found
        try:
            results = self.store.query(query)
        except SyntaxError as error:
            return 400, {}, str(error).encode()
        body = results.serialize(format=ox.QueryResultsFormat.JSON)
        assert body is not None
        return 200, {"Content-Type": RESULTS}, body


def once(number: int, answer: Answer) -> Fault:
    """The answer in place of the true one to the query of that number."""
    return lambda query, n: answer if n == number else None


def overloaded_above(limit: int) -> Fault:
    """The fault of an endpoint that gives up on pages of more than so many items."""

    def fault(query: str, number: int) -> Answer | None:
        asked = query.rpartition("LIMIT ")[2]
        return (500, {}, b"java.util.concurrent.TimeoutException") if asked.isdecimal() and int(asked) > limit else None

    return fault


def too_many_values(limit: int) -> Fault:
    """The fault of an endpoint that cuts off its answer about more than so many items."""

    def fault(query: str, number: int) -> Answer | None:
        items = query.partition("VALUES ?item {")[2].partition("}")[0].split()
        cut_off = (200, {"Content-Type": RESULTS}, b'{"head":{"vars":["item"]},"results":{"bindings":[{"item"')
        return cut_off if len(items) > limit else None

    return fault


@contextmanager
def serve(quads: Iterator[ox.Quad]) -> Iterator[Endpoint]:
    """The endpoint over some triples, for the time of a block."""
    store = ox.Store()
    store.extend(quads)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            endpoint.agents.append(self.headers.get("User-Agent", ""))
            status, headers, body = endpoint.answer(form["query"][0])
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    endpoint = Endpoint(f"http://127.0.0.1:{server.server_address[1]}/sparql", store)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield endpoint
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def empty_results() -> bytes:
    return json.dumps({"head": {"vars": ["item"]}, "results": {"bindings": []}}).encode()
