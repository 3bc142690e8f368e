"""A small HTTP client for the bench: prebuilt requests over kept connections, one thread for any number of them.

It reads only what it must of an answer (status, length, chunks), so that the client's own time hides no server's.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

PIECE = 1 << 18
TIMEOUT = 120.0


@dataclass(slots=True)
class Load:
    """What a run gave: seconds of each answered request, failures, seconds of the whole run, answers by client."""

    seconds: list[float] = field(default_factory=list)
    failed: int = 0
    total: float = 0.0
    by_client: Counter[int] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        return len(self.seconds) / self.total if self.total else 0.0

    def percentile(self, part: float) -> float:
        """Milliseconds under which this part of the answers came."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))] * 1000 if ordered else float("nan")


class Answer:
    """One answer as its bytes come in."""

    def __init__(self) -> None:
        self.status = 0
        self.body = bytearray()
        self.done = False
        self._buffer = bytearray()
        self._left: int | None = None
        self._chunked = False
        self.closes = False

    def feed(self, data: bytes) -> None:
        self._buffer += data
        if not self.status and not self._read_head():
            return
        if self._chunked:
            self._read_chunks()
        else:
            self.body += self._buffer
            self._buffer.clear()
            self.done = self._left is not None and len(self.body) >= self._left

    def end(self) -> None:
        """The server closed the connection: the end of an answer that tells no length."""
        self.done = self.done or (self.status > 0 and self._left is None and not self._chunked)

    def _read_head(self) -> bool:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = bytes(self._buffer[:end]).lower()
        del self._buffer[: end + 4]
        self.status = int(head[9:12])
        self.closes = b"\r\nconnection: close" in head or head.startswith(b"http/1.0")
        self._chunked = b"\r\ntransfer-encoding: chunked" in head
        at = head.find(b"\r\ncontent-length:")
        if at >= 0:
            self._left = int(head[at + 17 :].split(b"\r\n", 1)[0])
        elif self.status in (204, 304):
            self._left = 0
        return True

    def _read_chunks(self) -> None:
        while not self.done:
            end = self._buffer.find(b"\r\n")
            if end < 0:
                return
            size = int(self._buffer[:end].split(b";")[0], 16)
            if len(self._buffer) < end + 4 + size:
                return
            self.body += self._buffer[end + 2 : end + 2 + size]
            del self._buffer[: end + 4 + size]
            self.done = size == 0


def connect(port: int) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def ask(port: int, request: bytes) -> Answer:
    """One request over a connection of its own."""
    with connect(port) as connection:
        connection.sendall(request)
        return read_answer(connection)


def read_answer(connection: socket.socket) -> Answer:
    answer = Answer()
    while not answer.done:
        data = connection.recv(PIECE)
        if not data:
            answer.end()
            break
        answer.feed(data)
    return answer


def one_by_one(port: int, requests: Iterator[bytes], *, seconds: float, most: int, least: int = 3) -> Load:
    """Latencies of one client: until the time is over or there are enough answers."""
    load = Load()
    connection = connect(port)
    begun = time.perf_counter()
    while len(load.seconds) + load.failed < least or time.perf_counter() - begun < seconds:
        if len(load.seconds) >= most:
            break
        start = time.perf_counter()
        try:
            connection.sendall(next(requests))
            answer = read_answer(connection)
        except TimeoutError:
            load.failed += 1
            break
        if answer.done and answer.status < 300:
            load.seconds.append(time.perf_counter() - start)
        else:
            load.failed += 1
        if answer.closes or not answer.done:
            connection.close()
            connection = connect(port)
    connection.close()
    load.total = time.perf_counter() - begun
    return load


def together(port: int, requests: Callable[[int], Iterator[bytes]], *, clients: int, seconds: float) -> Load:
    """Many clients, each of which asks again as soon as it has its answer; `requests` gives those of the nth."""
    load = Load()
    selector = selectors.DefaultSelector()
    sources = [requests(number) for number in range(clients)]
    started: dict[int, float] = {}
    answers: dict[int, Answer] = {}

    def open_client(number: int) -> None:
        connection = connect(port)
        selector.register(connection, selectors.EVENT_READ, number)
        send(connection, number)

    def send(connection: socket.socket, number: int) -> None:
        answers[number] = Answer()
        started[number] = time.perf_counter()
        connection.sendall(next(sources[number]))

    begun = time.perf_counter()
    for number in range(clients):
        open_client(number)
    while (now := time.perf_counter()) - begun < seconds:
        for key, _ in selector.select(0.1):
            connection, number = key.fileobj, key.data
            assert isinstance(connection, socket.socket)
            try:
                data = connection.recv(PIECE)
            except OSError:
                data = b""
            answer = answers[number]
            answer.feed(data) if data else answer.end()
            if answer.done:
                now = time.perf_counter()
                if answer.status < 300:
                    load.seconds.append(now - started[number])
                    load.by_client[number] += 1
                else:
                    load.failed += 1
            elif data:
                continue
            else:
                load.failed += 1
            if data and not answer.closes:
                send(connection, number)
            else:
                selector.unregister(connection)
                connection.close()
                open_client(number)
    load.total = time.perf_counter() - begun
    for key in list(selector.get_map().values()):
        assert isinstance(key.fileobj, socket.socket)
        key.fileobj.close()
    selector.close()
    return load
