"""Networks as GraphML and GEXF, written piece by piece.

Both declare a directed graph throughout, as readers refuse a mixture; what has no direction says so in the attribute
`symmetric`. Parallel edges are told apart by `relation`, `kind` and `status`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from kg.export.graph import Reader
from kg.export.network import Edge, EdgeKey, Vertex, edges, vertices
from kg.store.base import Output

_VERTEX = {"label": "string", "kind": "string", "iso3": "string", "wikidata": "string"}
_EDGE = {
    "relation": "string",
    "kind": "string",
    "status": "string",
    "symmetric": "boolean",
    "weight": "double",
    "articles": "int",
    "confidence": "double",
    "first": "string",
    "last": "string",
}
# What XML 1.0 cannot hold.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_graphml(reader: Reader, output: Output) -> None:
    """The network as GraphML."""
    _write(output, _graphml(reader))


def write_gexf(reader: Reader, output: Output) -> None:
    """The network as GEXF 1.2, edges with a spell for each date that the facts behind them have."""
    _write(output, _gexf(reader))


def _write(output: Output, lines: Iterator[str]) -> None:
    output.write(b'<?xml version="1.0" encoding="UTF-8"?>\n')
    for line in lines:
        output.write(f"{line}\n".encode())


def _graphml(reader: Reader) -> Iterator[str]:
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    for scope, attributes in (("node", _VERTEX), ("edge", _EDGE)):
        for name, kind in attributes.items():
            yield f'  <key id="{scope}_{name}" for="{scope}" attr.name="{name}" attr.type="{kind}"/>'
    yield '  <graph id="newsgraph" edgedefault="directed">'
    for vertex in vertices(reader):
        yield f"    <node id={_attribute(vertex.iri)}>{_data('node', _described(vertex))}</node>"
    for number, (key, edge) in enumerate(edges(reader), 1):
        ends = f"source={_attribute(key.source)} target={_attribute(key.target)}"
        yield f'    <edge id="e{number}" {ends}>{_data("edge", _measured(key, edge))}</edge>'
    yield "  </graph>"
    yield "</graphml>"


def _data(scope: str, values: dict[str, str]) -> str:
    return "".join(
        f'<data key="{scope}_{name}">{escape(_clean(value))}</data>' for name, value in values.items() if value
    )


def _gexf(reader: Reader) -> Iterator[str]:
    yield '<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">'
    yield '  <graph defaultedgetype="directed" mode="dynamic" timeformat="date">'
    for scope, attributes in (("node", _gexf_names(_VERTEX)), ("edge", _gexf_names(_EDGE))):
        yield f'    <attributes class="{scope}" mode="static">'
        for name, kind in attributes.items():
            yield f'      <attribute id="{scope}_{name}" title="{name}" type="{_GEXF_TYPES.get(kind, kind)}"/>'
        yield "    </attributes>"
    yield "    <nodes>"
    for vertex in vertices(reader):
        values = _values("node", _gexf_names(_described(vertex)))
        yield f"      <node id={_attribute(vertex.iri)} label={_attribute(vertex.label)}>{values}</node>"
    yield "    </nodes>"
    yield "    <edges>"
    for number, (key, edge) in enumerate(edges(reader), 1):
        yield _gexf_edge(number, key, edge)
    yield "    </edges>"
    yield "  </graph>"
    yield "</gexf>"


_GEXF_TYPES = {"int": "integer"}


def _gexf_names(attributes: dict[str, str]) -> dict[str, str]:
    """Without what GEXF has attributes of its own for."""
    return {name: value for name, value in attributes.items() if name not in ("label", "weight")}


def _gexf_edge(number: int, key: EdgeKey, edge: Edge) -> str:
    ends = f"source={_attribute(key.source)} target={_attribute(key.target)}"
    spells = "".join(f'<spell start="{start}" end="{end}"/>' for start, end in sorted(edge.days))
    times = f"<spells>{spells}</spells>" if spells else ""
    values = _values("edge", _gexf_names(_measured(key, edge)))
    label = _attribute(key.relation)
    return (
        f'      <edge id="e{number}" {ends} type="directed" weight="{edge.weight}" label={label}>{values}{times}</edge>'
    )


def _values(scope: str, values: dict[str, str]) -> str:
    cells = (f'<attvalue for="{scope}_{name}" value={_attribute(value)}/>' for name, value in values.items() if value)
    return f"<attvalues>{''.join(cells)}</attvalues>"


def _described(vertex: Vertex) -> dict[str, str]:
    return {name: getattr(vertex, name) for name in _VERTEX}


def _measured(key: EdgeKey, edge: Edge) -> dict[str, str]:
    return {
        "relation": key.relation,
        "kind": key.kind,
        "status": key.status,
        "symmetric": str(key.relation == "met").lower(),
        "weight": str(edge.weight),
        "articles": str(len(edge.articles)),
        "confidence": f"{edge.confidence:g}",
        "first": edge.first,
        "last": edge.last,
    }


def _attribute(value: str) -> str:
    return quoteattr(_clean(value))


def _clean(value: str) -> str:
    return _FORBIDDEN.sub("\ufffd", value)
