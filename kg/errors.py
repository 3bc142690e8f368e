"""Every error that the library raises on purpose.

KgError
├── ConfigError              a setting is unknown or has an impossible value
├── ResourceError            a data or ontology file of the installation is missing or broken
├── ReadError                one input cannot be read: skip it, go on with the next
├── AnnotateError            the language model cannot be loaded, or fails on one article
│   └── WorkerLostError      the process that worked on one article hung or died
├── LinkError                one entity cannot be looked up: leave it unlinked, go on
├── LinkerUnavailableError   the link source as a whole cannot be used: stop linking
├── StoreError               the store cannot be opened, read or written
│   ├── StoreLockedError     another process holds the store
│   └── StoreVersionError    the store was written by an incompatible version
├── QueryError               the query is malformed or cannot be evaluated
│   └── QueryTimeoutError    the query went over its limit and was stopped
└── NotFoundError            a named article, entity or graph is not in the store

Messages are one line: what is wrong, where, and what to do.
"""


class KgError(Exception):
    """Root of the tree; catching it catches whatever the library raises on purpose."""


class ConfigError(KgError):
    """A setting is unknown or has an impossible value."""


class ResourceError(KgError):
    """A data or ontology file of the installation is missing or broken."""


class ReadError(KgError):
    """One input cannot be read; the others can."""


class AnnotateError(KgError):
    """The language model cannot be loaded, or fails on one article."""


class WorkerLostError(AnnotateError):
    """The process that worked on one item hung or died; the others go on.

    Args:
        message: What happened to the process.
        item: What it was at.
    """

    def __init__(self, message: str, *, item: object = None) -> None:
        super().__init__(message)
        self.item = item


class LinkError(KgError):
    """One entity cannot be looked up; it stays unlinked."""


class LinkerUnavailableError(KgError):
    """The link source as a whole cannot be used."""


class StoreError(KgError):
    """The store cannot be opened, read or written."""


class StoreLockedError(StoreError):
    """Another process holds the store."""


class StoreVersionError(StoreError):
    """The store was written by an incompatible version."""


class QueryError(KgError):
    """A SPARQL query or update is malformed or cannot be evaluated.

    Args:
        message: One line for the user.
        line: 1-based line of the fault in the query text, where the parser tells it.
        column: 1-based column of the fault, where the parser tells it.
    """

    def __init__(self, message: str, *, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class QueryTimeoutError(QueryError):
    """A query went over its limit and was stopped."""


class NotFoundError(KgError):
    """A named article, entity or graph is not in the store."""
