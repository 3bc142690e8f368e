"""Entities of Wikidata as plain values: Wikibase JSON → Item, and Item ↔ the compact form that staging keeps.

Only what records are made of is kept. A shape that Wikibase does not write is a ValueError; an empty map may come as a
list.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from kg.authority.checking import QID
from kg.authority.harvest.properties import QUALIFIERS

# Precision of a time: this one and greater ones tell the year.
YEAR = 9
TIME = re.compile(r"([+-]\d{1,16})-(\d\d)-(\d\d)T")
# "mul" stands for a name that is written alike in all languages.
MULTILINGUAL = "mul"


class Missing(StrEnum):
    """A value that is not told: there is one, or there is none."""

    SOME = "somevalue"
    NONE = "novalue"


class Rank(StrEnum):
    """How Wikidata values a statement among those of one property."""

    PREFERRED = "preferred"
    NORMAL = "normal"
    DEPRECATED = "deprecated"


@dataclass(frozen=True, slots=True)
class Time:
    """A point in time as stated: `+1998-09-11`, with zeros beyond the precision (11 day, 10 month, 9 year)."""

    text: str
    precision: int

    @property
    def year(self) -> int | None:
        """The year; None if only a decade or century is known."""
        found = re.match(r"[+-]\d+", self.text)
        return int(found.group()) if found and self.precision >= YEAR else None


Value = str | Time | Missing


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement: its value (an item, text or time), its rank, its qualifiers by property."""

    value: Value
    rank: Rank = Rank.NORMAL
    qualifiers: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)

    def qualifier(self, pid: str) -> Value | None:
        """The first value of a qualifier; None if there is none."""
        return next(iter(self.qualifiers.get(pid, ())), None)


@dataclass(frozen=True, slots=True)
class Item:
    """An entity with its label and aliases in one language. `sitelinks` is how many wiki pages are on it."""

    qid: str
    label: str
    aliases: tuple[str, ...] = ()
    claims: Mapping[str, tuple[Claim, ...]] = field(default_factory=dict)
    sitelinks: int = 0

    def every(self, pid: str) -> tuple[Claim, ...]:
        """The statements of a property that are not deprecated: for what changes with time."""
        return tuple(claim for claim in self.claims.get(pid, ()) if claim.rank is not Rank.DEPRECATED)

    def best(self, pid: str) -> tuple[Claim, ...]:
        """The statements of the best rank."""
        kept = self.every(pid)
        return tuple(claim for claim in kept if claim.rank is Rank.PREFERRED) or kept

    def items(self, pid: str) -> tuple[str, ...]:
        """The items that the best statements of a property name."""
        found = (claim.value for claim in self.best(pid) if is_item(claim.value))
        return tuple(dict.fromkeys(str(value) for value in found))

    def year(self, pid: str) -> int | None:
        """The year of a property, if the best statements agree on one."""
        years = {claim.value.year for claim in self.best(pid) if isinstance(claim.value, Time)} - {None}
        return years.pop() if len(years) == 1 else None


def is_item(value: Value | None) -> bool:
    """Whether a value is an item."""
    return isinstance(value, str) and not isinstance(value, Missing) and QID.fullmatch(value) is not None


def parse_item(raw: Mapping[str, Any], *, language: str, properties: Collection[str]) -> Item:
    """An entity of a dump or of `wbgetentities`, with the statements of some properties; ValueError if it is none."""
    qid = raw.get("id")
    if not isinstance(qid, str) or not QID.fullmatch(qid):
        raise ValueError(f"no item: its id is {qid!r}")
    claims = _map(raw.get("claims"))
    return Item(
        qid=qid,
        label=_label(_map(raw.get("labels")), language),
        aliases=tuple(_aliases(_map(raw.get("aliases")), language)),
        claims={pid: tuple(map(_claim, claims[pid])) for pid in properties if claims.get(pid)},
        sitelinks=len(_map(raw.get("sitelinks"))),
    )


def _map(value: Any) -> Mapping[str, Any]:
    if value in (None, []):
        return {}
    if not isinstance(value, dict):
        raise ValueError(f"a map was expected, not {type(value).__name__}")
    return value


def _label(labels: Mapping[str, Any], language: str) -> str:
    found = (_text(labels[code]) for code in (language, MULTILINGUAL) if code in labels)
    return next(found, "")


def _aliases(aliases: Mapping[str, Any], language: str) -> Iterator[str]:
    found = (_text(alias) for code in (language, MULTILINGUAL) for alias in aliases.get(code, ()))
    yield from dict.fromkeys(found)


def _text(term: Any) -> str:
    return " ".join(str(_map(term).get("value", "")).split())


def _claim(raw: Any) -> Claim:
    statement = _map(raw)
    qualifiers = _map(statement.get("qualifiers"))
    return Claim(
        _value(statement.get("mainsnak")),
        Rank(statement.get("rank", "normal")),
        {pid: tuple(map(_value, qualifiers[pid])) for pid in QUALIFIERS if qualifiers.get(pid)},
    )


def _value(raw: Any) -> Value:
    snak = _map(raw)
    if snak.get("snaktype") != "value":
        return Missing(snak.get("snaktype", ""))
    value = _map(snak.get("datavalue")).get("value")
    if isinstance(value, str):
        return value
    parts = _map(value)
    if "time" in parts:
        return time_of(str(parts["time"]), int(parts.get("precision", 0)))
    if "id" in parts or "numeric-id" in parts:
        return str(parts.get("id") or f"Q{parts['numeric-id']}")
    return " ".join(str(parts.get("text", "")).split())


def time_of(text: str, precision: int) -> Value:
    """A time of JSON or RDF; one that cannot be read is not told."""
    found = TIME.match(text if text[:1] in "+-" else f"+{text}")
    return Time(f"{found[1]}-{found[2]}-{found[3]}", precision) if found else Missing.SOME


def encode(item: Item) -> str:
    """An item as JSON, for staging."""
    claims = {
        pid: [
            [_encoded(c.value), str(c.rank), {q: [*map(_encoded, vs)] for q, vs in c.qualifiers.items()}] for c in found
        ]
        for pid, found in item.claims.items()
    }
    return json.dumps([item.qid, item.label, item.aliases, claims, item.sitelinks], ensure_ascii=False)


def _encoded(value: Value) -> str | list[str | int] | bool | None:
    if isinstance(value, Time):
        return [value.text, value.precision]
    if isinstance(value, Missing):
        return None if value is Missing.SOME else False
    return value


def decode(text: str) -> Item:
    """The item of `encode`."""
    qid, label, aliases, claims, sitelinks = json.loads(text)
    return Item(
        qid, label, tuple(aliases), {pid: tuple(map(_decoded_claim, found)) for pid, found in claims.items()}, sitelinks
    )


def _decoded_claim(parts: Sequence[Any]) -> Claim:
    value, rank, qualifiers = parts
    return Claim(_decoded(value), Rank(rank), {pid: tuple(map(_decoded, values)) for pid, values in qualifiers.items()})


def _decoded(value: Any) -> Value:
    if isinstance(value, list):
        return Time(value[0], value[1])
    if value is None or value is False:
        return Missing.SOME if value is None else Missing.NONE
    return str(value)
