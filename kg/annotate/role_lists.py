"""One office of several holders, told one to each state: "Peru and Chile's presidents, A and B", "A and B, the …".

The states of the phrase are as many as the names of the list; each holder has that of the same place in the order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from kg.annotate.hits import Hit
from kg.annotate.persons import PersonHit
from kg.annotate.role_phrases import Role, RolePhrases
from kg.annotate.titles import Title, Titles
from kg.model.entities import Kind

# What may stand between the states of one phrase.
LIST_WORDS = frozenset({",", "and", "the", "'s", "'"})
# What opens the states after an office ("the presidents of A and B", "her counterparts from A and B").
OPENINGS = frozenset({"of", "from"})
# Before a list that is told by what is known of its names too (`kg.annotate.sides`).
BEFORE = frozenset({"from"})
ARTICLES = frozenset({"the", "their", "his", "her", "its"})


class RoleLists:
    """Reads the offices that the lists of one document share.

    Args:
        titles: The offices.
        phrases: The phrases of the document.
        persons: Its names of persons in text order.
        joins: Whether a word may stand between two names of a list.
    """

    def __init__(
        self, titles: Titles, phrases: RolePhrases, persons: Sequence[PersonHit], joins: Callable[[int, str], bool]
    ) -> None:
        self._titles = titles
        self._phrases = phrases
        self._words = phrases.words
        self._by_name: dict[int, Role] = {}
        for names in _lists(persons, phrases.words, joins):
            self._read(names)

    def role(self, hit: PersonHit) -> Role | None:
        """The office that a name has as one of a list."""
        return self._by_name.get(hit.first)

    def _read(self, names: Sequence[PersonHit]) -> None:
        found = self._before(names[0]) or self._after(names[-1])
        if found is None:
            return
        role, states = found
        if len(states) != len(names) or any(hit.title is not None for hit in names):
            return
        for hit, state in zip(names, states, strict=True):
            self._by_name[hit.first] = replace(role, state=state)

    def _before(self, hit: PersonHit) -> tuple[Role, list[str]] | None:
        """ "Peru and Chile's presidents, A …", "her counterparts from Peru and Chile, A …" """
        comma = hit.first - 1
        if comma < 1 or self._words[comma] != ",":
            return None
        head = self._titles.head_at(self._words, comma)
        if head is not None and head[1].plural:
            return self._found(head, self._states_before(head[0]))
        states = self._states_before(comma)
        of = states[0].first - (2 if states and self._words[states[0].first - 1] == "the" else 1) if states else 0
        head = self._titles.head_at(self._words, of) if of > 0 and self._words[of] in BEFORE else None
        return self._found(head, states) if head is not None and head[1].plural else None

    def _after(self, hit: PersonHit) -> tuple[Role, list[str]] | None:
        """ "A and B, the presidents of Peru and Chile", "A and B, the Peruvian and Chilean presidents" """
        first = hit.last + 1
        if self._words[hit.last : first] != [","] or first + 1 >= len(self._words):
            return None
        first += self._words[first].lower() in ARTICLES
        states = self._states_after(first)
        at = states[-1].last if states else first
        at += self._words[at : at + 1] == ["'s"]
        found = self._titles.find(self._words, at) if at < len(self._words) else None
        if found is None or not found[1].plural:
            return None
        if not states and self._words[found[0] : found[0] + 1] and self._words[found[0]] in OPENINGS:
            states = self._states_after(found[0] + 1)
        return self._found((at, found[1]), states)

    def _found(self, head: tuple[int, Title], states: Sequence[Hit]) -> tuple[Role, list[str]] | None:
        codes = [hit.country for hit in states if hit.country]
        if len(set(codes)) < 2:
            return None
        found = self._titles.find(self._words, head[0])
        end = found[0] if found is not None else head[0] + 1
        return self._phrases.role(head[0], end, head[1]), codes

    def _states_before(self, end: int) -> list[Hit]:
        """The states of a list that ends before a token."""
        found: list[Hit] = []
        at = end - 1
        while at >= 0:
            hit = self._phrases.hit_at.get(at)
            if hit is not None and hit.kind is Kind.COUNTRY:
                found.insert(0, hit)
                at = hit.first - 1
            elif self._words[at] in LIST_WORDS and (found or self._words[at] in ("'s", "'")):
                at -= 1
            else:
                break
        return found

    def _states_after(self, first: int) -> list[Hit]:
        """The states of a list that begins at a token."""
        found: list[Hit] = []
        at = first
        while at < len(self._words):
            hit = self._phrases.hit_at.get(at)
            if hit is not None and hit.kind is Kind.COUNTRY:
                found.append(hit)
                at = hit.last
            elif self._words[at] in ("and", ",", "the"):
                at += 1
            else:
                break
        return found


def _lists(
    persons: Sequence[PersonHit], words: Sequence[str], joins: Callable[[int, str], bool]
) -> list[list[PersonHit]]:
    """Two or more names with nothing but commas and "and" between."""
    lists: list[list[PersonHit]] = []
    for hit in persons:
        last = lists[-1][-1].last if lists else hit.first
        between = range(last, hit.first)
        if 0 < len(between) < 3 and all(words[i] in (",", "and", "&") and joins(i, words[i]) for i in between):
            lists[-1].append(hit)
        else:
            lists.append([hit])
    return [names for names in lists if len(names) > 1]
