"""A store, or a part of it, as files: RDF as it stands, and formats for those who work without RDF.

`export_graph` writes the engine's own RDF; `write_export` takes every format and a `Selection`.
"""

from kg.export.exporters import (
    EXPORT_NAMES,
    EXPORTERS,
    SORTABLE,
    Exporter,
    is_package,
    write_export,
    write_export_folder,
)
from kg.export.rdf import EXPORT_FORMATS, export_graph, find_export_format
from kg.export.selecting import select
from kg.export.selection import CLASSES, Selection

__all__ = [
    "CLASSES",
    "EXPORTERS",
    "EXPORT_FORMATS",
    "EXPORT_NAMES",
    "SORTABLE",
    "Exporter",
    "Selection",
    "export_graph",
    "find_export_format",
    "is_package",
    "select",
    "write_export",
    "write_export_folder",
]
