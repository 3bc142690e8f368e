"""What the server says of its data and of itself: `/.well-known/void` and `/metrics`."""

from __future__ import annotations

from flask import Blueprint, Response, request

from kg.errors import KgError
from kg.rdf.namespaces import PREFIXES
from kg.store.formats import formats_for
from kg.web.answers import negotiate, rows, service
from kg.web.counters import process_lines
from kg.web.linked import convert_turtle

_CLASSES = "SELECT ?class (COUNT(?thing) AS ?count) WHERE { ?thing a ?class } GROUP BY ?class ORDER BY ?class"
_PROPERTIES = "SELECT ?property (COUNT(*) AS ?count) WHERE { ?s ?property ?o } GROUP BY ?property ORDER BY ?property"
_SUBJECTS = "SELECT (COUNT(DISTINCT ?s) AS ?count) WHERE { ?s ?p ?o }"
_OBJECTS = "SELECT (COUNT(DISTINCT ?o) AS ?count) WHERE { ?s ?p ?o }"
_ENTITIES = "SELECT (COUNT(DISTINCT ?s) AS ?count) WHERE { ?s a ?class }"
_VOID = """@prefix void: <http://rdfs.org/ns/void#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<{root}.well-known/void> a void:DatasetDescription ; <http://xmlns.com/foaf/0.1/primaryTopic> <{root}#dataset> .
<{root}#dataset> a void:Dataset ;
  dct:title "Newsgraph"@en ;
  void:sparqlEndpoint <{root}sparql> ;
  void:dataDump <{root}export?format=nquads> , <{root}export?format=turtle> ;
  void:uriSpace "{base}" ;
  void:triples {triples} ;
  void:entities {entities} ;
  void:distinctSubjects {subjects} ;
  void:distinctObjects {objects} ;
  void:classes {class_count} ;
  void:properties {property_count}{parts} .
"""


def blueprint() -> Blueprint:
    """The routes; requests are counted from here on."""
    made = Blueprint("descriptions", __name__)
    known: dict[int, str] = {}

    def metrics() -> Response:
        return Response("\n".join(_metrics()) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")

    def void() -> Response:
        revision = service().revision()
        if revision not in known:
            text = _describe()
            known.clear()
            known[revision] = text
        chosen, content_type = negotiate(entry for entry in formats_for("graph") if entry.shape == "graph")
        response = Response(convert_turtle(_addressed(known[revision]), chosen), content_type=content_type)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.vary.add("Accept")
        return response

    made.add_url_rule("/metrics", view_func=metrics, endpoint="metrics")
    made.add_url_rule("/.well-known/void", view_func=void, endpoint="void")
    made.after_app_request(_count)
    return made


def _count(response: Response) -> Response:
    """Note one answer; a hook for after each request."""
    route = request.url_rule.rule if request.url_rule else "none"
    service().requests.count(request.method, route, response.status_code)
    return response


def _metrics() -> list[str]:
    try:
        revision = service().revision()
    except KgError:
        revision = 0
    readers = [f'newsgraph_readers{{state="{state}"}} {count}' for state, count in service().counts().items()]
    return [
        "# HELP newsgraph_requests_total Requests answered.",
        "# TYPE newsgraph_requests_total counter",
        *service().requests.lines(),
        "# HELP newsgraph_readers Reader processes by state, and queries that wait for one.",
        "# TYPE newsgraph_readers gauge",
        *readers,
        "# HELP newsgraph_answers Answers that are kept: how many, their bytes, how often one was found or missed.",
        "# TYPE newsgraph_answers gauge",
        *(f'newsgraph_answers{{of="{name}"}} {count}' for name, count in service().cache.counts.items()),
        "# HELP newsgraph_revision Revision of the snapshot that is served; 0 if there is none.",
        "# TYPE newsgraph_revision gauge",
        f"newsgraph_revision {revision}",
        *service().journal.lines(),
        *process_lines(service().pids()),
    ]


def _describe() -> str:
    """The description with `{root}` still to be filled in, as a server may have several names."""
    classes, properties = rows(_CLASSES), rows(_PROPERTIES)
    of_class = [_part("class", "entities", row) for row in classes if "class" in row]
    of_property = [_part("property", "triples", row) for row in properties if "property" in row]
    vocabularies = sorted(set(PREFIXES.values()))
    return _VOID.format(
        root="{root}",
        base=service().settings.base_iri,
        triples=sum(int(row["count"]["value"]) for row in properties if "property" in row),
        subjects=_number(_SUBJECTS),
        objects=_number(_OBJECTS),
        entities=_number(_ENTITIES),
        class_count=len(of_class),
        property_count=len(of_property),
        parts="".join([*(f" ;\n  void:vocabulary <{iri}>" for iri in vocabularies), *of_class, *of_property]),
    )


def _number(text: str) -> str:
    return str(rows(text)[0]["count"]["value"])


def _part(kind: str, counted: str, row: dict[str, dict[str, str]]) -> str:
    partition = f"{kind}Partition"
    return f" ;\n  void:{partition} [ void:{kind} <{row[kind]['value']}> ; void:{counted} {row['count']['value']} ]"


def _addressed(text: str) -> str:
    return text.replace("{root}", request.host_url)
