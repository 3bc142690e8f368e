"""Newsgraph: news articles to a knowledge graph with the words that prove every fact.

from kg import build_graph, load_settings, open_store
build_graph(["articles/"], load_settings({"store": "graph"}))
with open_store("graph", read_only=True) as store:
    for row in store.dataset().query("SELECT ?m WHERE { ?m a ng:Meeting }"):
        print(row)
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from kg.build import build_graph
    from kg.config import Settings, load_settings
    from kg.errors import KgError
    from kg.export import export_graph
    from kg.model.document import Article
    from kg.pipeline import Pipeline
    from kg.query import run_query
    from kg.reports import BuildReport
    from kg.store import open_store

# Where each public name is defined: imported at first use, so that `import kg` is quick and loads no library.
_PUBLIC = {
    "Article": "kg.model.document",
    "BuildReport": "kg.reports",
    "KgError": "kg.errors",
    "Pipeline": "kg.pipeline",
    "Settings": "kg.config",
    "build_graph": "kg.build",
    "export_graph": "kg.export",
    "load_settings": "kg.config",
    "open_store": "kg.store",
    "run_query": "kg.query",
}

__all__ = [
    "Article",
    "BuildReport",
    "KgError",
    "Pipeline",
    "Settings",
    "build_graph",
    "export_graph",
    "load_settings",
    "open_store",
    "run_query",
]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_PUBLIC[name]), name)
