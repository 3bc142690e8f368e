"""A store of two invented articles, with every kind of fact, for tests of exports."""

from __future__ import annotations

from collections import defaultdict
from io import BytesIO
from typing import Any

import pyoxigraph as ox

from kg.export import write_export
from kg.rdf.namespaces import PREFIXES
from kg.store import OxigraphStore, open_store

BASE = "https://example.org/id/"
FIRST, SECOND = f"{BASE}article/a1", f"{BASE}article/a2"
TEXT = (
    "Ann Okafor met Luis Quispe in Lima 😀 on Wednesday. “A gift”, she said of the accord.\nKenya, Peru & others agree."
)
PREFIX_LINES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())

DATASET = f"""@base <{BASE}> .
{PREFIX_LINES}
<article/a1> {{
  <article/a1> a ng:Article ; schema:headline "Kenya, Peru sign \\"accord\\"" ;
    schema:datePublished "2010-05-13"^^xsd:date ; schema:url <https://news.example/a1> ; schema:inLanguage "en" ;
    nif:isString "{TEXT.replace(chr(10), chr(92) + "n")}" .
  <article/a1/extraction> a ng:Extraction ; prov:used <article/a1> ; ng:extractor "newsgraph" .
  <article/a1#char=0,10> a ng:Mention ; nif:beginIndex 0 ; nif:endIndex 10 ; nif:anchorOf "Ann Okafor" ;
    nif:referenceContext <article/a1> ; itsrdf:taIdentRef <person/ann-okafor-Q9> ; itsrdf:taConfidence 0.9 .
  <article/a1#char=15,26> a ng:Mention ; nif:beginIndex 15 ; nif:endIndex 26 ; nif:anchorOf "Luis Quispe" ;
    nif:referenceContext <article/a1> ; itsrdf:taIdentRef <person/luis-quispe-PE> .
  <article/a1#char=87,98> a ng:Mention ; nif:beginIndex 87 ; nif:endIndex 98 ; nif:anchorOf "Kenya, Peru" ;
    nif:referenceContext <article/a1> ; itsrdf:taIdentRef <country/kenya> , <country/peru> .
  <article/a1#char=0,51> a ng:Mention ; nif:beginIndex 0 ; nif:endIndex 51 ;
    nif:anchorOf "Ann Okafor met Luis Quispe in Lima 😀 on Wednesday." ; nif:referenceContext <article/a1> .
  <article/a1#char=52,60> a ng:Mention ; nif:beginIndex 52 ; nif:endIndex 60 ; nif:anchorOf "“A gift”" ;
    nif:referenceContext <article/a1> .
  <person/ann-okafor-Q9> schema:jobTitle "foreign minister" ; ng:represents <country/kenya> .
  <person/luis-quispe-PE> ng:represents <country/peru> .
  <meeting/m1> a ng:Meeting ; ng:participant <person/ann-okafor-Q9> , <person/luis-quispe-PE> , <country/kenya> ;
    ng:date "2010-05-12"^^edtf:EDTF ; schema:startDate "2010-05-12"^^xsd:date ; schema:endDate "2010-05-12"^^xsd:date ;
    ng:place "Lima" ; ng:country <country/peru> ; ng:status ng:held ; ng:meetingType ng:visit ;
    ng:about <policy/p1> ; ng:evidence <article/a1#char=0,51> ; ng:confidence 0.9 ;
    prov:wasGeneratedBy <article/a1/extraction> .
  <policy/p1> a ng:Policy , schema:Legislation ; rdfs:label "Kenya-Peru accord" ; skos:altLabel "the accord" ;
    ng:actor <country/kenya> , <country/peru> ; ng:policyKind ng:treaty ; ng:status ng:adopted ;
    ng:evidence <article/a1#char=87,98> ; ng:confidence 0.4 ; prov:wasGeneratedBy <article/a1/extraction> .
  <statement/s1> a ng:Statement ; ng:speaker <person/ann-okafor-Q9> ; ng:speakerText "she" ; ng:text "“A gift”" ;
    ng:quoteType ng:direct ; ng:cue "say" ; ng:about <policy/p1> ; ng:stance ng:supports ; ng:occasion <meeting/m1> ;
    ng:evidence <article/a1#char=52,60> ; ng:contentSpan <article/a1#char=52,60> ; ng:confidence 0.8 ;
    prov:wasGeneratedBy <article/a1/extraction> .
}}
<article/a2> {{
  <article/a2> a ng:Article ; schema:headline "Talks off" ; schema:datePublished "2011-01"^^xsd:gYearMonth ;
    nif:isString "Peru cancelled talks with Kenya and imposed an embargo." .
  <article/a2#char=0,4> a ng:Mention ; nif:beginIndex 0 ; nif:endIndex 4 ; nif:anchorOf "Peru" ;
    nif:referenceContext <article/a2> ; itsrdf:taIdentRef <country/peru> .
  <meeting/m2> a ng:Meeting ; ng:participant <country/kenya> , <country/peru> ; ng:status ng:cancelled ;
    ng:meetingType ng:talks ; ng:evidence <article/a2#char=0,4> ; ng:confidence 0.7 .
  <policy/p2> a ng:Policy ; rdfs:label "embargo" ; ng:actor <country/peru> ; ng:target <country/kenya> ;
    ng:policyKind ng:sanction ; ng:status ng:inForce ; ng:evidence <article/a2#char=0,4> ; ng:confidence 0.6 .
}}
<graph/entities> {{
  <person/ann-okafor-Q9> a ng:Person ; rdfs:label "Ann Okafor" ; skos:altLabel "Okafor" , "=cmd" .
  <person/luis-quispe-PE> a ng:Person ; rdfs:label "Luis Quispe" .
  <country/kenya> a ng:Country ; rdfs:label "Kenya" ; ng:isoAlpha2 "KE" ; ng:isoAlpha3 "KEN" .
  <country/peru> a ng:Country ; rdfs:label "Peru" ; ng:isoAlpha2 "PE" ; ng:isoAlpha3 "PER" .
}}
<graph/links> {{
  <person/ann-okafor-Q9> schema:sameAs wd:Q9 .
  <link/person/ann-okafor-Q9> a ng:Link ; ng:entity <person/ann-okafor-Q9> ; ng:outcome ng:accepted ;
    ng:candidate <link/person/ann-okafor-Q9/Q9> .
  <link/person/ann-okafor-Q9/Q9> a ng:Candidate ; ng:candidateItem wd:Q9 ; rdfs:label "Ann Okafor" ; ng:rank 1 .
}}
"""


def make_store() -> OxigraphStore:
    """The two articles in a store in memory."""
    graphs: dict[str, list[str]] = defaultdict(list)
    for quad in ox.parse(DATASET, format=ox.RdfFormat.TRIG):
        graphs[str(quad.graph_name.value)].append(f"{quad.triple} .")
    store = open_store(None)
    store.replace_many(graphs)
    return store


def exported(view: Any, format: str, **options: Any) -> bytes:
    """What `write_export` gives."""
    buffer = BytesIO()
    write_export(view, buffer, format=format, **options)
    return buffer.getvalue()
