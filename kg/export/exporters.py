"""All formats by name, those that are RDF and those that are not, and the one way to write any of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kg.errors import QueryError
from kg.export.documents import Framing, write_article_documents, write_entity_documents
from kg.export.events import write_events
from kg.export.graph import Reader
from kg.export.network_xml import write_gexf, write_graphml
from kg.export.nif import write_nif
from kg.export.packages import folder_package, zip_package
from kg.export.rdf import EXPORT_FORMATS, export_graph
from kg.export.selecting import select
from kg.export.selection import Selection
from kg.export.tables import write_csv_tables, write_parquet_tables
from kg.resources import resource_dir
from kg.store.base import Output, View
from kg.store.copying import local_view

Shape = Literal["rdf", "file", "package"]

_FILES: dict[str, Callable[[Reader, Output], None]] = {
    "graphml": write_graphml,
    "gexf": write_gexf,
    "events": write_events,
    "nif": write_nif,
}
_PACKAGES: dict[str, Callable[[Reader, Path, Path], None]] = {
    "csv": lambda reader, folder, _: write_csv_tables(reader, folder),
    "parquet": lambda reader, folder, _: write_parquet_tables(reader, folder),
    "jsonld-articles": lambda reader, folder, ontology: write_article_documents(reader, folder, Framing.load(ontology)),
    "jsonld-entities": lambda reader, folder, ontology: write_entity_documents(reader, folder, Framing.load(ontology)),
}


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format that is not RDF as it stands: one file, or a package of several (a ZIP archive or a folder)."""

    name: str
    title: str
    media_type: str
    extension: str
    shape: Shape


EXPORTERS: tuple[Exporter, ...] = (
    Exporter("csv", "tables as CSV", "application/zip", "zip", "package"),
    Exporter("parquet", "tables as Parquet", "application/zip", "zip", "package"),
    Exporter("jsonld-articles", "a JSON-LD document for each article", "application/zip", "zip", "package"),
    Exporter("jsonld-entities", "a JSON-LD document for each entity", "application/zip", "zip", "package"),
    Exporter("graphml", "network of persons, states and organizations", "application/graphml+xml", "graphml", "file"),
    Exporter("gexf", "the same network with dates, for Gephi", "application/gexf+xml", "gexf", "file"),
    Exporter("events", "event rows in the manner of PLOVER and CAMEO", "text/csv", "csv", "file"),
    Exporter("nif", "texts and linked mentions as NIF 2.1", "text/turtle", "ttl", "file"),
)

EXPORT_NAMES: tuple[str, ...] = (*(entry.name for entry in EXPORT_FORMATS), *(entry.name for entry in EXPORTERS))
"""The names of all formats that `write_export` takes."""

SORTABLE = ("ntriples", "nquads")
"""The formats whose lines can be sorted."""


def is_package(name: str) -> bool:
    """Whether a format has several files: a folder, or a ZIP archive."""
    return name in _PACKAGES


def write_export(
    view: View,
    output: Output,
    *,
    format: str = "turtle",
    selection: Selection | None = None,
    sort: bool = False,
    ontology_dir: Path | None = None,
) -> None:
    """Write a store, or a selection of it, in any format; packages as a ZIP archive.

    Args:
        format: One of EXPORT_NAMES.
        selection: What is to be written; everything if None.
        sort: Sort the lines by their bytes; only for N-Triples and N-Quads.
        ontology_dir: Folder of the ontology; that of the installation if None.

    Raises:
        QueryError: There is no such format, or the selection's query fails.
        NotFoundError: What was selected is not in the store.
        StoreError: The format cannot be sorted, or needs a library that is missing.
    """
    if format not in _FILES and format not in _PACKAGES and not selection:
        _check_name(format)
        export_graph(view, output, format=format, sort=sort)
        return
    with local_view(view) as local, select(local, selection) as chosen:
        if format in _FILES:
            _FILES[format](Reader(chosen), output)
        elif format in _PACKAGES:
            with zip_package(output) as folder:
                _PACKAGES[format](Reader(chosen), folder, ontology_dir or resource_dir("ontology"))
        else:
            _check_name(format)
            export_graph(chosen, output, format=format, sort=sort)


def write_export_folder(
    view: View,
    folder: Path,
    *,
    format: str,
    selection: Selection | None = None,
    ontology_dir: Path | None = None,
) -> None:
    """Write a package of several files into a folder, each in place of its namesake; see `write_export`.

    Raises:
        QueryError: The format is one file.
    """
    if format not in _PACKAGES:
        _check_name(format)
        raise QueryError(f"{format} is one file, not a folder: name a file")
    with local_view(view) as local, select(local, selection) as chosen, folder_package(folder) as made:
        _PACKAGES[format](Reader(chosen), made, ontology_dir or resource_dir("ontology"))


def _check_name(name: str) -> None:
    if name not in EXPORT_NAMES:
        raise QueryError(f"there is no export format {name!r}: the formats are {', '.join(EXPORT_NAMES)}")
