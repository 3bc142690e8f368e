"""A small store and the application over it, shared by the tests that only read."""

from pathlib import Path

import pytest

from kg.config import Settings
from kg.store import open_store
from kg.web import create_app

BASE = "https://w3id.org/newsgraph/id/"
NG = "https://w3id.org/newsgraph/ontology#"
ENTITIES = f"{BASE}graph/entities"
ARTICLE = f"{BASE}article/a1"
RDFS_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
CONTENTS = {
    ENTITIES: [
        f"<{BASE}person/ann-lee> {RDF_TYPE} <{NG}Person> .",
        f'<{BASE}person/ann-lee> {RDFS_LABEL} "Ann <script>alert(1)</script> Lee"@en .',
        f'<{BASE}person/jos%C3%A9> {RDFS_LABEL} "José" .',
        f'<{BASE}country/côte> {RDFS_LABEL} "Côte" .',
        f'<{BASE}list.nt> {RDFS_LABEL} "ends like a suffix" .',
    ],
    ARTICLE: [
        f"<{ARTICLE}/statement/1> {RDF_TYPE} <{NG}Statement> .",
        f"<{ARTICLE}/statement/1> <{NG}speaker> <{BASE}person/ann-lee> .",
        f'<{ARTICLE}/statement/1> <{NG}text> "We agree." .',
        f"<{BASE}person/ann-lee> <{NG}seen> <javascript:alert(1)> .",
    ],
    "http://example.org/numbers": [f'<http://example.org/n{i}> <http://example.org/p> "{i}" .' for i in range(400)],
}


def make_store(path: Path) -> Path:
    with open_store(path, base_iri=BASE) as store:
        store.replace_many(CONTENTS)
    return path


def make_app(store: Path, **options):
    values = {"readers": 1, "query_memory": 512, "query_timeout": 20.0} | options
    return create_app(Settings(store=store, **values))


@pytest.fixture(scope="session")
def store_path(tmp_path_factory):
    return make_store(tmp_path_factory.mktemp("web") / "store")


@pytest.fixture(scope="session")
def app(store_path):
    made = make_app(store_path)
    yield made
    made.extensions["newsgraph"].close()


@pytest.fixture
def client(app):
    return app.test_client()
