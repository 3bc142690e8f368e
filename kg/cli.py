"""The command `kg`: parse the options, make one library call, print the result, end with its exit code.

stdout is for results, stderr for progress and errors. Exit codes: 0 done, 1 some inputs failed (each named, the rest
done), 2 usage. Heavy modules are imported inside the commands that need them, so that `kg --help` answers at once.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from kg import __version__
from kg.cli_authority import authority
from kg.cli_events import events
from kg.cli_intake import intake_options, show_progress, take_intake
from kg.cli_transfer import backup, dump, load, restore
from kg.cli_watch import watch
from kg.config import Settings, load_settings
from kg.errors import ConfigError, KgError, NotFoundError, QueryError, ReadError

if TYPE_CHECKING:
    from kg.reports import BuildReport

FAILED = 1
# As kg.export.EXPORT_NAMES, which is not imported here: the help is to come at once.
EXPORT_FORMATS = [
    *("turtle", "jsonld", "nquads", "trig", "ntriples", "rdfxml"),
    *("csv", "parquet", "jsonld-articles", "jsonld-entities", "graphml", "gexf", "events", "nif"),
]
USAGE = 2
# As kg.refreshing.Stage, and "read", which every build does with its inputs.
STAGES = ["read", "outdated", "extract", "link", "map", "all"]

STORE_OPTION = click.option("--store", help="Folder of the store, or sparql+http://… (KG_STORE).")


class _StderrHandler(logging.Handler):
    """Writes log lines where errors go, so that stdout is for results alone."""

    def emit(self, record: logging.LogRecord) -> None:
        click.echo(self.format(record), err=True)


class Verbs(click.Group):
    """The group of commands: errors of the library become one line on stderr and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of use: from articles to answers."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KgError as error:
            click.echo(f"kg: {_place(error)}{error}", err=True)
            ctx.exit(USAGE if isinstance(error, ConfigError | NotFoundError) else FAILED)
        except BrokenPipeError:
            # The reader of our output has gone (`kg query … | head`): nothing is wrong.
            sys.stderr.close()
            ctx.exit(0)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="kg")
@click.option("--verbose", "-v", is_flag=True, help="Say more on stderr; with an error, where it came from.")
def main(verbose: bool) -> None:
    """Build a knowledge graph from English news articles and ask it questions.

    Every fact leads to the exact words that prove it. Settings come from kg.toml, then KG_* variables, then options.
    """
    handler = _StderrHandler()
    handler.setFormatter(logging.Formatter("kg: %(message)s"))
    # What libraries have to say of a broken page is told in our own words.
    handler.addFilter(lambda record: verbose or record.name.startswith("kg."))
    logging.basicConfig(level=logging.DEBUG if verbose else logging.WARNING, handlers=[handler], force=True)


def _place(error: KgError) -> str:
    """Where in a query the fault is, if the parser tells it."""
    if isinstance(error, QueryError) and error.line is not None:
        return f"line {error.line}, column {error.column}: "
    return ""


def _settings(**options: Any) -> Settings:
    return load_settings(options)


