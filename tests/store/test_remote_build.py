"""The commands on remote stores: what a build writes there is what it writes into a folder, byte for byte."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from kg.build import build_graph, delete_articles
from kg.cli import main
from kg.config import Settings
from kg.errors import NotFoundError, StoreError
from kg.export import write_export
from kg.relinking import relink, review_links
from kg.reports import count_store
from kg.store import RemoteStore, open_store
from kg.store.dialects import STANDARD, VIRTUOSO
from kg.store.extractions import ExtractionCache
from kg.transfer import backup_store, dump_store, load_files
from kg.verify import repair_store, validate_store, verify_store
from kg.web.app import create_app, service_of
from tests.store.servers import SERVERS

SAMPLES = sorted((Path(__file__).parents[2] / "data" / "samples").glob("*.txt"))[:2]

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A store in a folder, built of a few articles."""
    settings = Settings(store=tmp_path_factory.mktemp("local") / "store")
    assert build_graph([str(path) for path in SAMPLES], settings).extracted == len(SAMPLES)
    return settings


@pytest.fixture(params=list(SERVERS))
def remote(request: pytest.FixtureRequest, emptied, local: Settings, tmp_path: Path) -> Settings:
    """An empty remote store of each kind; what is extracted is there already, so that nothing is parsed again."""
    settings = Settings(**emptied(request.param).options, cache_dir=tmp_path / "cache")
    settings.store.mkdir(parents=True)
    with ExtractionCache(local.store) as source, ExtractionCache(settings.store) as target:
        for extraction in source:
            article = extraction.article.id
            target.put(extraction, source.key(article), source.maker(article))
    return settings


def dumped(settings: Settings, folder: Path, name: str) -> bytes:
    dump_store(settings, folder / f"{name}.nq")
    return (folder / f"{name}.nq").read_bytes()


def exported(settings: Settings, path: Path, **options: str) -> bytes:
    with open_store(settings.target, read_only=True) as view, path.open("wb") as stream:
        write_export(view, stream, **options)
    return path.read_bytes()


def test_build_writes_what_it_writes_into_a_folder(local: Settings, remote: Settings, tmp_path: Path) -> None:
    inputs = [str(path) for path in SAMPLES]
    report = build_graph(inputs, remote)
    assert (report.extracted, report.unchanged, report.failures) == (0, len(SAMPLES), [])
    assert dumped(remote, tmp_path, "remote") == dumped(local, tmp_path, "local")
    assert count_store(remote) == count_store(local) == report.counts
    assert verify_store(remote) == []
    assert validate_store(remote) == validate_store(local)
    assert build_graph(inputs, remote).graphs_changed == 0
    assert relink(remote).graphs_changed == 0
    assert exported(remote, tmp_path / "r.csv", format="events") == exported(local, tmp_path / "l.csv", format="events")
    assert exported(remote, tmp_path / "r.ttl", format="turtle").count(b"\n") > 100


def test_delete_and_load_do_what_they_do_in_a_folder(local: Settings, remote: Settings, tmp_path: Path) -> None:
    twin = Settings(store=tmp_path / "twin")
    whole = dumped(local, tmp_path, "whole")
    reports = [load_files([tmp_path / "whole.nq"], settings) for settings in (twin, remote)]
    assert reports[0] == reports[1]
    assert dumped(remote, tmp_path, "remote") == dumped(twin, tmp_path, "twin") == whole
    article = next(graph for graph in open_store(twin.store, read_only=True).graphs() if "/article/" in graph)
    # Nothing was built into either of them yet.
    for settings in (twin, remote):
        with ExtractionCache(settings.store) as cache:
            for article_id in cache.ids():
                cache.remove(article_id)
        assert delete_articles([article], settings).deleted == 1
    assert dumped(remote, tmp_path, "remote") == dumped(twin, tmp_path, "twin") != whole


def test_repair_mends_the_merge_of_a_remote_store(remote: Settings, local: Settings, tmp_path: Path) -> None:
    build_graph([str(path) for path in SAMPLES], remote)
    with open_store(remote.target, base_iri=remote.base_iri) as store:
        store.update("DELETE { ?s ng:speaker ?o } WHERE { ?s ng:speaker ?o } ; INSERT DATA { <x:a> <x:p> 1 }")
        assert store.verify_merge()
    mended = repair_store(remote)
    assert mended.found
    assert mended.left == ()
    assert dumped(remote, tmp_path, "remote") == dumped(local, tmp_path, "local")


