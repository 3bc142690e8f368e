"""Folders and addresses → stores: to write, to read the newest snapshot, in memory, or of another server."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, overload

import pyoxigraph as ox

from kg.errors import StoreError, StoreLockedError
from kg.model.remote import RemoteAddress
from kg.store.folder import StoreFolder
from kg.store.oxigraph import OxigraphStore
from kg.store.remote import RemoteView
from kg.store.remote_folder import RemoteFolder
from kg.store.remote_writing import RemoteStore
from kg.store.view import OxigraphView

log = logging.getLogger(__name__)


@overload
def open_store(
    path: Path | str | None,
    *,
    read_only: Literal[False] = ...,
    create: bool = ...,
    base_iri: str = ...,
    prefixes: Mapping[str, str] | None = ...,
    wait: float = ...,
) -> OxigraphStore: ...


@overload
def open_store(
    path: Path | str | None,
    *,
    read_only: Literal[True],
    create: bool = ...,
    base_iri: str = ...,
    prefixes: Mapping[str, str] | None = ...,
    wait: float = ...,
) -> OxigraphView: ...


@overload
def open_store(
    path: Path | RemoteAddress,
    *,
    read_only: Literal[False] = ...,
    create: bool = ...,
    base_iri: str = ...,
    prefixes: Mapping[str, str] | None = ...,
    wait: float = ...,
) -> OxigraphStore | RemoteStore: ...


@overload
def open_store(
    path: Path | RemoteAddress,
    *,
    read_only: Literal[True],
    create: bool = ...,
    base_iri: str = ...,
    prefixes: Mapping[str, str] | None = ...,
    wait: float = ...,
) -> OxigraphView | RemoteView: ...


def open_store(
    path: Path | str | RemoteAddress | None,
    *,
    read_only: bool = False,
    create: bool = True,
    base_iri: str = "",
    prefixes: Mapping[str, str] | None = None,
    wait: float = 1.0,
) -> OxigraphStore | OxigraphView | RemoteStore | RemoteView:
    """Open the store in a folder or of another server, or one in memory if `path` is None.

    Args:
        path: A folder, an address (`Settings.target` is one of the two), or None.
        read_only: Read the newest snapshot; a build may write meanwhile. A remote store is read as it is.
        create: Make the store if it is missing; of a remote store what builds keep beside it.
        base_iri: What the instances' IRIs begin with; must be the one that the store was made with.
        prefixes: Prefixes that queries need not declare; those of the ontology if None.
        wait: Seconds to wait for another process to let the store go.

    Raises:
        NotFoundError: There is no store and none is to be made.
        StoreLockedError: Another process writes the store.
        StoreVersionError: The store has another format.
        StoreError: The folder is something else, or damaged.
    """
    table = ontology_prefixes() if prefixes is None else prefixes
    if path is None:
        return OxigraphStore(prefixes=table)
    if isinstance(path, RemoteAddress):
        return RemoteView(path, prefixes=table) if read_only else _open_remote(path, create, base_iri, table, wait)
    folder = StoreFolder(Path(path))
    return _open_snapshot(folder, table) if read_only else _open_writable(folder, create, base_iri, table, wait)


def open_snapshot(path: Path, *, prefixes: Mapping[str, str] | None = None) -> OxigraphView:
    """Read the newest snapshot of a store as it is, without publishing changes that a killed build left behind."""
    lease = StoreFolder(path).lease()
    try:
        return OxigraphView(ox.Store.read_only(str(lease.path)), prefixes=prefixes, lease=lease)
    except (OSError, RuntimeError) as error:
        lease.close()
        raise StoreError(f"cannot read the snapshot {lease.path}: {error}") from error


def publish_leftovers(path: Path) -> None:
    """Publish what a killed build has committed but not published, unless a writer is at work. A store of an older
    format is brought to this one."""
    folder = StoreFolder(path)
    revision, outdated = folder.describe().revision, folder.outdated
    if revision and not outdated and not folder.unpublished:
        return
    try:
        _open_writable(folder, False, "", {}, 0.0).close()
    except StoreLockedError:
        if outdated:
            raise
    except StoreError as error:
        if outdated or not revision:
            raise
        log.warning("reading the snapshot before the last changes: %s", error)


def ontology_prefixes() -> dict[str, str]:
    """The prefixes of the ontology's namespaces."""
    from kg.rdf.namespaces import PREFIXES

    return {prefix: str(namespace) for prefix, namespace in PREFIXES.items()}


def _open_remote(
    address: RemoteAddress, create: bool, base_iri: str, prefixes: Mapping[str, str], wait: float
) -> RemoteStore:
    folder = RemoteFolder(address)
    if not create:
        folder.expect()
    handle = folder.lock(wait)
    try:
        store = RemoteStore(address, prefixes=prefixes, folder=folder, handle=handle)
        folder.make(base_iri)
        if folder.unfinished:
            log.warning("%s: a change was cut short: merging its graphs anew", address)
            store.merge_anew()
            folder.end()
        return store
    except BaseException:
        os.close(handle)
        raise


def _open_snapshot(folder: StoreFolder, prefixes: Mapping[str, str]) -> OxigraphView:
    publish_leftovers(folder.path)
    return open_snapshot(folder.path, prefixes=prefixes)


def _open_writable(
    folder: StoreFolder, create: bool, base_iri: str, prefixes: Mapping[str, str], wait: float
) -> OxigraphStore:
    if not folder.exists():
        if not create:
            folder.describe()  # says that there is none
        folder.make()
    handle = folder.lock(wait)
    try:
        if not folder.exists():
            folder.create(base_iri)
        _check_base(folder, base_iri)
        folder.clear_pending()
        folder.migrate()
        return OxigraphStore(folder, prefixes=prefixes, handle=handle)
    except BaseException:
        os.close(handle)
        raise


def _check_base(folder: StoreFolder, base_iri: str) -> None:
    present = folder.describe().base_iri
    if base_iri and present and present != base_iri:
        raise StoreError(
            f"{folder.path} was built with the base IRI {present}, not {base_iri}: use that one or another store"
        )