@main.command()
@click.argument("inputs", nargs=-1, metavar="[INPUT...]")
@STORE_OPTION
@click.option("--base-iri", help="What the IRIs of a new store begin with (KG_BASE_IRI).")
@click.option("--model", help="spaCy pipeline to parse with (KG_MODEL).")
@click.option("--workers", type=int, help="Processes that extract side by side (KG_WORKERS).")
@click.option("--executor", type=click.Choice(["serial", "process", "ray"]), help="Where extraction runs.")
@click.option("--address", help="Address of the Ray cluster, for --executor ray.")
@click.option("--min-confidence", type=float, help="Leave out facts less sure than this, 0 to 1 (KG_MIN_CONFIDENCE).")
@intake_options
@click.option("--prune", is_flag=True, help="Remove articles that their sources hold no more; else they are kept.")
@click.option("--refresh", metavar="STAGE", type=click.Choice(STAGES), help="Do a stage again; see above.")
@click.option("--explain", is_flag=True, help="Say what --refresh would do again and why; do nothing.")
@click.option(
    "--strict", is_flag=True, help="Exit code 1 if what was written breaks the shapes, or if anything was skipped."
)
@click.option("--quiet", "-q", is_flag=True, help="Show no progress.")
def build(
    inputs: tuple[str, ...],
    executor: str | None,
    address: str | None,
    prune: bool,
    refresh: str | None,
    explain: bool,
    strict: bool,
    quiet: bool,
    **options: Any,
) -> None:
    """Read articles, extract their facts and write them into a store.

    INPUT is a file, a folder, a glob, an address (http, https), or - for standard input. An article that the store
    holds already is replaced; an unchanged one costs nothing. An input that cannot be read is named and the rest goes
    on.

    --refresh STAGE does a stage again: "extract" parses again even what is unchanged or was set aside; without an
    INPUT it does so with the texts that the store keeps, as do "outdated" (what another version, model or word list
    has extracted), "link", "map" and "all".
    """
    from kg.build import build_graph
    from kg.executors import make_executor
    from kg.refreshing import Stage, plan_refresh, refresh_store
    from kg.stopping import stop_on_signals
    from kg.workers import Limits

    _check_refresh(inputs, refresh)

    intake = take_intake(options)
    settings = _settings(**options)
    if explain:
        for step in plan_refresh(settings, Stage(refresh) if refresh in list(Stage) else Stage.OUTDATED):
            click.echo(str(step))
        return
    limits = Limits(settings.article_seconds, settings.worker_memory)
    # In a process of its own by default: an article that hangs or kills it must not end the build.
    runner = make_executor(executor or "process", workers=settings.workers, address=address, limits=limits)
    with stop_on_signals() as stop, show_progress(quiet) as progress:
        if inputs:
            report = build_graph(
                inputs,
                settings,
                executor=runner,
                progress=progress,
                stop=stop,
                intake=intake,
                anew=refresh == "extract",
                prune=prune,
            )
        else:
            report = refresh_store(settings, Stage(refresh or "outdated"), executor=runner, stop=stop)
    _print_report(report, settings)
    if stop.signal is not None:
        click.echo("kg: stopped; what was extracted is in the store, the same command goes on with the rest", err=True)
        sys.exit(stop.exit_code)
    # What was written is validated by the build itself; where nothing was, faults of before are to be told again.
    faulty = strict and (report.violations or (not report.graphs_changed and _violations(settings)))
    sys.exit(FAILED if report.failures or faulty or (strict and report.skipped) else 0)


@main.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--model", help="spaCy pipeline to parse with (KG_MODEL).")
@click.option("--workers", type=int, help="Processes that extract side by side (KG_WORKERS).")
@click.option("--min-confidence", type=float, help="Leave out facts less sure than this, 0 to 1 (KG_MIN_CONFIDENCE).")
@intake_options
@click.option("--no-link", is_flag=True, help="Do not link entities to Wikidata.")
def extract(inputs: tuple[str, ...], no_link: bool, **options: Any) -> None:
    """Print what is extracted from articles, one JSON object per article and line."""
    from kg.build import extract_articles
    from kg.reports import BuildReport

    failed, intake, report = False, take_intake(options), BuildReport()
    for result in extract_articles(inputs, _settings(**options), link=not no_link, intake=intake, report=report):
        if isinstance(result, KgError):
            click.echo(f"kg: {result}", err=True)
            failed = True
        else:
            click.echo(json.dumps(result.to_json(), ensure_ascii=False))
    for line in report.choice_lines():
        click.echo(f"kg: {line}", err=True)
    sys.exit(FAILED if failed else 0)


