"""A web site of ours on the loopback interface, with whatever can be wrong with one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# One answer: status, header fields, body; a body may come piece by piece.
Answer = tuple[int, dict[str, str], bytes | Iterator[bytes]]
Route = Answer | Callable[["Site"], Answer]


@dataclass
class Site:
    """The site: what it answers by path, and who asked for what."""

    origin: str = ""
    routes: dict[str, Route] = field(default_factory=dict)
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    @property
    def paths(self) -> list[str]:
        """The paths asked for, robots.txt aside."""
        return [path for path, _ in self.seen if path != "/robots.txt"]

    def page(self, path: str, body: str | bytes, kind: str = "text/html; charset=utf-8") -> str:
        """Put a page there; its address."""
        content = body.encode() if isinstance(body, str) else body
        self.routes[path] = (200, {"Content-Type": kind, "Content-Length": str(len(content))}, content)
        return f"{self.origin}{path}"

    def redirect(self, path: str, target: str, status: int = 302) -> str:
        """Put a redirect there; its address."""
        self.routes[path] = (status, {"Location": target, "Content-Length": "0"}, b"")
        return f"{self.origin}{path}"

    def stream(self, path: str, piece: bytes, *, wait: float = 0.0) -> str:
        """Put a page there that never ends; its address."""

        def pieces() -> Iterator[bytes]:
            while not self.stopped.wait(wait):
                yield piece

        self.routes[path] = lambda site: (200, {"Content-Type": "text/html"}, pieces())
        return f"{self.origin}{path}"


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.seen.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            route = site.routes.get(self.path, (404, {"Content-Length": "0"}, b""))
            status, headers, body = route(site) if callable(route) else route
            try:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                for piece in [body] if isinstance(body, bytes) else body:
                    self.wfile.write(piece)
            except OSError:
                return

        def log_message(self, *values: Any) -> None:
            """Nothing is logged."""

    return Handler


@contextmanager
def serve() -> Iterator[Site]:
    """Run the site while the block lasts."""
    site = Site()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
    server.daemon_threads = True
    site.origin = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        site.stopped.set()
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class FakeClock:
    """Time that passes by sleeping, and a little by itself if `real`."""

    real: bool = False
    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now + (time.monotonic() if self.real else 0.0)

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds
