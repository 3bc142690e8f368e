"""A tiny Wikidata of our own making, in true shape: as entities of a JSON dump, and as triples of the query service.

All items Q9000000xx are invented; those of states are looked up in the embedded authority.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pyoxigraph as ox

from kg.authority import Authority
from kg.resources import resource_dir

Entity = dict[str, Any]
MALE, FEMALE = "Q900000091", "Q900000092"
WD = "http://www.wikidata.org/entity/"
PROP = "http://www.wikidata.org/prop/"
WIKIBASE = "http://wikiba.se/ontology#"
RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
ALT_LABEL = "http://www.w3.org/2004/02/skos/core#altLabel"
SAME_AS = "http://www.w3.org/2002/07/owl#sameAs"
DATE_TIME = ox.NamedNode("http://www.w3.org/2001/XMLSchema#dateTime")


@cache
def embedded() -> Authority:
    return Authority.load(resource_dir("data") / "authority")


def state(code: str) -> str:
    record = embedded().country(code)
    assert record is not None
    assert record.qid is not None
    return record.qid


def snak(pid: str, value: Any) -> Entity:
    """A value as Wikibase writes it: an item, a time (text, precision), a text, or somevalue and novalue."""
    if value in ("somevalue", "novalue"):
        return {"snaktype": value, "property": pid}
    if isinstance(value, tuple):
        time, precision = value
        parts = {"time": time, "precision": precision, "timezone": 0, "before": 0, "after": 0, "calendarmodel": WD}
        return {"snaktype": "value", "property": pid, "datavalue": {"type": "time", "value": parts}}
    if value.startswith("Q"):
        ids = {"entity-type": "item", "id": value, "numeric-id": int(value[1:])}
        return {"snaktype": "value", "property": pid, "datavalue": {"type": "wikibase-entityid", "value": ids}}
    return {"snaktype": "value", "property": pid, "datavalue": {"type": "string", "value": value}}


def claim(pid: str, value: Any, rank: str = "normal", **qualifiers: Any) -> tuple[str, Entity]:
    found = {"mainsnak": snak(pid, value), "type": "statement", "rank": rank}
    if qualifiers:
        found["qualifiers"] = {q: [snak(q, one)] for q, one in qualifiers.items()}
    return pid, found


def entity(qid: str, label: str, *claims: tuple[str, Entity], aliases: tuple[str, ...] = (), links: int = 0) -> Entity:
    by_property: dict[str, list[Entity]] = {}
    for n, (pid, one) in enumerate(claims):
        by_property.setdefault(pid, []).append({**one, "id": f"{qid}-{n}"})
    terms = [{"language": "en", "value": alias} for alias in aliases]
    return {
        "type": "item",
        "id": qid,
        "labels": {"en": {"language": "en", "value": label}, "de": {"language": "de", "value": "?"}} if label else [],
        "aliases": {"en": terms} if terms else [],
        "descriptions": {},
        "claims": by_property or [],
        "sitelinks": {f"w{n}wiki": {"site": f"w{n}wiki", "title": label, "badges": []} for n in range(links)},
    }


def day(text: str) -> tuple[str, int]:
    return f"+{text}T00:00:00Z", 11


def year(number: int) -> tuple[str, int]:
    return f"+{number}-01-01T00:00:00Z", 9


def person(qid: str, label: str, *claims: tuple[str, Entity], **more: Any) -> Entity:
    return entity(qid, label, claim("P31", "Q5"), *claims, **more)


@cache
def world() -> tuple[Entity, ...]:
    """Persons, offices and bodies with all that a harvest must cope with."""
    minister, governor, envoy, lost = "Q900000021", "Q900000022", "Q900000023", "Q900000029"
    france, brazil = state("FR"), state("BR")
    return (
        # Ranks, aliases, a date to the day; two terms, of which one was ended by a successor's day.
        person(
            "Q900000001",
            "Anne Delorme",
            claim("P21", FEMALE),
            claim("P27", france),
            claim("P569", day("1951-03-02"), "preferred"),
            claim("P569", year(1950)),
            claim("P569", year(1849), "deprecated"),
            claim("P39", minister, P580=day("1998-09-11"), P582=day("2002-05-06")),
            claim("P39", minister, "preferred", P580=year(2012), P582="novalue"),
            claim("P39", governor, "deprecated", P580=year(1990)),
            aliases=("A. Delorme", "Anne-Marie Delorme"),
            links=40,
        ),
        # An office below the state; a decade is no year; an end that is not known.
        person(
            "Q900000002",
            "João Tavares",
            claim("P21", MALE),
            claim("P27", brazil),
            claim("P569", ("+1940-00-00T00:00:00Z", 8)),
            claim("P570", day("2015-01-09")),
            claim("P39", governor, P580=year(1995), P582="somevalue"),
            claim("P39", minister, P580=year(1999)),
            links=12,
        ),
        # The statement tells the state, its office does not; another office of which nothing is known.
        person(
            "Q900000003",
            "Carla Nunes",
            claim("P39", envoy, P580=year(2001), P642=brazil),
            claim("P39", lost, P580=year(2005)),
            links=3,
        ),
        # Out of office too long ago; no name; no office; a term that ends before it begins.
        person("Q900000004", "Old Minister", claim("P39", minister, P580=year(1950), P582=year(1952))),
        person("Q900000005", "", claim("P39", minister, P580=year(2005))),
        person("Q900000006", "Private Person", claim("P27", france)),
        person("Q900000007", "Bad Dates", claim("P39", minister, P580=year(2010), P582=year(2003)), links=1),
        entity(minister, "Minister of Foreign Affairs of France", claim("P1001", france)),
        entity(governor, "Governor of Bahia", claim("P1001", "Q900000031"), claim("P17", brazil)),
        entity(envoy, "ambassador", claim("P279", "Q900000041")),
        entity("Q900000031", "Bahia", claim("P17", brazil)),
        entity("Q900000051", "Pact of the North", claim("P31", "Q900000061"), aliases=("PN",), links=9),
        entity("Q900000052", "House of Bahia", claim("P31", "Q900000061"), claim("P17", brazil)),
        {"type": "property", "id": "P9000000", "labels": {}, "claims": {}},
    )


def dump_lines(entities: tuple[Entity, ...]) -> list[str]:
    """The lines of a dump."""
    return [
        "[",
        *(json.dumps(one, separators=(",", ":")) + "," for one in entities[:-1]),
        json.dumps(entities[-1]),
        "]",
    ]


def quads(entities: tuple[Entity, ...]) -> Iterator[ox.Quad]:
    """The same as triples."""
    for one in entities:
        if one["type"] == "item":
            yield from _item_quads(one)


def _item_quads(one: Entity) -> Iterator[ox.Quad]:
    node = ox.NamedNode(WD + one["id"])
    for language, term in (one["labels"] or {}).items():
        yield ox.Quad(node, ox.NamedNode(RDFS_LABEL), ox.Literal(term["value"], language=language))
    for terms in (one["aliases"] or {}).values():
        for term in terms:
            yield ox.Quad(node, ox.NamedNode(ALT_LABEL), ox.Literal(term["value"], language=term["language"]))
    yield ox.Quad(node, ox.NamedNode(WIKIBASE + "sitelinks"), ox.Literal(len(one["sitelinks"])))
    for pid, claims in (one["claims"] or {}).items():
        best = "preferred" if any(c["rank"] == "preferred" for c in claims) else "normal"
        for found in claims:
            held = ox.NamedNode(f"{WD}statement/{found['id']}")
            yield ox.Quad(node, ox.NamedNode(PROP + pid), held)
            rank = ox.NamedNode(f"{WIKIBASE}{found['rank'].capitalize()}Rank")
            yield ox.Quad(held, ox.NamedNode(WIKIBASE + "rank"), rank)
            yield from _snak_quads(held, "statement", found["mainsnak"])
            if found["rank"] == best and found["mainsnak"]["snaktype"] == "value":
                yield ox.Quad(node, ox.NamedNode(f"{PROP}direct/{pid}"), _term(found["mainsnak"]))
            for snaks in found.get("qualifiers", {}).values():
                for qualifier in snaks:
                    yield from _snak_quads(held, "qualifier", qualifier)


def _snak_quads(held: ox.NamedNode, place: str, one: Entity) -> Iterator[ox.Quad]:
    if one["snaktype"] == "novalue":
        return
    yield ox.Quad(held, ox.NamedNode(f"{PROP}{place}/{one['property']}"), _term(one))
    if one["snaktype"] == "value" and one["datavalue"]["type"] == "time":
        value = one["datavalue"]["value"]
        node = ox.NamedNode(f"http://www.wikidata.org/value/{value['time']}-{value['precision']}")
        yield ox.Quad(held, ox.NamedNode(f"{PROP}{place}/value/{one['property']}"), node)
        yield ox.Quad(node, ox.NamedNode(WIKIBASE + "timePrecision"), ox.Literal(value["precision"]))


def _term(one: Entity) -> ox.NamedNode | ox.Literal | ox.BlankNode:
    if one["snaktype"] == "somevalue":
        return ox.BlankNode()
    value = one["datavalue"]["value"]
    if isinstance(value, str):
        return ox.Literal(value)
    if "time" in value:
        return ox.Literal(value["time"].lstrip("+").replace("-00", "-01"), datatype=DATE_TIME)
    return ox.NamedNode(WD + value["id"])
