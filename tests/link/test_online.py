"""Online linking as a whole: what is asked, what is decided, and what happens when the service fails."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kg.authority import Authority
from kg.config import Settings, load_settings
from kg.errors import ConfigError
from kg.link.offline import OfflineLinker
from kg.link.online import OnlineLinker, OnlineReport, open_online_linker, open_source
from kg.model.entities import Entity, Kind, Link, Outcome
from kg.net.http import Door
from kg.resources import resource_dir
from tests.link import loopback
from tests.link.loopback import Clock, Document, Fault, Loopback, claim, entity, item_value, year_value
from tests.link.test_offline import person, view
from tests.link.test_offline import state as named_state

NOW = 1_795_521_600.0
FETCHED = "2026-11-24T12:00:00Z"
# Items of our own making, far from any that exists.
HUMAN, MALE, FEMALE = "Q5", "Q999000001", "Q999000002"
FM, MP, BODY, ADA, NAMESAKE, BOARD = (f"Q99900001{n}" for n in range(6))
DK = named_state("DK", "Denmark", "c1")


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.load(resource_dir("data") / "authority")


def state(authority: Authority, code: str) -> Document:
    record = authority.country(code)
    assert record
    assert record.qid
    return item_value(record.qid)


def minister(
    authority: Authority,
    qid: str = ADA,
    name: str = "Ada Bergholt",
    *,
    code: str = "DK",
    term: tuple[int, int] = (2005, 2009),
) -> Document:
    held = {"P580": year_value(term[0]), "P582": year_value(term[1]), "P1001": state(authority, code)}
    return entity(
        qid,
        name,
        claim("P31", item_value(HUMAN)),
        claim("P21", item_value(FEMALE)),
        claim("P27", state(authority, code)),
        claim("P569", year_value(1955)),
        claim("P39", item_value(FM), **held),
        sitelinks=12,
    )


def star(authority: Authority, qid: str = NAMESAKE, name: str = "Ada Bergholt", *, sitelinks: int = 80) -> Document:
    """A namesake of the same state whom everybody knows, for something else."""
    return entity(
        qid,
        name,
        claim("P31", item_value(HUMAN)),
        claim("P21", item_value(FEMALE)),
        claim("P27", state(authority, "DK")),
        claim("P569", year_value(1970)),
        sitelinks=sitelinks,
    )


@pytest.fixture
def server(authority: Authority) -> Iterator[Loopback]:
    with loopback.serve() as found:
        found.add(
            entity(MALE, "male"),
            entity(FEMALE, "female"),
            entity(FM, "Minister of Foreign Affairs"),
            entity(BODY, "intergovernmental organization"),
        )
        yield found


@pytest.fixture
def clock() -> Clock:
    return Clock(now=NOW)


def settings_of(server: Loopback, folder: Path, **others: Any) -> Settings:
    known: dict[str, Any] = {
        "online": "wikidata",
        "contact": "desk@example.org",
        "wikidata_api": server.api,
        "wikidata_sparql": server.sparql,
        "cache_dir": folder,
    }
    return Settings(**{**known, **others})


class Maker:
    """Opens linkers over one server, cache and clock."""

    def __init__(self, authority: Authority, server: Loopback, clock: Clock, folder: Path) -> None:
        self.authority = authority
        self.server = server
        self.clock = clock
        self.folder = folder
        self.opened: list[OnlineLinker] = []

    def __call__(self, *, cached_only: bool = False, **others: Any) -> OnlineLinker:
        settings = settings_of(self.server, self.folder, **others)
        door = partial(Door, clock=self.clock, wall=self.clock, sleep=self.clock.sleep)
        source = open_source(settings, cached_only=cached_only, open_door=door, wall=lambda: NOW)
        self.opened.append(open_online_linker(settings, self.authority, source=source))
        return self.opened[-1]


@pytest.fixture
def make(authority: Authority, server: Loopback, clock: Clock, tmp_path: Path) -> Iterator[Maker]:
    maker = Maker(authority, server, clock, tmp_path)
    yield maker
    for linker in maker.opened:
        linker.close()


BERGHOLT = person("Ada Bergholt", "Danish Foreign Minister", country="DK")


def test_person_unknown_to_the_authority_is_linked(make: Maker, server: Loopback, authority: Authority) -> None:
    server.add(minister(authority))
    linker = make()
    link = linker.link(view(BERGHOLT, DK))["e1"]
    assert (link.outcome, link.qid) == (Outcome.LINK, ADA)
    assert link.method == "wikidata"
    assert link.authority == f"{authority.version} + wikidata {FETCHED} revision {server.entities[ADA]['lastrevid']}"
    assert link.margin > 0.8
    assert link.score > 0.9
    values = dict(link.candidates[0].features)
    assert (values["time"], values["role"], values["name"]) == (2.0, 2.0, 0.0)
    assert (link.candidates[0].country, link.candidates[0].gender) == ("DK", "f")
    assert linker.report == OnlineReport(asked=1, outcomes=linker.report.outcomes)
    assert linker.report.outcomes == {Outcome.LINK: 1}


def test_only_the_open_full_names_are_asked(make: Maker, server: Loopback) -> None:
    article = view(
        person("Vladimir Putin", "Russian President", country="RU"),
        person("Bergholt", "Danish Foreign Minister", country="DK", id="e2"),
        person("Ned Nobody", id="e3"),
        DK,
        Entity("e4", Kind.PLACE, "Aarhus", "DK"),
        Entity("e5", Kind.ORGANIZATION, "NATO"),
        Entity("e6", Kind.ORGANIZATION, "Harbour Board"),
    )
    links = make().link(article)
    assert {seen.params["search"] for seen in server.asked("wbsearchentities")} == {"Ned Nobody", "Harbour Board"}
    assert links["e1"] == OfflineLinker(make.authority).link(article)["e1"]
    assert links["e3"].method == "wikidata"
    assert links["e3"].outcome is Outcome.NIL


def test_article_that_the_authority_settles_opens_no_socket(make: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    linker = make()
    monkeypatch.setattr(socket, "socket", None)
    article = view(person("Vladimir Putin", "Russian President", country="RU"), DK)
    assert linker.link(article) == OfflineLinker(make.authority).link(article)


def outcome_of(make: Maker, *entities: Entity, date: str | None = "2007-02-22") -> tuple[Outcome, str | None]:
    link = make().link(view(*entities, date=date))["e1"]
    return link.outcome, link.qid


def test_office_holder_goes_before_the_famous_namesake(make: Maker, server: Loopback, authority: Authority) -> None:
    server.add(star(authority, sitelinks=20), minister(authority))
    assert outcome_of(make, BERGHOLT, DK) == (Outcome.LINK, ADA)


@pytest.mark.parametrize("entity_", [BERGHOLT, person("Ada Bergholt"), person("Ada Bergholt", "singer")])
def test_fame_alone_is_no_proof(make: Maker, server: Loopback, authority: Authority, entity_: Entity) -> None:
    server.add(star(authority))
    assert outcome_of(make, entity_, DK)[0] is not Outcome.LINK


def test_office_that_is_not_public_is_no_proof(make: Maker, server: Loopback, authority: Authority) -> None:
    bishop = minister(authority)
    bishop["claims"]["P39"] = [claim("P39", item_value("Q999000050"), P580=year_value(2000), P582=year_value(2012))]
    server.add(bishop, entity("Q999000050", "Bishop of Aarhus"))
    assert outcome_of(make, person("Ada Bergholt"), DK) == (Outcome.CANDIDATE, None)
    server.entities["Q999000050"]["labels"]["en"]["value"] = "Minister of Fisheries of Denmark"
    make.folder /= "other"
    assert outcome_of(make, person("Ada Bergholt"), DK) == (Outcome.LINK, ADA)


def test_two_who_fit_stay_candidates(make: Maker, server: Loopback, authority: Authority) -> None:
    server.add(minister(authority), minister(authority, NAMESAKE))
    link = make().link(view(BERGHOLT, DK))["e1"]
    assert link.outcome is Outcome.CANDIDATE
    assert {candidate.qid for candidate in link.candidates} == {ADA, NAMESAKE}


@pytest.mark.parametrize(
    ("entities", "date"),
    [
        # Not yet born, by the hard filter; another office; another state; another gender.
        ((BERGHOLT, DK), "1970-02-22"),
        ((person("Ada Bergholt", "composer"), named_state("SE", "Sweden")), "2007-02-22"),
        ((person("Ada Bergholt", "Swedish Foreign Minister", country="SE"), named_state("SE", "Sweden")), "1985-02-22"),
        ((person("Ada Bergholt", gender="m"), named_state("SE", "Sweden")), "2007-02-22"),
        # Somebody else's name.
        ((person("Ada J. Bergholt", "Danish Foreign Minister", country="SE"),), "2030-02-22"),
    ],
)
def test_who_does_not_fit_is_not_linked(
    make: Maker, server: Loopback, authority: Authority, entities: tuple[Entity, ...], date: str
) -> None:
    server.add(minister(authority))
    assert outcome_of(make, *entities, date=date)[0] is not Outcome.LINK


def test_record_without_item_gets_it(make: Maker, server: Loopback, authority: Authority) -> None:
    reagan = person("Ronald Reagan", "U.S. President", country="US")
    assert OfflineLinker(authority).link(view(reagan, date="1985-02-22"))["e1"].qid is None
    term = {"P580": year_value(1981), "P582": year_value(1989), "P1001": state(authority, "US")}
    server.add(
        entity("Q999000030", "President"),
        entity(
            "Q999000031",
            "Ronald Reagan",
            claim("P31", item_value(HUMAN)),
            claim("P27", state(authority, "US")),
            claim("P39", item_value("Q999000030"), **term),
            sitelinks=200,
        ),
    )
    assert outcome_of(make, reagan, date="1985-02-22") == (Outcome.LINK, "Q999000031")


def test_person_of_another_spelling_is_found_in_the_text(make: Maker, server: Loopback, authority: Authority) -> None:
    known = minister(authority, name="Ada Maria Bergholt")
    server.add(known)
    assert outcome_of(make, BERGHOLT, DK) == (Outcome.LINK, ADA)
    assert len(server.asked("query")) == 1


def test_person_transliterated_otherwise_is_found_by_state(make: Maker, server: Loopback, authority: Authority) -> None:
    server.add(minister(authority, name="Sergey Bergholtov"))
    article = person("Sergei Bergholtov", "Danish Foreign Minister", country="DK")
    assert outcome_of(make, article, DK) == (Outcome.LINK, ADA)
    assert len(server.asked("query")) == 2


def test_merged_item_is_linked_by_its_new_identifier(make: Maker, server: Loopback, authority: Authority) -> None:
    server.add(minister(authority))
    server.entities["Q999000040"] = {**server.entities.pop(ADA), "id": "Q999000040"}
    server.add(minister(authority))
    server.merged = {"Q999000040": ADA}
    assert outcome_of(make, BERGHOLT, DK) == (Outcome.LINK, ADA)


def test_body_is_linked_by_exact_form(make: Maker, server: Loopback) -> None:
    server.add(entity(BOARD, "Harbour Board", claim("P31", item_value(BODY)), aliases=("HBX",), sitelinks=3))
    links = make().link(view(Entity("e1", Kind.ORGANIZATION, "HBX"), Entity("e2", Kind.ORGANIZATION, "Harbour")))
    assert links["e1"].qid == BOARD
    assert links["e1"].method == "wikidata"
    assert links["e2"].outcome is Outcome.NIL


def test_two_persons_of_one_article_are_not_one_item(make: Maker, server: Loopback, authority: Authority) -> None:
    putin = next(record for record in authority.persons_named("Vladimir Putin"))
    term = {"P580": year_value(2000), "P582": year_value(2008), "P1001": state(authority, "RU")}
    office = entity("Q999000030", "President")
    known = entity(
        str(putin.qid),
        "Wolodja Putinow",
        claim("P31", item_value(HUMAN)),
        claim("P27", state(authority, "RU")),
        claim("P39", item_value("Q999000030"), **term),
        sitelinks=200,
    )
    server.add(office, known)
    links = make().link(
        view(
            person("Vladimir Putin", "Russian President", country="RU"),
            person("Wolodja Putinow", "Russian President", country="RU", id="e2"),
            named_state("RU", "Russia"),
        )
    )
    assert links["e1"].qid == putin.qid
    assert links["e2"].outcome is Outcome.CANDIDATE


def test_run_is_repeated_from_the_cache_alone(
    make: Maker, server: Loopback, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.add(
        minister(authority),
        star(authority, sitelinks=5),
        entity(BOARD, "Harbour Board", claim("P31", item_value(BODY))),
    )
    article = view(BERGHOLT, DK, person("Ned Nobody", id="e2"), Entity("e3", Kind.ORGANIZATION, "Harbour Board"))
    first = make().link(article)
    asked = len(server.seen)
    assert make().link(article) == first
    assert len(server.seen) == asked
    monkeypatch.setattr(socket, "socket", None)
    assert make(cached_only=True, contact="").link(article) == first


def test_name_that_the_cache_lacks_keeps_the_word_of_the_authority(make: Maker) -> None:
    linker = make(cached_only=True)
    article = view(BERGHOLT, DK)
    assert linker.link(article) == OfflineLinker(make.authority).link(article)
    assert (linker.report.asked, linker.report.failed, linker.report.unavailable) == (1, 1, "")


@pytest.mark.parametrize("lost", [ADA, FM])
def test_cache_that_lacks_a_part_decides_nothing(
    make: Maker, server: Loopback, authority: Authority, lost: str
) -> None:
    server.add(minister(authority))
    linker = make()
    linker.link(view(BERGHOLT, DK))
    linker._source.cache._db.execute("DELETE FROM answers WHERE url LIKE ?", (f"%ids={lost}&%",))
    link = make(cached_only=True).link(view(BERGHOLT, DK))["e1"]
    assert (link.outcome, link.method) == (Outcome.NIL, "offline")


# What each fault, if it stays, does to the linking of an article: the requests it costs, and why linking went offline.
STAYING: list[tuple[str, Fault, int, str]] = [
    ("429, seconds", loopback.status(429, Retry_After="7"), 5, "status 429"),
    ("429, an hour", loopback.status(429, Retry_After="3600"), 1, "in 3600 s"),
    ("500", loopback.status(500), 5, "status 500"),
    ("503", loopback.status(503), 5, "status 503"),
    ("403", loopback.status(403), 1, "check `contact`"),
    ("maxlag", loopback.api_error("maxlag", Retry_After="5"), 5, "error maxlag"),
    ("broken JSON", loopback.broken_json, 5, "broken JSON"),
    ("page", loopback.error_page, 5, "text/html, not JSON"),
    ("reset", loopback.reset, 5, "no answer in 5 attempts"),
    ("redirect loop", loopback.redirect(), 4, "redirects more than 3 times"),
    ("other host", loopback.redirect("http://example.org/"), 1, "not allowed"),
]


@pytest.mark.parametrize(("fault", "cost", "why"), [row[1:] for row in STAYING], ids=[row[0] for row in STAYING])
def test_service_that_fails_leaves_the_links_of_the_authority(
    make: Maker, server: Loopback, fault: Fault, cost: int, why: str
) -> None:
    server.always = fault
    linker = make()
    article = view(person("Vladimir Putin", "Russian President", country="RU"), person("Ada Bergholt", id="e2"), DK)
    links = linker.link(article)
    before = OfflineLinker(make.authority).link(article)
    assert links["e1"] == before["e1"]
    assert links["e2"].outcome is before["e2"].outcome
    assert links["e2"].method == "offline; wikidata unavailable"
    assert why in linker.report.unavailable
    assert len(server.seen) == cost
    linker.link(view(person("Somebody Else")))
    assert len(server.seen) == cost
    assert linker.report.failed == 2


# Faults of one request: its name stays as it was, the other names are looked up.
SINGLE: list[tuple[str, Fault]] = [
    ("400", loopback.status(400)),
    ("permanent error", loopback.api_error("badvalue")),
    ("huge body", loopback.huge(33 * 1024 * 1024)),
    ("gzip bomb", loopback.gzip_bomb(200_000_000)),
]


@pytest.mark.parametrize("fault", [row[1] for row in SINGLE], ids=[row[0] for row in SINGLE])
def test_request_that_fails_costs_one_name(make: Maker, server: Loopback, authority: Authority, fault: Fault) -> None:
    server.add(minister(authority))
    server.faults = [fault]
    linker = make()
    links = linker.link(
        view(person("Ned Nobody"), person("Ada Bergholt", "Danish Foreign Minister", country="DK", id="e2"), DK)
    )
    assert links["e1"].method == "offline"
    assert links["e2"].qid == ADA
    assert (linker.report.failed, linker.report.unavailable) == (1, "")


def test_service_that_fails_in_the_middle_leaves_what_was_found(
    make: Maker, server: Loopback, authority: Authority
) -> None:
    server.add(minister(authority))
    linker = make()
    linker.link(view(BERGHOLT, DK))
    server.always = loopback.status(500)
    links = linker.link(view(person("Ned Nobody", id="e2"), BERGHOLT, DK))
    assert links["e1"].qid == ADA
    assert links["e2"].method == "offline; wikidata unavailable"


def test_items_that_are_refused_leave_the_names_open(make: Maker, server: Loopback, authority: Authority) -> None:
    server.add(minister(authority))

    def refuse(exchange: loopback.Exchange) -> None:
        if exchange.seen.params["action"] == "wbgetentities":
            loopback.api_error("no-such-entity")(exchange)
        else:
            exchange.send(exchange.truth())

    server.always = refuse
    linker = make()
    assert linker.link(view(BERGHOLT, DK))["e1"].outcome is Outcome.NIL
    assert linker.report.failed == 1


def proposal(qid: str, name: str, score: float) -> Document:
    return {"id": qid, "name": name, "score": score, "match": score > 95}


def test_reconciliation_service_proposes_and_items_decide(make: Maker, server: Loopback, authority: Authority) -> None:
    server.add(minister(authority), star(authority, sitelinks=20))
    server.scores = {"Ada Bergholt": [proposal(NAMESAKE, "Ada Bergholt", 100), proposal(ADA, "Ada Bergholt", 80)]}
    link = make(online="reconcile", reconcile_url=server.service).link(view(BERGHOLT, DK))["e1"]
    assert (link.qid, link.method) == (ADA, "reconcile")
    assert FETCHED in link.authority


def test_reconciliation_service_alone_never_links(make: Maker, server: Loopback) -> None:
    server.scores = {"Ada Bergholt": [proposal(ADA, "Ada Bergholt", 100)]}
    linker = make(online="reconcile", reconcile_url=server.service, wikidata_api="")
    links = linker.link(view(BERGHOLT, DK, person("Ned Nobody", id="e2")))
    assert links["e1"].outcome is Outcome.CANDIDATE
    assert [(one.qid, one.features) for one in links["e1"].candidates] == [(ADA, (("service", 100.0),))]
    assert links["e2"].outcome is Outcome.NIL


def test_reconciliation_service_of_other_identifiers_is_left_alone(make: Maker, server: Loopback) -> None:
    server.space = "https://viaf.example/"
    linker = make(online="reconcile", reconcile_url=server.service)
    link = linker.link(view(BERGHOLT, DK))["e1"]
    assert link.method == "offline; reconcile unavailable"
    assert "not of Wikidata" in linker.report.unavailable


@pytest.mark.parametrize(
    ("others", "message"),
    [
        ({"online": "off"}, "online linking is off"),
        ({"contact": ""}, "needs `contact`"),
        ({"contact": "nobody"}, "needs `contact`"),
        ({"wikidata_api": ""}, "online = wikidata needs wikidata_api"),
        ({"wikidata_api": "http://u:p@example.org/"}, "user name or password"),
    ],
)
def test_linker_does_not_open_without_what_it_needs(
    authority: Authority, server: Loopback, tmp_path: Path, others: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        open_online_linker(settings_of(server, tmp_path / "cache", **others), authority)


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"KG_ONLINE": "yes"}, "online must be one of off, wikidata, reconcile"),
        ({"KG_ONLINE": "reconcile"}, "online = reconcile needs reconcile_url"),
        ({"KG_WIKIDATA_API": "www.wikidata.org"}, "wikidata_api must begin with http:// or https://"),
        ({"KG_WIKIDATA_SPARQL": "x"}, "wikidata_sparql must begin with http:// or https://"),
        ({"KG_RECONCILE_URL": "file:///x"}, "reconcile_url must begin with http:// or https://"),
        ({"KG_CACHE_DAYS": "-1"}, "cache_days must not be less than 0"),
        ({"KG_CACHE_DAYS": "nan"}, "cache_days must not be less than 0"),
        ({"KG_REQUESTS_PER_SECOND": "0"}, "requests_per_second must be more than 0, at most 50"),
    ],
)
def test_settings_of_services_are_checked(environ: dict[str, str], message: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(environ=environ, folder=tmp_path)
    assert str(caught.value) == message


def test_online_linking_is_off_unless_asked_for(tmp_path: Path) -> None:
    assert load_settings(environ={}, folder=tmp_path).online == "off"


def test_linker_closes_with_its_block(make: Maker, server: Loopback, tmp_path: Path) -> None:
    with make() as linker:
        assert isinstance(linker.link(view(BERGHOLT, DK))["e1"], Link)
    assert linker._source.cut_off
