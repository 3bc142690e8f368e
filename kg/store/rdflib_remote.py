"""A remote store through rdflib: its SPARQL store, which takes rdflib's own name of the default graph for a graph."""

from __future__ import annotations

from typing import Any

from rdflib.graph import DATASET_DEFAULT_GRAPH_ID, Graph
from rdflib.plugins.stores.sparqlstore import SPARQLUpdateStore

from kg.errors import StoreError
from kg.model.remote import RemoteAddress


class RemoteRdflibStore(SPARQLUpdateStore):
    """rdflib's store over SPARQL, for a server whose default graph is a real one."""

    def _is_contextual(self, graph: Graph | str | None) -> Any:
        if isinstance(graph, str) and str(graph) == str(DATASET_DEFAULT_GRAPH_ID):
            return False
        return super()._is_contextual(graph)


def open_rdflib(address: RemoteAddress) -> RemoteRdflibStore:
    """The store with the credentials that rdflib can send; StoreError for digest, which it cannot."""
    credentials = address.credentials
    if credentials.kind == "digest":
        raise StoreError("rdflib knows no digest credentials: query and update the store by text instead")
    user = (credentials.user, credentials.password) if credentials.kind == "basic" else None
    bearer = {"Authorization": f"Bearer {credentials.token}"} if credentials.kind == "bearer" else {}
    return RemoteRdflibStore(
        address.query, address.update, method="POST", auth=user, headers=bearer, context_aware=True
    )
