"""A store → event rows in the manner of PLOVER and CAMEO: who did what to whom, when and where.

Only what the graph says is coded. A meeting that was denied, postponed or cancelled is no event of either scheme; a
statement without a stance is none; a policy that was only proposed has not been made. What maps and what does not is
the table in docs/exports.md. A row without a code is never written: what has no event type has no row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from kg.export.graph import Node, Reader, Source
from kg.export.rows import Value
from kg.export.tables import csv_writer
from kg.rdf.namespaces import NG, SCHEMA
from kg.store.base import Output

_LAYOUT = """
    event fact article published date start end source source_name source_code target target_name target_code
    symmetric plover mode cameo quad status kind stance via place place_code confidence text url
"""
COLUMNS = _LAYOUT.split()

QUADS = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT", "CONCEDE"), "verbal cooperation"),
    **dict.fromkeys(("COOPERATE", "AID", "RETREAT"), "material cooperation"),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), "verbal conflict"),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), "material conflict"),
}
"""PLOVER's four quadrants."""

_MADE = ("adopted", "inForce")
_ENDED = ("repealed", "withdrawn")


class Code(NamedTuple):
    """An event type with its mode (empty where none fits) and the CAMEO code of the same act."""

    plover: str
    mode: str
    cameo: str


@dataclass(frozen=True, slots=True)
class Dyad:
    """Who did it to whom, coded. `via` is the policy through which a statement concerns its target."""

    source: str
    target: str
    code: Code
    symmetric: bool = False
    via: str = ""


_CALL = Code("CONSULT", "phone", "041")
_VISIT = Code("CONSULT", "visit", "042")
_VISIT_WITHOUT_HOST = Code("CONSULT", "visit", "040")
_THIRD_PLACE = Code("CONSULT", "", "044")
_CONSULT = Code("CONSULT", "", "040")
_MULTILATERAL = Code("CONSULT", "multilateral", "040")
_INTENT_TO_MEET = Code("AGREE", "meet", "036")
_STANCES = {"supports": Code("SUPPORT", "", "051"), "opposes": Code("ACCUSE", "disapprove", "111")}
_MUTUAL_POLICIES = {"treaty": Code("AGREE", "", "057"), "ceasefire": Code("RETREAT", "ceasefire", "0871")}
_SANCTION = Code("SANCTION", "", "163")
_END_OF_SANCTION = Code("CONCEDE", "", "085")

# More states than two make a meeting multilateral.
_MANY = 3


def write_events(reader: Reader, output: Output) -> None:
    """The event rows as CSV, article by article."""
    write = csv_writer(_Encoded(output), COLUMNS)
    for row in event_rows(reader):
        write(row)


def event_rows(reader: Reader) -> Iterator[tuple[Value, ...]]:
    """The rows, each with the cells of COLUMNS."""
    for source in reader.sources():
        for fact in source.facts("Meeting", "Policy", "Statement"):
            for number, dyad in enumerate(_dyads(reader, source, fact), 1):
                yield _row(reader, source, fact, dyad, number)


def _dyads(reader: Reader, source: Source, fact: Node) -> Iterator[Dyad]:
    if fact.is_a("Meeting"):
        return _meeting_dyads(reader, source, fact)
    return _policy_dyads(fact) if fact.is_a("Policy") else _statement_dyads(reader, fact)


def _meeting_dyads(reader: Reader, source: Source, meeting: Node) -> Iterator[Dyad]:
    status = meeting.name(NG["status"])
    if status not in ("held", "planned"):
        return
    codes = {iri: reader.code(iri, source) for iri in meeting.all(NG["participant"])}
    country = meeting.one(NG["country"])
    host = reader.code(country, source) if country else ""
    for first, second in combinations(codes, 2):
        if _is_own_delegation(reader, codes, first, second):
            continue
        if status == "planned":
            yield Dyad(first, second, _INTENT_TO_MEET, symmetric=True)
        else:
            yield _consultation(meeting, codes, host, (first, second))


