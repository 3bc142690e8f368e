"""Whether two mentions may be of one encounter: type, status, day, place and people must go together."""

from __future__ import annotations

from kg.extract.encounter_mentions import Encounter
from kg.extract.meeting_moods import CANCELLED, HELD, PLANNED, POSTPONED, PROPOSED
from kg.extract.places import CITY, VENUE, Place
from kg.model.document import Document
from kg.model.entities import Kind
from kg.model.facts import MeetingType

SAME_TALKS = frozenset(
    (
        MeetingType.TALKS,
        MeetingType.SUMMIT,
        MeetingType.CONFERENCE,
        MeetingType.OTHER,
        MeetingType.VISIT,
        MeetingType.CEREMONY,
    )
)
# Encounters of persons with one another, which a conference that both attend is not.
PERSONAL = frozenset(("meet", "see", "receive", "meal"))
# Mentions within so many sentences are near enough for one to tell only some of the participants.
NEAR = 3
# Who signed for the states of the first sentence is told within so many.
SIGNED = 5


class EncounterFit:
    """Compares mentions of encounters of one document."""

    def __init__(self, doc: Document) -> None:
        self._doc = doc
        self._entities = {entity.id: entity for entity in doc.entities}
        self._persons: dict[tuple[str, ...], frozenset[str]] = {}

    def same(self, a: Encounter, b: Encounter) -> bool:
        """Whether two mentions that name participants are of one encounter."""
        if not self._types_fit(a, b) or not self._statuses_fit(a, b):
            return False
        if self._is_over(a, b) or self._is_over(b, a):
            return False
        if not dates_fit(a.date, b.date) and not self._is_put_off(a, b):
            return False
        if not places_fit(a.place, b.place) or a.social != b.social or _in_two_houses(a, b):
            return False
        if a.part != b.part and a.status is b.status is CANCELLED:
            # "A second round was scratched. So was a dinner."
            return False
        return self._people_fit(a, b)

    def _is_over(self, a: Encounter, b: Encounter) -> bool:
        """Whether one was called off in the past and the other, told in another paragraph, is still to come."""
        today = self._doc.article.reference_date
        past = a.status is CANCELLED and a.date is not None and today is not None and a.date.split("/")[-1] < today[:7]
        ahead = b.date is None and b.status in (PLANNED, PROPOSED)
        return past and ahead and (b.status is PROPOSED or not self._same_paragraph(a, b))

    def _same_paragraph(self, a: Encounter, b: Encounter) -> bool:
        return self._doc.sentence_of(a.trigger).paragraph == self._doc.sentence_of(b.trigger).paragraph

    def _is_put_off(self, a: Encounter, b: Encounter) -> bool:
        """Whether one tells the plan and the other, close by, that it was put off to another day."""
        return {a.status, b.status} == {PLANNED, POSTPONED} and self._near(a, b) and self.persons(a) == self.persons(b)

    def _types_fit(self, a: Encounter, b: Encounter) -> bool:
        if a.type == b.type:
            return True
        if {a.type, b.type} == {MeetingType.VISIT, MeetingType.CONFERENCE} and len(a.participants) < 2:
            return True
        if MeetingType.CALL in (a.type, b.type):
            return False
        if MeetingType.CONFERENCE in (a.type, b.type) and {a.kind, b.kind} & PERSONAL:
            return a.date is not None and a.date == b.date
        if MeetingType.CEREMONY in (a.type, b.type):
            same = self.persons(a) == self.persons(b) and bool(self.persons(a))
            return same and a.date is not None and a.date == b.date
        return a.type in SAME_TALKS and b.type in SAME_TALKS

    def _statuses_fit(self, a: Encounter, b: Encounter) -> bool:
        pair = {a.status, b.status}
        if len(pair) == 1:
            return True
        if pair == {HELD, PLANNED}:
            return a.date is not None and a.date == b.date
        return pair <= {PLANNED, POSTPONED, CANCELLED, PROPOSED}

    def _people_fit(self, a: Encounter, b: Encounter) -> bool:
        mine, other = self.persons(a), self.persons(b)
        known = a.date is not None and a.date == b.date
        if mine and other:
            common = mine & other
            if mine == other:
                return self._states_fit(a, b)
            if common not in (mine, other) or not common or a.alone or b.alone:
                return False
            if MeetingType.VISIT in (a.type, b.type):
                return same_place(a.place, b.place) or self._at_home(a, b) or self._at_home(b, a)
            apart = a.place is not None and b.place is not None and not same_place(a.place, b.place)
            near = self._near(a, b) and not apart
            return (len(common) >= 2 and (known or near)) or (known and same_place(a.place, b.place))
        return self._states_cover(a, b, known)

    def _near(self, a: Encounter, b: Encounter, *, within: int = NEAR) -> bool:
        first, second = (self._doc.tokens[encounter.trigger].sentence for encounter in (a, b))
        return abs(first - second) <= within

    def _at_home(self, visit: Encounter, talks: Encounter) -> bool:
        """Whether talks without a place are with those whom the visit is to."""
        if visit.place is None or talks.place is not None or visit.type is not MeetingType.VISIT:
            return False
        hosts = {self._entities[e].country for e in talks.participants if e not in visit.participants}
        return visit.place.country in hosts and self._near(visit, talks)

    def persons(self, encounter: Encounter) -> frozenset[str]:
        """The participants that are persons."""
        who = encounter.participants
        if who not in self._persons:
            self._persons[who] = frozenset(e for e in who if self._kind(e) is Kind.PERSON)
        return self._persons[who]

    def _kind(self, entity: str) -> Kind | None:
        found = self._entities.get(entity)
        return found.kind if found else None

    def sides(self, encounter: Encounter) -> frozenset[str]:
        """The states and bodies behind the participants."""
        found = set()
        for entity_id in encounter.participants:
            entity = self._entities.get(entity_id)
            if entity is not None:
                found.add(entity.country or (entity.id if entity.kind is not Kind.PERSON else ""))
        return frozenset(found - {""})

    def _states_fit(self, a: Encounter, b: Encounter) -> bool:
        """With the same persons: two visits of one person are one only to one place."""
        if len(self.persons(a)) == 1 and MeetingType.VISIT in (a.type, b.type):
            return same_place(a.place, b.place) or a.place is None or b.place is None
        mine, other = self.sides(a), self.sides(b)
        return mine <= other or other <= mine

    def _states_cover(self, a: Encounter, b: Encounter, known: bool) -> bool:
        """One tells the states, the other the persons (or both the states): the same sides, or a part of them."""
        mine, other = self.sides(a), self.sides(b)
        if a.kind == b.kind == "sign" and not (a.then or b.then) and self._near(a, b, within=SIGNED):
            # The states of the first sentence and those who signed for them; not all of them may be known for theirs.
            states, signers = (mine, other) if not self.persons(a) else (other, mine)
            persons = self.persons(a) | self.persons(b)
            within = signers <= states or states <= signers
            # Somebody who stands for no state may have signed for the other side.
            within = within or (bool(states & signers) and any(not self._entities[e].country for e in sorted(persons)))
            if len(states) > 1 and within and len(persons) > 1:
                return True
        if not mine or not other:
            return False
        if mine == other:
            return known or (not (a.sides or b.sides) and (a.date is None or b.date is None))
        smaller = mine if len(mine) <= len(other) else other
        return bool(mine & other) and smaller <= (mine & other) and len(smaller) >= 2 and known

    def union(self, a: Encounter, b: Encounter) -> tuple[str, ...]:
        """All participants; a state is left out where a person of it has taken its place."""
        both = tuple(dict.fromkeys((*a.participants, *b.participants)))
        told = {self._entities[e].country for e in both if e in self._entities and self._kind(e) is Kind.PERSON}
        return tuple(e for e in both if self._kind(e) is not Kind.COUNTRY or self._entities[e].country not in told)


