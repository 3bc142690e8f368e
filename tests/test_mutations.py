"""A store that is corrupted in one way at a time: `kg verify` or `kg validate` finds every one.

The table of docs/checks.md is compared with the list below.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.build import build_graph
from kg.config import Settings
from kg.rdf.namespaces import PREFIXES
from kg.store import open_store
from kg.store.extractions import FILE_NAME
from kg.verify import repair_store, validate_store, verify_store

pytestmark = [pytest.mark.model, pytest.mark.slow]

PAGE = Path(__file__).parent.parent / "docs" / "checks.md"
LIMA = (
    "LIMA, May 12, 2010 (Test Wire) -- Peruvian President Alan Garcia met Chilean Foreign Minister Ana Soto in Lima on "
    'Monday.\n\n"We have signed a fishing treaty," Mr. Garcia said. Ms. Soto said Chile would ratify it.\n'
)
OSLO = """OSLO, May 14, 2010 (Test Wire) -- Norwegian Prime Minister Jens Stoltenberg will visit Lima next month.

Chilean Foreign Minister Ana Soto said on Thursday that Chile welcomed the visit.
"""


@dataclass(frozen=True)
class Mutation:
    """A way to corrupt a store, and the rules that find it.

    `change` is a SPARQL update (the default graph is brought into step afterwards if `merged`), or a function of the
    store's folder.
    """

    name: str
    change: str | Callable[[Path], None]
    verify: str = ""
    validate: str = ""
    merged: bool = True
    mended: bool = True


def swap(pattern: str, property_: str, value: str) -> str:
    """An update that gives the property of the first node in IRI order another value."""
    return (
        f"DELETE {{ GRAPH ?g {{ ?node {property_} ?old }} }} INSERT {{ GRAPH ?g {{ ?node {property_} {value} }} }} "
        f"WHERE {{ {first(pattern, property_)} GRAPH ?g {{ ?node {property_} ?old }} }}"
    )


def drop(pattern: str, property_: str) -> str:
    """An update that takes one property from the first node in IRI order."""
    return (
        f"DELETE {{ GRAPH ?g {{ ?node {property_} ?old }} }} "
        f"WHERE {{ {first(pattern, property_)} GRAPH ?g {{ ?node {property_} ?old }} }}"
    )


def add(pattern: str, property_: str, value: str) -> str:
    """An update that gives the first node in IRI order another triple, in the graph that says what it is."""
    return f"INSERT {{ GRAPH ?g {{ ?node {property_} {value} }} }} WHERE {{ {first(pattern, 'a')} }}"


def first(pattern: str, property_: str) -> str:
    return (
        f"{{ SELECT ?node ?g WHERE {{ GRAPH ?g {{ ?node a {pattern} ; {property_} ?any }} }} ORDER BY ?node LIMIT 1 }}"
    )


def on_extractions(statement: str) -> Callable[[Path], None]:
    def change(store: Path) -> None:
        with sqlite3.connect(store / FILE_NAME) as db:
            db.execute(statement)
        db.close()

    return change


def rewrite_extraction(pattern: str, new: str) -> Callable[[Path], None]:
    """Change words of a kept extraction."""

    def change(store: Path) -> None:
        with sqlite3.connect(store / FILE_NAME) as db:
            for article, body in db.execute("SELECT article, body FROM extraction").fetchall():
                text = zlib.decompress(body).decode()
                text = re.sub(pattern, new, text)
                db.execute("UPDATE extraction SET body = ? WHERE article = ?", (zlib.compress(text.encode()), article))
        db.close()

    return change


NOWHERE = "<https://w3id.org/newsgraph/id/person/nobody>"
NEW = "<https://w3id.org/newsgraph/id/policy/new>"
MEETING, STATEMENT, MENTION = "ng:Meeting", "ng:Statement", "ng:Mention"

MUTATIONS = (
    Mutation(
        "a quad is dropped: the words of a mention", drop(MENTION, "nif:anchorOf"), "words", "Mention/anchorOf/minCount"
    ),
    Mutation("offsets are moved by one", swap(MENTION, "nif:beginIndex", "7"), "words", "Mention/lengthOfWords"),
    Mutation("an offset lies behind the text", swap(MENTION, "nif:endIndex", "99999"), "offsets", "Mention/insideText"),
    Mutation(
        "the words of a mention are changed", swap(MENTION, "nif:anchorOf", '"other"'), "words", "Mention/lengthOfWords"
    ),
    Mutation(
        "one letter of the words differs in case",
        swap('ng:Mention ; nif:anchorOf "Chile"', "nif:anchorOf", '"chile"'),
        "words",
    ),
    Mutation(
        "the text of an article is changed",
        swap("ng:Article", "nif:isString", '"Something else."'),
        "digest",
        "Mention/insideText",
    ),
    Mutation(
        "the digest of an article is wrong", swap("ng:Article", "ng:contentDigest", '"' + "0" * 64 + '"'), "digest"
    ),
    Mutation(
        "a number has the wrong datatype",
        swap(STATEMENT, "ng:confidence", '"0.5"'),
        "derivation",
        "Fact/confidence/datatype",
    ),
    Mutation(
        "a confidence is over 1", swap(STATEMENT, "ng:confidence", "1.5"), "derivation", "Fact/confidence/maxInclusive"
    ),
    Mutation(
        "a participant is nobody", swap(MEETING, "ng:participant", NOWHERE), "dangling", "Meeting/participant/class"
    ),
    Mutation(
        "a meeting has two statuses", add(MEETING, "ng:status", "ng:denied"), "derivation", "Meeting/onceAMeeting"
    ),
    Mutation(
        "a meeting has a status of policies",
        swap(MEETING, "ng:status", "ng:adopted"),
        "derivation",
        "Meeting/status/in",
    ),
    Mutation(
        "the status is no term of the ontology", swap(MEETING, "ng:status", "ng:hold"), "term", "Meeting/status/in"
    ),
    Mutation(
        "the bounds of a date are reversed",
        swap("ng:Meeting", "schema:startDate", '"2031-01-01"^^xsd:date'),
        "date-bounds",
        "Fact/dayOrder",
    ),
    Mutation(
        "the date no longer fits its bounds",
        swap(MEETING, "ng:date", '"2009-03"^^edtf:EDTF'),
        "date-bounds",
        "Fact/firstDay",
    ),
    Mutation(
        "a date is no EDTF", swap(MEETING, "ng:date", '"last week"^^edtf:EDTF'), "date-bounds", "Fact/date/pattern"
    ),
    Mutation("a fact loses its evidence", drop(MEETING, "ng:evidence"), "evidence", "Fact/evidence/minCount"),
    Mutation(
        "evidence leads to another article",
        swap(STATEMENT, "ng:evidence", "<https://w3id.org/newsgraph/id/article/x#char=1,2>"),
        "evidence",
        "Fact/evidence/class",
    ),
    Mutation(
        "evidence outside the article's body",
        rewrite_extraction(r'"body": \[\[.*?\]\]', '"body": [[0, 5]]'),
        "body",
        merged=False,
        mended=False,
    ),
    Mutation("a statement loses its text", drop(STATEMENT, "ng:text"), "derivation", "Statement/text/minCount"),
    Mutation(
        "the text of a statement is changed",
        swap(STATEMENT, "ng:text", '"Nothing of the kind."'),
        "derivation",
        "Statement/wordsOfContent",
    ),
    Mutation("a person's label is lost", drop("ng:Person", "rdfs:label"), "derivation", "Agent/label/minCount"),
    Mutation("an entity loses its type", drop("ng:Person", "a"), "untyped", "Statement/speaker/class"),
    Mutation("a person is a country too", add("ng:Person", "a", "ng:Country"), "derivation", "Person/not"),
    Mutation("a link without its target", drop("ng:Link", "ng:linkTarget"), "derivation", "Link/xone"),
    Mutation(
        "the merged graph has a triple too many",
        "INSERT DATA { <https://x.example/s> <https://x.example/p> 1 }",
        "merge-extra",
        merged=False,
    ),
    Mutation(
        "the merged graph lacks a triple",
        "DELETE { ?s ng:cue ?o } WHERE { ?s ng:cue ?o }",
        "merge-missing",
        merged=False,
    ),
    Mutation(
        "the graph of an article is gone",
        "DELETE { GRAPH ?a { ?s ?p ?o } } WHERE { GRAPH ?a { ?a a ng:Article . ?s ?p ?o } }",
        "graph-missing",
    ),
    Mutation(
        "a fact that no extraction has",
        f"INSERT {{ GRAPH ?a {{ {NEW} a ng:Policy }} }} WHERE {{ GRAPH ?a {{ ?a a ng:Article }} }}",
        "evidence",
        "Fact/evidence/minCount",
    ),
    Mutation(
        "a kept extraction is missing",
        on_extractions("DELETE FROM extraction WHERE article = (SELECT min(article) FROM extraction)"),
        "extraction-missing",
        merged=False,
        mended=False,
    ),
    Mutation(
        "a kept extraction is damaged",
        on_extractions("UPDATE extraction SET body = x'00'"),
        "extraction-damaged",
        merged=False,
        mended=False,
    ),
    Mutation(
        "a kept extraction is changed",
        rewrite_extraction('"status": "held"', '"status": "denied"'),
        "derivation",
        merged=False,
    ),
    Mutation(
        "a build was stopped before the graph was written",
        on_extractions("UPDATE extraction SET graph = ''"),
        "extraction-new",
        merged=False,
    ),
)

MERGE = """
DELETE { ?s ?p ?o } WHERE { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } } ;
INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o } }
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of two articles in which all is well."""
    folder = tmp_path_factory.mktemp("mutations")
    (folder / "articles").mkdir()
    (folder / "articles" / "lima.txt").write_text(LIMA, encoding="utf-8")
    (folder / "articles" / "oslo.txt").write_text(OSLO, encoding="utf-8")
    settings = Settings(store=folder / "store")
    build_graph([str(folder / "articles")], settings)
    assert verify_store(settings) == []
    assert validate_store(settings) == []
    return settings.store


@pytest.fixture
def settings(whole: Path, tmp_path: Path) -> Settings:
    """A copy of it."""
    shutil.copytree(whole, tmp_path / "store")
    return Settings(store=tmp_path / "store")


def corrupt(settings: Settings, mutation: Mutation) -> None:
    if callable(mutation.change):
        mutation.change(settings.store)
        return
    with open_store(settings.store) as store:
        size = len(store.inner)
        before = {graph: store.graph_lines(graph) for graph in store.graphs()}
        store.update(mutation.change, prefixes=dict(PREFIXES))
        after = {graph: store.graph_lines(graph) for graph in store.graphs()}
        assert (before, size) != (after, len(store.inner)), "the mutation changes nothing"
        if mutation.merged:
            store.update(MERGE)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name.replace(" ", "-"))
def test_mutation_is_found_and_mended(settings: Settings, mutation: Mutation) -> None:
    corrupt(settings, mutation)
    validated = {finding.rule for finding in validate_store(settings)}
    repair = repair_store(settings)
    verified = {finding.rule for finding in repair.found}
    assert mutation.verify in verified, verified
    assert not mutation.validate or mutation.validate in validated, validated
    assert (repair.left == ()) == mutation.mended, repair.left


def test_repair_leaves_a_whole_store_alone(settings: Settings) -> None:
    with open_store(settings.store, read_only=True) as view:
        before = view.revision
    repair = repair_store(settings)
    assert (repair.found, repair.left) == ((), ())
    with open_store(settings.store, read_only=True) as view:
        assert view.revision == before


def test_loaded_graph_is_its_owners_to_mend(settings: Settings) -> None:
    graph = "https://w3id.org/newsgraph/id/article/loaded"
    with open_store(settings.store) as store:
        store.replace(graph, [f"<{graph}> <{PREFIXES['rdf']}type> <{PREFIXES['ng']}Article> ."])
    left = repair_store(settings).left
    assert {finding.graph for finding in left} == {graph}
    assert {finding.remedy for finding in left} == {"the graph was loaded: mend its file and load it again"}
    [finding] = [each for each in validate_store(settings) if each.rule == "Article/isString/minCount"]
    assert (finding.graph, finding.node, finding.message) == (graph, graph, "An article has exactly one text.")


def mutation_table() -> str:
    """The table of the page."""
    heads = ("what is done to the store", "`kg verify` says", "`kg validate` says", "`--repair` mends it")
    rows = [
        (
            each.name,
            *(f"`{rule}`" if rule else "" for rule in (each.verify, each.validate)),
            "yes" if each.mended else "no",
        )
        for each in MUTATIONS
    ]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, ("---",) * len(heads), *rows))


def test_page_has_the_table() -> None:
    assert mutation_table() in PAGE.read_text(encoding="utf-8")
