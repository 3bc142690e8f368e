"""Harvests from a dump and from an endpoint: the same rows, resuming, faults, what is left out and told."""

from __future__ import annotations

import bz2
import gzip
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.authority.harvest import queries
from kg.authority.harvest.assembly import Assembled, assemble
from kg.authority.harvest.dump import harvest_dump
from kg.authority.harvest.endpoint import Endpoint, harvest_manners
from kg.authority.harvest.selection import Selection
from kg.authority.harvest.sparql import SparqlReport, fates, harvest_endpoint
from kg.authority.harvest.staging import OFFICE, PERSON, Staging
from kg.authority.harvest.statements import decode, encode, parse_item
from kg.authority.records import OfficeClass, PersonRecord
from kg.authority.snapshot import SnapshotAuthority
from kg.errors import ConfigError, LinkerUnavailableError, ResourceError
from kg.net.http import Door
from tests.authority import endpoint as loopback
from tests.authority.items import FEMALE, MALE, SAME_AS, WD, dump_lines, embedded, quads, state, world

CONTACT = "tester@example.org"


def selection(**more: object) -> Selection:
    values: dict[str, object] = {
        "jurisdictions": (state("FR"), state("BR")),
        "offices": {"Q900000023": ""},
        "classes": ("Q900000061",),
        "genders": {MALE: "m", FEMALE: "f"},
        "since": 1985,
    }
    return Selection(**{**values, **more})  # type: ignore[arg-type]


def written(
    folder: Path, staging: Staging, chosen: Selection
) -> tuple[Assembled, list[PersonRecord], SnapshotAuthority]:
    path = folder / "made.sqlite"
    made = assemble(path, staging, chosen, embedded(), source="test", asof="2026-11")
    authority = SnapshotAuthority.open(path, embedded())
    return made, list(authority.persons.records()), authority


def dump_file(folder: Path, *, name: str = "dump.json", extra: tuple[tuple[int, str], ...] = ()) -> Path:
    lines = dump_lines(world())
    for at, text in extra:
        lines.insert(at, text)
    raw = "\n".join(lines).encode() + b"\n"
    packed = {".gz": gzip.compress(raw), ".bz2": bz2.compress(raw)}.get(Path(name).suffix, raw)
    path = folder / name
    path.write_bytes(packed)
    return path


@pytest.mark.parametrize("name", ["dump.json", "dump.json.gz", "dump.json.bz2"])
def test_dump_gives_the_rows_that_its_statements_tell(tmp_path: Path, name: str) -> None:
    with Staging(tmp_path / "staging", "test") as staging:
        report = harvest_dump(dump_file(tmp_path, name=name), selection(), staging)
        made, records, authority = written(tmp_path, staging, selection())
    assert report.problems == []
    assert [record.label for record in records] == ["Anne Delorme", "João Tavares", "Carla Nunes", "Bad Dates"]
    anne, joao, carla, bad = records
    assert (anne.qid, anne.gender, anne.birth_year, anne.countries) == ("Q900000001", "f", 1951, ("FR",))
    assert anne.aliases == ("A. Delorme", "Anne-Marie Delorme")
    assert [(o.office_class, o.country, o.start, o.end) for o in anne.offices] == [
        (OfficeClass.FOREIGN_MINISTER, "FR", 1998, 2002),
        (OfficeClass.FOREIGN_MINISTER, "FR", 2012, None),
    ]
    # A decade is no year; of an office with an unknown end only the year of its beginning is sure.
    assert (joao.birth_year, joao.death_year) == (None, 2015)
    assert [(o.office_class, o.country, o.start, o.end) for o in joao.offices] == [
        (OfficeClass.OTHER, "BR", 1995, 1995),
        (OfficeClass.FOREIGN_MINISTER, "FR", 1999, None),
    ]
    assert [(o.office_class, o.country, o.start) for o in carla.offices] == [(OfficeClass.AMBASSADOR, "BR", 2001)]
    assert bad.offices == ()
    assert anne.prior > joao.prior > carla.prior
    assert made.left == [
        "offices of which nothing is known, left out: 1",
        "offices that end before they begin, left out: 1",
        "persons without a name in the language, not taken: 1",
    ]
    assert [(o.qid, o.label, o.aliases, o.country) for o in authority.organizations] == [
        ("Q900000051", "Pact of the North", ("PN",), None),
        ("Q900000052", "House of Bahia", (), "BR"),
    ]


