"""SHACL shapes → SPARQL queries that find what breaks them, so that a store is checked at the speed of its engine.

Each constraint of a shape becomes one rule with one query over the default graph; a row of its answer is one fault.
What is understood is the part of SHACL that `ontology/shapes.ttl` uses: core constraints on single properties, lists of
alternatives, SPARQL constraints. Anything else is a ResourceError and never passed over. `kg.rdf.shapes.validate`
runs the same shapes through pySHACL, and tests hold the two against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import ResourceError
from kg.rdf.ontology import ONTOLOGY_FILE, load_turtle

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

_SH = "http://www.w3.org/ns/shacl#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
# Says nothing of the data: targets, texts for people, and what belongs to another constraint of the same shape.
_SILENT = frozenset(
    {"targetClass", "path", "message", "severity", "name", "description", "order", "group", "property", "sparql"}
)
# Datatypes whose lexical form the engine can check by a cast.
_CAST = frozenset(f"{_XSD}{name}" for name in ("integer", "decimal", "date"))


@dataclass(frozen=True, slots=True)
class Rule:
    """One constraint on the nodes of some classes. The rows of `query` are its faults: `this`, the node, and `value`
    where there is one."""

    name: str
    path: str
    message: str
    severity: str
    query: str
    classes: tuple[str, ...]

    def of(self, nodes: str) -> str:
        """The query of these nodes alone, `<IRI> <IRI> …`, which have one of the classes."""
        return self.query.replace(_target(self.classes), f"VALUES ?this {{ {nodes} }}", 1)


def shape_rules(shapes: Path) -> list[Rule]:
    """The rules of a file of shapes; `kg.ttl` is looked for beside it, for the subclasses that sh:class goes by.

    Raises:
        ResourceError: A file cannot be read, or a shape uses what is not understood here.
    """
    return list(_Compiler(load_turtle(shapes), load_turtle(shapes.with_name(ONTOLOGY_FILE)), shapes).rules())


class _Compiler:
    """Reads shapes and writes conditions. A condition is a SPARQL expression that is true where a node conforms."""

    def __init__(self, shapes: Graph, ontology: Graph, path: Path) -> None:
        self._shapes = shapes
        self._ontology = ontology
        self._path = path
        self._variables = 0

    def rules(self) -> Iterator[Rule]:
        """Every rule of every shape that has a target, in a fixed order."""
        from rdflib import RDF, SH

        targeted = (shape for shape in self._shapes.subjects(RDF.type, SH.NodeShape))
        for shape in sorted(targeted, key=str):
            target = tuple(sorted(map(str, self._shapes.objects(shape, SH.targetClass))))
            name = str(shape).rpartition("#")[2]
            yield from self._own_rules(shape, name, target)
            found = [
                rule for each in self._shapes.objects(shape, SH.property) for rule in self._of_path(each, name, target)
            ]
            found += [self._of_query(each, name, target) for each in self._shapes.objects(shape, SH.sparql)]
            yield from sorted(found, key=lambda rule: (rule.path, rule.name, rule.message))

    def _own_rules(self, shape: Node, name: str, target: tuple[str, ...]) -> Iterator[Rule]:
        """The constraints on the node itself."""
        for component, condition in self._value_conditions(shape, "this"):
            message = self._message(shape) or f"The node does not meet sh:{component}."
            query = f"SELECT DISTINCT ?this WHERE {{ {_target(target)} FILTER(!({condition})) }}"
            yield Rule(f"{name}/{component}", "", message, self._severity(shape), query, target)

    def _of_path(self, constraint: Node, name: str, target: tuple[str, ...]) -> Iterator[Rule]:
        """The constraints on the values of one property."""
        path = self._path_of(constraint)
        said = self._message(constraint)

        def rule(component: str, where: str, otherwise: str, value: str = "?value") -> Rule:
            query = f"SELECT DISTINCT ?this {value} WHERE {{ {_target(target)} {where} }}"
            full = f"{name}/{path.rpartition('#')[2].rpartition('/')[2]}/{component}"
            return Rule(full, path, said or otherwise, self._severity(constraint), query, target)

        for component, condition in self._count_conditions(constraint, "this"):
            yield rule(component, f"FILTER(!({condition}))", f"The node does not meet sh:{component}.", "")
        for component, condition in self._value_conditions(constraint, "value"):
            where = f"?this <{path}> ?value FILTER(!({condition}))"
            yield rule(component, where, f"The value does not meet sh:{component}.")

    def _of_query(self, constraint: Node, name: str, target: tuple[str, ...]) -> Rule:
        """A SPARQL constraint: its own query, on all nodes of the target at once."""
        from rdflib import SH

        select = str(self._shapes.value(constraint, SH.select))
        title = str(self._shapes.value(constraint, SH.name) or "sparql")
        return Rule(
            f"{name}/{title}",
            "",
            self._message(constraint),
            self._severity(constraint),
            select.replace("{", f"{{ {_target(target)}", 1),
            target,
        )

    # Conditions

    def _conforms(self, shape: Node, variable: str) -> str:
        """Whether what the variable stands for meets a shape that is part of another."""
        from rdflib import SH

        conditions = [f"({condition})" for _, condition in self._value_conditions(shape, variable)]
        for constraint in self._shapes.objects(shape, SH.property):
            conditions += [f"({condition})" for _, condition in self._count_conditions(constraint, variable)]
            value = self._new_variable()
            for _, condition in self._value_conditions(constraint, value):
                path = self._path_of(constraint)
                conditions.append(f"NOT EXISTS {{ ?{variable} <{path}> ?{value} FILTER(!({condition})) }}")
        return " && ".join(sorted(conditions)) or "true"

    def _count_conditions(self, constraint: Node, variable: str) -> Iterator[tuple[str, str]]:
        """Conditions on how many values there are, and on there being a certain one."""
        path, one, two = self._path_of(constraint), self._new_variable(), self._new_variable()
        some = f"EXISTS {{ ?{variable} <{path}> ?{one} }}"
        several = f"EXISTS {{ ?{variable} <{path}> ?{one} , ?{two} FILTER(!SAMETERM(?{one}, ?{two})) }}"
        known = {("minCount", 1): some, ("maxCount", 0): f"!{some}", ("maxCount", 1): f"!{several}"}
        for component, value in self._parameters(constraint):
            if component in ("minCount", "maxCount"):
                condition = known.get((component, int(str(value))))
                if condition is None:
                    raise self._unknown(f"sh:{component} {value}")
                yield component, condition
            elif component == "hasValue":
                yield component, f"EXISTS {{ ?{variable} <{path}> {value.n3()} }}"

    def _value_conditions(self, shape: Node, variable: str) -> Iterator[tuple[str, str]]:
        """Conditions on one value, whatever the number of them."""
        writers: dict[str, Callable[[Node, str], str]] = {
            "nodeKind": self._node_kind,
            "datatype": self._datatype,
            "class": self._class,
            "in": lambda value, name: f"?{name} IN ({', '.join(each.n3() for each in self._list(value))})",
            "pattern": lambda value, name: f"REGEX(STR(?{name}), {_quoted(str(value))})",
            "minLength": lambda value, name: f"STRLEN(STR(?{name})) >= {value}",
            "minInclusive": lambda value, name: f"COALESCE(?{name} >= {_number(value)}, false)",
            "maxInclusive": lambda value, name: f"COALESCE(?{name} <= {_number(value)}, false)",
            "lessThan": lambda value, name: self._less(value, name, "<"),
            "lessThanOrEquals": lambda value, name: self._less(value, name, "<="),
            "or": lambda value, name: " || ".join(f"({self._conforms(each, name)})" for each in self._list(value)),
            "xone": self._exactly_one,
            "not": lambda value, name: f"!({self._conforms(value, name)})",
        }
        for component, value in self._parameters(shape):
            if component in writers:
                yield component, writers[component](value, variable)
            elif component not in _SILENT | {"minCount", "maxCount", "hasValue"}:
                raise self._unknown(f"sh:{component}")

    def _node_kind(self, value: Node, variable: str) -> str:
        if str(value) != f"{_SH}IRI":
            raise self._unknown(f"sh:nodeKind {value}")
        return f"isIRI(?{variable})"

    def _datatype(self, value: Node, variable: str) -> str:
        same = f"isLiteral(?{variable}) && DATATYPE(?{variable}) = <{value}>"
        if str(value) in _CAST:
            # A literal whose form its datatype does not allow has the datatype all the same.
            return f"{same} && COALESCE(<{value}>(STR(?{variable})) = ?{variable}, false)"
        return same

    def _class(self, value: Node, variable: str) -> str:
        from rdflib import RDFS

        classes = sorted(f"<{each}>" for each in self._ontology.transitive_subjects(RDFS.subClassOf, value))
        type_ = self._new_variable()
        return f"EXISTS {{ ?{variable} a ?{type_} FILTER(?{type_} IN ({', '.join(classes)})) }}"

    def _less(self, value: Node, variable: str, sign: str) -> str:
        """Less than every value of another property of the focus node."""
        other = self._new_variable()
        return f"NOT EXISTS {{ ?this <{value}> ?{other} FILTER(!COALESCE(?{variable} {sign} ?{other}, false)) }}"

    def _exactly_one(self, value: Node, variable: str) -> str:
        parts = [f"IF({self._conforms(each, variable)}, 1, 0)" for each in self._list(value)]
        return f"({' + '.join(parts)}) = 1"

    # Reading

    def _parameters(self, shape: Node) -> list[tuple[str, Node]]:
        """What SHACL says of a shape, by the names of its own vocabulary, sorted."""
        found = (
            (str(predicate).removeprefix(_SH), value)
            for predicate, value in self._shapes.predicate_objects(shape)
            if str(predicate).startswith(_SH)
        )
        return sorted(found, key=lambda pair: (pair[0], str(pair[1])))

    def _path_of(self, constraint: Node) -> str:
        from rdflib import SH, URIRef

        path = self._shapes.value(constraint, SH.path)
        if not isinstance(path, URIRef):
            raise self._unknown("a path that is not one property")
        return str(path)

    def _list(self, head: Node) -> list[Node]:
        return list(self._shapes.items(head))

    def _message(self, shape: Node) -> str:
        from rdflib import SH

        return str(self._shapes.value(shape, SH.message) or "")

    def _severity(self, shape: Node) -> str:
        from rdflib import SH

        return str(self._shapes.value(shape, SH.severity) or "Violation").rpartition("#")[2]

    def _new_variable(self) -> str:
        self._variables += 1
        return f"v{self._variables}"

    def _unknown(self, what: str) -> ResourceError:
        return ResourceError(f"{self._path}: the shapes use {what}, which is not understood here")


def _target(classes: Iterable[str]) -> str:
    """What binds the nodes of some classes; once in each query."""
    return f"VALUES ?class {{ {' '.join(f'<{each}>' for each in classes)} }} ?this a ?class ."


def _number(value: Node) -> str:
    return f'"{value}"^^<{_XSD}decimal>'


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