@main.command()
@STORE_OPTION
@click.option("--strict", is_flag=True, help="End with exit code 1 if an article's entities changed.")
@click.option("--decisions", help="File of human decisions on who is who (KG_DECISIONS).")
@click.option(
    "--explain", metavar="ENTITY", help="Print why an entity (IRI or name) is linked as it is; change nothing."
)
@click.option("--json", "as_json", is_flag=True, help="With --explain: print JSON.")
@click.option("--online", "ask", is_flag=True, help="Ask the service of the settings (KG_ONLINE, KG_CONTACT) too.")
def link(strict: bool, explain: str | None, as_json: bool, ask: bool, **options: Any) -> None:
    """Link the entities of a store to Wikidata again, without reading or parsing the articles."""
    from kg.relinking import explain_link, relink

    settings = _settings(**options)
    if explain:
        click.echo(explain_link(explain, settings, as_json=as_json))
        return
    report = relink(settings, online=ask)
    _print_report(report, settings)
    sys.exit(FAILED if report.failures or (strict and report.graphs_changed) else 0)


@main.command()
@STORE_OPTION
@click.option("--decisions", help="File of human decisions on who is who (KG_DECISIONS).")
@click.option("--limit", type=click.IntRange(1), help="How many entities at most.")
def review(limit: int | None, **options: Any) -> None:
    """Print the uncertain links of a store as a file of decisions to be filled in."""
    from kg.relinking import review_links

    for line in review_links(_settings(**options), limit=limit):
        click.echo(line)


@main.command()
@click.argument("sparql", required=False)
@click.option(
    "--file", "-f", "path", type=click.Path(path_type=Path, dir_okay=False), help="Read the query from a file."
)
@STORE_OPTION
@click.option(
    "--format",
    "form",
    default=None,
    help="json, xml, csv, tsv or table; for graphs turtle, ntriples, jsonld, rdfxml, trig, nquads.",
)
def query(sparql: str | None, path: Path | None, form: str | None, **options: Any) -> None:
    """Run a SPARQL query on a store and print the answer.

    The query is an argument, a file, or standard input. The prefixes of the ontology are known.
    """
    from kg.query import query_text, run_query
    from kg.store import open_store

    settings = _settings(**options)
    text = _query_text(sparql, path)
    with open_store(settings.target, read_only=True) as view:
        if form == "table" or (form is None and sys.stdout.isatty()):
            _print_answer(query_text(view, text), sys.stdout)
        else:
            run_query(view, text, sys.stdout.buffer, format=form)


@main.command()
@STORE_OPTION
@click.option(
    "--format",
    "form",
    default="turtle",
    show_default=True,
    type=click.Choice(EXPORT_FORMATS),
    help="turtle, ntriples, rdfxml and jsonld give the merged graph; trig and nquads all graphs with it; csv, parquet "
    "and jsonld-* several files; the others are told in docs/exports.md.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help="File to write (for several: folder or .zip).",
)
@click.option(
    "--sorted/--unsorted", "sort", default=True, show_default=True, help="Sort the lines of ntriples and nquads."
)
@click.option("--article", "articles", multiple=True, metavar="ID", help="Only this article: id, IRI or web address.")
@click.option("--since", metavar="DATE", help="Only articles published on this day or later.")
@click.option("--until", metavar="DATE", help="Only articles published on this day or earlier.")
@click.option("--class", "classes", multiple=True, help="Only this class: Meeting, Policy, Statement, Person …")
@click.option("--entity", "entities", multiple=True, help="Only what refers to this entity: name, IRI or item.")
@click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, help="Leave out facts less sure than this.")
@click.option(
    "--query",
    "-q",
    type=click.Path(path_type=Path, dir_okay=False),
    help="CONSTRUCT query that says what is written.",
)
def export(form: str, output: Path | None, sort: bool, query: Path | None, **options: Any) -> None:
    """Write the graph of a store, or a part of it, as a file."""
    from kg.export import SORTABLE, Selection, is_package, write_export, write_export_folder
    from kg.store import open_store

    settings = _settings(store=options.pop("store"))
    selection = Selection(construct=_query_text(None, query) if query else None, **options)
    with open_store(settings.target, read_only=True) as view:
        if output is not None and (output.is_dir() or (is_package(form) and output.suffix != ".zip")):
            write_export_folder(view, output, format=form, selection=selection, ontology_dir=settings.ontology_dir)
            return
        with _output(output) as stream:
            write_export(
                view,
                stream,
                format=form,
                selection=selection,
                sort=sort and form in SORTABLE,
                ontology_dir=settings.ontology_dir,
            )


