"""Queries cost their own process at most: limits, deaths, the queue, new snapshots."""

import os
import signal
import threading
import time

import pytest

from kg.config import Settings
from kg.errors import QueryError, QueryTimeoutError, StoreError, StoreLockedError
from kg.query import QueryForbiddenError
from kg.store import open_store
from kg.store.folder import StoreFolder
from kg.web.readers import ClientGoneError, QueryMemoryError, ReaderPool, ServerBusyError, WorkerProcess
from kg.web.service import Service
from kg.web.wire import Request
from tests.web.conftest import make_store

JSON = "application/sparql-results+json"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
GREEDY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c"
NEW = "http://example.org/new"


@pytest.fixture
def make_service(tmp_path):
    made = []

    def make(**options):
        values = {"store": tmp_path / "store", "readers": 1, "query_memory": 512, "query_timeout": 20.0} | options
        if not values["store"].exists():
            make_store(values["store"])
        made.append(Service(Settings(**values)))
        return made[-1]

    yield make
    for service in made:
        service.close()


def ask(service, text="ASK { ?s ?p ?o }", **options):
    return b"".join(service.query(Request("query", text=text, media_type=JSON, **options)))


def answers(service):
    return ask(service) == b'{"head":{},"boolean":true}'


def test_query_over_its_time_is_killed_and_the_next_one_answered(make_service):
    service = make_service(query_timeout=0.5)
    assert answers(service)
    start = time.monotonic()
    with pytest.raises(QueryTimeoutError, match=r"stopped after 0\.5 seconds"):
        ask(service, ENDLESS)
    assert time.monotonic() - start < 1.5
    time.sleep(0.3)
    assert answers(service)


def test_others_are_answered_while_a_query_runs_away(make_service):
    service = make_service(query_timeout=3.0, readers=2)
    errors = []

    def run():
        try:
            ask(service, ENDLESS)
        except QueryTimeoutError as error:
            errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    time.sleep(0.3)
    assert all(answers(service) for _ in range(5))
    assert errors == []
    thread.join()
    assert len(errors) == 1


@pytest.mark.slow
def test_query_over_its_memory_is_killed_and_the_next_one_answered(make_service):
    service = make_service(query_memory=64)
    with pytest.raises(QueryMemoryError, match="64 MiB"):
        ask(service, GREEDY)
    assert answers(service)


def test_reader_that_dies_is_replaced(make_service):
    service = make_service()
    assert answers(service)
    os.kill(service.pool._free[0].pid, signal.SIGKILL)
    time.sleep(0.1)
    assert answers(service)


def test_deeply_nested_query_costs_its_process_only(make_service):
    service = make_service()
    with pytest.raises((QueryError, StoreError)):
        ask(service, f"ASK {{ FILTER{'(' * 200000}1{')' * 200000} }}")
    assert answers(service)


def test_query_whose_client_has_gone_is_stopped(make_service):
    service = make_service()
    start = time.monotonic()
    with pytest.raises(ClientGoneError):
        b"".join(service.query(Request("query", text=ENDLESS, media_type=JSON), gone=lambda: True))
    assert time.monotonic() - start < 2.0
    assert answers(service)


def test_answer_that_is_not_read_to_its_end_frees_its_reader(make_service):
    service = make_service()
    text = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
    pieces = service.query(Request("query", text=text, media_type=JSON))
    assert next(pieces)
    assert service.counts()["busy"] == 1
    pieces.close()
    assert answers(service)


def test_large_answer_comes_in_pieces(make_service):
    pieces = list(make_service().query(Request("query", text="SELECT * { ?a ?b ?c . ?d ?e ?f }", media_type=JSON)))
    assert len(pieces) > 50
    assert b"".join(pieces).count(b'"a":') == 409**2


def test_error_in_mid_answer_is_raised_after_its_beginning(make_service):
    wanted = Request("query", text="SELECT * { ?a ?b ?c . ?d ?e ?f }", media_type=JSON, max_rows=5000)
    pieces = make_service().query(wanted)
    assert next(pieces)
    with pytest.raises(QueryError, match="more than 5000 rows"):
        list(pieces)


def read_until_gone(pieces):
    with pytest.raises(ClientGoneError):
        list(pieces)


def test_queue_turns_away_who_would_wait_too_long(store_path):
    pool = ReaderPool(1, memory_mib=512, wait=0.2)
    wanted = Request("query", str(store_path), 1, text=ENDLESS, media_type=JSON)
    try:
        holder = pool.ask(wanted, limit=20.0, gone=lambda: release.is_set())
        release = threading.Event()
        thread = threading.Thread(target=read_until_gone, args=(holder,))
        thread.start()
        time.sleep(0.3)
        with pytest.raises(ServerBusyError, match=r"within 0\.2 seconds"):
            list(pool.ask(wanted, limit=1.0))
        pool._waiting_threads = 4
        start = time.monotonic()
        with pytest.raises(ServerBusyError, match="queue is full"):
            list(pool.ask(wanted, limit=1.0))
        assert time.monotonic() - start < 0.9
        pool._waiting_threads = 0
        release.set()
        thread.join()
    finally:
        pool.close()
    with pytest.raises(ServerBusyError, match="shutting down"):
        list(pool.ask(wanted, limit=1.0))


