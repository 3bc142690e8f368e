"""A server of ours on the loopback interface that speaks the protocols of Wikidata and of a reconciliation service.

Its persons and bodies are invented; their records have the true shape. Faults are switched on one by one: each fault of
`faults` answers one request, in its order, before the true answers begin.
"""

from __future__ import annotations

import gzip
import json
import socket
import struct
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

JSON = "application/json; charset=utf-8"
Document = dict[str, Any]


def item_value(qid: str) -> Document:
    value = {"entity-type": "item", "id": qid, "numeric-id": int(qid[1:])}
    return {"datatype": "wikibase-item", "datavalue": {"type": "wikibase-entityid", "value": value}}


def year_value(year: int, *, precision: int = 9) -> Document:
    value = {"time": f"{year:+05d}-00-00T00:00:00Z", "precision": precision, "before": 0, "after": 0, "timezone": 0}
    return {"datatype": "time", "datavalue": {"type": "time", "value": value}}


def snak(pid: str, value: Document | None, *, snaktype: str = "value") -> Document:
    return {"snaktype": snaktype, "property": pid, **(value or {})}


def claim(pid: str, value: Document | None, *, rank: str = "normal", **qualifiers: Document) -> Document:
    main = snak(pid, value) if value else snak(pid, None, snaktype="somevalue")
    known = {
        name: [snak(name, given) if given else snak(name, None, snaktype="somevalue")]
        for name, given in qualifiers.items()
    }
    return {"mainsnak": main, "type": "statement", "rank": rank, "qualifiers": known, "references": []}


def entity(
    qid: str, label: str, *claims: Document, aliases: tuple[str, ...] = (), description: str = "", sitelinks: int = 0
) -> Document:
    """An entity as wbgetentities gives it; claims are gathered by property."""
    by_property: dict[str, list[Document]] = {}
    for one in claims:
        by_property.setdefault(one["mainsnak"]["property"], []).append(one)
    return {
        "type": "item",
        "id": qid,
        "ns": 0,
        "title": qid,
        "pageid": int(qid[1:]) % 100000,
        "lastrevid": 4200 + int(qid[1:]) % 1000,
        "modified": "2026-01-01T00:00:00Z",
        "labels": {"en": {"language": "en", "value": label}} if label else {},
        "descriptions": {"en": {"language": "en", "value": description}} if description else {},
        "aliases": {"en": [{"language": "en", "value": alias} for alias in aliases]} if aliases else {},
        "claims": by_property,
        "sitelinks": {f"x{n}wiki": {"site": f"x{n}wiki", "title": label, "badges": []} for n in range(sitelinks)},
    }


def folded(text: str) -> str:
    """Without case and diacritics, as the server's index is."""
    return "".join(ch for ch in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(ch))


def has(one: Document, pid: str, qid: str) -> bool:
    """Whether an entity has a statement with an item as its value."""
    snaks = (claim["mainsnak"] for claim in one["claims"].get(pid, ()))
    return any(snak.get("datavalue", {}).get("value", {}).get("id") == qid for snak in snaks)


@dataclass
class Seen:
    """One request as it came."""

    method: str
    path: str
    params: dict[str, str]
    body: str
    headers: dict[str, str]
    at: float


Fault = Callable[["Exchange"], None]