def dates_fit(a: str | None, b: str | None) -> bool:
    """Whether two dates may be of one encounter: one is missing, or the one lies within the other."""
    if a is None or b is None or a == b:
        return True
    first, second = a.split("/"), b.split("/")
    if len(first) == 1 and len(second) == 1:
        return a.startswith(b + "-") or b.startswith(a + "-")
    low, high = max(first[0], second[0]), min(first[-1], second[-1])
    return low <= high


def places_fit(a: Place | None, b: Place | None) -> bool:
    """Whether two places may be one: one is missing, the same words, or a venue that may lie in the city."""
    if a is None or b is None or same_place(a, b):
        return True
    if a.kind != b.kind or (a.kind != CITY and b.kind != CITY):
        return a.country is None or b.country is None or a.country == b.country
    return False


def _in_two_houses(a: Encounter, b: Encounter) -> bool:
    """Whether each is told with a day and a house of its own, and the houses are two."""
    if a.place is None or b.place is None or a.date is None or b.date is None or a.inferred or b.inferred:
        return False
    if a.place.kind != VENUE or b.place.kind != VENUE:
        return False
    return not set(a.place.text.lower().split()) & set(b.place.text.lower().split())


def same_place(a: Place | None, b: Place | None) -> bool:
    """Whether two places are one: by name, or as a venue and a city of one state."""
    if a is None or b is None:
        return False
    if a.text.lower() == b.text.lower():
        return True
    return a.kind != b.kind and a.country is not None and a.country == b.country
