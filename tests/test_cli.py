"""The command line: results on stdout, everything else on stderr, exit codes by the contract."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import main
from kg.resources import resource_dir
from tests.test_build import LIMA, OSLO


def kg(*arguments: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    (folder / "lima.txt").write_text(LIMA, encoding="utf-8")
    (folder / "oslo.txt").write_text(OSLO, encoding="utf-8")
    result = kg("build", folder / "lima.txt", folder / "oslo.txt", "--store", folder / "store")
    assert result.exit_code == 0, result.output
    return folder / "store"


def test_help_names_every_command_with_its_purpose() -> None:
    result = kg("--help")
    assert result.exit_code == 0
    for name, command in main.commands.items():
        assert f"  {name} " in result.stdout
        assert command.help


@pytest.mark.model
def test_build_reports_what_it_found_on_stdout(store: Path, tmp_path: Path) -> None:
    source = tmp_path / "oslo.txt"
    source.write_text(OSLO, encoding="utf-8")
    result = kg("build", source, tmp_path / "nowhere.txt", "--store", tmp_path / "store")
    assert result.exit_code == 1
    assert "statements" in result.stdout
    assert "nowhere.txt" in result.stderr
    assert "nowhere.txt" not in result.stdout


@pytest.mark.model
def test_build_tells_what_breaks_the_shapes_and_fails_if_strict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ontology = shutil.copytree(resource_dir("ontology"), tmp_path / "ontology")
    with (ontology / "shapes.ttl").open("a", encoding="utf-8") as shapes:
        shapes.write(
            "<urn:test:ArticleShape> a sh:NodeShape ; sh:targetClass ng:Article ; "
            'sh:property [ sh:path ng:contentDigest ; sh:maxCount 0 ; sh:message "No digests here." ] .\n'
        )
    monkeypatch.setenv("KG_ONTOLOGY_DIR", str(ontology))
    (tmp_path / "oslo.txt").write_text(OSLO, encoding="utf-8")
    lenient = kg("build", tmp_path / "oslo.txt", "--store", tmp_path / "lenient")
    strict = kg("build", tmp_path / "oslo.txt", "--store", tmp_path / "strict", "--strict")
    assert (lenient.exit_code, strict.exit_code) == (0, 1)
    assert "shapes: 1 violations" in lenient.stdout
    assert "No digests here." in strict.stderr


@pytest.mark.model
def test_extract_prints_one_object_per_article(tmp_path: Path) -> None:
    source = tmp_path / "lima.txt"
    source.write_text(LIMA, encoding="utf-8")
    result = kg("extract", source)
    values = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [value["article"]["text"] for value in values] == [LIMA]
    assert {"Alan García", "Ana Soto"} & {entity["name"] for entity in values[0]["entities"]}


@pytest.mark.model
def test_extract_reads_standard_input() -> None:
    result = kg("extract", "-", stdin=OSLO)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["article"]["source"] == "stdin"


@pytest.mark.model
def test_query_prints_the_answer(store: Path) -> None:
    text = "SELECT ?label WHERE { ?p a ng:Person ; rdfs:label ?label } ORDER BY ?label"
    result = kg("query", "--store", store, "--format", "csv", text)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "label"
    assert "Ana Soto" in result.stdout.splitlines()


@pytest.mark.model
def test_query_reads_a_file_or_standard_input_and_prints_tables(store: Path, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text("ASK { ?m a ng:Meeting }", encoding="utf-8")
    assert (
        json.loads(kg("query", "--store", store, "--file", tmp_path / "q.rq", "--format", "json").stdout)["boolean"]
        is True
    )
    table = kg("query", "--store", store, "--format", "table", stdin="SELECT ?x WHERE { VALUES ?x { 1 2 } }")
    assert table.stdout.split() == ["x", "─" * 3, "1", "2"]


@pytest.mark.model
def test_query_with_a_syntax_error_tells_line_and_column(store: Path) -> None:
    result = kg("query", "--store", store, "SELECT ?x\nWHERE { ?x a }")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "2:" in result.stderr or "line 2" in result.stderr


@pytest.mark.model
@pytest.mark.parametrize("form", ["turtle", "jsonld", "nquads", "trig", "ntriples", "rdfxml"])
def test_export_writes_every_format(store: Path, form: str, tmp_path: Path) -> None:
    target = tmp_path / "out"
    result = kg("export", "--store", store, "--format", form, "--output", target)
    assert result.exit_code == 0
    assert target.stat().st_size > 1000
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.model
def test_stats_verify_and_validate_tell_what_they_found(store: Path) -> None:
    assert json.loads(kg("stats", "--store", store, "--json").stdout)["articles"] == 2
    assert "statements" in kg("stats", "--store", store).stdout
    for command in ("verify", "validate"):
        result = kg(command, "--store", store)
        assert (result.exit_code, result.stdout) == (0, "")


@pytest.mark.parametrize("command", ["query", "export", "stats", "verify", "validate", "link", "delete"])
def test_missing_store_says_to_build_one(command: str, tmp_path: Path) -> None:
    extra = {"query": ["ASK {}"], "delete": ["x"]}.get(command, [])
    result = kg(command, "--store", tmp_path / "none", *extra)
    assert result.exit_code == 2
    assert "kg build" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_impossible_option_is_a_usage_error(tmp_path: Path) -> None:
    assert kg("build", "--workers", "0", "x").exit_code == 2
    assert kg("build").exit_code == 2
    assert kg("export", "--format", "docx", "--store", tmp_path).exit_code == 2


def test_no_query_at_all_is_a_usage_error(tmp_path: Path) -> None:
    result = kg("query", "--store", tmp_path / "none", "--file", tmp_path / "missing.rq")
    assert result.exit_code == 1
    assert "missing.rq: cannot read the query" in result.stderr
