"""RDF nodes → readable JSON-LD by the project's context: terms for properties, plain strings where they will do.

A document carries that part of `ontology/context.jsonld` which it uses, so it can be read without fetching anything.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import ResourceError
from kg.export.graph import Node, Term
from kg.rdf.namespaces import RDF, XSD

Json = dict[str, Any]

_STRING, _INTEGER = XSD["string"], XSD["integer"]
# Integers that are the same as a JSON number: canonical, and short enough to be exact in any reader.
_NATIVE = re.compile(r"0|-?[1-9][0-9]{0,14}", re.ASCII)
_ALIASES = {"id": "@id", "type": "@type"}


class Context:
    """The context of the ontology, turned round: from IRIs to terms."""

    def __init__(self, definition: Mapping[str, Any]) -> None:
        self._definition = definition
        self._prefixes = {
            name: value for name, value in definition.items() if isinstance(value, str) and value[-1:] in ("#", "/")
        }
        self._namespaces = tuple(self._prefixes.values())
        self._terms: dict[str, str] = {}
        for term, value in definition.items():
            iri = value.get("@id") if isinstance(value, Mapping) else value
            if isinstance(iri, str) and ":" in iri and term not in self._prefixes:
                self._terms[self._expand(iri)] = term

    @classmethod
    def load(cls, path: Path) -> Context:
        """The context of a file; ResourceError if it cannot be read."""
        try:
            return cls(json.loads(path.read_text(encoding="utf-8"))["@context"])
        except (OSError, ValueError, KeyError) as error:
            raise ResourceError(f"{path}: not a JSON-LD context: {error}") from error

    def _expand(self, name: str) -> str:
        prefix, _, rest = name.partition(":")
        return self._prefixes[prefix] + rest if prefix in self._prefixes else name

    def term(self, iri: str) -> str:
        """The term of a property or of an individual, else a prefixed name, else the IRI."""
        return self._terms.get(iri) or self.name(iri)

    def name(self, iri: str) -> str:
        """A prefixed name where the prefix is known and the rest is plain, else the IRI."""
        if not iri.startswith(self._namespaces):
            return iri
        for prefix, namespace in self._prefixes.items():
            rest = iri[len(namespace) :]
            if iri.startswith(namespace) and rest and not set(rest) & set("/:#?"):
                return f"{prefix}:{rest}"
        return iri

    def coercion(self, term: str) -> str | None:
        """The type that the context gives the values of a term, as an IRI or a keyword."""
        value = self._definition.get(term)
        kind = value.get("@type") if isinstance(value, Mapping) else None
        return self._expand(kind) if isinstance(kind, str) else None

    def is_list(self, term: str) -> bool:
        """Whether the values of a term always stand in an array."""
        value = self._definition.get(term)
        return isinstance(value, Mapping) and value.get("@container") == "@set"

    def part(self, used: Iterable[str]) -> Json:
        """The definitions of the names that a document uses, with the prefixes that they need."""
        wanted = {name for name in used if name in self._definition}
        needed = {self._definition[name] for name in wanted if isinstance(self._definition[name], str)}
        for name in wanted:
            if isinstance(self._definition[name], Mapping):
                needed |= {value for value in self._definition[name].values() if isinstance(value, str)}
        wanted |= {name.partition(":")[0] for name in (*used, *needed)} & self._prefixes.keys()
        kept = {name: value for name, value in self._definition.items() if name in wanted}
        return {"@version": 1.1, **_ALIASES, **kept}


class Compactor:
    """Writes the nodes of one document and notes which names of the context it used."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.used: set[str] = set()

    def node(self, node: Node) -> Json:
        """A node as an object that points to others by their IRIs."""
        made: Json = {"id": self.name(node.iri)}
        types = node.all(RDF["type"])
        if types:
            made["type"] = [self.term(iri) for iri in types]
        for predicate, values in node.values.items():
            if predicate != RDF["type"]:
                term = self.term(predicate)
                cells = [self._value(term, value) for value in values]
                made[term] = cells if len(cells) > 1 or self._context.is_list(term) else cells[0]
        return made

    def document(self, objects: list[Json]) -> Json:
        """The objects as one document, with the context that they need."""
        return {"@context": self._context.part(self.used), "@graph": objects}

    def term(self, iri: str) -> str:
        """The term of a property, class or individual; see `Context.term`."""
        return self._note(self._context.term(iri))

    def name(self, iri: str) -> str:
        """The name of an instance; see `Context.name`."""
        return self._note(self._context.name(iri))

    def _note(self, name: str) -> str:
        self.used.add(name)
        return name

    def _value(self, term: str, value: Term) -> Any:
        kind = self._context.coercion(term)
        if isinstance(value, ox.Literal):
            return self._literal(kind, value)
        iri = value.value if isinstance(value, ox.NamedNode) else str(value)
        if kind == "@vocab":
            return self.term(iri)
        return self.name(iri) if kind == "@id" else {"id": self.name(iri)}

    def _literal(self, kind: str | None, value: ox.Literal) -> Any:
        datatype = value.datatype.value
        if value.language:
            return {"@value": value.value, "@language": value.language}
        if datatype == (kind or _STRING):
            # A decimal stays a string: as a number it would become a double on the way.
            return int(value.value) if datatype == _INTEGER and _NATIVE.fullmatch(value.value) else value.value
        if datatype == _STRING:
            return {"@value": value.value}
        return {"@value": value.value, "@type": self.name(datatype)}


__all__ = ["Compactor", "Context", "Json"]
