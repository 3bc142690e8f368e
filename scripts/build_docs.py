"""Writes the pages of docs/ that are generated: the command line from its own help, the settings from their class.

python scripts/build_docs.py           write them
python scripts/build_docs.py --check   exit 1 if one is stale
"""

from __future__ import annotations

import dataclasses
import re
import sys
from pathlib import Path

import click

from kg.cli import main
from kg.config import Settings

ROOT = Path(__file__).resolve().parent.parent


def cli_page() -> str:
    """docs/cli.md: the help of every command, and the settings."""
    parts = [
        "# The command line",
        "Written by `make docs` from the commands' own help; do not edit.",
        "stdout is for results, stderr for progress and errors. Exit codes: 0 done, 1 some inputs failed (each named, "
        "the rest done), 2 usage.",
        _help(main, "kg"),
    ]
    for name, command in main.commands.items():
        parts += [f"## kg {name}", _help(command, f"kg {name}")]
    parts += ["## Settings", _settings_intro(), _settings_table()]
    return "\n\n".join(parts) + "\n"


def _help(command: click.Command, name: str) -> str:
    # As on the command line, where the group hands its settings down.
    context = click.Context(command, info_name=name, terminal_width=100, help_option_names=["-h", "--help"])
    return f"```text\n{command.get_help(context)}\n```"


def _settings_intro() -> str:
    return (
        "Defaults < `kg.toml` in the working directory < `KG_*` environment variables < options. A name that is not in "
        "this table is an error."
    )


def _settings_table() -> str:
    meanings = dict(re.findall(r"^ {8}(\w+): (.+?)$", Settings.__doc__ or "", flags=re.MULTILINE))
    rows = ["| `kg.toml` | environment | default | meaning |", "|---|---|---|---|"]
    for field in dataclasses.fields(Settings):
        default = (
            "of the installation"
            if field.default is dataclasses.MISSING
            else f"`{field.default}`"
            if field.default != ""
            else ""
        )
        rows.append(f"| `{field.name}` | `KG_{field.name.upper()}` | {default} | {meanings[field.name]} |")
    return "\n".join(rows)


PAGES = {ROOT / "docs" / "cli.md": cli_page}


def stale_pages() -> list[Path]:
    """The generated pages that are not as they would be written now."""
    return [path for path, page in PAGES.items() if not path.is_file() or path.read_text(encoding="utf-8") != page()]


if __name__ == "__main__":
    stale = stale_pages()
    if "--check" in sys.argv[1:]:
        sys.exit("\n".join(f"{path}: stale, run make docs" for path in stale) or 0)
    for path in stale:
        path.parent.mkdir(exist_ok=True)
        path.write_text(PAGES[path](), encoding="utf-8")
