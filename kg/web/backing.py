"""What the server serves: a store in a folder with its revisions, or the store of another server, which has none."""

from __future__ import annotations

import itertools
import threading
from pathlib import Path
from typing import Protocol

from kg.config import Settings
from kg.errors import NotFoundError, StoreError
from kg.model.remote import RemoteAddress
from kg.store.folder import StoreFolder
from kg.store.opening import publish_leftovers
from kg.store.remote import RemoteView


class Backing(Protocol):
    """The store behind the server."""

    @property
    def name(self) -> str:
        """The store as a worker is told it (`Request.store`)."""
        ...

    def revision(self) -> int:
        """A number that is another one whenever the store may have changed; StoreError if there is nothing to read."""
        ...

    def check(self) -> None:
        """StoreError if there is nothing to read."""
        ...


class FolderBacking:
    """A store in a folder: `store.json` says which snapshot is newest, and is looked at with every request."""

    def __init__(self, path: Path) -> None:
        self.name = str(path.resolve())
        self._folder = StoreFolder(path)
        self._lock = threading.Lock()
        self._seen: tuple[object, int] | None = None
        self._leftovers_published = False

    def revision(self) -> int:
        """The newest revision; StoreError if there is none to read."""
        with self._lock:
            try:
                state = self._folder.description_path.stat()
            except OSError:
                state = None
            stamp = state and (state.st_ino, state.st_mtime_ns, state.st_size)
            if self._seen is None or stamp is None or self._seen[0] != stamp:
                self._seen = (stamp, self._read_revision())
            return self._seen[1]

    def check(self) -> None:
        self.revision()

    def _read_revision(self) -> int:
        """The newest revision; what a killed build left unpublished is published at the first look."""
        try:
            if not self._leftovers_published:
                publish_leftovers(self._folder.path)
                self._leftovers_published = True
            revision = self._folder.describe().revision
        except NotFoundError as error:
            raise StoreError(str(error)) from error
        if not revision:
            raise StoreError(f"{self._folder.path} has no snapshot to read yet: wait for the build that is writing it")
        return revision


class RemoteBacking:
    """A store of another server. Who else writes there is not known, so no answer is kept and none has a name: every
    request has a revision of its own."""

    def __init__(self, address: RemoteAddress) -> None:
        self.name = address.to_wire()
        self._address = address
        self._numbers = itertools.count(1)

    def revision(self) -> int:
        return next(self._numbers)

    def check(self) -> None:
        with RemoteView(self._address) as view:
            _ = view.dialect


def backing_of(settings: Settings) -> Backing:
    """The store of the settings."""
    target = settings.target
    return RemoteBacking(target) if isinstance(target, RemoteAddress) else FolderBacking(target)
