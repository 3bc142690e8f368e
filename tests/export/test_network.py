"""GraphML and GEXF: read back as XML by what the formats' own documents say."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from tests.export.samples import BASE, exported, make_store

GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
GEXF = "{http://www.gexf.net/1.2draft}"
ANN, LUIS = f"{BASE}person/ann-okafor-Q9", f"{BASE}person/luis-quispe-PE"
KENYA, PERU = f"{BASE}country/kenya", f"{BASE}country/peru"


@pytest.fixture(scope="module")
def view():
    return make_store()


def read_graphml(view):
    root = ET.fromstring(exported(view, "graphml"))
    names = {key.get("id"): key.get("attr.name") for key in root.iter(f"{GRAPHML}key")}

    def values(element):
        return {names[cell.get("key")]: cell.text for cell in element.iter(f"{GRAPHML}data")}

    nodes = {node.get("id"): values(node) for node in root.iter(f"{GRAPHML}node")}
    edges = [((e.get("source"), e.get("target")), values(e)) for e in root.iter(f"{GRAPHML}edge")]
    return nodes, edges


def test_graphml_has_agents_and_what_is_between_them(view):
    nodes, edges = read_graphml(view)
    assert nodes[ANN] == {"label": "Ann Okafor", "kind": "person", "iso3": "KEN", "wikidata": "Q9"}
    assert {end for ends, _ in edges for end in ends} <= nodes.keys()
    found = {(ends, values["relation"], values.get("status")) for ends, values in edges}
    assert found == {
        ((KENYA, ANN), "met", "held"),
        ((KENYA, LUIS), "met", "held"),
        ((ANN, LUIS), "met", "held"),
        ((KENYA, PERU), "met", "cancelled"),
        ((PERU, KENYA), "policy", "inForce"),
    }
    met = dict(edges)[ANN, LUIS]
    assert (met["first"], met["last"], met["weight"], met["symmetric"]) == ("2010-05-12", "2010-05-12", "1", "true")


def test_gexf_tells_the_same_with_spells(view):
    root = ET.fromstring(exported(view, "gexf"))
    nodes = {node.get("id"): node.get("label") for node in root.iter(f"{GEXF}node")}
    edges = list(root.iter(f"{GEXF}edge"))
    assert nodes[LUIS] == "Luis Quispe"
    assert [(e.get("source"), e.get("target")) for e in edges] == [ends for ends, _ in read_graphml(view)[1]]
    spells = [(s.get("start"), s.get("end")) for s in root.iter(f"{GEXF}spell")]
    assert spells == [("2010-05-12", "2010-05-12")] * 3
    declared = {a.get("id") for a in root.iter(f"{GEXF}attribute")}
    assert {a.get("for") for a in root.iter(f"{GEXF}attvalue")} <= declared


def test_names_that_xml_cannot_hold_are_mended():
    store = make_store()
    store.replace(
        "http://example.org/more",
        [
            "<http://example.org/x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
            "<https://w3id.org/newsgraph/ontology#Person> .",
            '<http://example.org/x> <http://www.w3.org/2000/01/rdf-schema#label> "A\\u0001<&\\"B" .',
        ],
    )
    nodes, _ = read_graphml(store)
    assert nodes["http://example.org/x"]["label"] == 'A\ufffd<&"B'
    ET.fromstring(exported(store, "gexf"))


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_networks_are_read_by_networkx(view, form, tmp_path):
    networkx = pytest.importorskip("networkx")
    path = tmp_path / f"x.{form}"
    path.write_bytes(exported(view, form))
    graph = getattr(networkx, f"read_{form}")(path)
    assert (len(graph), graph.size()) == (4, 5)
