"""The filters of the lists: parameters of the address → patterns of SPARQL, and the fields of the form.

Whatever a reader writes into an address ends as a literal, as a checked IRI, or as a note that it was ignored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kg.web.answers import service

_DATE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?")
_FORBIDDEN = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
# A longer word list is no filter but a mistake.
_LONGEST = 200

Pattern = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Filter:
    """One parameter of a list.

    Attributes:
        name: The parameter.
        label: The words beside its field.
        pattern: A value → SPARQL, None if the value means nothing.
        choices: Values to choose from, as (value, words); empty for a text field.
        options: A query for values to choose from: `?value`, `?label` if it is another, `?n`.
        hint: What to write into a text field.
    """

    name: str
    label: str
    pattern: Pattern
    choices: tuple[tuple[str, str], ...] = ()
    options: str = ""
    hint: str = ""


@dataclass(slots=True)
class Chosen:
    """What a request chose: the patterns, the values by parameter, and remarks on what was ignored."""

    patterns: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def read_filters(filters: tuple[Filter, ...], given: Mapping[str, str]) -> Chosen:
    """The filters that a request names, of those a list has."""
    chosen = Chosen()
    for entry in filters:
        value = given.get(entry.name, "").strip()[:_LONGEST]
        if not value:
            continue
        pattern = entry.pattern(value)
        if pattern is None:
            chosen.notes.append(f"“{value}” is not a value for “{entry.label}” and was ignored.")
        else:
            chosen.patterns.append(pattern)
            chosen.values[entry.name] = value
    return chosen


def literal(text: str) -> str:
    """A string as a literal of SPARQL."""
    clean = "".join(char for char in text if char >= " " or char in "\n\r\t")
    return '"' + "".join(_ESCAPES.get(char, char) for char in clean) + '"'


def thing_iri(value: str) -> str | None:
    """The IRI in angle brackets that a parameter names: an IRI, or an identifier without the base; None if neither."""
    iri = value if re.match(r"https?://", value) else service().settings.base_iri + value
    return None if _FORBIDDEN.search(iri) else f"<{iri}>"


def date_bounds(value: str) -> tuple[str, str] | None:
    """The first and the last day of a year, a month or a day; None if it is none of them."""
    match = _DATE.fullmatch(value)
    if not match:
        return None
    year, month, day = match.groups()
    # 31 after a shorter month is no day to a calendar, but it is a right bound to a comparison of texts.
    return f"{year}-{month or '01'}-{day or '01'}", f"{year}-{month or '12'}-{day or '31'}"


def thing(template: str) -> Pattern:
    """A pattern about a thing: the template's `{}` is its IRI."""
    return lambda value: template.replace("{}", iri) if (iri := thing_iri(value)) else None


def term(template: str, names: str) -> Pattern:
    """A pattern about one of the ontology's own values."""
    allowed = frozenset(names.split())
    return lambda value: template.replace("{}", f"ng:{value}") if value in allowed else None


def text(template: str) -> Pattern:
    """A pattern with a literal."""
    return lambda value: template.replace("{}", literal(value))


def words(variable: str) -> Pattern:
    """All words of the value stand in a text, whatever their case."""

    def build(value: str) -> str:
        tests = (f"CONTAINS(LCASE(STR({variable})), {literal(word.lower())})" for word in value.split())
        return f"FILTER({' && '.join(tests)})"

    return build


def since(variable: str) -> Pattern:
    """Not before the period."""
    return lambda value: f'FILTER(STR({variable}) >= "{found[0]}")' if (found := date_bounds(value)) else None


def until(variable: str) -> Pattern:
    """Not after the period."""
    return lambda value: f'FILTER(STR({variable}) <= "{found[1]}")' if (found := date_bounds(value)) else None


def choices(names: str, spoken: Callable[[str], str]) -> tuple[tuple[str, str], ...]:
    """Names of the ontology's own values with their words."""
    return tuple((name, spoken(name)) for name in names.split())
