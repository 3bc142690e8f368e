"""The SPARQL 1.1 of a harvest: nothing of any one endpoint's own, so that every mirror of Wikidata can answer."""

from __future__ import annotations

from collections.abc import Iterable

from kg.authority.harvest import properties
from kg.authority.harvest.selection import ANY, Selection
from kg.authority.harvest.staging import ORGANIZATION, PERSON

ENTITY = "http://www.wikidata.org/entity/"
PREFIXES = """PREFIX wd: <http://www.wikidata.org/entity/>
PREFIX wdt: <http://www.wikidata.org/prop/direct/>
PREFIX p: <http://www.wikidata.org/prop/>
PREFIX ps: <http://www.wikidata.org/prop/statement/>
PREFIX psv: <http://www.wikidata.org/prop/statement/value/>
PREFIX pq: <http://www.wikidata.org/prop/qualifier/>
PREFIX pqv: <http://www.wikidata.org/prop/qualifier/value/>
PREFIX wikibase: <http://wikiba.se/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
"""


def listings(selection: Selection) -> Iterable[tuple[str, str, str]]:
    """The kind, name and pattern of each listing that a selection asks for; `?item` is what is listed."""
    held = f"?item p:{properties.POSITION} ?held . ?held ps:{properties.POSITION}"
    recent = _recent(selection.since)
    if ANY in selection.offices:
        yield PERSON, "office *", f"{held} ?office . {recent}"
    for qid in selection.offices:
        if qid != ANY:
            yield PERSON, f"office {qid}", f"{held} wd:{qid} . {recent}"
    for qid in selection.jurisdictions:
        state = f"?office wdt:{properties.JURISDICTION} wd:{qid} ."
        yield PERSON, f"jurisdiction {qid}", f"{held} ?office . {state} {recent}"
    for qid in selection.occupations:
        yield PERSON, f"occupation {qid}", f"?item wdt:{properties.OCCUPATION} wd:{qid} ."
    for qid in selection.classes:
        path = f"wdt:{properties.INSTANCE_OF}/wdt:{properties.SUBCLASS_OF}*"
        yield ORGANIZATION, f"class {qid}", f"?item {path} wd:{qid} ."


def _recent(since: int | None) -> str:
    if since is None:
        return ""
    end = f"OPTIONAL {{ ?held pq:{properties.END} ?end }}"
    return f"{end} FILTER(!BOUND(?end) || !isLiteral(?end) || YEAR(?end) >= {since})"


def listing_page(kind: str, pattern: str, *, after: str, limit: int) -> str:
    """One page of a listing, in the order of the items; `after` is the last item of the page before."""
    human = f"?item wdt:{properties.INSTANCE_OF} wd:{properties.HUMAN} . " if kind == PERSON else ""
    start = f' FILTER(STR(?item) > "{ENTITY}{after}")' if after else ""
    return f"{PREFIXES}SELECT DISTINCT ?item WHERE {{ {human}{pattern}{start} }} ORDER BY STR(?item) LIMIT {limit}"


def terms(qids: Iterable[str], language: str) -> str:
    """Labels, aliases and numbers of pages of items."""
    return (
        f"{PREFIXES}SELECT ?item ?term ?value WHERE {{ VALUES ?item {{ {_items(qids)} }}"
        " VALUES ?term { rdfs:label skos:altLabel wikibase:sitelinks } ?item ?term ?value ."
        f' FILTER(LANG(?value) IN ("", "{language}", "mul")) }}'
    )


def claims(qids: Iterable[str], pids: Iterable[str]) -> str:
    """Statements of items, one row for each; the precision of times is told."""
    triples = " ".join(f"(p:{pid} ps:{pid} psv:{pid})" for pid in pids)
    return (
        f"{PREFIXES}SELECT ?item ?claim ?held ?rank ?value ?precision WHERE {{ VALUES ?item {{ {_items(qids)} }}"
        f" VALUES (?claim ?main ?deep) {{ {triples} }}"
        " ?item ?claim ?held . ?held ?main ?value ; wikibase:rank ?rank ."
        " OPTIONAL { ?held ?deep ?node . ?node wikibase:timePrecision ?precision } }"
    )


def qualifiers(qids: Iterable[str], pid: str) -> str:
    """Qualifiers of the statements of one property, one row for each."""
    pairs = " ".join(f"(pq:{one} pqv:{one})" for one in properties.QUALIFIERS)
    return (
        f"{PREFIXES}SELECT ?held ?qualifier ?value ?precision WHERE {{ VALUES ?item {{ {_items(qids)} }}"
        f" VALUES (?qualifier ?deep) {{ {pairs} }} ?item p:{pid} ?held . ?held ?qualifier ?value ."
        " OPTIONAL { ?held ?deep ?node . ?node wikibase:timePrecision ?precision } }"
    )


def fates(qids: Iterable[str]) -> str:
    """What has become of items: merged into `?now`, there (`?links`), or neither."""
    return (
        f"{PREFIXES}SELECT ?item ?now ?links WHERE {{ VALUES ?item {{ {_items(qids)} }}"
        " OPTIONAL { ?item owl:sameAs ?now } OPTIONAL { ?item wikibase:sitelinks ?links } }"
    )


def _items(qids: Iterable[str]) -> str:
    return " ".join(f"wd:{qid}" for qid in qids)
