"""The Flask application that serves a store. Flask is imported when an application is made, not before: the reader
processes live in this package too and have to start fast."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from kg.config import Settings

__all__ = ["create_app", "serve"]


def create_app(settings: Settings | None = None) -> Flask:
    """The WSGI application; settings are loaded from `kg.toml` and the environment if None.

    No process is started and no store opened before the first request that needs one.
    """
    from kg.web.app import create_app

    return create_app(settings)


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; then answer what is running, end the readers and return.

    Raises:
        NotFoundError: There is no store.
        StoreError: There is nothing to read in it, or the address cannot be listened on.
    """
    from kg.web.serving import serve

    serve(settings)
