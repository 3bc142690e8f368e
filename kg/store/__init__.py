"""Quad ↔ disk: the Oxigraph-backed store; or quad ↔ another server, by SPARQL over HTTP (`kg.store.remote`).

A store folder holds the database (`oxigraph/`), its description (`store.json`) and the published snapshots
(`snapshots/N/`). One process writes at a time; any number read the newest snapshot, also while a build writes.
"""

from kg.store.base import Change, MergeDifference, Result, Stats, Store, View, Writer
from kg.store.merge import loaded_graph, read_lines
from kg.store.opening import open_store
from kg.store.oxigraph import OxigraphStore
from kg.store.remote import RemoteView
from kg.store.remote_writing import RemoteStore
from kg.store.view import OxigraphView

# A store to read, whoever keeps it, with what `Result` does not promise: rows as text.
AnyView = OxigraphView | RemoteView

__all__ = [
    "AnyView",
    "Change",
    "MergeDifference",
    "OxigraphStore",
    "OxigraphView",
    "RemoteStore",
    "RemoteView",
    "Result",
    "Stats",
    "Store",
    "View",
    "Writer",
    "loaded_graph",
    "open_store",
    "read_lines",
]
