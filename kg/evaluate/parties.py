"""Whether those who take part in a predicted meeting are those of an annotated one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from kg.evaluate.cases import Case, accepted_codes
from kg.evaluate.gold import GoldMeeting
from kg.evaluate.words import overlap
from kg.model.entities import Kind

# Least Jaccard for the parties of two meetings to be the same.
PARTIES_FIT = 0.5


def parties_fit(case: Case, gold: GoldMeeting, participants: Sequence[str]) -> float:
    """The highest Jaccard of the participants over all that the annotation accepts.

    Persons, bodies and the states that no named participant represents are compared; where two or more persons take
    part, persons alone will do. States that are represented, and those who may be there or not, are ignored.
    """
    ids = list(dict.fromkeys(participants))
    return max(_Parties(case, gold, persons, states).fit(ids) for persons, states in product(gold.persons, gold.states))


class _Parties:
    """Who takes part in a meeting, by one alternative of persons and one of states."""

    def __init__(self, case: Case, gold: GoldMeeting, persons: tuple[str, ...], states: tuple[str, ...]) -> None:
        self._case = case
        self._persons = persons
        self._states = states
        represented = {code for name in persons for code in case.states_of_person(name)}
        self._free = tuple(code for code in states if code not in represented)
        self._others = (*self._free, *gold.organizations)
        self._ignored = (*gold.guests, *(code for code in states if code in represented))

    def fit(self, ids: list[str]) -> float:
        wanted = (*self._persons, *self._others)
        kept = [id_ for id_ in ids if self._serves(id_, wanted) or not self._means_any(id_, self._ignored)]
        # Where nobody is known to take part, no participant can be wrong, nor prove anything.
        nobody = PARTIES_FIT if kept else 1.0
        best = overlap(wanted, kept, self._stands_for) if wanted else nobody
        return max(best, self._fit_persons(ids)) if len(self._persons) > 1 else best

    def _fit_persons(self, ids: list[str]) -> float:
        besides = (*self._ignored, *self._others)
        kept = [
            id_
            for id_ in ids
            if self._serves(id_, self._persons)
            or not (self._means_any(id_, besides) or self._serves(id_, self._others))
        ]
        return overlap(self._persons, kept, self._stands_for)

    def _serves(self, id_: str, names: Sequence[str]) -> bool:
        return any(self._stands_for(id_, name) for name in names)

    def _means_any(self, id_: str, names: Sequence[str]) -> bool:
        return any(self._case.means(id_, name) for name in names)

    def _stands_for(self, id_: str, name: str) -> bool:
        """Whether an entity is the one named, a delegate of the state named, or the state of the body named."""
        if self._case.means(id_, name):
            return True
        entity = self._case.entities.get(id_)
        if entity is None:
            return False
        state = self._case.state_of(id_)
        if name in self._free and entity.kind in (Kind.PERSON, Kind.ORGANIZATION):
            return state in accepted_codes(name)
        body = self._case.body(name)
        if body is None or body.country is None or entity.kind is not Kind.COUNTRY:
            return False
        return state == body.country and state not in self._states
