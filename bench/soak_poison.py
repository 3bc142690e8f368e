"""What the soak throws at the server to bring it down, and how each is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i ."
SEVERAL = "<https://schema.org/about>|<https://w3id.org/newsgraph/ontology#speaker>|!<x:none>"


Send = Callable[["Wire"], Awaitable[str]]


class Wire:
    """One connection, by hand."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.reader: asyncio.StreamReader
        self.writer: asyncio.StreamWriter

    async def __aenter__(self) -> Wire:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    async def __aexit__(self, *exception: object) -> None:
        self.writer.close()
        try:
            await asyncio.wait_for(self.writer.wait_closed(), 5)
        except (OSError, TimeoutError):
            return

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def post(self, text: str, *, kind: str = "application/sparql-query", token: str = "") -> None:
        body = text.encode()
        extra = f"Authorization: Bearer {token}\r\n" if token else ""
        head = (
            f"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nContent-Type: {kind}\r\n{extra}"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        await self.send(head.encode() + body)

    async def get(self, text: str) -> None:
        target = "/sparql?" + urlencode({"query": text})
        await self.send(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n\r\n".encode())

    async def answer(self) -> tuple[int, bytes]:
        """Status and whole body; ConnectionError if the answer is cut short."""
        status, headers = await self.head()
        if headers.get("transfer-encoding") == "chunked":
            return status, await self._chunks()
        return status, await self.reader.readexactly(int(headers.get("content-length", "0")))

    async def head(self) -> tuple[int, dict[str, str]]:
        raw = await self.reader.readuntil(b"\r\n\r\n")
        lines = raw.decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines[1:] if line)
        return int(lines[0].split()[1]), {name.lower(): value.strip() for name, _, value in pairs}

    async def _chunks(self) -> bytes:
        parts = []
        while size := int(await self.reader.readline() or b"-1", 16):
            if size < 0:
                raise ConnectionError("the answer was cut short")
            parts.append(await self.reader.readexactly(size))
            await self.reader.readexactly(2)
        await self.reader.readexactly(2)
        return b"".join(parts)


def query(text: str) -> Send:
    """A query that is sent and waited for as usual."""

    async def send(wire: Wire) -> str:
        await wire.post(text)
        status, _ = await wire.answer()
        return str(status)

    return send


async def read_slowly(wire: Wire) -> str:
    """Take a large answer a few bytes at a time, then go."""
    await wire.get("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 300000")
    status, _ = await wire.head()
    if status != 200:
        return str(status)
    for _ in range(10):
        await wire.reader.read(200)
        await asyncio.sleep(0.2)
    return "left after 2 s of reading"


async def send_half(wire: Wire) -> str:
    """Announce a body and send half of it, then go."""
    await wire.send(
        b"POST /sparql HTTP/1.1\r\nHost: h\r\nContent-Type: application/sparql-update\r\n"
        b"Authorization: Bearer bench\r\nContent-Length: 1000\r\n\r\nDELETE WHERE { ?s ?p ?o } #"
    )
    await asyncio.sleep(1.0)
    return "left after half a body"


async def hang_up(wire: Wire) -> str:
    """Ask something long and go at once."""
    await wire.get(f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }} # {id(wire)}")
    await asyncio.sleep(0.2)
    return "left in mid-query"


async def talk_nonsense(wire: Wire) -> str:
    """Send what is no HTTP."""
    await wire.send(b"\x16\x03\x01\x02\x00\x01\x00 HELLO /\r\n\r\n")
    status, _ = await wire.answer()
    return str(status)


async def send_headers(wire: Wire) -> str:
    """Send headers without end."""
    await wire.send(b"GET / HTTP/1.1\r\nHost: h\r\n")
    try:
        for _ in range(300):
            await wire.send(b"X-Filler: " + b"x" * 1000 + b"\r\n")
        status, _ = await wire.head()
    except (OSError, asyncio.IncompleteReadError):
        return "431 or reset"
    return "431 or reset" if status == 431 else str(status)


def poisons() -> dict[str, Send]:
    """Every poison by its name."""
    unions = " UNION ".join(f"{{ ?s <x:p{at}> ?o }}" for at in range(10_000))
    bomb = 'FILTER(REGEX(CONCAT(STR(?a), STR(?d), STR(?g)), "(x+x+)+y|(.*a){12}"))'
    return {
        "cross product": query(f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}"),
        "regex bomb over a cross product": query(f"SELECT (COUNT(*) AS ?n) {{ {CROSS} {bomb} }}"),
        "regex of 100 MB": query('SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), "((((a{100}){100}){100}){100})")) }'),
        "huge ORDER BY": query(f"SELECT * {{ {CROSS} }} ORDER BY ?c ?f ?i"),
        "huge DISTINCT": query(f"SELECT DISTINCT * {{ {CROSS} }}"),
        "deep property path": query(f"SELECT (COUNT(*) AS ?n) {{ ?s ((({SEVERAL})*/({SEVERAL})*)*)* ?o . ?a ?b ?s }}"),
        "query of 1 MB": query("SELECT * { VALUES ?s { " + "<http://example.org/thing> " * 40_000 + "} ?s ?p ?o }"),
        "10,000 UNIONs": query(f"SELECT * {{ {unions} }}"),
        "100,000 brackets": query(f"ASK {{ FILTER{'(' * 100_000}1{')' * 100_000} }}"),
        "string that grows": query(
            "SELECT (STRLEN(?x) AS ?n) { BIND('aaaaaaaaaa' AS ?a0) "
            + " ".join(f"BIND(CONCAT({', '.join([f'?a{at}'] * 10)}) AS ?a{at + 1})" for at in range(9))
            + " BIND(?a9 AS ?x) }"
        ),
        "SERVICE to the machine itself": query("SELECT * { SERVICE <http://127.0.0.1:22/> { ?s ?p ?o } }"),
        "slow reader": read_slowly,
        "half-sent body": send_half,
        "dropped connection": hang_up,
        "no HTTP": talk_nonsense,
        "headers without end": send_headers,
    }