def test_dump_line_that_is_broken_is_told_and_passed_over(tmp_path: Path) -> None:
    broken = ((2, '{"id":"Q900000070","claims":{"P39":'), (4, 'x"P39"'), (6, '{"id":"x","claims":{"P39":[]}},'))
    path = dump_file(tmp_path, extra=broken)
    with Staging(tmp_path / "staging", "test") as staging:
        report = harvest_dump(path, selection(), staging)
        assert staging.count(PERSON) == 5
    assert [problem.split(": ")[0] for problem in report.problems] == [f"{path}:{n}" for n in (3, 5, 7)]
    assert report.complete


def test_dump_that_is_cut_off_is_told_and_goes_on_when_whole(tmp_path: Path) -> None:
    path = dump_file(tmp_path, name="dump.json.gz")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 2 // 3])
    with Staging(tmp_path / "staging", "test") as staging:
        report = harvest_dump(path, selection(), staging)
        assert not report.complete
        assert "ends or is broken here" in report.problems[0]
        path.write_bytes(whole)
        assert harvest_dump(path, selection(), staging).complete
        _, records, _ = written(tmp_path, staging, selection())
    assert len(records) == 4


def test_dump_that_is_done_is_not_read_again(tmp_path: Path) -> None:
    path = dump_file(tmp_path)
    with Staging(tmp_path / "staging", "test") as staging:
        harvest_dump(path, selection(), staging)
        assert harvest_dump(path, selection(), staging).lines == 0


def test_staging_of_another_harvest_is_refused(tmp_path: Path) -> None:
    Staging(tmp_path / "staging", "one").close()
    with pytest.raises(ResourceError, match="another harvest"):
        Staging(tmp_path / "staging", "other")


@pytest.fixture
def server() -> Iterator[loopback.Endpoint]:
    with loopback.serve(quads(world())) as running:
        yield running


def frozen(slept: list[float], *, at: float = 100.0) -> dict[str, Any]:
    """Clocks that go on only while somebody sleeps."""

    def now() -> float:
        return at + sum(slept)

    return {"clock": now, "wall": now, "sleep": slept.append}


def ask(
    server: loopback.Endpoint, staging: Staging, *, page: int = 3, slept: list[float] | None = None
) -> SparqlReport:
    sleeps = slept if slept is not None else []
    with Door(harvest_manners(server.url, contact=CONTACT, pause=0), **frozen(sleeps)) as door:
        return harvest_endpoint(Endpoint(server.url, door), selection(), staging, page=page)


def test_endpoint_gives_the_rows_of_the_dump(tmp_path: Path, server: loopback.Endpoint) -> None:
    with Staging(tmp_path / "dumped", "test") as staging:
        harvest_dump(dump_file(tmp_path), selection(), staging)
        _, by_dump, dumped = written(tmp_path, staging, selection())
    with Staging(tmp_path / "asked", "test") as staging:
        report = ask(server, staging)
        _, by_query, asked = written(tmp_path, staging, selection())
    assert by_query == by_dump
    assert asked.organizations == dumped.organizations
    assert report.problems == ["Q900000029: the endpoint tells nothing of it: merged or deleted?"]
    assert all(agent.startswith("newsgraph/") and CONTACT in agent for agent in server.agents)


def test_endpoint_that_gives_up_is_asked_for_less(tmp_path: Path, server: loopback.Endpoint) -> None:
    server.faults += [loopback.overloaded_above(20), loopback.too_many_values(2)]
    with Staging(tmp_path / "staging", "test") as staging:
        report = ask(server, staging, page=100)
        _, records, _ = written(tmp_path, staging, selection())
    assert len(records) == 4
    assert report.halved >= 5


def test_endpoint_that_gives_up_on_the_least_stops_the_harvest(tmp_path: Path, server: loopback.Endpoint) -> None:
    server.faults.append(loopback.overloaded_above(0))
    with Staging(tmp_path / "staging", "test") as staging, pytest.raises(LinkerUnavailableError, match="gives up"):
        ask(server, staging)


def test_endpoint_harvest_goes_on_where_it_stopped(tmp_path: Path, server: loopback.Endpoint) -> None:
    server.faults.append(loopback.once(4, (403, {}, b"banned")))
    with Staging(tmp_path / "staging", "test") as staging, pytest.raises(LinkerUnavailableError, match="403"):
        ask(server, staging)
    first = list(server.queries)
    with Staging(tmp_path / "staging", "test") as staging:
        ask(server, staging)
        _, records, _ = written(tmp_path, staging, selection())
    assert len(records) == 4
    # What was answered is not asked for again; what was refused is.
    assert not set(first[:3]) & set(server.queries[4:])
    assert server.queries[4] == first[3]


def test_endpoint_that_is_busy_is_waited_for_as_long_as_it_says(tmp_path: Path, server: loopback.Endpoint) -> None:
    server.faults += [
        loopback.once(1, (429, {"Retry-After": "7"}, b"")),
        loopback.once(2, (503, {}, b"")),
    ]
    slept: list[float] = []
    with Staging(tmp_path / "staging", "test") as staging:
        ask(server, staging, slept=slept)
    assert slept == [7.0, 4.0]


