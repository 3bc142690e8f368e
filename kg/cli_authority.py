"""The commands `kg authority build` and `kg authority check`. Heavy modules are imported inside the commands."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.config import Settings, load_settings
from kg.errors import ConfigError

if TYPE_CHECKING:
    from kg.authority import Authority
    from kg.authority.harvest.endpoint import Endpoint
    from kg.authority.harvest.selection import Selection
    from kg.authority.harvest.staging import Staging
    from kg.authority.persons import PersonTable

FAILED = 1
# Problems that are printed one by one; the others are counted.
SHOWN = 200
FILE = click.Path(path_type=Path, dir_okay=False)
ENDPOINT_OPTIONS = (
    click.option("--endpoint", metavar="URL", help="SPARQL endpoint that has Wikidata's data."),
    click.option("--contact", help="Your mail address or page, told to the endpoint (KG_CONTACT)."),
    click.option("--pause", type=float, default=1.0, show_default=True, help="Seconds between two requests."),
)


def _endpoint_options(command: Any) -> Any:
    for option in reversed(ENDPOINT_OPTIONS):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def authority() -> None:
    """Build and check authorities: who and what entities can be linked to."""


@authority.command()
@click.argument("output", type=FILE, metavar="OUTPUT")
@click.option("--dump", type=click.Path(path_type=Path), help="Wikidata JSON dump (plain, .gz, .bz2); - is stdin.")
@click.option("--table", type=FILE, help="Table of persons in the form of data/authority/persons.tsv.")
@_endpoint_options
@click.option(
    "--selection", type=FILE, help="Table that says what to take; without it all holders of office of a state."
)
@click.option("--staging", type=FILE, help="Checkpoint file; OUTPUT.staging without it. Stays until it is deleted.")
@click.option("--page", type=click.IntRange(1), default=2000, show_default=True, help="Items of one page of a listing.")
@click.option("--asof", default="", help="When the source was taken (2026-11), to stand in the rows.")
def build(output: Path, selection: Path | None, staging: Path | None, asof: str, **source: Any) -> None:
    """Make a snapshot OUTPUT of persons and organizations that `kg link` can use.

    The source is one of --dump, --endpoint and --table. A harvest that was stopped goes on where it was.
    """
    given = [name for name in ("dump", "endpoint", "table") if source[name]]
    if len(given) != 1:
        raise ConfigError("give one of --dump, --endpoint and --table")
    states = _states(load_settings({}))
    if source["table"]:
        problems, failed = _from_table(output, source["table"], states)
    else:
        chosen = _selection(selection, states)
        with _staging(staging or output.with_name(f"{output.name}.staging"), chosen, source) as kept:
            problems, complete = _harvest(chosen, kept, source)
            lines, failed = _assemble(output, kept, chosen, states, source=source, asof=asof)
        problems, failed = [*problems, *lines], failed or not complete
    _tell(problems)
    sys.exit(FAILED if failed or problems else 0)


@authority.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True), metavar="FILE...")
@click.option("--redirects", type=FILE, help="Table of items that were merged or deleted upstream: qid, now.")
@click.option("--write-redirects", type=FILE, help="Write what --endpoint says has become of items as such a table.")
@_endpoint_options
def check(files: tuple[Path, ...], redirects: Path | None, write_redirects: Path | None, **source: Any) -> None:
    """Tell what is wrong with authorities: tables of persons, folders of tables, or snapshots.

    Of several FILEs those that know one item are compared too. With --endpoint every item is asked for upstream.
    """
    from kg.authority.checking import read_redirects

    states = _states(load_settings({}))
    gone = read_redirects(redirects) if redirects else {}
    if source["endpoint"]:
        gone = {**gone, **_fates(files, states, source)}
        if write_redirects:
            rows = "".join(f"{qid}\t{now}\n" for qid, now in sorted(gone.items()))
            write_redirects.write_text(f"qid\tnow\n{rows}", encoding="utf-8")
    problems = [problem for path in files for problem in _check_one(path, states, gone)]
    problems += _compare(files, states)
    _tell(problems)
    sys.exit(FAILED if problems else 0)


def _states(settings: Settings) -> Authority:
    from kg.authority import Authority

    return Authority.load(settings.data_dir / "authority")


def _selection(path: Path | None, states: Authority) -> Selection:
    from kg.authority.harvest.records import states_by_item
    from kg.authority.harvest.selection import read_selection

    chosen = path or load_settings({}).data_dir / "authority" / "selection.tsv"
    return read_selection(chosen, states=states_by_item(states))


def _staging(path: Path, selection: Selection, source: Mapping[str, Any]) -> Staging:
    from kg.authority.harvest.staging import Staging

    where = source["endpoint"] or Path(source["dump"]).name
    return Staging(path, f"{where} {selection!r}")


def _harvest(selection: Selection, staging: Staging, source: Mapping[str, Any]) -> tuple[list[str], bool]:
    """Problems, and whether the source was read to its end."""
    if source["dump"]:
        from kg.authority.harvest.dump import harvest_dump

        report = harvest_dump(source["dump"], selection, staging)
        click.echo(f"kg: {report.lines:,} lines read, {report.taken:,} items taken", err=True)
        return report.problems, report.complete
    from kg.authority.harvest.sparql import harvest_endpoint

    def progress(step: str, count: int) -> None:
        click.echo(f"kg: {step}: {count:,} items", err=True)

    with _endpoint(source) as endpoint:
        found = harvest_endpoint(endpoint, selection, staging, page=source["page"], progress=progress)
    click.echo(f"kg: {found.kept:,} items kept, {found.halved} requests made smaller", err=True)
    return found.problems, True


def _assemble(
    output: Path, staging: Staging, selection: Selection, states: Authority, *, source: Mapping[str, Any], asof: str
) -> tuple[list[str], bool]:
    from kg.authority.harvest.assembly import assemble

    where = source["endpoint"] or f"dump {Path(source['dump']).name}"
    made = assemble(output, staging, selection, states, source=where, asof=asof)
    for line in made.left:
        click.echo(f"kg: {line}", err=True)
    _tell_written(output, made.compiled.persons, made.compiled.organizations)
    return made.compiled.problems, made.compiled.left_out > 0


def _from_table(output: Path, table: Path, states: Authority) -> tuple[list[str], bool]:
    from kg.authority.checking import RowCheck, numbered_lines
    from kg.authority.compilation import Content, write_snapshot
    from kg.authority.persons import COLUMNS
    from kg.authority.snapshot import spellings_of

    rows = numbered_lines(table, columns=COLUMNS)
    content = Content(rows, (), spellings_of(states), f"table {table.name}", str(table))
    made = write_snapshot(output, content, RowCheck(state.iso2 for state in states.countries))
    _tell_written(output, made.persons, made.organizations)
    return made.problems, made.left_out > 0


def _tell_written(output: Path, persons: int, organizations: int) -> None:
    size = output.stat().st_size / 2**20
    click.echo(f"kg: {output}: {persons:,} persons, {organizations:,} organizations, {size:,.1f} MiB", err=True)


@contextmanager
def _endpoint(source: Mapping[str, Any]) -> Iterator[Endpoint]:
    from kg.authority.harvest.endpoint import Endpoint, harvest_manners
    from kg.net.http import Door

    contact = load_settings({"contact": source["contact"]}).contact
    with Door(harvest_manners(source["endpoint"], contact=contact, pause=source["pause"])) as door:
        yield Endpoint(source["endpoint"], door)


def _fates(files: Iterable[Path], states: Authority, source: Mapping[str, Any]) -> dict[str, str]:
    from kg.authority.harvest.sparql import fates

    qids = {record.qid: None for path in files for record in _persons(path, states).records() if record.qid}
    with _endpoint(source) as endpoint:
        return fates(endpoint, list(qids))


def _check_one(path: Path, states: Authority, redirects: Mapping[str, str]) -> list[str]:
    from kg.authority.checking import RowCheck, check_records, check_table

    check = RowCheck(state.iso2 for state in states.countries)
    if path.is_dir():
        return check_table(path / "persons.tsv", check, redirects=redirects)
    if path.suffix == ".tsv":
        return check_table(path, check, redirects=redirects)
    return check_records(_persons(path, states), redirects=redirects)


def _persons(path: Path, states: Authority) -> PersonTable:
    from kg.authority.persons import PersonTable
    from kg.authority.several import open_authority

    return PersonTable(path, {}) if path.suffix == ".tsv" else open_authority(path, states).persons


def _compare(files: tuple[Path, ...], states: Authority) -> list[str]:
    from kg.authority.checking import disagreements

    tables = [(path, _persons(path, states)) for path in files] if len(files) > 1 else []
    return [
        problem
        for n, (path, later) in enumerate(tables)
        for _, earlier in tables[:n]
        for problem in disagreements(earlier, later, name=str(path))
    ]


def _tell(problems: list[str]) -> None:
    for problem in problems[:SHOWN]:
        click.echo(problem)
    if len(problems) > SHOWN:
        click.echo(f"kg: and {len(problems) - SHOWN:,} more", err=True)
    click.echo(f"kg: {len(problems):,} problems" if problems else "kg: no problems", err=True)
