"""The W3C's SPARQL test suites, over HTTP, against a server that this program starts.

    python bench/w3c.py FOLDER [--only WORD] [--verbose]

FOLDER is one that has the suites' manifests somewhere below it (`manifest*.ttl`): a checkout of the W3C's rdf-tests, or
the source distribution of rdflib, which carries them:

    pip download rdflib==7.6.0 --no-deps --no-binary :all: && tar xzf rdflib-7.6.0.tar.gz
    python bench/w3c.py rdflib-7.6.0/test/data/suites/w3c

Nothing of the suites is kept in this project. Data is put into the store by the Graph Store Protocol, queries and
updates are sent by the SPARQL Protocol, answers are taken as JSON (or as the format that a test is of). Left out:
entailment regimes, which the engine does not have, and SERVICE, which is refused. Tests of the protocols that the
suites have only as prose are in `tests/web/test_w3c_protocol.py`.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import httpx
import rdflib
from rdflib import RDF, RDFS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.term import Node
from sparql_peers import TOKEN, ours

from kg.store import open_store

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
DAWG = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-dawg#")
RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
JSON = "application/sparql-results+json"
NTRIPLES = "application/n-triples"
COLUMN = Namespace("urn:column:")
LEFT_OUT = ("/entailment/", "/service/", "/protocol/", "/service-description/", "/http-rdf-update/", "/syntax-fed/")
TYPES = {".ttl": "text/turtle", ".rdf": "application/rdf+xml", ".nt": NTRIPLES, ".n3": "text/turtle"}
_FROM = re.compile(r"\bFROM\s+(?:NAMED\s+)?<([^>]*)>", re.IGNORECASE)
_NUMBERS = frozenset(
    f"http://www.w3.org/2001/XMLSchema#{name}"
    for name in ("integer", "decimal", "double", "float", "int", "nonNegativeInteger")
)


class FailedError(Exception):
    """The test has failed, and why."""


@dataclass(frozen=True)
class Test:
    """One entry of a manifest."""

    kind: str
    name: str
    suite: str
    node: Node
    manifest: Graph
    folder: str

    def value(self, *path: URIRef) -> Node | None:
        node: Node | None = self.node
        for step in path:
            node = self.manifest.value(node, step) if node is not None else None
        return node

    def values(self, subject: Node | None, name: URIRef) -> list[Node]:
        return sorted(self.manifest.objects(subject, name)) if subject is not None else []


@dataclass
class Score:
    """Passed and failed tests by suite."""

    passed: Counter[str] = field(default_factory=Counter)
    failed: list[tuple[str, str, str]] = field(default_factory=list)


class Endpoint:
    """The server under test."""

    def __init__(self, port: int) -> None:
        self._address = f"http://127.0.0.1:{port}"
        self._client = httpx.Client(timeout=30, headers={"Authorization": f"Bearer {TOKEN}"})

    def put(self, path: Path, graph: str | None) -> None:
        query = urlencode({"graph": graph}) if graph else "default"
        kind = TYPES[path.suffix]
        # Relative IRIs of a file are resolved against the file, in the protocol against the graph.
        body = path.read_bytes()
        if kind == "text/turtle":
            body = f"@base <{graph or path.as_uri()}> .\n".encode() + body
        answer = self._client.post(f"{self._address}/data?{query}", content=body, headers={"Content-Type": kind})
        if answer.status_code >= 300:
            raise FailedError(f"cannot load {path.name}: {answer.text.strip()[:200]}")

    def update(self, text: str) -> httpx.Response:
        headers = {"Content-Type": "application/sparql-update"}
        return self._client.post(f"{self._address}/sparql", content=text.encode(), headers=headers)

    def query(self, text: str, accept: str) -> httpx.Response:
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        return self._client.post(f"{self._address}/sparql", content=text.encode(), headers=headers)

    def graph(self, iri: str | None) -> Graph:
        query = urlencode({"graph": iri}) if iri else "default"
        answer = self._client.get(f"{self._address}/data?{query}", headers={"Accept": NTRIPLES})
        return Graph().parse(data=answer.text, format="nt") if answer.status_code == 200 else Graph()

    def graphs(self) -> set[str]:
        answer = self.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", JSON).json()
        return {row["g"]["value"] for row in answer["results"]["bindings"]}


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--only", default="", help="tests whose suite or name has this word")
    arguments.add_argument("--verbose", action="store_true", help="name every failed test")
    options = arguments.parse_args()
    rdflib.NORMALIZE_LITERALS = False
    tests = [test for test in find_tests(options.folder.resolve()) if options.only in f"{test.suite}/{test.name}"]
    with tempfile.TemporaryDirectory(prefix="w3c-") as work:
        open_store(Path(work) / "store").close()
        peer = ours(Path(work) / "store", readers=1, settings={"KG_QUERY_TIMEOUT": "10"})
        peer.start(Path(work) / "server.log")
        try:
            score = run_all(tests, Endpoint(peer.port))
        finally:
            peer.stop()
    report(score, verbose=options.verbose)
    return 0


def find_tests(root: Path) -> Iterator[Test]:
    """Every test of every manifest, in order."""
    for path in sorted(root.rglob("manifest*.ttl")):
        folder = path.parent.as_uri() + "/"
        if any(part in folder for part in LEFT_OUT) or not {"sparql11", "dawg-data-r2", "sparql"} & set(path.parts):
            continue
        graph = Graph().parse(path, format="turtle", publicID=path.as_uri())
        suite = f"{path.parent.parent.name}/{path.parent.name}"
        for entries in sorted(graph.objects(None, MF.entries)):
            for node in Collection(graph, entries):
                kind = graph.value(node, RDF.type)
                if kind is not None and _approved(graph, node):
                    name = str(graph.value(node, MF.name) or node)
                    yield Test(str(kind).rpartition("#")[2], name, suite, node, graph, folder)


def _approved(graph: Graph, node: Node) -> bool:
    state = graph.value(node, DAWG.approval)
    return state is None or str(state).rpartition("#")[2] in ("Approved", "NotClassified")


def run_all(tests: list[Test], endpoint: Endpoint) -> Score:
    score = Score()
    for test in tests:
        run = RUNNERS.get(test.kind)
        if run is None:
            continue
        try:
            run(test, endpoint)
        except FailedError as failure:
            score.failed.append((group_of(test), f"{test.suite}: {test.name}", str(failure)))
        except Exception as error:  # noqa: BLE001 (a broken test is one failed test)
            score.failed.append((group_of(test), f"{test.suite}: {test.name}", f"{type(error).__name__}: {error}"))
        else:
            score.passed[group_of(test)] += 1
    return score


def group_of(test: Test) -> str:
    """The row of the table."""
    if "csv-tsv-res" in test.suite or "json-res" in test.suite:
        return "result formats"
    version = "SPARQL 1.0" if "dawg" in test.folder else "SPARQL 1.1"
    subject = "update" if "Update" in test.kind else "query"
    return f"{version} {subject}, {'syntax' if 'Syntax' in test.kind else 'evaluation'}"


def report(score: Score, *, verbose: bool) -> None:
    print("| suite | passed | of |\n|---|---|---|")
    failed = Counter(group for group, _, _ in score.failed)
    for group in sorted(score.passed.keys() | failed.keys()):
        print(f"| {group} | {score.passed[group]} | {score.passed[group] + failed[group]} |")
    if verbose:
        for group, name, reason in score.failed:
            print(f"FAILED {group}: {name}: {' '.join(reason.split())[:300]}", file=sys.stderr)


def run_query(test: Test, endpoint: Endpoint) -> None:
    """Data into the store, the query, the answer compared."""
    clear(endpoint)
    action = test.value(MF.action)
    text = based(read(test.manifest.value(action, QT.query)), test.folder)
    for node in test.values(action, QT.data):
        endpoint.put(path_of(node), None)
    for node in test.values(action, QT.graphData):
        endpoint.put(path_of(node), str(node))
    if not test.values(action, QT.data):
        for name in dict.fromkeys(_FROM.findall(text)):
            iri = URIRef(name) if urlsplit(name).scheme else URIRef(test.folder + name)
            if path_of(iri).exists():
                endpoint.put(path_of(iri), str(iri))
    compare(endpoint, text, path_of(test.value(MF.result)))


def compare(endpoint: Endpoint, text: str, expected: Path) -> None:
    if expected.suffix in (".csv", ".tsv"):
        kind, table = TABLES[expected.suffix]
        given = table(checked(endpoint.query(text, kind)).text)
        if given != table(expected.read_text()):
            raise FailedError(f"other rows: {given}")
        return
    wanted = read_expected(expected)
    if isinstance(wanted, Graph):
        found = Graph().parse(data=checked(endpoint.query(text, NTRIPLES)).text, format="nt")
        if not isomorphic(found, wanted):
            raise FailedError(f"another graph: {found.serialize(format='nt')[:300]}")
        return
    answer = checked(endpoint.query(text, JSON)).json()
    if isinstance(wanted, bool):
        if answer.get("boolean") is not wanted:
            raise FailedError(f"the answer is {answer}")
        return
    rows = [{name: term(value) for name, value in row.items()} for row in answer["results"]["bindings"]]
    if not (same_rows(rows, wanted) or (re.search(r"\bREDUCED\b", text) and reduced(rows, wanted))):
        raise FailedError(f"{len(rows)} rows for {len(wanted)}: {rows[:3]} for {wanted[:3]}")


def same_rows(found: list[dict[str, Node]], wanted: list[dict[str, Node]]) -> bool:
    """Whether the rows are the same but for order and names of blank nodes; numbers count by value."""
    if len(found) != len(wanted):
        return False
    return isomorphic(as_graph(found), as_graph(wanted))


def reduced(found: list[dict[str, Node]], wanted: list[dict[str, Node]]) -> bool:
    """Whether the rows are those wanted but for repetitions, which REDUCED leaves to the server."""
    rows = [
        {tuple(sorted((name, by_value(value)) for name, value in row.items())) for row in rows}
        for rows in (found, wanted)
    ]
    return rows[0] == rows[1] and len(found) <= len(wanted)


def as_graph(rows: list[dict[str, Node]]) -> Graph:
    graph = Graph()
    for row in rows:
        node = BNode()
        graph.add((node, RDF.type, COLUMN.row))
        for name, value in row.items():
            graph.add((node, COLUMN[name], by_value(value)))
    return graph


def by_value(node: Node) -> Node:
    if isinstance(node, Literal) and str(node.datatype) in _NUMBERS:
        try:
            return Literal(repr(float(node)), datatype=node.datatype)
        except ValueError:
            return node
    if isinstance(node, Literal) and node.language:
        return Literal(str(node), lang=node.language.lower())
    if isinstance(node, Literal) and str(node.datatype) == "http://www.w3.org/2001/XMLSchema#string":
        return Literal(str(node))
    return node


def term(value: dict[str, str]) -> Node:
    if value["type"] == "uri":
        return URIRef(value["value"])
    if value["type"] == "bnode":
        return BNode(value["value"])
    datatype = value.get("datatype")
    return Literal(value["value"], lang=value.get("xml:lang"), datatype=URIRef(datatype) if datatype else None)


def read_expected(path: Path) -> Graph | bool | list[dict[str, Node]]:
    if path.suffix == ".srj":
        value = json.loads(path.read_text())
        return (
            value["boolean"]
            if "boolean" in value
            else [{n: term(v) for n, v in row.items()} for row in value["results"]["bindings"]]
        )
    if path.suffix == ".srx":
        result = rdflib.query.Result.parse(io.BytesIO(path.read_bytes()), format="xml")
        if result.type == "ASK":
            return bool(result.askAnswer)
        return [{str(name): node for name, node in row.items() if node is not None} for row in result.bindings]
    graph = Graph().parse(path, publicID=path.as_uri(), format={".rdf": "xml", ".nt": "nt"}.get(path.suffix, "turtle"))
    table = graph.value(None, RDF.type, RS.ResultSet)
    if table is None:
        return graph
    truth = graph.value(table, RS.boolean)
    if truth is not None:
        return bool(truth.toPython())
    return [
        {str(graph.value(cell, RS.variable)): graph.value(cell, RS.value) for cell in graph.objects(row, RS.binding)}
        for row in graph.objects(table, RS.solution)
    ]


def csv_table(text: str) -> list[list[tuple[str, str]]]:
    """The rows by column, sorted; names of blank nodes do not count, nor how a number is written."""
    return sorted(
        sorted((name, plain(cell)) for name, cell in row.items()) for row in csv.DictReader(io.StringIO(text))
    )


def plain(cell: str) -> str:
    if cell.startswith("_:"):
        return "_:"
    try:
        return repr(float(cell))
    except ValueError:
        return cell


def tsv_table(text: str) -> list[list[tuple[str, str]]]:
    """The same of tab-separated values, whose cells are terms of Turtle."""
    header, *rows = (line.split("\t") for line in text.rstrip("\n").split("\n"))
    return sorted(sorted((name, tsv_cell(cell)) for name, cell in zip(header, row, strict=True)) for row in rows)


def tsv_cell(cell: str) -> str:
    """A term of Turtle in one spelling."""
    if not cell or cell.startswith("_:"):
        return cell[:2]
    graph = Graph().parse(data=f"<x:s> <x:p> {cell.strip()} .", format="turtle")
    return by_value(next(graph.objects())).n3()


def run_update(test: Test, endpoint: Endpoint) -> None:
    """Data into the store, the update, the store compared."""
    clear(endpoint)
    action, result = test.value(MF.action), test.value(MF.result)
    for node in test.values(action, UT.data):
        endpoint.put(path_of(node), None)
    for iri, path in named_graphs(test, action):
        endpoint.put(path, iri)
    answer = endpoint.update(based(read(test.manifest.value(action, UT.request)), test.folder))
    if answer.status_code >= 300:
        raise FailedError(f"status {answer.status_code}: {answer.text[:200]}")
    wanted: dict[str | None, Graph] = {None: Graph()}
    for node in test.values(result, UT.data):
        wanted[None] += load(path_of(node))
    for iri, path in named_graphs(test, result):
        wanted[iri] = wanted.get(iri, Graph()) + load(path, iri)
    extra = endpoint.graphs() - {iri for iri in wanted if iri}
    if extra:
        raise FailedError(f"graphs that should not be there: {sorted(extra)}")
    for iri, graph in wanted.items():
        found = endpoint.graph(iri)
        if not isomorphic(found, graph):
            raise FailedError(f"graph {iri}: {found.serialize(format='nt')[:300]}")


def named_graphs(test: Test, subject: Node | None) -> list[tuple[str, Path]]:
    pairs = []
    for node in test.values(subject, UT.graphData):
        path = test.manifest.value(node, UT.graph) or test.manifest.value(node, UT.data)
        pairs.append((str(test.manifest.value(node, RDFS.label)), path_of(path)))
    return pairs


def load(path: Path, base: str | None = None) -> Graph:
    return Graph().parse(path, format=TYPES[path.suffix], publicID=base or path.as_uri())


def run_syntax(test: Test, endpoint: Endpoint) -> None:
    """Right texts are parsed, wrong ones refused with 400.

    A text that is parsed may still fail, of a function that is unknown or a LOAD that is refused: such errors have no
    line, as those of syntax have.
    """
    text = based(read(test.value(MF.action)), test.folder)
    answer = endpoint.update(text) if "Update" in test.kind else endpoint.query(text, f"{JSON}, {NTRIPLES};q=0.5")
    if test.kind.startswith("Positive"):
        right = answer.status_code < 300 or (answer.status_code in (400, 403) and "line" not in answer.json())
    else:
        right = answer.status_code == 400
    if not right:
        raise FailedError(f"status {answer.status_code}: {answer.text[:200]}")


def based(text: str, base: str) -> str:
    return text if re.search(r"^\s*BASE\b", text, re.IGNORECASE | re.MULTILINE) else f"BASE <{base}>\n{text}"


def clear(endpoint: Endpoint) -> None:
    endpoint.update("DROP ALL")


def checked(answer: httpx.Response) -> httpx.Response:
    if answer.status_code != 200:
        raise FailedError(f"status {answer.status_code}: {answer.text[:200]}")
    return answer


def path_of(node: Node | None) -> Path:
    if node is None:
        raise FailedError("the manifest names no file")
    return Path(urlsplit(str(node)).path)


def read(node: Node | None) -> str:
    return path_of(node).read_text(encoding="utf-8")


TABLES = {".csv": ("text/csv", csv_table), ".tsv": ("text/tab-separated-values", tsv_table)}
RUNNERS = {
    "QueryEvaluationTest": run_query,
    "CSVResultFormatTest": run_query,
    "UpdateEvaluationTest": run_update,
    **dict.fromkeys(
        (
            "PositiveSyntaxTest",
            "NegativeSyntaxTest",
            "PositiveSyntaxTest11",
            "NegativeSyntaxTest11",
            "PositiveUpdateSyntaxTest11",
            "NegativeUpdateSyntaxTest11",
        ),
        run_syntax,
    ),
}


if __name__ == "__main__":
    sys.exit(main())
