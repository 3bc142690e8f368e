"""The local folder beside a remote store: what a build keeps there, one builder at a time.

remote.json     the address (never credentials) and the base IRI
lock            held by the process that writes, with an exclusive `flock`
unfinished      exists while a change of several requests is under way
*.sqlite        extractions, as beside a store in a folder
"""

from __future__ import annotations

import json
from pathlib import Path

from kg.errors import NotFoundError, StoreError
from kg.model.remote import RemoteAddress
from kg.store.failures import telling
from kg.store.folder import DESCRIPTION, StoreFolder

NAME = "remote.json"
UNFINISHED = "unfinished"


class RemoteFolder:
    """One such folder."""

    def __init__(self, address: RemoteAddress) -> None:
        self.address = address
        self.path = address.folder

    def exists(self) -> bool:
        """Whether builds into the remote store have been run from here."""
        return (self.path / NAME).is_file()

    def make(self, base_iri: str) -> None:
        """Make the folder, or check that it is this store's.

        Raises:
            StoreError: It belongs to another store, or the store was built with another base IRI.
        """
        if (self.path / DESCRIPTION).exists():
            raise StoreError(f"{self.path} is the folder of a store of its own: set `work` to another one")
        if not self.exists():
            with telling(f"cannot write to {self.path}"):
                self.path.mkdir(parents=True, exist_ok=True)
                text = json.dumps({"query": self.address.query, "base_iri": base_iri}, indent=1)
                (self.path / NAME).write_text(f"{text}\n", encoding="utf-8")
            return
        query, base = self._read()
        if query != self.address.query:
            raise StoreError(f"{self.path} belongs to the store {query}: set `work` to another folder")
        if base_iri and base and base != base_iri:
            raise StoreError(f"{self.address} was built with the base IRI {base}, not {base_iri}: use that one")

    def expect(self) -> None:
        """NotFoundError if no build has been run from here."""
        if not self.exists():
            raise NotFoundError(
                f"nothing was built into {self.address} from here: {self.path} holds no extractions "
                "(set `work` to the folder that does, or build the articles first)"
            )

    def lock(self, wait: float) -> int:
        """The descriptor that keeps other builds of this machine out; StoreLockedError after `wait` seconds."""
        with telling(f"cannot write to {self.path}"):
            self.path.mkdir(parents=True, exist_ok=True)
        return StoreFolder(self.path).lock(wait)

    @property
    def unfinished(self) -> bool:
        """Whether a change of several requests was cut short."""
        return (self.path / UNFINISHED).exists()

    def begin(self) -> None:
        """Note that a change of several requests begins."""
        with telling(f"cannot write to {self.path}"):
            (self.path / UNFINISHED).touch()

    def end(self) -> None:
        """Note that it is whole."""
        with telling(f"cannot write to {self.path}"):
            (self.path / UNFINISHED).unlink(missing_ok=True)

    def _read(self) -> tuple[str, str]:
        path: Path = self.path / NAME
        try:
            value = json.loads(path.read_text(encoding="utf-8"))
            return str(value["query"]), str(value["base_iri"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{path} is damaged: remove it if the folder is this store's ({error})") from error
