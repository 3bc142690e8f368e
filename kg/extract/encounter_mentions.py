"""A mention of an encounter, and whether it tells enough to be one of its own and not talk of meetings at large."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.extract.encounter_frames import Framed
from kg.extract.meeting_moods import CANCELLED, DENIED, HELD, PROPOSED
from kg.extract.places import Place
from kg.model.document import Span
from kg.model.facts import MeetingStatus, MeetingType


@dataclass(frozen=True, slots=True)
class Encounter:
    """One mention of an encounter.

    `bare` marks a mention that names no participants of its own ("the talks", "a joint session"): it stands for an
    encounter told before, or borrows its participants. `inferred` marks a date that the clause itself does not tell. A
    `pending` mention lacks the members of a group, a `partial` one all but one of the participants: neither stands
    alone. `sides` marks one of the states of the story, `then` one that goes on from the
    one told before, `social` a meal, a feast or a first session of which only one of the company is told.
    """

    trigger: int
    type: MeetingType
    kind: str
    status: MeetingStatus
    participants: tuple[str, ...]
    evidence: tuple[Span, ...]
    confidence: float
    date: str | None = None
    place: Place | None = None
    about: tuple[str, ...] = ()
    bare: bool = False
    definite: bool = False
    inferred: bool = False
    background: bool = False
    pending: bool = False
    partial: bool = False
    weak: tuple[str, ...] = ()
    anchor: int | None = None
    shift: int = 0
    others: tuple[str, ...] = ()
    apart: bool = False
    sides: bool = False
    then: bool = False
    social: bool = False
    again: bool = False
    alone: bool = False
    part: bool = False


def one_by_one(encounter: Encounter) -> Iterator[Encounter]:
    """Whoever sees or telephones several persons apart has as many encounters."""
    if not encounter.apart or encounter.pending or len(encounter.others) < 2:
        yield encounter
        return
    for other in encounter.others:
        who = tuple(e for e in encounter.participants if e not in encounter.others or e == other)
        yield replace(encounter, participants=who, others=(other,))


def enough(encounter: Encounter, framed: Framed, *, early: bool) -> bool:
    """Whether a mention tells enough to be an encounter of its own (or, bare, to stand for one).

    `early` says that it stands at the head of the story, whose signing needs no day of its own.
    """
    if encounter.bare or encounter.pending or encounter.social:
        return True
    number, told = len(encounter.participants), encounter.place is not None or encounter.date is not None
    if encounter.status is DENIED and framed.kind != "welcome":
        return len(framed.participants) >= 2
    rule = _RULES.get(framed.kind)
    if framed.kind == "sign":
        return number >= 2 and (told or early or framed.then)
    return rule(encounter, number, told, framed) if rule else _talks(encounter, number, told, framed)


def is_social(encounter: Encounter, framed: Framed) -> bool:
    """Whether a meal or feast was held with only one of the company told."""
    told = encounter.place is not None or encounter.date is not None
    undone = encounter.status is CANCELLED and not encounter.bare
    alone = len(encounter.participants) == 1 and ((encounter.status is HELD and told) or undone)
    return (framed.kind in ("meal", "feast") or framed.part) and alone and not framed.sides


def _trip(encounter: Encounter, number: int, told: bool, framed: Framed) -> bool:
    return (encounter.place is not None and (framed.strong or told)) or (number >= 2 and (framed.strong or told))


def _several(_encounter: Encounter, number: int, told: bool, framed: Framed) -> bool:
    return number >= 2 and (told or framed.strong)


def _told(_encounter: Encounter, number: int, told: bool, _framed: Framed) -> bool:
    return number >= 2 and told


def _two(_encounter: Encounter, number: int, _told: bool, _framed: Framed) -> bool:
    return number >= 2


def _settle(encounter: Encounter, number: int, _told: bool, _framed: Framed) -> bool:
    return number >= 2 and encounter.place is not None and encounter.date is not None


def _scene(encounter: Encounter, number: int, told: bool, framed: Framed) -> bool:
    """One thing done in one place: not "in Lima and Quito"."""
    return _settle(encounter, number, told, framed) and " and " not in (encounter.place.text if encounter.place else "")


def _process(encounter: Encounter, number: int, told: bool, framed: Framed) -> bool:
    return _several(encounter, number, told, framed) and (encounter.status is not PROPOSED or told)


def _welcome(_encounter: Encounter, number: int, _told: bool, framed: Framed) -> bool:
    return number >= 2 and framed.strong


def _call(_encounter: Encounter, number: int, told: bool, framed: Framed) -> bool:
    return number >= 2 or (number == 1 and framed.group and told and framed.strong)


def _gathering(_encounter: Encounter, number: int, told: bool, framed: Framed) -> bool:
    return number >= 1 and (told or framed.strong or number >= 2)


def _talks(_encounter: Encounter, number: int, told: bool, framed: Framed) -> bool:
    return number >= 2 or (number == 1 and ((framed.group and (told or framed.strong)) or (told and framed.strong)))


_RULES = {
    "welcome": _welcome,
    "together": _several,
    "trip": _trip,
    "attend": _trip,
    "invite": _several,
    "see": _several,
    "signing": _told,
    "settle": _settle,
    "scene": _scene,
    "process": _process,
    "occasion": _told,
    "feast": _told,
    "rite": _told,
    "spell": _two,
    "call": _call,
    "gathering": _gathering,
}
