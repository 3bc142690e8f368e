"""What the readers of one document's policies have in common."""

from __future__ import annotations

from kg.extract.policy_entities import PartyNames
from kg.extract.policy_words import PolicyWords
from kg.model.document import Document


class PolicyReader:
    """Reads one thing of one document's policies: their makers, their targets, the doers of verbs, what is vague.

    Args:
        doc: The document.
        words: The word lists.
        names: The entities of the document.
    """

    def __init__(self, doc: Document, words: PolicyWords, names: PartyNames) -> None:
        self._doc = doc
        self._words = words
        self._names = names
