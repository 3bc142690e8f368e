"""The commands `kg dump`, `kg load`, `kg backup` and `kg restore`. Heavy modules are imported inside the commands."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.config import load_settings
from kg.errors import ConfigError

if TYPE_CHECKING:
    from kg.transfer import LoadReport

FAILED = 1
STORE_OPTION = click.option("--store", help="Folder of the store, or sparql+http://… (KG_STORE).")
FOLDER = click.Path(path_type=Path)


@click.command()
@STORE_OPTION
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write, .nq or .nq.gz; stdout without it.",
)
def dump(output: Path | None, **options: Any) -> None:
    """Write the whole dataset of a store as sorted N-Quads.

    The same dataset gives the same bytes; `kg load` takes them back.
    """
    from kg.transfer import dump_store

    if output is not None and not output.name.lower().endswith((".nq", ".nq.gz")):
        raise ConfigError(f"{output}: a dump is N-Quads: name it .nq or .nq.gz (other formats: kg export)")
    dump_store(load_settings(options), output)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@STORE_OPTION
@click.option("--base-iri", help="What the IRIs of a new store begin with (KG_BASE_IRI).")
@click.option("--graph", metavar="IRI", help="Graph for triples that the files put in no graph.")
@click.option("--validate", "check", is_flag=True, help="Load nothing that breaks the SHACL shapes of the ontology.")
@click.option("--keep-built", is_flag=True, help="Leave out graphs that builds have made here, instead of failing.")
def load(files: tuple[Path, ...], graph: str | None, check: bool, keep_built: bool, **options: Any) -> None:
    """Load RDF files into a store: N-Quads, TriG, Turtle, N-Triples, RDF/XML, JSON-LD, also .gz.

    The files are one dataset. Their named graphs replace those of the store as wholes; the graphs that all articles
    share are added to what is there. If a file is broken, nothing is stored. Builds keep what was loaded.
    """
    from kg.transfer import load_files

    settings = load_settings(options)
    report = load_files(files, settings, graph=graph, check=check, keep_built=keep_built)
    for violation in report.violations:
        click.echo(violation)
    if report.violations:
        click.echo(f"kg: {len(report.violations)} violations, nothing was loaded", err=True)
        sys.exit(FAILED)
    _tell(report)


@click.command()
@click.argument("target", type=FOLDER)
@STORE_OPTION
def backup(target: Path, **options: Any) -> None:
    """Copy a store into the new folder TARGET, also while it is served or built.

    The copy is what readers see at that moment, with the extractions beside it and a digest of every file.
    """
    from kg.transfer import backup_store

    made = backup_store(load_settings(options), target)
    click.echo(f"kg: revision {made.revision} in {target}, {made.size:,} bytes", err=True)


@click.command()
@click.argument("backup", type=FOLDER)
@STORE_OPTION
@click.option("--force", is_flag=True, help="Replace the store that is there.")
def restore(backup: Path, force: bool, **options: Any) -> None:
    """Make a store of the folder BACKUP, once every file of it is found to be whole."""
    from kg.transfer import restore_store

    settings = load_settings(options)
    restore_store(backup, settings, force=force)
    click.echo(f"kg: store {settings.store}", err=True)


def _tell(report: LoadReport) -> None:
    for name, target in report.joined.items():
        click.echo(f"kg: {name} was added to {target}", err=True)
    for name in report.kept:
        click.echo(f"kg: {name} is made by builds and was left as it is", err=True)
    click.echo(f"kg: {report.graphs:,} graphs with {report.quads:,} quads read, {report.changed:,} written", err=True)
