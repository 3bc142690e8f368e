"""SPARQL texts as another server has to get them: prefixes and base written out, the dataset as its dialect has it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.store.dialects import Dialect
from kg.store.sparql import Token, iter_tokens

_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")
_DATASET_WORDS = frozenset({"FROM", "USING", "WITH"})


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text and the parameters of the protocol that go with it."""

    text: str
    parameters: tuple[tuple[str, str], ...] = ()


def with_prologue(text: str, prefixes: Mapping[str, str], base_iri: str | None) -> str:
    """The text with the declarations that it relies on. They stand in its first line, so that line numbers hold."""
    tokens = list(iter_tokens(text))
    declared = {after.text for token, after in pairwise(tokens) if token.keyword == "PREFIX"}
    used = {token.text.partition(":")[0] for token in tokens if token.kind == "name"}
    missing = sorted(prefix for prefix in used if prefix in prefixes and f"{prefix}:" not in declared)
    prologue = "".join(f"PREFIX {prefix}: <{prefixes[prefix]}> " for prefix in missing)
    if base_iri and any(token.kind == "iri" and not _ABSOLUTE.match(token.text) for token in tokens):
        prologue = f"BASE <{base_iri}> {prologue}"
    return prologue + text


def for_query(
    text: str,
    dialect: Dialect,
    *,
    default_graphs: Sequence[str] | None = None,
    named_graphs: Sequence[str] | None = None,
) -> Prepared:
    """A query with its dataset. A text that names its dataset, or a dataset that is given, is passed on as it is."""
    given = [("default-graph-uri", iri) for iri in default_graphs or ()]
    given += [("named-graph-uri", iri) for iri in named_graphs or ()]
    if given or not dialect.default_graph:
        return Prepared(text, tuple(given))
    tokens = list(iter_tokens(text))
    if any(token.keyword == "FROM" for token in tokens):
        return Prepared(text)
    default = (("default-graph-uri", dialect.default_graph),)
    return Prepared(_variable_graphs(text, tokens), default)


def for_update(text: str, dialect: Dialect) -> Prepared:
    """An update whose patterns and templates without a graph mean the default graph."""
    if not dialect.default_graph or any(token.keyword in _DATASET_WORDS for token in iter_tokens(text)):
        return Prepared(text)
    return Prepared(f"DEFINE input:default-graph-uri <{dialect.default_graph}> {text}")


def _variable_graphs(text: str, tokens: list[Token]) -> str:
    """`GRAPH <x>` as a variable with one value: with a default graph named, Virtuoso finds nothing in a graph that is
    named by its IRI, but all in one that is named by a variable."""
    parts: list[str] = []
    at = 0
    for number, (token, after) in enumerate(pairwise(tokens)):
        if token.keyword == "GRAPH" and after.kind in ("iri", "name"):
            variable = f"?newsgraph_{number}"
            parts += (text[at : token.start], f"VALUES {variable} {{ {after.text} }} GRAPH {variable}")
            at = after.start + len(after.text)
    return "".join([*parts, text[at:]])