def _consultation(meeting: Node, codes: dict[str, str], host: str, pair: tuple[str, str]) -> Dyad:
    """A meeting that took place, by its form and by whose ground it took place on."""
    first, second = pair
    form, sides = meeting.name(NG["meetingType"]), {codes[first], codes[second]} - {""}
    if form == "call":
        return Dyad(first, second, _CALL, symmetric=True)
    if form == "visit":
        if len(sides) < 2 or host not in sides:
            return Dyad(first, second, _VISIT_WITHOUT_HOST, symmetric=True)
        return Dyad(first, second, _VISIT) if codes[second] == host else Dyad(second, first, _VISIT)
    if len({code for code in codes.values() if code}) >= _MANY:
        return Dyad(first, second, _MULTILATERAL, symmetric=True)
    away = len(sides) == 2 and host and host not in sides
    return Dyad(first, second, _THIRD_PLACE if away else _CONSULT, symmetric=True)


def _is_own_delegation(reader: Reader, codes: dict[str, str], first: str, second: str) -> bool:
    """Whether the two are a state and a person who represents it: they sit on one side of the table."""
    return codes[first] == codes[second] != "" and "country" in (reader.kind(first), reader.kind(second))


def _policy_dyads(policy: Node) -> Iterator[Dyad]:
    kind, status = policy.name(NG["policyKind"]), policy.name(NG["status"])
    actors, targets = policy.all(NG["actor"]), policy.all(NG["target"])
    if kind in _MUTUAL_POLICIES and status in _MADE:
        yield from (Dyad(*pair, _MUTUAL_POLICIES[kind], symmetric=True) for pair in combinations(actors, 2))
    code = {**dict.fromkeys(_MADE, _SANCTION), **dict.fromkeys(_ENDED, _END_OF_SANCTION)}.get(status)
    if kind == "sanction" and code:
        yield from (Dyad(actor, target, code) for actor in actors for target in targets if actor != target)


def _statement_dyads(reader: Reader, statement: Node) -> Iterator[Dyad]:
    """One row for each whom the statement is for or against: itself, or as the maker of a policy."""
    speaker, code = statement.one(NG["speaker"]), _STANCES.get(statement.name(NG["stance"]))
    if not speaker or not code:
        return
    for topic in statement.all(NG["about"]):
        node = reader.entity(topic)
        via = topic if node.is_a("Policy") else ""
        targets = node.all(NG["actor"]) if via else [] if node.is_a("Meeting") else [topic]
        yield from (Dyad(speaker, target, code, via=via) for target in targets if target != speaker)


def _row(reader: Reader, source: Source, fact: Node, dyad: Dyad, number: int) -> tuple[Value, ...]:
    article = source.article_of(fact)
    country = fact.one(NG["country"])
    confidence = fact.one(NG["confidence"])
    return (
        f"{fact.iri}/event/{number}",
        fact.iri,
        article.iri,
        article.one(SCHEMA["datePublished"]),
        *(fact.one(name) for name in (NG["date"], SCHEMA["startDate"], SCHEMA["endDate"])),
        *_actor(reader, source, dyad.source),
        *_actor(reader, source, dyad.target),
        dyad.symmetric,
        *dyad.code,
        QUADS[dyad.code.plover],
        fact.name(NG["status"]),
        fact.name(NG["meetingType"]) or fact.name(NG["policyKind"]) or fact.name(NG["quoteType"]),
        fact.name(NG["stance"]),
        dyad.via,
        fact.one(NG["place"]),
        reader.code(country, source) if country else "",
        float(confidence) if confidence else None,
        source.words(fact),
        article.one(SCHEMA["url"]),
    )


def _actor(reader: Reader, source: Source, iri: str) -> tuple[Value, ...]:
    return iri, reader.label(iri), reader.code(iri, source)


class _Encoded:
    """A text stream over a binary one that is not ours to close."""

    def __init__(self, output: Output) -> None:
        self._output = output

    def write(self, text: str) -> int:
        self._output.write(text.encode())
        return len(text)


__all__ = ["COLUMNS", "QUADS", "event_rows", "write_events"]
