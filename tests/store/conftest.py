"""A store of every kind for the tests that hold for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from kg.store import Store, open_store
from tests.store.servers import SERVERS, Server

PREFIXES = {"ex": "http://example.org/"}
KINDS = ["memory", "disk", *SERVERS]


@pytest.fixture(scope="session")
def server_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Server]]:
    """The running server of a kind; started when it is asked for first, ended with the session."""
    with ExitStack() as stack:
        running: dict[str, Server] = {}

        def get(kind: str) -> Server:
            if kind not in running:
                running[kind] = stack.enter_context(SERVERS[kind](tmp_path_factory.mktemp(kind)))
            return running[kind]

        yield get


@pytest.fixture
def emptied(server_of: Callable[[str], Server], tmp_path) -> Callable[[str], Server]:
    """The running server of a kind, with nothing in it."""

    def get(kind: str) -> Server:
        server = server_of(kind)
        with open_store(server.address(tmp_path / "emptying")) as opened:
            for graph in opened.graphs():
                opened.drop_graph(graph)
            opened.drop_graph("")
        return server

    return get


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def store(kind: str, emptied: Callable[[str], Server], tmp_path) -> Iterator[Store]:
    """An empty store of each kind, opened to be written."""
    target = {"memory": None, "disk": tmp_path / "store"}
    place = target[kind] if kind in target else emptied(kind).address(tmp_path / "beside")
    with open_store(place, prefixes=PREFIXES) as opened:
        yield opened
