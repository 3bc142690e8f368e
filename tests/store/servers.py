"""Real servers for the store tests, each started once and asked over loopback.

`oxigraph serve` comes with the development packages; Virtuoso from the system's (`apt-get install
virtuoso-opensource-7-bin`); `kg serve` is ours. A server that is not installed is named, and its tests are skipped.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kg.model.remote import Credentials, RemoteAddress, read_address
from kg.store import open_store

ROOT = Path(__file__).parents[2]
START_SECONDS = 30.0
TOKEN = "a-token-for-tests"
PASSWORD = "dba"

VIRTUOSO_INI = """
[Database]
DatabaseFile = {0}/virtuoso.db
ErrorLogFile = {0}/virtuoso.log
LockFile = {0}/virtuoso.lck
TransactionFile = {0}/virtuoso.trx
xa_persistent_file = {0}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {0}/virtuoso-temp.db
TransactionFile = {0}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{1}
ServerThreads = 10
NumberOfBuffers = 8000
MaxDirtyBuffers = 6000
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{2}
ServerThreads = 5
ServerRoot = {0}
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its address as an option of the command line has it, and who may write."""

    kind: str
    store: str
    credentials: Credentials

    def address(self, folder: Path) -> RemoteAddress:
        """The address with a local folder for what is kept beside the store."""
        return replace(read_address(self.store), credentials=self.credentials, folder=folder, timeout=30.0)

    @property
    def options(self) -> dict[str, object]:
        """As settings."""
        given = self.credentials
        names = {"store_auth": given.scheme, "store_user": given.user}
        return {"store": self.store, **names, "store_password": given.password, "store_token": given.token}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def oxigraph(folder: Path) -> Iterator[Server]:
    binary = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if binary is None:
        pytest.skip("oxigraph is not installed: pip install oxigraph")
    port = free_port()
    command = [binary, "serve", "--location", str(folder / "db"), "--bind", f"127.0.0.1:{port}"]
    with _running(command, port, folder):
        store = f"sparql+http://127.0.0.1:{port}/query?update=/update&data=/store"
        yield Server("oxigraph", store, Credentials())


@contextmanager
def virtuoso(folder: Path) -> Iterator[Server]:
    binary = shutil.which("virtuoso-t")
    if binary is None:
        pytest.skip("Virtuoso is not installed: apt-get install virtuoso-opensource-7-bin")
    port, sql = free_port(), free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(VIRTUOSO_INI.format(folder, sql, port), encoding="utf-8")
    with _running([binary, "+configfile", str(ini), "+foreground"], port, folder):
        store = f"sparql+http://127.0.0.1:{port}/sparql?update=/sparql-auth&data=/sparql-graph-crud-auth"
        yield Server("virtuoso", store, Credentials("digest", "dba", PASSWORD))


@contextmanager
def newsgraph(folder: Path) -> Iterator[Server]:
    open_store(folder / "store").close()
    port = free_port()
    environment = {"KG_UPDATE": "1", "KG_TOKEN": TOKEN, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "kg", "serve", "--store", str(folder / "store"), "--port", str(port)]
    with _running(command, port, folder, environment):
        yield Server("kg", f"sparql+http://127.0.0.1:{port}/sparql?data=/data", Credentials(token=TOKEN))


SERVERS: dict[str, Callable[[Path], object]] = {"oxigraph": oxigraph, "virtuoso": virtuoso, "kg": newsgraph}


@contextmanager
def _running(command: list[str], port: int, folder: Path, environment: dict[str, str] | None = None) -> Iterator[None]:
    """A process that listens on a port; it is ended with the block."""
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            stdout=log,
            stderr=log,
            cwd=folder,
            env=os.environ | (environment or {}),
            start_new_session=True,
            preexec_fn=_end_with_the_tests,
        )
    try:
        _wait(process, port, folder / "server.log")
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _end_with_the_tests() -> None:
    """Let the kernel end the server when the tests are killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"{process.args} did not start: {log.read_text(errors='replace')[-500:]}")


@dataclass(slots=True)
class Script:
    """A server that answers as it is told: status, headers and body by the number of the request."""

    answers: list[tuple[int, dict[str, str], bytes]]
    requests: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0
    hang: float = 0.0

    @property
    def store(self) -> str:
        return f"sparql+http://127.0.0.1:{self.port}/sparql"


TRUE = (200, {"Content-Type": "application/sparql-results+json"}, b'{"head":{},"boolean":true}')


@contextmanager
def scripted(*answers: tuple[int, dict[str, str], bytes], hang: float = 0.0) -> Iterator[Script]:
    """The last answer is given again and again; `hang` is how many seconds that one takes."""
    script = Script(list(answers), hang=hang)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            script.requests.append((self.command, self.path, dict(self.headers), body))
            if len(script.answers) == 1 and script.hang:
                stopped.wait(script.hang)
            status, headers, answer = script.answers.pop(0) if len(script.answers) > 1 else script.answers[0]
            self.send_response(status)
            for name, value in {"Content-Length": str(len(answer)), "Connection": "close", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(answer)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    stopped = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    script.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield script
    finally:
        stopped.set()
        server.shutdown()
        server.server_close()
        thread.join()
