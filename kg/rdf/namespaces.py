"""The names of the vocabularies that the graph uses: the one place where they stand in code.

`NG` holds every term of `ontology/kg.ttl` (a test compares them both ways); the other vocabularies hold the terms that
are used, no more. A vocabulary is closed: `NG["particpant"]` is a KeyError, not a triple that nobody will ever find.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from kg.rdf.terms import Iri


class Vocabulary:
    """A closed set of names under one namespace IRI; `vocabulary[name]` is the full IRI.

    Args:
        iri: What all IRIs of the vocabulary begin with.
        names: The local names, separated by white space.
    """

    __slots__ = ("_terms", "iri")

    def __init__(self, iri: str, names: str) -> None:
        self.iri = iri
        self._terms = {name: Iri(iri + name) for name in names.split()}

    def __getitem__(self, name: str) -> Iri:
        return self._terms[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms)


ONTOLOGY = Iri("https://w3id.org/newsgraph/ontology")

NG_CLASSES = """
    Agent Person Country Organization Fact Meeting Policy Statement Article Mention Extraction
    Link Candidate LinkOutcome MeetingStatus MeetingType PolicyStatus PolicyKind QuoteType Stance
"""
NG_PROPERTIES = """
    represents isoAlpha2 isoAlpha3
    evidence confidence status date about
    participant place country meetingType
    actor target policyKind
    speaker speakerText text quoteType cue contentSpan cueSpan addressee stance occasion
    contentDigest extractor extractorVersion model settingsDigest
    entity outcome linkTarget score margin method authority candidate candidateItem rank features
"""
NG_INDIVIDUALS = """
    held postponed cancelled denied proposed planned adopted inForce rejected withdrawn repealed
    talks summit visit call conference ceremony
    treaty law sanction defence trade resolution ceasefire programme doctrine other
    direct indirect mixed supports opposes neutral accepted undecided nil
"""

NG = Vocabulary(f"{ONTOLOGY}#", NG_CLASSES + NG_PROPERTIES + NG_INDIVIDUALS)
RDF = Vocabulary("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "type")
RDFS = Vocabulary("http://www.w3.org/2000/01/rdf-schema#", "label")
XSD = Vocabulary("http://www.w3.org/2001/XMLSchema#", "string integer decimal date gYearMonth gYear")
SKOS = Vocabulary("http://www.w3.org/2004/02/skos/core#", "altLabel")
PROV = Vocabulary("http://www.w3.org/ns/prov#", "wasGeneratedBy used alternateOf")
DCT = Vocabulary("http://purl.org/dc/terms/", "isReplacedBy")
SCHEMA = Vocabulary(
    "https://schema.org/",
    "headline datePublished dateModified articleSection url publisher author inLanguage jobTitle sameAs startDate "
    "endDate Legislation",
)
NIF = Vocabulary(
    "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
    "isString beginIndex endIndex anchorOf referenceContext",
)
ITSRDF = Vocabulary("http://www.w3.org/2005/11/its/rdf#", "taIdentRef taConfidence")
EDTF = Vocabulary("http://id.loc.gov/datatypes/edtf/", "EDTF")

WIKIDATA = "http://www.wikidata.org/entity/"

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "ng": NG.iri,
        "schema": SCHEMA.iri,
        "prov": PROV.iri,
        "skos": SKOS.iri,
        "foaf": "http://xmlns.com/foaf/0.1/",
        "owl": "http://www.w3.org/2002/07/owl#",
        "rdf": RDF.iri,
        "rdfs": RDFS.iri,
        "xsd": XSD.iri,
        "dct": DCT.iri,
        "nif": NIF.iri,
        "itsrdf": ITSRDF.iri,
        "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
        "edtf": EDTF.iri,
        "wd": WIKIDATA,
    }
)
"""Prefix → namespace, for whatever writes Turtle, answers with prefixes or completes queries."""