def test_endpoint_that_stays_busy_stops_the_harvest(tmp_path: Path, server: loopback.Endpoint) -> None:
    server.faults.append(lambda query, number: (429, {}, b""))
    slept: list[float] = []
    with (
        Staging(tmp_path / "staging", "test") as staging,
        pytest.raises(LinkerUnavailableError, match="no answer in 6 attempts"),
    ):
        ask(server, staging, slept=slept)
    assert slept == [2.0, 4.0, 8.0, 16.0, 32.0]


def test_endpoint_keeps_its_pace(server: loopback.Endpoint) -> None:
    slept: list[float] = []
    with Door(harvest_manners(server.url, contact="https://example.org/us", pause=1.5), **frozen(slept)) as door:
        for _ in range(3):
            Endpoint(server.url, door).select("SELECT ?item WHERE { ?item ?p ?o } LIMIT 1")
    assert slept == [1.5, 1.5]


def test_endpoint_that_cannot_be_reached_stops_the_harvest() -> None:
    url, slept = "http://127.0.0.1:9/sparql", []
    with (
        Door(harvest_manners(url, contact=CONTACT), **frozen(slept)) as door,
        pytest.raises(LinkerUnavailableError, match="ConnectError"),
    ):
        Endpoint(url, door).select("SELECT * { ?s ?p ?o }")


def test_endpoint_that_leads_elsewhere_is_not_followed(tmp_path: Path, server: loopback.Endpoint) -> None:
    server.faults.append(loopback.once(1, (307, {"Location": "http://127.0.0.1:9/sparql"}, b"")))
    with Staging(tmp_path / "staging", "test") as staging, pytest.raises(LinkerUnavailableError, match="not allowed"):
        ask(server, staging)


def test_endpoint_that_does_not_understand_stops_the_harvest(server: loopback.Endpoint) -> None:
    with (
        Door(harvest_manners(server.url, contact=CONTACT)) as door,
        pytest.raises(LinkerUnavailableError, match="status 400"),
    ):
        Endpoint(server.url, door).select("SELECT nonsense")


def test_endpoint_is_not_asked_without_a_contact() -> None:
    with pytest.raises(ConfigError, match="contact"):
        harvest_manners("https://example.org/sparql", contact="")


def test_fates_tell_merged_and_deleted_items(server: loopback.Endpoint) -> None:
    server.store.update(f"INSERT DATA {{ <{WD}Q900000080> <{SAME_AS}> <{WD}Q900000001> }}")
    server.faults.append(loopback.too_many_values(2))
    with Door(harvest_manners(server.url, contact=CONTACT, pause=0)) as door:
        found = fates(Endpoint(server.url, door), ["Q900000001", "Q900000080", "Q900000081", "Q900000002"])
    assert found == {"Q900000080": "Q900000001", "Q900000081": ""}


def test_item_survives_staging() -> None:
    for raw in world()[:-1]:
        item = parse_item(raw, language="en", properties=("P39", "P569", "P570", "P27"))
        assert decode(encode(item)) == item


def test_dump_memory_does_not_grow_with_the_dump(tmp_path: Path) -> None:
    filler = '{"type":"item","id":"Q900000099","claims":{"P1":[]},"sitelinks":{}%s},' % (" " * 4000)
    path = dump_file(tmp_path, extra=tuple((2, filler) for _ in range(5_000)))
    tracemalloc.start()
    try:
        with Staging(tmp_path / "staging", "test") as staging:
            report = harvest_dump(path, selection(), staging)
            assert (report.lines, staging.count(PERSON), staging.count(OFFICE)) == (5_015, 5, 3)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < path.stat().st_size / 10


def test_every_row_of_a_selection_makes_a_query_that_can_be_answered(server: loopback.Endpoint) -> None:
    chosen = selection(offices={"*": "", "Q900000021": "minister", "Q900000023": ""}, occupations=("Q900000044",))
    found = {}
    for kind, name, pattern in queries.listings(chosen):
        rows = server.store.query(queries.listing_page(kind, pattern, after="Q900000001", limit=10))
        found[name] = len(list(rows))  # type: ignore[arg-type]
    # The first person was on the page before; who left office long ago is no reason.
    assert found == {
        "office *": 4,
        "office Q900000021": 3,
        "office Q900000023": 1,
        f"jurisdiction {state('FR')}": 3,
        f"jurisdiction {state('BR')}": 0,
        "occupation Q900000044": 0,
        "class Q900000061": 2,
    }
