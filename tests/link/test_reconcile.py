"""The client of reconciliation services, both dialects, against the loopback server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.errors import LinkError, LinkerUnavailableError
from kg.link.finders import ReconcileFinder, Wanted
from kg.link.reconcile import Proposal, Query, ReconcileClient
from kg.model.entities import Kind
from kg.net.cache import AnswerCache, Source
from kg.net.http import Door, Manners
from tests.link import loopback
from tests.link.loopback import Clock, Fault, Loopback

ADA = {"id": "Q901", "name": "Ada Berg", "score": 92.5, "match": False, "type": [{"id": "Q5", "name": "human"}]}
LUND = {"id": "Q902", "name": "Ada Berg Lund", "score": 100, "match": True}


@pytest.fixture(params=[False, True], ids=["0.2", "1.0"])
def server(request: pytest.FixtureRequest) -> Iterator[Loopback]:
    with loopback.serve() as state:
        state.modern = request.param
        state.scores = {"Ada Berg": [ADA, LUND]}
        yield state


@pytest.fixture
def client(server: Loopback, tmp_path: Path) -> Iterator[ReconcileClient]:
    clock = Clock(now=1_795_521_600.0)
    manners = Manners("desk@example.org", frozenset({server.origin}))
    source = Source(
        AnswerCache(tmp_path, wall=clock), lambda: Door(manners, clock=clock, wall=clock, sleep=clock.sleep)
    )
    yield ReconcileClient(source, url=server.service)
    source.close()


def test_manifest_tells_dialect_and_space(server: Loopback, client: ReconcileClient) -> None:
    manifest = client.manifest()
    assert (manifest.modern, manifest.name, manifest.batch) == (server.modern, "Loopback", 10)
    client.manifest()
    assert len(server.seen) == 1


def test_match_gives_proposals_best_first(client: ReconcileClient) -> None:
    assert client.match([Query("Nobody"), Query("Ada Berg", "Q5", "Q35")]) == (
        (),
        (Proposal("Q902", "Ada Berg Lund", 100.0, match=True), Proposal("Q901", "Ada Berg", 92.5)),
    )


def test_query_tells_class_and_state(server: Loopback, client: ReconcileClient) -> None:
    client.match([Query("Ada Berg", "Q5", "Q35")])
    seen = server.seen[-1]
    if server.modern:
        assert seen.path == "/en/api/match"
        assert json.loads(seen.body)["queries"] == [
            {
                "type": "Q5",
                "limit": 5,
                "conditions": [
                    {"matchType": "name", "propertyValue": "Ada Berg"},
                    {"matchType": "property", "propertyId": "P27", "propertyValue": {"id": "Q35"}, "required": False},
                ],
            }
        ]
    else:
        assert json.loads(seen.params["queries"]) == {
            "q0": {
                "query": "Ada Berg",
                "limit": 5,
                "type": "Q5",
                "type_strict": "should",
                "properties": [{"pid": "P27", "v": {"id": "Q35"}}],
            }
        }


def test_names_go_in_batches_and_are_asked_once(server: Loopback, client: ReconcileClient) -> None:
    queries = [Query(f"Name {n}") for n in range(23)]
    assert client.match(queries) == client.match(queries) == ((),) * 23
    assert len(server.seen) == 1 + 3


def test_service_with_other_identifiers_is_of_no_use(server: Loopback, client: ReconcileClient) -> None:
    server.space = "https://viaf.example/"
    with pytest.raises(LinkerUnavailableError, match=r"are of https://viaf\.example/, not of Wikidata"):
        client.match([Query("Ada Berg")])


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"id": "http://www.wikidata.org/entity/Q901", "name": "Ada"}, (Proposal("Q901", "Ada"),)),
        ({"id": "Q901", "score": "high", "match": "yes"}, (Proposal("Q901", ""),)),
        ({"id": "viaf/1", "name": "Ada", "score": 9}, ()),
        ({"name": "Ada"}, ()),
        ("Q901", ()),
    ],
)
def test_odd_proposals(server: Loopback, client: ReconcileClient, row: Any, expected: tuple[Proposal, ...]) -> None:
    server.scores = {"Ada Berg": [row]}
    assert client.match([Query("Ada Berg")]) == (expected,)


def answer(document: Any) -> Fault:
    return lambda exchange: exchange.send(json.dumps(document).encode())


@pytest.mark.parametrize(
    "document",
    [[], {}, {"q0": {}}, {"q0": {"result": "x"}}, {"results": [{}, {}]}, {"results": [{"candidates": 1}]}],
)
def test_answer_of_a_wrong_shape_is_asked_again(server: Loopback, client: ReconcileClient, document: Any) -> None:
    client.manifest()
    server.faults = [answer(document)]
    assert len(client.match([Query("Ada Berg")])[0]) == 2
    assert len(server.seen) == 3


def test_error_that_the_service_reports(server: Loopback, client: ReconcileClient) -> None:
    client.manifest()
    server.always = answer({"status": "error", "message": "no such type"})
    with pytest.raises(LinkError, match="no such type"):
        client.match([Query("Ada Berg")])


def test_answer_that_is_no_manifest(server: Loopback, client: ReconcileClient) -> None:
    server.always = answer({"hello": "world"})
    with pytest.raises(LinkerUnavailableError, match="no manifest"):
        client.manifest()


def test_finder_asks_for_persons_with_class_and_state(server: Loopback, client: ReconcileClient) -> None:
    wanted = [Wanted("Ada Berg", Kind.PERSON, "Q35"), Wanted("Harbour Board", Kind.ORGANIZATION, "Q35")]
    found = ReconcileFinder(client).find(wanted)
    assert [len(found[want]) for want in wanted] == [2, 0]
    body = server.seen[-1].body if server.modern else server.seen[-1].params["queries"]
    assert body.count('"Q5"') == 1


def test_finder_that_fails_for_a_request_finds_nothing(server: Loopback, client: ReconcileClient) -> None:
    client.manifest()
    server.always = loopback.status(400)
    assert ReconcileFinder(client).find([Wanted("Ada Berg", Kind.PERSON)]) == {}
