"""The production server as a process: real connections, broken answers, an orderly end."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.web.conftest import make_store

ROOT = Path(__file__).parents[2]
WIDE = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g <http://example.org/p> '1' }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """`server.py` on a port of its own."""

    def __init__(self, store, **settings):
        self.port = free_port()
        values = {"store": store, "port": self.port, "readers": 1, "query_memory": 512} | settings
        environment = os.environ | {f"KG_{name.upper()}": str(value) for name, value in values.items()}
        self.process = subprocess.Popen([sys.executable, "server.py"], cwd=ROOT, env=environment)
        self.wait()

    def wait(self):
        for _ in range(200):
            try:
                if self.get("/health")[0] == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the server did not start")

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def get(self, path, **parameters):
        connection = self.connect()
        try:
            connection.request("GET", f"{path}?{urlencode(parameters)}" if parameters else path)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


@pytest.fixture(scope="module")
def server(store_path):
    made = Server(store_path, query_timeout=2.0, query_rows=10000)
    yield made
    assert made.stop() == 0


def test_server_answers_over_one_kept_connection(server):
    connection = server.connect()
    for _ in range(3):
        connection.request("GET", "/sparql?query=ASK%7B%7D")
        assert connection.getresponse().read() == b'{"head":{},"boolean":true}'
    connection.close()


def test_answer_that_fails_midway_is_seen_to_be_broken(server):
    with pytest.raises(http.client.IncompleteRead):
        server.get("/sparql", query=WIDE)


def test_client_that_hangs_up_frees_its_reader(server):
    connection = server.connect()
    connection.request("GET", "/sparql?" + urlencode({"query": ENDLESS}))
    time.sleep(0.2)
    connection.close()
    assert server.get("/sparql", query="ASK {}")[0] == 200
    assert b'newsgraph_killed_total{reason="client-gone"} 1' in server.get("/metrics")[1]


def test_health_answers_while_every_reader_is_busy(server):
    connection = server.connect()
    connection.request("GET", "/sparql?" + urlencode({"query": ENDLESS}))
    time.sleep(0.2)
    start = time.monotonic()
    assert server.get("/health")[0] == 200
    assert time.monotonic() - start < 1.9
    assert connection.getresponse().status == 504
    connection.close()


def test_term_signal_lets_the_running_answer_end(store_path):
    server = Server(store_path)
    workers = children(server.process.pid)
    connection = server.connect()
    connection.request("GET", "/sparql?" + urlencode({"query": SLOW}))
    time.sleep(0.05)
    server.process.send_signal(signal.SIGTERM)
    assert connection.getresponse().status == 200
    connection.close()
    assert server.process.wait(20) == 0
    assert not [pid for pid in workers if alive(pid)]


def test_server_without_a_store_does_not_start(tmp_path):
    environment = os.environ | {"KG_STORE": str(tmp_path / "none"), "KG_PORT": str(free_port())}
    done = subprocess.run([sys.executable, "server.py"], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode != 0
    assert "build one first" in done.stderr


def test_entry_makes_the_application_when_it_is_asked_for(monkeypatch, store_path):
    monkeypatch.setenv("KG_STORE", str(store_path))
    monkeypatch.syspath_prepend(ROOT)
    import server

    assert server.app is server.app
    assert server.app.test_client().get("/health").status_code == 200
    with pytest.raises(AttributeError):
        server.nothing  # noqa: B018 (the access is the test)


def children(pid):
    """The processes that a process has started, by whichever of its threads."""
    paths = Path(f"/proc/{pid}/task").glob("*/children")
    return sorted(int(word) for path in paths for word in path.read_text().split())


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


def test_acknowledged_writes_survive_the_death_of_the_server(tmp_path):
    store = make_store(tmp_path / "store")
    for turn in range(2):
        server = Server(store, update=1, token="secret")
        numbers = range(turn * 3, turn * 3 + 3)
        for number in numbers:
            connection = server.connect()
            text = f"INSERT DATA {{ <x:written> <x:p> {number} }}"
            headers = {"Content-Type": "application/sparql-update", "Authorization": "Bearer secret"}
            connection.request("POST", "/sparql", text, headers)
            assert connection.getresponse().status == 204
            connection.close()
        server.process.kill()
        server.process.wait()
    server = Server(store)
    count = server.get("/sparql", query="SELECT (COUNT(*) AS ?n) { <x:written> <x:p> ?o }")[1]
    assert b'"value":"6"' in count
    assert server.stop() == 0


def test_reader_that_is_killed_in_mid_query_is_told_and_replaced(server):
    connection = server.connect()
    connection.request("GET", "/sparql?" + urlencode({"query": f"{ENDLESS} # killed"}))
    deadline = time.monotonic() + 10
    while b'newsgraph_readers{state="busy"} 1' not in server.get("/metrics")[1] and time.monotonic() < deadline:
        time.sleep(0.02)
    for pid in children(server.process.pid):
        os.kill(pid, signal.SIGKILL)
    response = connection.getresponse()
    assert (response.status, response.getheader("Retry-After")) == (503, "2")
    assert b"ended unexpectedly" in response.read()
    connection.close()
    assert server.get("/sparql", query="ASK {}")[0] == 200


def test_method_that_is_none_is_501(server):
    connection = server.connect()
    connection.request("FROBNICATE", "/sparql")
    assert connection.getresponse().status == 501
    connection.close()
