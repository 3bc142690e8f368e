"""The servers that the SPARQL bench compares: how each is installed, loaded, started, asked and measured."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import venv
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

TOKEN = "bench"
START_SECONDS = 600.0
ROOT = Path(__file__).parents[1]


class MissingPeerError(Exception):
    """The peer cannot be installed or started here."""


@dataclass(slots=True)
class Peer:
    """One server under test: command and addresses; started with `start`, ended with `stop`."""

    name: str
    command: list[str]
    port: int
    query_path: str = "/sparql"
    update_path: str = "/sparql"
    environment: dict[str, str] = field(default_factory=dict)
    headers: str = ""
    seconds: float = 0.0
    process: subprocess.Popen[bytes] | None = None

    def start(self, log: Path) -> None:
        """Start it and wait until it answers, which for some means that it has loaded the graph."""
        started = time.monotonic()
        with log.open("wb") as stream:
            self.process = subprocess.Popen(
                self.command,
                env=os.environ | self.environment,
                cwd=ROOT,
                stdout=stream,
                stderr=stream,
                start_new_session=True,
            )
        while not self._listens():
            if self.process.poll() is not None or time.monotonic() - started > START_SECONDS:
                raise MissingPeerError(f"{self.name} did not start: {log.read_text(errors='replace')[-300:].strip()}")
            time.sleep(0.1)
        self.seconds = time.monotonic() - started

    def stop(self) -> None:
        """End it and whatever it started."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def query_request(self, text: str, accept: str) -> bytes:
        """A query by GET as the bytes of the request."""
        return (
            f"GET {self.query_path}?{urlencode({'query': text})} HTTP/1.1\r\n"
            f"Host: 127.0.0.1:{self.port}\r\nAccept: {accept}\r\n\r\n"
        ).encode()

    def posted_query(self, text: str) -> bytes:
        """A query of any length as the bytes of the request; the answer is JSON."""
        return self._form(self.query_path, {"query": text})

    def update_request(self, text: str) -> bytes:
        """An update as the bytes of the request."""
        return self._form(self.update_path, {"update": text})

    def _form(self, path: str, fields: dict[str, str]) -> bytes:
        body = urlencode(fields).encode()
        return (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{self.headers}"
            "Accept: application/sparql-results+json\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode() + body

    def memory(self) -> tuple[float, float]:
        """MiB in use now (shared pages once) and the sum of the peaks of its processes."""
        assert self.process is not None
        now = peak = 0.0
        for pid in _family(self.process.pid):
            now += _kib(f"/proc/{pid}/smaps_rollup", "Pss:") / 1024
            peak += _kib(f"/proc/{pid}/status", "VmHWM:") / 1024
        return now, peak

    def _listens(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return True
        except OSError:
            return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def install(folder: Path, packages: Iterable[str]) -> Path:
    """A throwaway environment with the packages; the folder of its programs. An existing one is used as it is.

    Raises:
        MissingPeerError: pip could not get them.
    """
    programs = folder / "bin"
    if programs.exists():
        return programs
    venv.create(folder, with_pip=True)
    done = subprocess.run(
        [str(programs / "pip"), "install", "--quiet", *packages], capture_output=True, text=True, check=False
    )
    if done.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        raise MissingPeerError(f"cannot install {' '.join(packages)}: {done.stderr.strip()[-300:]}")
    return programs


def ours(store: Path, *, readers: int, name: str = "newsgraph", settings: dict[str, str] | None = None) -> Peer:
    """This project's server over a store folder."""
    port = free_port()
    environment = {
        "KG_STORE": str(store),
        "KG_PORT": str(port),
        "KG_READERS": str(readers),
        "KG_UPDATE": "1",
        "KG_TOKEN": TOKEN,
    } | (settings or {})
    command = [sys.executable, str(ROOT / "server.py")]
    return Peer(name, command, port, environment=environment, headers=f"Authorization: Bearer {TOKEN}\r\n")


def oxigraph(programs: Path, database: Path, quads: Path) -> Peer:
    """`oxigraph serve` over a database that is loaded if it is not there."""
    program = programs / "oxigraph"
    if not program.exists():
        raise MissingPeerError(f"{program} is missing")
    if not database.exists():
        load = [str(program), "load", "--location", str(database), "--file", str(quads)]
        subprocess.run(load, check=True, capture_output=True)
    port = free_port()
    command = [str(program), "serve", "--location", str(database), "--bind", f"127.0.0.1:{port}"]
    return Peer("oxigraph serve", command, port, query_path="/query", update_path="/update")


def rdflib_endpoint(programs: Path, triples: Path) -> Peer:
    """`rdflib-endpoint serve` over a file, in rdflib's own memory store."""
    program = programs / "rdflib-endpoint"
    if not program.exists():
        raise MissingPeerError(f"{program} is missing")
    port = free_port()
    command = [str(program), "serve", "--host", "127.0.0.1", "--port", str(port), "--enable-update", str(triples)]
    return Peer("rdflib-endpoint", command, port, query_path="/", update_path="/")


def _family(pid: int) -> list[int]:
    """A process and its descendants."""
    found = [pid]
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in path.read_text().split():
            found += _family(int(child))
    return found


def _kib(path: str, label: str) -> int:
    try:
        lines = Path(path).read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(label)), 0)
