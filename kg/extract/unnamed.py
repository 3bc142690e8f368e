"""Pronouns and short names for a speaker whom the article does not name: "A British official denied …", then "he said".

An unnamed source is introduced by an indefinite phrase. A "he" or "she" that speaks in the same or the next sentence is
that source, not the man last named; so is "the official" in the same paragraph.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.reports import Report
from kg.model.document import Document
from kg.model.entities import Entity, Kind

MASCULINE = frozenset({"he"})
FEMININE = frozenset({"she"})
# Nouns that tell the sex of whom they mean.
MEN = frozenset({"spokesman", "man", "father", "brother", "son", "priest", "fisherman", "chairman"})
WOMEN = frozenset({"spokeswoman", "woman", "mother", "sister", "daughter", "nun", "chairwoman"})
ONES = frozenset({"one", "another", "other"})
INDEFINITE = frozenset({"a", "an", "one", "another", "some"})


@dataclass(frozen=True, slots=True)
class Antecedent:
    """An unnamed source: the head of its phrase, the state or body that it speaks for, and where it spoke last."""

    head: int
    entity: Entity | None
    sentence: int


class UnnamedSources:
    """Follows the unnamed sources of one document. Reports must be handed over in text order."""

    def __init__(self, doc: Document) -> None:
        self._doc = doc
        self._last: Antecedent | None = None

    def antecedent(self, report: Report) -> Antecedent | None:
        """The unnamed source that the words for the speaker of this report refer to, if they do."""
        last, source = self._last, report.source
        if last is None or source is None or report.cue is None:
            return None
        first = self._first_sentence(report)
        if self._doc.tokens[source.head].pos == "NOUN":
            return last if self._is_repeated(source.head, last) and first - last.sentence <= 1 else None
        return last if self._fits(source.head, last) and first - last.sentence <= 1 else None

    def note(self, report: Report, entity: Entity | None) -> None:
        """Keep the source of this report if it is an unnamed one; a named one ends what pronouns may refer to."""
        if report.source is None or report.cue is None:
            return
        carried = self.antecedent(report)
        head = report.source.head if carried is None else carried.head
        at = self._doc.tokens[report.cue].sentence
        if carried is not None:
            self._last = Antecedent(carried.head, carried.entity, at)
        elif self._is_unnamed(head, entity):
            self._last = Antecedent(head, entity, at)
        else:
            self._last = None

    def _first_sentence(self, report: Report) -> int:
        """The sentence in which content and words of speech begin."""
        inside = self._doc.tokens_in(report.content[0])
        cue = self._doc.tokens[report.cue or 0]
        return min(cue.sentence, self._doc.tokens[inside.start].sentence) if inside else cue.sentence

    def _is_unnamed(self, head: int, entity: Entity | None) -> bool:
        token = self._doc.tokens[head]
        if entity is not None and entity.kind is Kind.PERSON:
            return False
        if token.pos not in ("NOUN", "NUM", "PRON") or token.tag == "NNS":
            return False
        opens = {self._doc.tokens[c].lower for c in self._doc.children(head) if c < head}
        return bool(opens & INDEFINITE) or token.lower in ONES

    def _fits(self, head: int, last: Antecedent) -> bool:
        word, noun = self._doc.tokens[head].lower, self._doc.tokens[last.head].lemma.lower()
        return (word in MASCULINE and noun not in WOMEN) or (word in FEMININE and noun not in MEN)

    def _is_repeated(self, head: int, last: Antecedent) -> bool:
        """Whether the phrase is "the" and the noun of the source again, with nothing else."""
        token = self._doc.tokens[head]
        opens = [self._doc.tokens[c].lower for c in self._doc.children(head) if c < head]
        return opens == ["the"] and token.lemma.lower() == self._doc.tokens[last.head].lemma.lower()
