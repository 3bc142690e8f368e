"""What `/exports` and `/api` list: the one place where the HTTP interface is described for people.

A test compares the table with the routes of the application, so an address is neither forgotten nor invented.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.export import EXPORT_FORMATS, EXPORTERS

_WORDS = {
    "turtle": "The whole graph, each triple once, in the form that people read best.",
    "ntriples": "The whole graph, a triple a line: for pipes, line tools and loading.",
    "rdfxml": "The whole graph for older tools.",
    "jsonld": "The whole graph for programs that speak JSON.",
    "trig": "All named graphs, one for each article, so it stays clear which article says what.",
    "nquads": "The same, a line for each statement: the best form to load into another store.",
}
_TITLES = {
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "rdfxml": "RDF/XML",
    "jsonld": "JSON-LD",
    "trig": "TriG",
    "nquads": "N-Quads",
}


@dataclass(frozen=True, slots=True)
class Export:
    """A format of the graph as a file."""

    name: str
    title: str
    words: str
    media_type: str
    extension: str
    served: bool


@dataclass(frozen=True, slots=True)
class Route:
    """An address of the server.

    Attributes:
        path: As the application has it.
        methods: What can be done with it.
        words: What it gives.
        parameters: Name and meaning.
        example: An address to follow, or a command.
    """

    path: str
    methods: str
    words: str
    parameters: dict[str, str] = field(default_factory=dict)
    example: str = ""


EXPORT_ROWS: tuple[Export, ...] = (
    *(
        Export(entry.name, _TITLES[entry.name], _WORDS[entry.name], entry.media_type, entry.extension, True)
        for entry in EXPORT_FORMATS
    ),
    *(
        Export(
            entry.name,
            entry.name,
            entry.title[0].upper() + entry.title[1:] + ".",
            entry.media_type,
            entry.extension,
            False,
        )
        for entry in EXPORTERS
    ),
)

_FORMAT = {"format": "json, xml, csv, tsv for tables; turtle, ntriples, rdfxml, jsonld, trig, nquads for graphs"}
_PAGE = {"page": "Page of the list", "sort": "Order"}
_PREFIX = {"prefix": "What is written so far"}
_PERIOD = {"from": "First day, month or year", "to": "Last day, month or year"}

INTERFACE: tuple[tuple[str, tuple[Route, ...]], ...] = (
    (
        "Ask",
        (
            Route(
                "/sparql",
                "GET, POST, OPTIONS",
                "SPARQL 1.1 Protocol. Without a query it describes the service. The prefixes of the ontology need no "
                "declaration. Updates only where they are allowed, with a token.",
                {
                    "query": "The query",
                    "default-graph-uri, named-graph-uri": "The dataset",
                    "timeout": "Seconds at most",
                    **_FORMAT,
                },
                "/sparql?query=SELECT+*+%7B+?meeting+a+ng:Meeting+%7D+LIMIT+5&format=json",
            ),
            Route(
                "/search",
                "GET",
                "Names, headlines and words of statements, as a page.",
                {"q": "Words; “…” for a phrase", "kind": "One kind alone", "page": "Page"},
                "/search?q=treaty",
            ),
            Route(
                "/suggest",
                "GET",
                "The best names for the beginning of a word, as JSON.",
                {"q": "What is written so far"},
                "/suggest?q=uni",
            ),
            Route("/opensearch.xml", "GET", "Lets a browser search here from its own box (OpenSearch)."),
            Route(
                "/reconcile",
                "GET, POST, OPTIONS",
                "Reconciliation Service API, for OpenRefine: names to things of the graph.",
                {"queries": "A batch, as JSON", "extend": "Values to add to a table"},
                "/reconcile",
            ),
            Route("/reconcile/preview", "GET", "A small page about a thing, for a frame.", {"id": "Its identifier"}),
            Route("/reconcile/suggest/entity", "GET", "Completions of names.", _PREFIX),
            Route("/reconcile/suggest/type", "GET", "Completions of types.", _PREFIX),
            Route("/reconcile/suggest/property", "GET", "Completions of properties.", _PREFIX),
            Route("/reconcile/properties", "GET", "What things of a type have.", {"type": "The type"}),
        ),
    ),
    (
        "Linked data",
        (
            Route(
                "/id/<path:name>",
                "GET",
                "Everything has an address, which answers as a page, Turtle, JSON-LD, N-Triples or RDF/XML: by the "
                "header Accept, or by a suffix (.html .ttl .jsonld .nt .rdf).",
            ),
            Route("/network/<path:name>", "GET", "Whom a thing meets and speaks of, as JSON for a graph."),
            Route("/ontology", "GET", "The ontology: this page for people, data for programs.", {}, "/ontology.ttl"),
            Route("/ontology.<extension>", "GET", "The ontology in one form."),
            Route("/.well-known/void", "GET", "What the graph holds, as VoID.", {}, "/.well-known/void"),
        ),
    ),
    (
        "Whole graphs",
        (
            Route(
                "/export",
                "GET",
                "The whole graph as a file.",
                {"format": "See the exports", "sort": "1 for sorted lines (ntriples, nquads)"},
                "/exports",
            ),
            Route(
                "/data",
                "GET, HEAD, PUT, POST, DELETE",
                "Graph Store Protocol: one named graph, for instance that of an article. Writing needs a token.",
                {"graph": "Its IRI", "default": "The merged graph"},
            ),
            Route("/data/<path:name>", "GET, HEAD, PUT, POST, DELETE", "The graph whose IRI is that address."),
        ),
    ),
    (
        "Lists",
        (
            Route(
                "/people",
                "GET",
                "Persons.",
                {"q": "Words of the name", "country": "Whom they speak for", "office": "Words of the office", **_PAGE},
                "/people?sort=name",
            ),
            Route("/countries", "GET", "Countries.", {"q": "Words of the name", **_PAGE}, "/countries"),
            Route("/organizations", "GET", "Organizations.", {"q": "Words of the name", **_PAGE}, "/organizations"),
            Route(
                "/meetings",
                "GET",
                "Meetings.",
                {"status, type": "As in the ontology", "with": "A participant", "country": "Where", **_PERIOD, **_PAGE},
                "/meetings?status=cancelled",
            ),
            Route(
                "/policies",
                "GET",
                "Policies.",
                {
                    "q": "Words of the name",
                    "kind, status": "As in the ontology",
                    "actor, target": "Who makes it, whom it concerns",
                    **_PAGE,
                },
                "/policies?kind=sanction",
            ),
            Route(
                "/statements",
                "GET",
                "Statements.",
                {
                    "q": "Words",
                    "topic, speaker": "A thing",
                    "stance, quote": "As in the ontology",
                    "publisher": "Its name",
                    **_PERIOD,
                    **_PAGE,
                },
                "/statements?stance=opposes",
            ),
            Route(
                "/articles",
                "GET",
                "Articles.",
                {
                    "q": "Words of the headline",
                    "publisher": "Its name",
                    "names": "A thing that it names",
                    **_PERIOD,
                    **_PAGE,
                },
                "/articles",
            ),
        ),
    ),
    (
        "Pages",
        (
            Route("/", "GET", "What is in the graph."),
            Route(
                "/query",
                "GET",
                "The query editor; its address with a query is a permanent link.",
                {"query": "The query", "run": "1 for an answer made by the server"},
                "/query",
            ),
            Route("/about", "GET", "About this graph."),
            Route("/exports", "GET", "The graph as files."),
            Route("/api", "GET", "This page."),
        ),
    ),
    (
        "For who runs the server",
        (
            Route("/health", "GET", "200 while the process answers."),
            Route("/ready", "GET", "200 while a reader answers, with the revision of the graph."),
            Route("/queries", "GET", "The queries that are running. Needs the token."),
            Route("/queries/<name>", "DELETE", "Stop a query. Needs the token."),
            Route("/metrics", "GET", "Counts in the text format of Prometheus."),
        ),
    ),
)
