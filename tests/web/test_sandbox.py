"""What a worker process cannot do. Each check runs in a process of its own, as there is no way back."""

import platform
import subprocess
import sys

import pytest

from kg.web.worker import Worker

NETWORK = """
import socket
from kg.web import sandbox
assert sandbox.deny_network()
socket.socketpair()
for family in (socket.AF_INET, socket.AF_INET6):
    try:
        socket.socket(family)
    except PermissionError:
        print("denied")
from kg.errors import QueryError
from kg.store import open_store
store = open_store(None, prefixes={})
for text in ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",):
    try:
        list(store.query(text).rows())
    except (QueryError, OSError) as error:
        print("denied", type(error).__name__)
try:
    store.update("LOAD <http://127.0.0.1/>")
except QueryError as error:
    print("denied")
"""
MEMORY = """
from kg.web import sandbox
sandbox.limit_memory(128)
try:
    bytearray(512 << 20)
except MemoryError:
    print("denied")
"""


def run(script):
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()


@pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"), reason="the filter is for Linux"
)
def test_network_is_denied_to_python_and_to_the_engine():
    assert [word for word in run(NETWORK) if word == "denied"] == ["denied"] * 4


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_DATA counts all allocations on Linux only")
def test_memory_is_limited():
    assert run(MEMORY) == ["denied"]


def test_worker_is_made_without_side_effects():
    assert Worker()


ONE_PORT = """
import socket
from kg.web import sandbox
servers = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
ports = [server.getsockname()[1] for server in servers]
if not sandbox.enter(ports[0]):
    print("unknown")
else:
    socket.create_connection(("127.0.0.1", ports[0])).close()
    print("allowed")
    try:
        socket.create_connection(("127.0.0.1", ports[1]))
    except PermissionError:
        print("denied")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="Landlock is Linux's")
def test_one_port_can_be_left_open():
    found = run(ONE_PORT)
    if found == ["unknown"]:
        pytest.skip("this kernel has no Landlock for networks")
    assert found == ["allowed", "denied"]
