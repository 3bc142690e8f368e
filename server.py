"""WSGI entry: `server:app`, made when it is first asked for. `python server.py` serves by the settings in force."""

from typing import Any

from kg.config import load_settings
from kg.web import create_app, serve


def __getattr__(name: str) -> Any:
    if name != "app":
        raise AttributeError(name)
    return globals().setdefault("app", create_app())


if __name__ == "__main__":
    serve(load_settings())
