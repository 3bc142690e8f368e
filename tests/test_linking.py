"""Human decisions and bigger authorities in a store: they win, survive rebuilds, and are explained."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from kg.build import build_graph
from kg.config import Settings
from kg.errors import NotFoundError
from kg.pipeline import load_pipeline
from kg.query import query_text
from kg.relinking import explain_link, relink, review_links
from kg.reports import BuildReport
from kg.store import View, open_store
from tests.authority.test_snapshot import made, row
from tests.link import loopback
from tests.link.loopback import claim, entity, item_value, year_value

pytestmark = [pytest.mark.model, pytest.mark.slow]

BASE = "https://example.org/id/"
ARTICLES = {
    "a.txt": "PARIS, May 3, 2007 - French President Jacques Chirac met Brazilian Foreign Minister Celso Quimbaya."
    " Quimbaya said the talks were useful.",
    "b.txt": "LONDON, May 4, 2007 - Brazilian Foreign Minister Celsinho Quimbaya said Brazil would sign the treaty."
    " He spoke in London.",
}
STATES = 'SELECT ?item { ?c rdfs:label "France" ; schema:sameAs ?item }'
# Invented items.
ONE, TWO = "Q900000001", "Q900000002"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("linking")
    for name, text in ARTICLES.items():
        (folder / name).write_text(f"Talks held\n\n{text}\n", encoding="utf-8")
    settings = Settings(store=folder / "store", base_iri=BASE)
    assert build_graph([str(folder / "*.txt")], settings).failures == []
    return settings


def decide(settings: Settings, *rows: str) -> tuple[Settings, BuildReport]:
    """The store under decisions."""
    path = settings.store.parent / "decisions.tsv"
    path.write_text("\n".join(["entity\tname\tcountry\tkind\tdecision", *rows, ""]), encoding="utf-8")
    decided = replace(settings, decisions=str(path))
    return decided, relink(decided)


def persons(settings: Settings) -> list[str]:
    with open_store(settings.store, read_only=True) as view:
        return sorted(line for line in lines(view) if "/person/" in line)


def lines(view: View) -> set[str]:
    found = json.loads(query_text(view, "SELECT ?p { ?p a ng:Person }"))
    return {binding["p"]["value"] for binding in found["results"]["bindings"]}


def test_decisions_win_and_can_be_taken_back(built: Settings) -> None:
    before = persons(built)
    assert f"{BASE}person/celso-quimbaya-BR" in before
    decided, report = decide(
        built,
        f"\tCelso Quimbaya\tBR\tperson\tis {ONE}",
        "\tCelsinho Quimbaya\tBR\tperson\tsame Celso Quimbaya @ BR",
    )
    assert report.failures == []
    linked = [iri for iri in persons(decided) if iri.endswith(ONE)]
    assert len(linked) == 1
    assert not [iri for iri in persons(decided) if "quimbaya-BR" in iri]
    # Nothing changes when it is done again, whatever IRI the entity has now.
    assert relink(decided).graphs_changed == 0
    text = explain_link("Celso Quimbaya", decided)
    assert "a human decided so" in text
    assert json.loads(explain_link(linked[0], decided, as_json=True))[0]["qid"] == ONE
    relink(built)
    assert persons(built) == before


def test_decision_wins_over_the_record_of_a_state(built: Settings) -> None:
    with open_store(built.store, read_only=True) as view:
        before = query_text(view, STATES)
    assert "/entity/Q" in before
    qid = before.partition("/entity/")[2].partition('"')[0]
    decided, report = decide(built, f"\tFrance\tFR\tcountry\tis not {qid}")
    assert report.failures == []
    with open_store(decided.store, read_only=True) as view:
        assert "/entity/Q" not in query_text(view, STATES)


def test_contradicting_decisions_are_told_and_change_nothing(built: Settings) -> None:
    relink(built)
    before = persons(built)
    decided, report = decide(
        built,
        f"person/celso-quimbaya-BR\t\t\t\tis {ONE}",
        f"\tCelso Quimbaya\tBR\tperson\tis {TWO}",
        "\tCelso Quimbaya\tBR\tperson\tis perhaps",
    )
    assert len(report.failures) == 2
    assert persons(decided) == before


def test_entity_that_is_not_there_has_no_explanation(built: Settings) -> None:
    with pytest.raises(NotFoundError):
        explain_link("Nobody At All", built)


def test_review_lists_entities_with_header(built: Settings) -> None:
    assert any(line.startswith("entity\t") for line in review_links(built))


def test_bigger_authority_links_whom_the_embedded_one_does_not_know(built: Settings, tmp_path: Path) -> None:
    made(
        tmp_path,
        row(
            TWO,
            "Celso Quimbaya",
            countries="BR",
            offices="foreign_minister:Foreign Minister@BR:2005-2009",
            prior="60",
        ),
    )
    bigger = replace(built, authorities=str(tmp_path / "made.sqlite"))
    relink(bigger)
    assert f"{BASE}person/celso-quimbaya-{TWO}" in persons(bigger)
    relink(built)


def test_a_service_links_whom_the_authority_lacks_and_the_cache_keeps_it(
    built: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brazil = load_pipeline(built).authority.country("BR")
    assert brazil
    assert brazil.qid
    before = persons(built)
    settings = replace(
        built, online="wikidata", contact="desk@example.org", cache_dir=tmp_path / "cache", requests_per_second=50.0
    )
    with loopback.serve() as service:
        service.add(*foreign_minister(ONE, "Celso Quimbaya", brazil.qid))
        settings = replace(settings, wikidata_api=service.api, wikidata_sparql=service.sparql)
        report = relink(settings, online=True)
    assert report.failures == []
    assert report.asked
    assert f"{BASE}person/celso-quimbaya-{ONE}" in persons(settings)
    # The service is gone; what it said is not.
    monkeypatch.setattr("socket.socket", None)
    assert relink(settings).graphs_changed == 0
    assert relink(built).failures == []
    assert persons(built) == before


def test_a_service_that_refuses_is_told(built: Settings, tmp_path: Path) -> None:
    settings = replace(built, online="wikidata", contact="desk@example.org", cache_dir=tmp_path / "cache")
    with loopback.serve() as service:
        service.always = loopback.status(403)
        settings = replace(settings, wikidata_api=service.api, wikidata_sparql="")
        report = relink(settings, online=True)
    assert "linking went on without the service" in report.failures[0]
    assert report.unanswered == report.asked > 0
    relink(built)


def test_explaining_and_reviewing_need_a_store(built: Settings) -> None:
    missing = replace(built, store=built.store / "none")
    with pytest.raises(NotFoundError, match="there is no store"):
        explain_link("Ana", missing)
    with pytest.raises(NotFoundError, match="there is no store"):
        review_links(missing)


def foreign_minister(qid: str, name: str, state: str) -> tuple[loopback.Document, ...]:
    """A foreign minister of a state from 2005 to 2009, and the office."""
    office = "Q900000011"
    term = {"P580": year_value(2005), "P582": year_value(2009), "P1001": item_value(state)}
    return (
        entity(
            qid,
            name,
            claim("P31", item_value("Q5")),
            claim("P27", item_value(state)),
            claim("P569", year_value(1955)),
            claim("P39", item_value(office), **term),
            sitelinks=12,
        ),
        entity(office, "Minister of Foreign Affairs of Brazil", claim("P1001", item_value(state))),
    )
