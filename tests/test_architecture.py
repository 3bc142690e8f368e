"""The rules on who may import whom, read from the imports themselves."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "kg"

MODEL = {"model", "errors"}
BASE = MODEL | {"config", "resources", "registry", "lexicon", "authority", "net"}
STAGES = {"read", "annotate", "extract", "resolve", "link", "rdf"}

# What each part may import of the project, itself aside.
ALLOWED: dict[str, set[str]] = {
    "errors": set(),
    "model": set(),
    "resources": MODEL,
    "config": MODEL | {"resources"},
    "lexicon": MODEL,
    "authority": MODEL | {"lexicon", "resources", "net"},
    "net": MODEL,
    "registry": MODEL | {"config"},
    **dict.fromkeys(STAGES, BASE),
    "store": BASE | {"rdf"},
    "workers": MODEL,
    "eventing": BASE | {"linking", "merging", "pipeline", "resolve", "store"},
    "cli_events": BASE | {"eventing"},
    "vanished": BASE | {"reports", "store"},
    "refreshing": BASE | {"build", "executors", "graphs", "intake", "pipeline", "reports", "store"},
    "watching": BASE | {"read", "reports"},
    "cli_watch": BASE | {"build", "executors", "stopping", "watching", "workers", "reports"},
    "executors": BASE | {"workers"},
    "pipeline": BASE | STAGES | {"executors", "store"},
    "query": BASE | {"rdf", "store"},
    "export": BASE | {"rdf", "store"},
    "evaluate": BASE | {"build"},
    "verify": BASE | {"rdf", "store", "query", "pipeline", "graphs"},
    "merging": BASE | STAGES,
    "linking": BASE | STAGES | {"pipeline", "store", "merging"},
    "graphs": BASE | STAGES | {"pipeline", "store", "linking"},
    "cli_authority": BASE,
    "stopping": set(),
    "transfer": BASE | {"rdf", "store", "export"},
    "cli_transfer": BASE | {"transfer"},
    "reports": BASE | {"rdf", "store", "graphs", "verify"},
    "intake": BASE | {"read", "reports"},
    "duplicates_signing": MODEL,
    "duplicates": MODEL | {"store", "duplicates_signing"},
    "cli_intake": MODEL | {"intake", "read"},
    "relinking": BASE | {"link", "pipeline", "store", "graphs", "linking", "reports"},
    "build": BASE
    | {
        "rdf",
        "pipeline",
        "executors",
        "store",
        "graphs",
        "reports",
        "intake",
        "duplicates",
        "duplicates_signing",
        "vanished",
    },
    "web": BASE | {"rdf", "store", "query", "export"},
    "cli": BASE
    | {
        "read",
        "pipeline",
        "executors",
        "store",
        "build",
        "query",
        "export",
        "evaluate",
        "verify",
        "web",
        "rdf",
        "link",
        "relinking",
        "refreshing",
        "reports",
        "stopping",
        "workers",
        "cli_events",
        "cli_watch",
        "cli_authority",
        "cli_intake",
        "cli_transfer",
    },
}

# Libraries that only some parts may import.
DOORS: dict[str, set[str]] = {
    "spacy": {"annotate"},
    "pyoxigraph": {"store", "query", "export", "web"},
    "oxrdflib": {"store"},
    "rdflib": {"rdf", "store", "query", "export", "web"},
    "pyshacl": {"rdf"},
    "flask": {"web"},
    "uvicorn": {"web"},
    "werkzeug": {"web"},
    "ray": {"executors"},
    "trafilatura": {"read"},
    "lxml": {"read"},
    "charset_normalizer": {"read"},
    "click": {"cli", "cli_authority", "cli_events", "cli_intake", "cli_transfer", "cli_watch"},
    "rich": {"cli", "cli_intake"},
    "httpx": {"net"},
}

MODULES = sorted(PACKAGE.rglob("*.py"))


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(path: Path) -> list[tuple[str, int]]:
    """The dotted names that a module imports, with their lines; those for type checking only count as well."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            found += [(f"{node.module}.{alias.name}", node.lineno) for alias in node.names]
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_module_imports_only_what_its_layer_may(path: Path) -> None:
    part = part_of(path)
    if part in ("__init__", "__main__"):
        return
    assert part in ALLOWED, f"{part} has no place in the layers: give it one here"
    for name, line in imports_of(path):
        head, *rest = name.split(".")
        if head == "kg" and rest and rest[0] != "__version__":
            assert rest[0] == part or rest[0] in ALLOWED[part], f"{path.name}:{line}: {part} may not import {name}"
        if head in DOORS:
            assert part in DOORS[head], f"{path.name}:{line}: {head} may only be imported by {sorted(DOORS[head])}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_module_name_says_what_it_holds(path: Path) -> None:
    banned = {"utils", "helpers", "common", "misc", "manager", "handler", "data", "info", "process"}
    assert path.stem not in banned


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_module_has_a_docstring(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), f"{path} says nowhere what it is for"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_module_does_not_print(path: Path) -> None:
    calls = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert calls == []
