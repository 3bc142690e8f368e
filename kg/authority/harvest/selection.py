"""What a harvest takes: a table of offices, states, occupations and classes of organizations.

| take | item | as | takes |
|---|---|---|---|
| office | Q… or * | a class, or nothing | who held that office (any); `as` is its class of office |
| jurisdiction | Q… or * | | who held an office of that state (of any state known) |
| occupation | Q… | | who has that occupation, office or not |
| class | Q… | | organizations of that class (and of its subclasses, by SPARQL) |
| gender | Q… | m or f | nobody; says how a gender is written in records |
| since | | a year | nobody; offices that ended before it are no reason to take anybody |
| language | | a code | nobody; the language of names, `en` without it |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kg.authority.checking import QID, numbered_lines
from kg.authority.records import OfficeClass
from kg.errors import ResourceError

COLUMNS = 4
ANY = "*"
# Rows whose item may be "*".
OPEN = ("office", "jurisdiction")
ITEMS = (*OPEN, "occupation", "class", "gender")
SETTINGS = ("since", "language")


@dataclass(frozen=True, slots=True)
class Selection:
    """What to take, by item. `offices` and `genders` say what an item stands for in records ("" where nothing)."""

    offices: Mapping[str, str] = field(default_factory=dict)
    jurisdictions: tuple[str, ...] = ()
    occupations: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    genders: Mapping[str, str] = field(default_factory=dict)
    since: int | None = None
    language: str = "en"

    @property
    def every_office(self) -> bool:
        """Whether any office is a reason to take its holder."""
        return ANY in self.offices

    def counts(self, end: int | None) -> bool:
        """Whether an office that ended in that year is a reason to take its holder."""
        return self.since is None or end is None or end >= self.since


def read_selection(path: Path, *, states: Iterable[str] = ()) -> Selection:
    """The selection of a file.

    Args:
        path: A table with the columns take, item, as, note.
        states: The items of the states that `jurisdiction *` stands for.

    Raises:
        ResourceError: A row cannot be understood, or nothing is taken; the message has the line.
    """
    found: dict[str, dict[str, str]] = {take: {} for take in ITEMS}
    settings: dict[str, str] = {}
    for n, cells in numbered_lines(path, columns=COLUMNS):
        problem = _problem(cells)
        if problem:
            raise ResourceError(f"{path}:{n}: {problem}")
        take, item, meaning, _ = cells
        if take in SETTINGS:
            settings[take] = meaning
        elif found[take].setdefault(item, meaning) != meaning:
            raise ResourceError(f"{path}:{n}: {take} {item} stands already, as {found[take][item]!r}")
    selection = _selection(found, settings, states)
    if not (selection.offices or selection.jurisdictions or selection.occupations or selection.classes):
        raise ResourceError(f"{path}: takes nothing: it needs a row office, jurisdiction, occupation or class")
    return selection


def _problem(cells: list[str]) -> str | None:
    if len(cells) > COLUMNS:
        return f"{len(cells)} cells for {COLUMNS} columns"
    take, item, meaning, _ = cells
    if take in SETTINGS:
        return _setting_problem(take, item, meaning)
    if take not in ITEMS:
        return f"cannot take {take!r}: only {', '.join((*ITEMS, *SETTINGS))}"
    if not QID.fullmatch(item) and not (item == ANY and take in OPEN):
        return f"{item!r} is no Wikidata item"
    if take == "gender" and meaning not in ("m", "f"):
        return f"gender {meaning!r} is not m or f"
    if take == "office" and meaning and meaning not in list(OfficeClass):
        return f"{meaning!r} is no class of office: {', '.join(OfficeClass)}"
    return None


def _setting_problem(take: str, item: str, meaning: str) -> str | None:
    if item:
        return f"{take} is of no item: its value stands in the column 'as'"
    if take == "since":
        return None if meaning.isdecimal() else f"since {meaning!r} is no year"
    return None if meaning.replace("-", "").isalpha() else f"{meaning!r} is no language"


def _selection(found: Mapping[str, Mapping[str, str]], settings: Mapping[str, str], states: Iterable[str]) -> Selection:
    jurisdictions = dict.fromkeys(found["jurisdiction"])
    if ANY in jurisdictions:
        del jurisdictions[ANY]
        jurisdictions.update(dict.fromkeys(states))
    return Selection(
        offices=dict(found["office"]),
        jurisdictions=tuple(jurisdictions),
        occupations=tuple(found["occupation"]),
        classes=tuple(found["class"]),
        genders=dict(found["gender"]),
        since=int(settings["since"]) if "since" in settings else None,
        language=settings.get("language", "en"),
    )
