"""Encounters told by "do" for a verb told before: "X saw Y on Monday, as did Z the day after"."""

from __future__ import annotations

from dataclasses import replace

from kg.extract.encounter_frames import Filled
from kg.extract.meeting_syntax import OBJECTS, SUBJECTS, is_verb, kids
from kg.extract.participants import PartyFinder
from kg.extract.verb_arguments import VerbArguments
from kg.model.document import Document, Token

# Words by which "do" stands for the verb before it.
LIKEWISE = frozenset(("as", "so", "likewise"))


class VerbEllipsis:
    """Verb → `Filled` with another subject, for one document."""

    def __init__(self, doc: Document, finder: PartyFinder, arguments: VerbArguments) -> None:
        self._doc = doc
        self._finder = finder
        self._arguments = arguments

    def fill(self, verb: Token) -> Filled | None:
        """What the verb before "do" tells, done by the subject of "do"; None where that is no encounter with others."""
        doc, meant = self._doc, self._doc.tokens[verb.head]
        likewise = any(token.lower in LIKEWISE for token in kids(doc, verb.i, "mark", "advmod", "prep"))
        doers = tuple(token.i for token in kids(doc, verb.i, *SUBJECTS) if self._finder.parties(token.i))
        if not likewise or not doers or kids(doc, verb.i, *OBJECTS, "neg") or meant.i == verb.i or not is_verb(meant):
            return None
        filled = self._arguments.fill(meant)
        if filled is None or not (filled.others or filled.destination is not None):
            return None
        return replace(filled, heads=(*doers, *filled.others), pending=False)