@dataclass
class Loopback:
    """What the server knows, what it is to do wrong, and what it was asked."""

    entities: dict[str, Document] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    rows: list[Document] = field(default_factory=list)
    scores: dict[str, list[Document]] = field(default_factory=dict)
    modern: bool = False
    space: str = "http://www.wikidata.org/entity/"
    faults: list[Fault] = field(default_factory=list)
    always: Fault | None = None
    seen: list[Seen] = field(default_factory=list)
    origin: str = ""

    @property
    def api(self) -> str:
        return f"{self.origin}/w/api.php"

    @property
    def sparql(self) -> str:
        return f"{self.origin}/sparql"

    @property
    def service(self) -> str:
        return f"{self.origin}/en/api"

    def add(self, *entities: Document) -> None:
        self.entities |= {one["id"]: one for one in entities}

    def asked(self, action: str) -> list[Seen]:
        return [seen for seen in self.seen if seen.params.get("action") == action]

    def answer(self, seen: Seen) -> Document:
        """The true answer to a request."""
        if seen.path == "/w/api.php":
            return getattr(self, f"_{seen.params['action']}")(seen.params)  # type: ignore[no-any-return]
        if seen.path == "/sparql":
            variables = sorted({name for row in self.rows for name in row})
            return {"head": {"vars": variables}, "results": {"bindings": self.rows}}
        if seen.path == "/en/api/match":
            queries = json.loads(seen.body)["queries"]
            names = [query["conditions"][0]["propertyValue"] for query in queries]
            return {"results": [{"candidates": self.scores.get(name, [])} for name in names]}
        return self._old_reconciliation(seen)

    def _old_reconciliation(self, seen: Seen) -> Document:
        if "queries" not in seen.params:
            versions = ["1.0-draft"] if self.modern else ["0.1", "0.2"]
            return {"versions": versions, "name": "Loopback", "identifierSpace": self.space, "schemaSpace": "x"}
        queries = json.loads(seen.params["queries"])
        return {key: {"result": self.scores.get(query["query"], [])} for key, query in queries.items()}

    def _wbsearchentities(self, params: dict[str, str]) -> Document:
        text = folded(params["search"])
        hits = []
        for one in self.entities.values():
            names = [("label", one["labels"].get("en", {}).get("value", ""))]
            names += [("alias", alias["value"]) for alias in one["aliases"].get("en", [])]
            kind, name = next(((k, n) for k, n in names if n and folded(n).startswith(text)), ("", ""))
            if name:
                match = {"type": kind, "language": "en", "text": name}
                hits.append({"id": one["id"], "title": one["id"], "label": names[0][1], "match": match})
        hits = hits[: int(params["limit"])]
        return {"searchinfo": {"search": params["search"]}, "search": hits, "success": 1}

    def _query(self, params: dict[str, str]) -> Document:
        parts = params["srsearch"].split()
        words = [folded(word) for word in parts if ":" not in word]
        conditions = [part.partition(":")[2].split("=") for part in parts if ":" in part]
        found = []
        for one in self.entities.values():
            text = folded(json.dumps([one["labels"], one["aliases"], one["descriptions"]], ensure_ascii=False))
            if all(word in text for word in words) and all(has(one, pid, qid) for pid, qid in conditions):
                found.append({"ns": 0, "title": one["id"], "pageid": 1, "timestamp": "2026-01-01T00:00:00Z"})
        return {"query": {"searchinfo": {"totalhits": len(found)}, "search": found}, "batchcomplete": True}

    def _wbgetentities(self, params: dict[str, str]) -> Document:
        found = {}
        for qid in params["ids"].split("|"):
            known = self.entities.get(self.merged.get(qid, qid))
            found[qid] = {"id": qid, "missing": True} if known is None else known
        return {"entities": found, "success": 1}


class Exchange(BaseHTTPRequestHandler):
    """One request and what is answered."""

    protocol_version = "HTTP/1.1"
    state: Loopback

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        self._serve("")

    def do_POST(self) -> None:
        self._serve(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())

    def _serve(self, body: str) -> None:
        parts = urlsplit(self.path)
        form = body if self.headers.get("Content-Type", "").endswith("urlencoded") else ""
        params = {name: values[0] for name, values in parse_qs(parts.query or form).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.seen = Seen(self.command, parts.path, params, body, headers, time.monotonic())
        self.state.seen.append(self.seen)
        fault = self.state.faults.pop(0) if self.state.faults else self.state.always
        if fault is not None:
            fault(self)
        else:
            self.send(json.dumps(self.state.answer(self.seen), ensure_ascii=False).encode())

    def send(
        self, body: bytes, *, status: int = 200, media: str = JSON, packed: bool | None = None, **headers: str
    ) -> None:
        """Sends an answer, packed if the client takes that (or if `packed` says so)."""
        if packed is None and "gzip" in self.headers.get("Accept-Encoding", ""):
            body, packed = gzip.compress(body), True
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(body)))
        if packed:
            self.send_header("Content-Encoding", "gzip")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def truth(self) -> bytes:
        return json.dumps(self.state.answer(self.seen), ensure_ascii=False).encode()


