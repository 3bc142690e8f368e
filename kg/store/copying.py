"""Any store → a store of our own engine for a while: for what needs more than SPARQL text."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.store.base import View
from kg.store.engine import open_database
from kg.store.loading import write_quads
from kg.store.remote import RemoteView
from kg.store.view import OxigraphView


@contextmanager
def local_view(view: View) -> Iterator[OxigraphView]:
    """The store itself if it is ours; of a remote one a copy in a temporary folder, which takes the disk and the time
    of an export."""
    if isinstance(view, OxigraphView):
        yield view
        return
    assert isinstance(view, RemoteView)
    with tempfile.TemporaryDirectory(prefix="kg-copy-") as folder:
        inner = open_database(Path(folder) / "database")
        write_quads(inner, view.quads())
        with OxigraphView(inner, prefixes=view.prefixes) as copy:
            del inner
            yield copy
