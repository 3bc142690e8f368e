"""Wikibase JSON → items with typed claims. Nothing behind it sees raw JSON; what has a wrong shape is left out.

Both shapes of format versions 1 and 2 are read (an empty map may come as an empty list).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kg.link import props

YEAR_PRECISION = 9
YEAR = re.compile(r"[+-]\d{1,16}")
# Labels of names are often kept once for all languages that write them alike.
LANGUAGES = ("en", "mul")


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a claim: text or item, and for a date its year. Both are None for "some value" and "no value"."""

    text: str | None = None
    year: int | None = None
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim that is not deprecated, with its qualifiers."""

    value: Value
    preferred: bool = False
    qualifiers: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)

    def qualifier(self, pid: str) -> Value | None:
        """The first qualifier of a property."""
        return next(iter(self.qualifiers.get(pid, ())), None)


@dataclass(frozen=True, slots=True)
class Item:
    """An item in English. `sitelinks` is how many articles of Wikimedia's wikis are on it."""

    qid: str
    label: str = ""
    description: str = ""
    aliases: tuple[str, ...] = ()
    claims: Mapping[str, tuple[Claim, ...]] = field(default_factory=dict)
    sitelinks: int = 0
    revision: int | None = None
    fetched: float = 0.0

    def best(self, pid: str) -> tuple[Claim, ...]:
        """The claims of the best rank: the preferred ones if there are any."""
        claims = self.claims.get(pid, ())
        return tuple(claim for claim in claims if claim.preferred) or claims

    def every(self, pid: str) -> tuple[Claim, ...]:
        """All claims that are not deprecated, for what changes with time."""
        return self.claims.get(pid, ())

    def items(self, pid: str) -> tuple[str, ...]:
        """The items that the best claims of a property name."""
        return tuple(dict.fromkeys(text for text in (c.value.text for c in self.best(pid)) if text and is_qid(text)))

    def year(self, pid: str) -> int | None:
        """The year of the first best claim that tells one."""
        return next((claim.value.year for claim in self.best(pid) if claim.value.year is not None), None)


def is_qid(text: str) -> bool:
    """Whether a text is the identifier of an item."""
    return props.QID.fullmatch(text) is not None


def parse_item(raw: Any, *, fetched: float = 0.0) -> Item | None:
    """An entity of an answer; None for one that is missing or no item."""
    entity = _map(raw)
    qid = entity.get("id")
    if "missing" in entity or not isinstance(qid, str) or not is_qid(qid):
        return None
    revision = entity.get("lastrevid")
    return Item(
        qid=qid,
        label=_term(entity.get("labels")),
        description=_term(entity.get("descriptions")),
        aliases=tuple(_aliases(entity.get("aliases"))),
        claims={pid: tuple(_claims(claims)) for pid, claims in _map(entity.get("claims")).items()},
        sitelinks=len(_map(entity.get("sitelinks"))),
        revision=revision if isinstance(revision, int) else None,
        fetched=fetched,
    )


def _map(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _term(terms: Any) -> str:
    found = (_text(_map(_map(terms).get(language)).get("value")) for language in LANGUAGES)
    return next((text for text in found if text), "")


def _aliases(aliases: Any) -> Iterator[str]:
    found = (_text(_map(alias).get("value")) for language in LANGUAGES for alias in _list(_map(aliases).get(language)))
    yield from dict.fromkeys(text for text in found if text)


def _claims(claims: Any) -> Iterator[Claim]:
    for claim in map(_map, _list(claims)):
        value = _value(claim.get("mainsnak"))
        if value is not None and claim.get("rank") != "deprecated":
            qualifiers = {pid: tuple(_values(snaks)) for pid, snaks in _map(claim.get("qualifiers")).items()}
            yield Claim(value, claim.get("rank") == "preferred", qualifiers)


def _values(snaks: Any) -> Iterator[Value]:
    for snak in _list(snaks):
        value = _value(snak)
        if value is not None:
            yield value


def _value(raw: Any) -> Value | None:
    """The value of a snak; None if it has a wrong shape."""
    snak = _map(raw)
    if snak.get("snaktype") in ("somevalue", "novalue"):
        return Value(unknown=snak["snaktype"] == "somevalue")
    value = _map(snak.get("datavalue")).get("value")
    if isinstance(value, str):
        return Value(value)
    parts = _map(value)
    if "time" in parts:
        return _time(parts)
    if parts.get("entity-type") == "item" or "numeric-id" in parts:
        return Value(_text(parts.get("id")) or f"Q{parts.get('numeric-id')}")
    return Value(_text(parts["text"])) if "text" in parts else None


def _time(parts: Mapping[str, Any]) -> Value | None:
    """A date by its year; of a decade or century no year is known."""
    found = YEAR.match(str(parts["time"]))
    precision = parts.get("precision")
    if found is None or not isinstance(precision, int):
        return None
    return Value(found.group(), int(found.group()) if precision >= YEAR_PRECISION else None)
