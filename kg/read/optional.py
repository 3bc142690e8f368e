"""Libraries that not every installation has."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from kg.errors import ReadError


def load_library(module: str, name: str, *, extra: str | None = None) -> Any:
    """A library by the name of its module, imported when first needed.

    Args:
        module: The module.
        name: The input that needs it, for the message.
        extra: The extra that installs it; None where every installation should have it.

    Raises:
        ReadError: It is not installed; the message says how it is.
    """
    try:
        return import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        wanted = f"newsgraph[{extra}]" if extra else package
        raise ReadError(f"{name}: reading it needs {package}: pip install '{wanted}'") from error
