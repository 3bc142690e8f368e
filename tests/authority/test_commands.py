"""`kg authority build` and `kg authority check` from end to end."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.authority.snapshot import SnapshotAuthority
from kg.cli_authority import authority
from kg.errors import ConfigError
from tests.authority import endpoint as loopback
from tests.authority.items import FEMALE, MALE, embedded, quads, state, world
from tests.authority.test_harvest import dump_file
from tests.authority.test_snapshot import HEADER, row


def run(*arguments: object) -> Result:
    return CliRunner().invoke(authority, [str(argument) for argument in arguments])


def selection_file(folder: Path) -> Path:
    rows = (
        f"jurisdiction\t{state('FR')}",
        f"jurisdiction\t{state('BR')}",
        "office\tQ900000023",
        "class\tQ900000061",
        "since\t\t1985",
        f"gender\t{MALE}\tm",
        f"gender\t{FEMALE}\tf",
    )
    path = folder / "selection.tsv"
    path.write_text("\n".join(["take\titem\tas\tnote", *rows, ""]), encoding="utf-8")
    return path


def test_build_from_a_dump(tmp_path: Path) -> None:
    output = tmp_path / "made.sqlite"
    done = run("build", output, "--dump", dump_file(tmp_path), "--selection", selection_file(tmp_path))
    assert done.exit_code == 0, done.output
    assert "4 persons, 2 organizations" in done.stderr
    assert SnapshotAuthority.open(output, embedded()).persons_named("Anne Delorme")[0].qid == "Q900000001"
    assert (tmp_path / "made.sqlite.staging").exists()


def test_build_from_an_endpoint_and_check_upstream(tmp_path: Path) -> None:
    output, chosen = tmp_path / "made.sqlite", selection_file(tmp_path)
    with loopback.serve(quads(world())) as server:
        manners = ("--endpoint", server.url, "--contact", "tester@example.org", "--pause", "0")
        done = run("build", output, *manners, "--selection", chosen)
        # One office is deleted upstream: told, and the rest is there.
        assert (done.exit_code, done.stdout.splitlines()) == (
            1,
            ["Q900000029: the endpoint tells nothing of it: merged or deleted?"],
        )
        assert run("check", output, *manners).exit_code == 0
        server.store.update("DELETE WHERE { <http://www.wikidata.org/entity/Q900000002> ?p ?o }")
        redirects = tmp_path / "redirects.tsv"
        done = run("check", output, *manners, "--write-redirects", redirects)
    assert done.exit_code == 1
    assert done.stdout == f"{output}: 'João Tavares': Q900000002 was deleted upstream\n"
    assert redirects.read_text() == "qid\tnow\nQ900000002\t\n"
    assert run("check", output, "--redirects", redirects).exit_code == 1


def test_build_from_a_table_tells_broken_rows(tmp_path: Path) -> None:
    table = tmp_path / "own.tsv"
    table.write_text(HEADER + row("Q900000001", "Ana Silva") + row("Q900000002", "", "x"), encoding="utf-8")
    done = run("build", tmp_path / "made.sqlite", "--table", table)
    assert (done.exit_code, done.stdout) == (1, f"{table}:3: a row without a name: left out\n")
    assert run("check", table).stdout == f"{table}:3: a row without a name\n"


def test_build_needs_one_source_and_a_contact(tmp_path: Path) -> None:
    for arguments in ((), ("--dump", "a", "--table", "b"), ("--endpoint", "http://127.0.0.1:9/")):
        with pytest.raises(ConfigError):
            CliRunner().invoke(authority, ["build", str(tmp_path / "x"), *arguments], catch_exceptions=False)