def status(code: int, **headers: str) -> Fault:
    """An error page, as servers and what stands before them send it."""
    return lambda exchange: exchange.send(b"<html>fault</html>", status=code, media="text/html", **headers)


def api_error(code: str, **headers: str) -> Fault:
    """An error that the action API reports in an answer of status 200."""
    error = {"error": {"code": code, "info": f"Something about {code}.", "lag": 5.3}}
    return lambda exchange: exchange.send(json.dumps(error).encode(), **headers)


def slow(seconds: float) -> Fault:
    """The true answer, too late."""

    def answer(exchange: Exchange) -> None:
        time.sleep(seconds)
        exchange.send(exchange.truth())

    return answer


def broken_json(exchange: Exchange) -> None:
    """Half of the true answer, in good order for HTTP."""
    exchange.send(exchange.truth()[:-7])


def deep_json(exchange: Exchange) -> None:
    exchange.send(b"[" * 200_000)


def error_page(exchange: Exchange) -> None:
    """A page for humans with status 200, as a captive portal sends it."""
    exchange.send(b"<html>please log in</html>", media="text/html")


def redirect(to: str | None = None, *, code: int = 302) -> Fault:
    """To an address; without one to the same address."""
    return lambda exchange: exchange.send(b"", status=code, packed=False, Location=to or exchange.path)


def huge(size: int) -> Fault:
    return lambda exchange: exchange.send(b'"' + b"x" * size + b'"', packed=False)


def gzip_bomb(size: int) -> Fault:
    """A small answer that unpacks to `size` bytes."""
    packed = gzip.compress(b" " * size)
    return lambda exchange: exchange.send(packed, packed=True)


def broken_gzip(exchange: Exchange) -> None:
    exchange.send(b"no gzip at all", packed=True)


def half_gzip(exchange: Exchange) -> None:
    exchange.send(gzip.compress(exchange.truth())[:-9], packed=True)


def long_gzip(exchange: Exchange) -> None:
    """Bytes after the end of the packed answer, in a piece of their own."""
    body = gzip.compress(exchange.truth())
    exchange.send_response(200)
    exchange.send_header("Content-Type", JSON)
    exchange.send_header("Content-Encoding", "gzip")
    exchange.send_header("Content-Length", str(len(body) + 4))
    exchange.end_headers()
    exchange.wfile.write(body)
    exchange.wfile.flush()
    time.sleep(0.05)
    exchange.wfile.write(b"more")


def other_encoding(exchange: Exchange) -> None:
    exchange.send(exchange.truth(), packed=False, Content_Encoding="br")


def reset(exchange: Exchange) -> None:
    """Drops the connection without an answer, and without a farewell."""
    exchange.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    exchange.close_connection = True
    socket.close(exchange.connection.detach())


def cut_short(exchange: Exchange) -> None:
    """Announces more bytes than it sends."""
    body = exchange.truth()
    exchange.send_response(200)
    exchange.send_header("Content-Type", JSON)
    exchange.send_header("Content-Length", str(len(body) + 100))
    exchange.end_headers()
    exchange.wfile.write(body)
    exchange.close_connection = True


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that go away, and connections that were dropped, are what is tested."""


@contextmanager
def serve() -> Iterator[Loopback]:
    """The server, on a free port of the loopback interface."""
    state = Loopback()
    server = _Server(("127.0.0.1", 0), type("Bound", (Exchange,), {"state": state}))
    state.origin = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Clock:
    """A clock that stands still unless somebody sleeps; it notes who slept how long."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds
