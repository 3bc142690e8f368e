"""Quad ↔ disk: the Oxigraph-backed store.

A store folder holds the database (`oxigraph/`), its description (`store.json`) and the published snapshots
(`snapshots/N/`). One process writes at a time; any number read the newest snapshot, also while a build writes.
"""

from kg.store.base import Change, MergeDifference, Result, Stats, View, Writer
from kg.store.merge import loaded_graph, read_lines
from kg.store.opening import open_store
from kg.store.oxigraph import OxigraphStore
from kg.store.view import OxigraphView

__all__ = [
    "Change",
    "MergeDifference",
    "OxigraphStore",
    "OxigraphView",
    "Result",
    "Stats",
    "View",
    "Writer",
    "loaded_graph",
    "open_store",
    "read_lines",
]
