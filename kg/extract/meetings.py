"""Document → meetings: who met, visited, telephoned or is to meet whom, when, where, and whether it came to be.

Reads tokens, mentions, entities and times. Every meeting carries the words that prove it and how sure it is.
"""

from __future__ import annotations

from kg.authority import Authority
from kg.extract.encounter_mentions import Encounter
from kg.extract.encounters import EncounterFinder
from kg.extract.meeting_confidence import MeetingConfidence
from kg.extract.meeting_merge import MeetingMerger
from kg.extract.meeting_relevance import MeetingRelevance
from kg.extract.meeting_standing import Standing
from kg.extract.meeting_words import MeetingWords
from kg.extract.places import PlaceFinder
from kg.lexicon import Lexicon
from kg.model.document import Document
from kg.model.facts import Meeting


class MeetingExtractor:
    """Finds the meetings of an article; the word lists are read at first use.

    Args:
        lexicon: The word lists.
        authority: Tells the states of capitals; without it a place has a state only where the text names it.
    """

    def __init__(self, lexicon: Lexicon, authority: Authority | None = None) -> None:
        self._lexicon = lexicon
        self._authority = authority
        self._words: MeetingWords | None = None

    def __call__(self, doc: Document) -> list[Meeting]:
        """The meetings of the document, in the order in which they are first told."""
        if not doc.tokens or not doc.sentences:
            return []
        if self._words is None:
            self._words = MeetingWords.load(self._lexicon)
        places = PlaceFinder(doc, self._words, self._authority)
        encounters = list(EncounterFinder(doc, self._words, places).encounters())
        standing = Standing(doc, self._words, self._authority)
        relevance = MeetingRelevance(doc, self._words, standing)
        kept = [encounter for encounter in MeetingMerger(doc).merge(encounters) if relevance.keeps(encounter)]
        confidence = MeetingConfidence(doc, standing, kept)
        return [_meeting(encounter, confidence(encounter)) for encounter in kept]


def _meeting(encounter: Encounter, confidence: float) -> Meeting:
    return Meeting(
        participants=encounter.participants,
        status=encounter.status,
        type=encounter.type,
        evidence=encounter.evidence,
        confidence=confidence,
        date=encounter.date,
        place=" ".join(encounter.place.text.split()) if encounter.place else None,
        country=encounter.place.country if encounter.place else None,
        about=tuple(entity for entity in encounter.about if entity not in encounter.participants),
    )
