"""Nations in two states: "the two Koreas", "North and South Korean envoys", "the North" where the text tells of which.

In: the states that were found by their names. Out: the same with those that only the pair tells. A plural names both
states by the same words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kg.annotate.hits import Hit
from kg.annotate.phrases import words_of
from kg.authority import Authority
from kg.lexicon import Lexicon, split_cell
from kg.model.document import Document, Form
from kg.model.entities import Kind

# "the West" alone is no state though there was a West Germany.
ALONE = frozenset({"North", "South"})
POINTS = ALONE | {"East", "West"}
JOINERS = frozenset({"and", "or"})
# What opens the name of a pair: a dynasty or a firm may be called Congos too.
OPENINGS = frozenset({"the", "two", "both", "these"})


class TwinStates:
    """Finds the states of nations that have two.

    Args:
        authority: The states by name.
        lexicon: Their further names, and the plurals that name two states at once.
    """

    def __init__(self, authority: Authority, lexicon: Lexicon) -> None:
        self._names = {record.iso2: record.label for record in reversed(authority.countries)}
        rows = lexicon.rows("country_forms")
        self._plurals = {row["surface"]: split_cell(row["iso2"]) for row in rows if row["form"] == "pair"}
        named = [(row["surface"], row["iso2"]) for row in rows if row["form"] == "name"]
        named += [(name, record.iso2) for record in authority.countries for name in (record.label, *record.aliases)]
        self._halves = _halves(named)

    def add(self, doc: Document, found: Sequence[Hit]) -> list[Hit]:
        """The hits with those of the twins, in text order."""
        words = words_of(doc)
        added = [hit for at in range(len(words)) for hit in self._both(doc, words, at)]
        added += [hit for other in found for hit in self._joined(doc, words, other)]
        added += self._alone(doc, words, [*found, *added])
        return sorted([*found, *added], key=lambda hit: hit.first)

    def _both(self, doc: Document, words: Sequence[str], at: int) -> list[Hit]:
        """ "the two Koreas", "both Congos" """
        codes = self._plurals.get(words[at], ())
        if not codes or not at or words[at - 1].lower() not in OPENINGS:
            return []
        return [self._hit(doc, at, code, Form.NAME) for code in codes]

    def _joined(self, doc: Document, words: Sequence[str], other: Hit) -> list[Hit]:
        """The first of "North and South Korea"."""
        at = other.first - 2
        if other.kind is not Kind.COUNTRY or at < 0 or words[at + 1] not in JOINERS:
            return []
        pairs = (pair for pair in self._halves if pair.get(words[other.first]) == other.country)
        codes = [pair[words[at]] for pair in pairs if words[at] in pair and words[at] != words[other.first]]
        return [self._hit(doc, at, code, other.form) for code in codes]

    def _alone(self, doc: Document, words: Sequence[str], found: Sequence[Hit]) -> list[Hit]:
        """ "the North", where the article names a state of one such nation."""
        named = {hit.country for hit in found}
        taken = {hit.first for hit in found}
        halves = [pair for pair in self._halves if named & set(pair.values()) and ALONE.issuperset(pair)]
        if len(halves) != 1:
            return []
        alone = (at for at in range(1, len(words)) if at not in taken and _stands_alone(doc, words, at))
        return [self._hit(doc, at, halves[0][words[at]], Form.NAME) for at in alone]

    def _hit(self, doc: Document, at: int, code: str, form: Form) -> Hit:
        name = self._names.get(code, doc.tokens[at].text)
        return Hit(at, at + 1, doc.span_of((at, at)), Kind.COUNTRY, code, name, form, code)


def _halves(named: Iterable[tuple[str, str]]) -> list[Mapping[str, str]]:
    """Nations in two states, by point of the compass ("North": the code of North Korea)."""
    found: dict[str, dict[str, str]] = {}
    for name, code in named:
        point, _, nation = name.partition(" ")
        if point in POINTS and nation:
            found.setdefault(nation, {}).setdefault(point, code)
    return [states for states in found.values() if len(set(states.values())) == 2]


def _stands_alone(doc: Document, words: Sequence[str], at: int) -> bool:
    """Whether a point of the compass follows "the" and no name goes on after it."""
    if words[at] not in ALONE or words[at - 1].lower() != "the":
        return False
    after = words[at + 1] if at + 1 < len(words) and doc.tokens[at + 1].sentence == doc.tokens[at].sentence else ""
    return not after[:1].isupper() and after not in ("-", "–")
