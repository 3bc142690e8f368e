"""Quads per second of every kind of store: written first, read whole, and left alone.

    python bench/stores.py [--articles 200] [--kinds disk oxigraph virtuoso kg]

The quads are those of generated articles (`growth_articles`), whose facts come from the templates. The servers are
started here on free ports and in scratch folders, and answer over loopback. Measured are, in quads of the named graphs
per second (each is written once more, into the default graph),

    first     graphs into an empty store, in requests of 20,000 lines
    same      the same graphs again: read, compared, nothing written
    changed   a tenth of the articles' graphs replaced by others
    dump      the whole dataset as N-Quads
    point     milliseconds of a query for one article's statements, median of 50
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from growth import Replaced, write_articles
from growth_articles import Templates

from kg.build import build_graph
from kg.config import Settings
from kg.pipeline import load_pipeline
from kg.store import Store, open_store

sys.path.insert(0, str(Path(__file__).parents[1]))
COLUMNS = ("first", "same", "changed", "dump", "point")
POINT = "SELECT ?text WHERE {{ GRAPH <{0}> {{ ?s a ng:Statement ; ng:text ?text }} }}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--kinds", nargs="+", default=["disk", "oxigraph", "virtuoso", "kg"])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kg-stores-") as folder:
        graphs = make_graphs(Path(folder), options.articles)
        print(f"{sum(map(len, graphs.values())):,} quads in {len(graphs)} graphs")
        print(f"{'':10}" + "".join(f"{name:>10}" for name in COLUMNS))
        for kind in options.kinds:
            with opened(kind, Path(folder)) as store:
                figures = measure(store, graphs)
            print(f"{kind:10}" + "".join(f"{figures[name]:>10,.1f}" for name in COLUMNS), flush=True)


def make_graphs(folder: Path, articles: int) -> dict[str, list[str]]:
    """The lines of every named graph of a build."""
    settings = Settings(store=folder / "made")
    templates = Templates(load_pipeline(settings).authority)
    write_articles(folder / "articles.jsonl", templates, articles)
    build_graph([str(folder / "articles.jsonl")], settings, executor=Replaced(templates))
    with open_store(settings.store) as store:
        names = store.graphs()
        return {name: [f"{line} ." for line in sorted(store.graph_lines(name) or ())] for name in names}


@contextmanager
def opened(kind: str, folder: Path) -> Iterator[Store]:
    """An empty store of a kind."""
    from tests.store.servers import SERVERS

    place = folder / kind
    place.mkdir()
    if kind == "disk":
        with open_store(place / "store") as store:
            yield store
        return
    with SERVERS[kind](place) as server, open_store(server.address(place / "beside")) as store:
        yield store


def measure(store: Store, graphs: dict[str, list[str]]) -> dict[str, float]:
    quads = sum(map(len, graphs.values()))
    figures = {}
    for name in ("first", "same"):
        figures[name] = quads / seconds(lambda: store.replace_all(graphs.items()))
    articles = [name for name in graphs if "/article/" in name]
    changed = {name: [line.replace("said", "added") for line in graphs[name]] for name in articles[::10]}
    figures["changed"] = sum(map(len, changed.values())) / seconds(lambda: store.replace_all(changed.items()))
    store.publish()
    figures["dump"] = quads / seconds(lambda: store.dump(BytesIO(), "application/n-quads"))
    asked = [seconds(lambda name=name: list(store.query(POINT.format(name)).rows())) for name in articles[:50]]
    figures["point"] = 1000 * statistics.median(asked)
    difference = store.verify_merge()
    assert not difference, json.dumps([difference.missing[:3], difference.extra[:3]])
    return figures


def seconds(action) -> float:
    start = time.monotonic()
    action()
    return time.monotonic() - start


if __name__ == "__main__":
    main()