def test_change_that_was_cut_short_is_merged_anew(remote: Settings) -> None:
    build_graph([str(path) for path in SAMPLES], remote)
    with open_store(remote.target) as store:
        store.update("DELETE { ?s ng:speaker ?o } WHERE { ?s ng:speaker ?o }")
    (remote.store / "unfinished").touch()
    with open_store(remote.target) as store:
        assert not store.verify_merge()
    assert not (remote.store / "unfinished").exists()


def test_commands_that_need_extractions_say_where_they_look(remote: Settings, tmp_path: Path) -> None:
    elsewhere = Settings(store=remote.endpoint, work=str(tmp_path / "elsewhere"))
    with pytest.raises(NotFoundError, match="holds no extractions"):
        relink(elsewhere)


def test_remote_store_is_not_backed_up_here(remote: Settings, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="by its own server"):
        backup_store(remote, tmp_path / "backup")


def test_cli_queries_a_remote_store(remote: Settings, cli, monkeypatch: pytest.MonkeyPatch) -> None:
    build_graph([str(path) for path in SAMPLES], remote)
    monkeypatch.setenv("KG_STORE_USER", remote.store_user)
    monkeypatch.setenv("KG_STORE_PASSWORD", remote.store_password)
    monkeypatch.setenv("KG_STORE_AUTH", remote.store_auth)
    arguments = ["query", "--store", remote.endpoint, "--format", "csv", "SELECT (COUNT(?a) AS ?n) { ?a a ng:Article }"]
    assert cli.invoke(main, arguments).output.split() == ["n", str(len(SAMPLES))]


@pytest.fixture
def cli():
    from click.testing import CliRunner

    return CliRunner()


def test_links_are_reviewed_as_in_a_folder(local: Settings, remote: Settings) -> None:
    build_graph([str(path) for path in SAMPLES], remote)
    assert review_links(remote) == review_links(local)


@pytest.mark.slow
@pytest.mark.parametrize("last", [0, 1])
def test_build_that_was_cut_short_goes_on_to_the_same_bytes(
    local: Settings, remote: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: int
) -> None:
    small = replace(STANDARD if "update=/sparql-auth" not in remote.endpoint else VIRTUOSO, most_triples=1500)
    monkeypatch.setattr("kg.store.remote.dialect_of", lambda server: small)
    sent = []
    send = RemoteStore._send

    def failing(self: RemoteStore, text: str, **options: bool) -> None:
        if len(sent) > last:
            raise StoreError("the line is cut")
        sent.append(text)
        send(self, text, **options)

    inputs = [str(path) for path in SAMPLES]
    with monkeypatch.context() as patch:
        patch.setattr(RemoteStore, "_send", failing)
        with pytest.raises(StoreError, match="the line is cut"):
            build_graph(inputs, remote)
    report = build_graph(inputs, remote)
    # Nothing is extracted anew, unless the word lists change while the tests run.
    assert (report.extracted, report.failures) == (0, [])
    assert dumped(remote, tmp_path, "remote") == dumped(local, tmp_path, "local")


def test_front_serves_the_pages_of_a_remote_store(local: Settings, remote: Settings) -> None:
    build_graph([str(path) for path in SAMPLES], remote)
    answers = []
    for settings in (local, remote):
        app = create_app(replace(settings, readers=1))
        try:
            client = app.test_client()
            person = "SELECT ?p ?name { ?p a ng:Person ; rdfs:label ?name } ORDER BY ?p LIMIT 1"
            row = client.get("/sparql", query_string={"query": person}).get_json()["results"]["bindings"][0]
            path = row["p"]["value"].removeprefix(settings.base_iri)
            queries = json.dumps({"q0": {"query": row["name"]["value"]}})
            found = client.get("/reconcile", query_string={"queries": queries}).get_json()["q0"]["result"]
            exported = client.get("/export", query_string={"format": "nquads"}).data.splitlines()
            pages = [client.get(page).status_code for page in ("/", "/ready", f"/id/{path}.html", f"/id/{path}.ttl")]
            answers.append((pages, [each["name"] for each in found], sorted(exported)))
        finally:
            service_of(app).close()
    assert answers[0] == answers[1]
    assert answers[0][0] == [200] * 4
