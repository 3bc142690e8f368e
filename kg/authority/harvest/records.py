"""Items of Wikidata → rows of an authority. What cannot be told is left empty; nothing is guessed.

Ranks: of a birth, death, gender or citizenship the statements of the best rank count, of offices all that are not
deprecated. An office that ended at an unknown time counts for the year of its beginning alone: more is not certain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg.authority.authority import Authority
from kg.authority.harvest import properties
from kg.authority.harvest.selection import Selection
from kg.authority.harvest.staging import OFFICE, Staging
from kg.authority.harvest.statements import Claim, Item, Missing, Time, Value, is_item
from kg.authority.records import OfficeClass

SOURCE = "wikidata"
# Marks of a cell that no title or name may hold.
MARKS = str.maketrans({"|": " ", "\t": " ", "\n": " "})


@dataclass(slots=True)
class Left:
    """What was left out of rows or not taken at all, counted by the reason."""

    counts: dict[str, int] = field(default_factory=dict)

    def note(self, reason: str) -> None:
        """Count one more."""
        self.counts[reason] = self.counts.get(reason, 0) + 1

    def lines(self) -> list[str]:
        """One line a reason."""
        return [f"{reason}: {count:,}" for reason, count in sorted(self.counts.items())]


@dataclass(frozen=True, slots=True)
class _Seat:
    """An office as records have it. `country` is a code or empty; `states` are the items that it is one of."""

    title: str
    office_class: OfficeClass
    country: str
    states: frozenset[str]


class RecordMaker:
    """Makes rows.

    Args:
        selection: What was harvested.
        staging: Where the offices are.
        states: The authority that knows states by item and titles by class.
        asof: When the source was taken, as it is to stand in the rows.
    """

    def __init__(self, selection: Selection, staging: Staging, states: Authority, *, asof: str = "") -> None:
        self._selection = selection
        self._staging = staging
        self._states = states
        self._asof = asof
        self._seats: dict[str, _Seat | None] = {}
        self.left = Left()

    def person(self, item: Item, prior: int) -> list[str] | None:
        """The row of a person; None, and counted, if the item has no name or none of the reasons to be taken."""
        if not item.label:
            self.left.note("persons without a name in the language, not taken")
            return None
        held = [(claim, seat) for claim in item.every(properties.POSITION) if (seat := self._seat_of(claim))]
        if not self._wanted(item, held):
            self.left.note("persons for whom no row of the selection holds, not taken")
            return None
        cells = [self._office(claim, seat) for claim, seat in sorted(held, key=lambda pair: _start(pair[0]))]
        return [
            item.qid,
            _clean(item.label),
            _names(item.aliases, item.label),
            self._gender(item),
            _text(item.year(properties.BIRTH)),
            _text(item.year(properties.DEATH)),
            "|".join(dict.fromkeys(filter(None, map(self._code, item.items(properties.CITIZENSHIP))))),
            "|".join(dict.fromkeys(filter(None, cells))),
            str(prior),
            self._asof,
            SOURCE,
        ]

    def organization(self, item: Item) -> list[str] | None:
        """The row of an organization; None, and counted, if it has no name."""
        if not item.label:
            self.left.note("organizations without a name in the language, not taken")
            return None
        shorts = [str(claim.value) for claim in item.best(properties.SHORT_NAME) if isinstance(claim.value, str)]
        homes = [code for qid in item.items(properties.COUNTRY) if (code := self._code(qid))]
        # A body of several states is one of none.
        country = homes[0] if len(homes) == 1 else ""
        return [item.qid, _clean(item.label), _names((*item.aliases, *shorts), item.label), country, SOURCE]

    def _wanted(self, item: Item, held: Iterable[tuple[Claim, _Seat]]) -> bool:
        """Whether a row of the selection holds for a person."""
        chosen = self._selection
        if set(chosen.occupations) & set(item.items(properties.OCCUPATION)):
            return True
        states = set(chosen.jurisdictions)
        return any(
            chosen.every_office or str(claim.value) in chosen.offices or bool(states & seat.states)
            for claim, seat in held
            if chosen.counts(_year(claim.qualifier(properties.END)))
        )

    def _seat_of(self, claim: Claim) -> _Seat | None:
        """The office of a statement, of the state that the statement itself names if it does."""
        if not is_item(claim.value):
            return None
        seat = self._seat(str(claim.value))
        named = claim.qualifier(properties.JURISDICTION) or claim.qualifier(properties.OF)
        code = self._code(str(named)) if is_item(named) else ""
        if seat is None or not code or seat.country:
            return seat
        title_class = self._class(str(claim.value), seat.title)
        return _Seat(seat.title, title_class, code, seat.states | {str(named)})

    def _seat(self, qid: str) -> _Seat | None:
        if qid not in self._seats:
            item = self._staging.get(OFFICE, qid)
            if item is None or not item.label:
                self.left.note("offices of which nothing is known, left out")
                self._seats[qid] = None
            else:
                self._seats[qid] = self._made(item)
        return self._seats[qid]

    def _made(self, item: Item) -> _Seat:
        title = _clean(item.label).replace(":", " ").replace("@", " ")
        own, home = item.items(properties.JURISDICTION), item.items(properties.COUNTRY)
        office_class = self._class(item.qid, title)
        codes = [code for qid in own if (code := self._code(qid))]
        if codes or not own:
            codes = codes or [code for qid in home if (code := self._code(qid))]
            country = codes[0] if codes else self._states.state_in(title) or ""
            return _Seat(title, office_class if country else OfficeClass.OTHER, country, frozenset((*own, *home)))
        # An office below the state keeps its title but is none of the state's own, except a seat in a parliament.
        country = next(filter(None, map(self._code, home)), "")
        below = office_class if office_class is OfficeClass.LEGISLATOR else OfficeClass.OTHER
        return _Seat(title, below, country, frozenset(own))

    def _class(self, qid: str, title: str) -> OfficeClass:
        stated = self._selection.offices.get(qid)
        return OfficeClass(stated) if stated else self._states.office_class(title) or OfficeClass.OTHER

    def _office(self, claim: Claim, seat: _Seat) -> str:
        start, end = _year(claim.qualifier(properties.START)), _year(claim.qualifier(properties.END))
        if claim.qualifier(properties.END) is Missing.SOME:
            if start is None:
                self.left.note("offices ended at an unknown time and begun at one, left out")
                return ""
            end = start
        if start is not None and end is not None and end < start:
            self.left.note("offices that end before they begin, left out")
            return ""
        return f"{seat.office_class}:{seat.title}@{seat.country}:{_text(start)}-{_text(end)}"

    def _gender(self, item: Item) -> str:
        found = {self._selection.genders.get(qid, "") for qid in item.items(properties.GENDER)}
        return found.pop() if len(found) == 1 else ""

    def _code(self, qid: str) -> str:
        state = self._states.country_of_qid(qid)
        return state.iso2 if state else ""


def states_by_item(states: Authority) -> Mapping[str, str]:
    """The items of the states that an authority knows, with their codes."""
    return {state.qid: state.iso2 for state in states.countries if state.qid}


def _year(value: Value | None) -> int | None:
    return value.year if isinstance(value, Time) else None


def _start(claim: Claim) -> tuple[int, str]:
    return (_year(claim.qualifier(properties.START)) or 0, str(claim.value))


def _text(year: int | None) -> str:
    return "" if year is None else str(year)


def _clean(text: str) -> str:
    return " ".join(text.translate(MARKS).replace("\u2019", "'").split())


def _names(names: Iterable[str], label: str) -> str:
    return "|".join(name for name in dict.fromkeys(map(_clean, names)) if name and name != _clean(label))