def test_worker_reports_errors_as_they_are(store_path):
    worker = WorkerProcess(512)
    try:
        for text, error in (("ASK {", QueryError), ("ASK { SERVICE <x:y> {} }", QueryForbiddenError)):
            with pytest.raises(error) as caught:
                list(worker.ask(Request("query", str(store_path), 1, text, JSON), limit=5.0))
            assert worker.idle
        assert b"".join(worker.ask(Request("ping", str(store_path), 1), limit=5.0)) == b"409"
        assert caught.type is QueryForbiddenError
    finally:
        worker.stop()
    assert not worker.alive


def test_worker_ends_when_the_server_does(store_path):
    worker = WorkerProcess(512)
    worker._input.close()
    assert worker._process.wait(5) == 0
    worker.kill()


def test_worker_gets_no_setting_of_the_server(monkeypatch):
    monkeypatch.setenv("KG_TOKEN", "secret")
    worker = WorkerProcess(512)
    try:
        with open(f"/proc/{worker.pid}/environ", "rb") as stream:  # noqa: PTH123 (a file of the kernel)
            assert b"secret" not in stream.read()
    except FileNotFoundError:
        pytest.skip("no /proc here")
    finally:
        worker.kill()


def test_build_runs_while_the_server_reads_and_its_result_is_seen(make_service):
    service = make_service()
    assert service.revision() == 1
    with open_store(service.settings.store) as store:
        store.replace(NEW, [f'<{NEW}> <http://example.org/p> "1" .'])
        assert b"false" in ask(service, f"ASK {{ <{NEW}> ?p ?o }}")
        store.publish()
        assert b"true" in ask(service, f"ASK {{ <{NEW}> ?p ?o }}")
        store.delete(NEW)
    assert service.revision() == 3
    assert b"false" in ask(service, f"ASK {{ <{NEW}> ?p ?o }}")


def test_update_while_a_build_holds_the_store_is_told_so(make_service):
    service = make_service(update=True, token="t")
    with open_store(service.settings.store), pytest.raises(StoreLockedError, match="another process"):
        service.update(Request("update", text="CLEAR ALL"))
    assert service.update(Request("update", text="CLEAR ALL")) == 2
    assert b"false" in ask(service)


def test_update_over_its_time_changes_nothing(make_service):
    service = make_service(query_timeout=1.0, update=True, token="t")
    with pytest.raises(QueryTimeoutError):
        service.update(
            Request(
                "update", text=f"INSERT DATA {{ <x:a> <x:p> 1 }} ; INSERT {{ <x:a> <x:p> ?n }} WHERE {{ {ENDLESS} }}"
            )
        )
    assert answers(service)
    with open_store(service.settings.store, wait=5.0) as store:
        assert store.stats().triples == 409


def test_what_a_killed_build_left_is_published_at_the_first_look(make_service, tmp_path):
    path = make_store(tmp_path / "store")
    store = open_store(path)
    store.replace(NEW, [f'<{NEW}> <http://example.org/p> "1" .'])
    # As a kill would: the lock and the engine are gone, nothing was published.
    store._inner = None
    os.close(store._handle)
    assert StoreFolder(path).unpublished
    service = make_service()
    assert b"true" in ask(service, f"ASK {{ <{NEW}> ?p ?o }}")
    assert service.revision() == 2


def test_start_of_a_reader_is_not_the_time_of_the_query(make_service):
    service = make_service(query_timeout=0.2)
    # A process takes longer than this to start, a query much less.
    assert b"".join(service.pool.ask(service.fill(Request("query", text="ASK {}", media_type=JSON)), limit=0.05))


def test_full_queue_gives_way_to_a_client_with_less_in_it(store_path):
    pool = ReaderPool(1, memory_mib=512, wait=5.0)
    try:
        first = pool.reserve("greedy")
        greedy = [pool.reserve("greedy") for _ in range(25)]
        with pytest.raises(ServerBusyError):
            pool.reserve("greedy")
        modest = pool.reserve("modest")
        assert isinstance(greedy[-1].exception(), ServerBusyError)
        pool.release(first.result())
        assert greedy[0].done()
        pool.release(greedy[0].result())
        assert modest.done()
        for waiting in greedy[1:-1]:
            pool.forget(waiting)
        pool.release(modest.result())
    finally:
        pool.close()
