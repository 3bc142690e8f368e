"""Events of a store: one node for what several articles tell of, each article's claims in its own graph."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path

import pytest

from kg.build import build_graph, delete_articles
from kg.config import Settings
from kg.errors import NotFoundError
from kg.eventing import compare_events, describe_events, event_json, event_text
from kg.query import query_text
from kg.relinking import relink
from kg.store import open_store
from kg.verify import validate_store, verify_store
from tests.test_build import dump

pytestmark = pytest.mark.model

LIMA = (
    "LIMA, May 10, 2010 (First Wire) -- Peruvian President Alan Garcia met Chilean Foreign Minister Ana Soto in Lima "
    'on Monday.\n\n"We have settled the dispute over the fishing grounds," Mr. Garcia said.\n'
)
SANTIAGO = (
    "SANTIAGO, May 11, 2010 (Second Paper) -- Chilean Foreign Minister Ana Soto and Peruvian President Alan Garcia "
    'held a summit in Lima on Monday.\n\n"We have settled the dispute over the fishing grounds", Garcia said in Lima.\n'
)
PLANNED = (
    "QUITO, May 7, 2010 (Third Paper) -- Peruvian President Alan Garcia will meet Chilean Foreign Minister Ana Soto in "
    "Lima on Monday, officials in Quito said.\n"
)
OTHER = (
    "LIMA, May 13, 2010 (First Wire) -- Peruvian President Alan Garcia met Chilean Foreign Minister Ana Soto in Lima "
    "on Thursday.\n"
)
TEXTS = {"lima": LIMA, "santiago": SANTIAGO, "planned": PLANNED, "other": OTHER}
STATUSES = """SELECT ?graph ?meeting ?status ?type ?article {
  GRAPH ?graph { ?meeting a ng:Meeting ; ng:status ?status ; ng:meetingType ?type }
  ?graph schema:datePublished ?article } ORDER BY ?article"""
REPLACED = "SELECT ?old ?new { ?old dct:isReplacedBy ?new } ORDER BY ?old"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(store=tmp_path / "store", keep_duplicates=True)


def ask(settings: Settings, query: str) -> list[dict[str, str]]:
    with open_store(settings.store, read_only=True) as view:
        rows = json.loads(query_text(view, query, format="json"))["results"]["bindings"]
    return [{name: cell["value"].rpartition("#")[2] for name, cell in row.items()} for row in rows]


def meetings(settings: Settings) -> list[str]:
    return [row["meeting"] for row in ask(settings, "SELECT DISTINCT ?meeting { ?meeting a ng:Meeting }")]


def statements(settings: Settings) -> list[str]:
    query = 'SELECT DISTINCT ?s { ?s a ng:Statement ; ng:text ?text FILTER(CONTAINS(?text, "fishing grounds")) }'
    return [row["s"] for row in ask(settings, query)]


def test_meeting_of_three_articles_is_one_node_and_each_tells_its_own(folder: Path, settings: Settings) -> None:
    report = build_graph([str(folder)], settings)
    rows = ask(settings, STATUSES)
    assert [(row["article"], row["status"], row["type"]) for row in rows] == [
        ("2010-05-07", "planned", "talks"),
        ("2010-05-10", "held", "talks"),
        ("2010-05-11", "held", "summit"),
        ("2010-05-13", "held", "talks"),
    ]
    shared = {row["meeting"] for row in rows[:3]}
    assert len(shared) == 1
    assert rows[3]["meeting"] not in shared
    assert len(meetings(settings)) == 2
    assert len(statements(settings)) == 1
    assert report.events == 2
    assert "told by several articles: 2 meetings and statements" in report.lines()
    assert {row["new"] for row in ask(settings, REPLACED)} >= shared
    assert verify_store(settings) == []
    assert validate_store(settings) == []


def test_events_do_not_depend_on_the_order_of_arrival(folder: Path, tmp_path: Path) -> None:
    found = set()
    for order in list(permutations(sorted(TEXTS)))[::6]:
        settings = Settings(store=tmp_path / "-".join(order), keep_duplicates=True)
        for name in order:
            build_graph([str(folder / f"{name}.txt")], settings)
        found.add(dump(settings))
    assert len(found) == 1


def test_deleting_an_article_leaves_the_others_claims(folder: Path, settings: Settings, tmp_path: Path) -> None:
    build_graph([str(folder)], settings)
    delete_articles([str(folder / "planned.txt")], settings)
    alone = Settings(store=tmp_path / "alone", keep_duplicates=True)
    build_graph([str(folder / f"{name}.txt") for name in ("lima", "santiago", "other")], alone)
    assert dump(settings) == dump(alone)
    assert validate_store(settings) == []


def test_event_says_why_it_is_one_and_on_what_its_articles_disagree(folder: Path, settings: Settings) -> None:
    build_graph([str(folder)], settings)
    described = {each.event.iri.split("/")[-2]: each for each in describe_events(settings)}
    text = event_text(described["meeting"])
    assert text.count("told by") == 3
    assert "the same persons: Alan Garcia, Ana Soto" in text
    assert "status differs: planned, held" in text
    value = event_json(described["meeting"])
    assert set(value["disagreements"]) == {"status", "type"}
    assert len(value["merges"]) >= 2
    assert "the same words of the same speaker" in event_text(described["statement"])
    shared, other = (row["meeting"] for row in ask(settings, STATUSES)[2:])
    assert compare_events(shared, other, settings) == "two events: other days"
    assert compare_events(*(claim["iri"] for claim in value["claims"][:2]), settings).startswith("one event: ")
    with pytest.raises(NotFoundError, match="no event of several articles"):
        list(describe_events(settings, [other]))
    with pytest.raises(NotFoundError, match="no article has a meeting"):
        compare_events(shared, "meeting/none", settings)


def test_human_decisions_part_and_join_and_can_be_taken_back(folder: Path, settings: Settings, tmp_path: Path) -> None:
    build_graph([str(folder)], settings)
    before = dump(settings)
    [meeting] = [each for each in describe_events(settings) if "/meeting/" in each.event.iri]
    own = {claim.published: claim.iri for claim in meeting.event.claims}
    other = ask(settings, STATUSES)[3]["meeting"]
    path = tmp_path / "decisions.tsv"

    def decide(*rows: tuple[str, str]) -> list[str]:
        lines = "".join(f"{entity}\t{decision}\n" for entity, decision in rows)
        path.write_text("entity\tdecision\n" + lines, encoding="utf-8")
        return relink(Settings(store=settings.store, keep_duplicates=True, decisions=str(path))).failures

    assert decide((own["2010-05-11"], f"different {own['2010-05-10']}")) == []
    assert len(meetings(settings)) == 3
    assert verify_store(Settings(store=settings.store, decisions=str(path), keep_duplicates=True)) == []
    assert decide((own["2010-05-10"], f"same {other}")) == []
    assert len(meetings(settings)) == 1
    failures = decide((own["2010-05-10"], f"same {other}"), (other, f"different {own['2010-05-10']}"))
    assert len(failures) == 2
    assert all("contradicts other decisions" in failure for failure in failures)
    assert len(meetings(settings)) == 2
    relink(settings)
    assert dump(settings) == before