@main.command()
@STORE_OPTION
@click.option("--host", help="Address to listen on (KG_HOST).")
@click.option("--port", type=int, help="Port to listen on (KG_PORT).")
@click.option("--token", help="Bearer token that allows writes (better: KG_TOKEN).")
@click.option("--update", is_flag=True, default=None, help="Allow SPARQL Update to who has the token (KG_UPDATE).")
@click.option("--query-timeout", type=float, help="Seconds that a query may take (KG_QUERY_TIMEOUT).")
@click.option("--readers", type=int, help="Reader processes (KG_READERS).")
def serve(**options: Any) -> None:
    """Serve a store over HTTP: SPARQL endpoint, exports and web pages."""
    from kg.web import serve as serve_store

    settings = _settings(**options)
    click.echo(f"kg: serving {settings.target} at http://{settings.host}:{settings.port}/ (Ctrl-C stops)", err=True)
    serve_store(settings)


@main.command()
@STORE_OPTION
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def stats(as_json: bool, **options: Any) -> None:
    """Count what a store holds."""
    from kg.reports import count_store

    counts = count_store(_settings(**options))
    if as_json:
        click.echo(json.dumps(counts))
        return
    width = max(len(name) for name in counts)
    for name, number in counts.items():
        click.echo(f"{name:<{width}}  {number:>9,}")


@main.command()
@STORE_OPTION
@click.option("--repair", is_flag=True, help="Mend what can be derived from the extractions, then check again.")
def verify(repair: bool, **options: Any) -> None:
    """Check evidence byte for byte, references, the merged graph, and graphs against extractions."""
    from kg.verify import repair_store, verify_store

    settings = _settings(**options)
    if repair:
        mended = repair_store(settings)
        click.echo(f"kg: {len(mended.found)} problems before the repair", err=True)
        problems = list(mended.left)
    else:
        problems = verify_store(settings)
    for problem in problems:
        click.echo(str(problem))
    click.echo(f"kg: {len(problems)} problems" if problems else "kg: all evidence found, merge in step", err=True)
    sys.exit(FAILED if problems else 0)


@main.command()
@STORE_OPTION
def validate(**options: Any) -> None:
    """Check a store against the SHACL shapes of the ontology."""
    from kg.verify import validate_store

    findings = validate_store(_settings(**options))
    for finding in findings:
        click.echo(str(finding))
    violations = sum(finding.severity == "Violation" for finding in findings)
    click.echo(f"kg: {violations} violations" if violations else "kg: the graph meets the shapes", err=True)
    sys.exit(FAILED if violations else 0)


@main.command("eval")
@click.argument("gold", type=click.Path(path_type=Path), metavar="GOLD_DIR")
@click.option("--inputs", type=click.Path(path_type=Path), help="Folder of the inputs, if not beside the gold files.")
@click.option("--class", "classes", multiple=True, help="Score only this class; may be given several times.")
@click.option("--misses", is_flag=True, help="List every miss, false positive and wrong detail.")
@click.option("--json", "json_path", type=click.Path(path_type=Path), help="Write all figures and faults as JSON.")
@click.option("--html", "html_path", type=click.Path(path_type=Path), help="Write the report as a web page.")
@click.option("--model", help="spaCy pipeline to parse with (KG_MODEL).")
@click.option("--workers", type=int, help="Processes that extract side by side (KG_WORKERS).")
@click.option("--min-confidence", type=float, help="Leave out facts less sure than this, 0 to 1 (KG_MIN_CONFIDENCE).")
def evaluate(
    gold: Path,
    inputs: Path | None,
    classes: tuple[str, ...],
    misses: bool,
    json_path: Path | None,
    html_path: Path | None,
    **options: Any,
) -> None:
    """Score what is extracted against articles annotated by hand.

    GOLD_DIR is a folder of gold files, or one of them; each names its input. How the two are compared is told in
    docs/evaluation.md, how to annotate in docs/annotation.md.
    """
    from kg.evaluate import CLASSES, evaluate_gold, html_report, json_report, text_report

    unknown = [name for name in classes if name not in CLASSES]
    if unknown:
        raise ConfigError(f"--class {unknown[0]}: the classes are {', '.join(CLASSES)}")
    wanted = [name for name in CLASSES if name in (classes or CLASSES)]
    evaluation = evaluate_gold(gold, _settings(**options), inputs=inputs, classes=wanted)
    for failure in evaluation.failures:
        click.echo(f"kg: {failure}", err=True)
    click.echo(text_report(evaluation, misses=misses))
    if json_path:
        _write(json_path, json.dumps(json_report(evaluation), ensure_ascii=False, indent=1) + "\n")
    if html_path:
        _write(html_path, html_report(evaluation))
    sys.exit(FAILED if evaluation.failures else 0)


