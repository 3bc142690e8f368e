"""The documents tell the truth: generated pages are fresh, every command and setting is described."""

from __future__ import annotations

import dataclasses
import importlib.util
from pathlib import Path
from types import ModuleType

from kg.cli import main
from kg.config import Settings

ROOT = Path(__file__).parent.parent


def load_script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages_are_fresh() -> None:
    stale = [path.name for path in load_script("build_docs").stale_pages()]
    assert stale == [], "run `make docs`"


def test_every_command_is_in_the_reference() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    for name, command in main.commands.items():
        assert f"## kg {name}" in page
        for parameter in command.params:
            assert parameter.opts[0].lstrip("-").replace("_", "-") in page.lower().replace("_", "-")


def test_every_setting_is_documented_with_its_variable() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    for field in dataclasses.fields(Settings):
        assert f"`KG_{field.name.upper()}`" in page


def test_readme_stays_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 150