@main.command()
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
@STORE_OPTION
def delete(articles: tuple[str, ...], **options: Any) -> None:
    """Remove articles (by id, IRI or source file) and all that only they say."""
    from kg.build import delete_articles

    settings = _settings(**options)
    report = delete_articles(articles, settings)
    click.echo(f"kg: {report.deleted} articles deleted", err=True)


def _print_answer(answer: str, stream: TextIO) -> None:
    """A table of bindings for people; a graph or a yes or no as it stands."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    try:
        value = json.loads(answer)
        columns, rows = value["head"]["vars"], value["results"]["bindings"]
    except (ValueError, KeyError, TypeError):
        stream.write(answer)
        return
    table = Table(*columns, box=box.SIMPLE)
    for row in rows:
        table.add_row(*(row[column]["value"] if column in row else "" for column in columns))
    Console(file=stream, markup=False, highlight=False).print(table)


def _violations(settings: Settings) -> int:
    """How many violations of the shapes a store has, each told on stderr."""
    from kg.verify import validate_store

    found = [finding for finding in validate_store(settings) if finding.severity == "Violation"]
    for finding in found:
        click.echo(str(finding), err=True)
    return len(found)


def _check_refresh(inputs: tuple[str, ...], refresh: str | None) -> None:
    """What is read again needs an input; what is done over the whole store takes none."""
    if not inputs and refresh in (None, "read"):
        raise click.UsageError("no INPUT: name a file, a folder, an address, or - for standard input")
    if inputs and refresh not in (None, "read", "extract"):
        raise click.UsageError(f"--refresh {refresh} is done over the whole store: leave the INPUT out")


def _query_text(sparql: str | None, path: Path | None) -> str:
    if path is not None:
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ReadError(f"{path}: cannot read the query: {error}") from error
    if sparql is not None and sparql != "-":
        return sparql
    if sys.stdin.isatty():
        raise ConfigError("no query: give it as an argument, with --file, or on standard input")
    return sys.stdin.read()


def _write(path: Path, text: str) -> None:
    with _output(path) as stream:
        stream.write(text.encode())


@contextmanager
def _output(path: Path | None) -> Iterator[Any]:
    """The stream to write to; a file appears under its name only once it is complete."""
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    partial = path.with_name(f".{path.name}.part")
    try:
        with partial.open("wb") as stream:
            yield stream
        partial.replace(path)
    except OSError as error:
        raise KgError(f"{path}: cannot write: {error.strerror or error}") from error
    finally:
        partial.unlink(missing_ok=True)


def _print_report(report: BuildReport, settings: Settings) -> None:
    """Results on stdout, everything that was not taken on stderr."""
    for failure in report.failures:
        click.echo(f"kg: {failure}", err=True)
    for fault in report.violations:
        click.echo(str(fault), err=True)
    for line in report.lines():
        click.echo(line)
    click.echo(f"kg: store {settings.target}", err=True)


for command in (authority, backup, dump, load, restore, watch, events):
    main.add_command(command)
