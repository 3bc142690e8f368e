"""Whom the words were spoken to, by syntax alone."""

from __future__ import annotations

from kg.extract.cues import Cue
from kg.model.document import Document

# Nouns for a means of speech that somebody is at the other end of ("in a telephone call to the king, he said").
MEDIA = frozenset(("call", "conversation", "letter", "message", "telegram", "note", "cable", "email", "e-mail"))


def addressee_of(doc: Document, verb: int, cue: Cue) -> int | None:
    """The token that names who was spoken to: the object of "tell", what follows "to" or "call on", or whom the call,
    letter or message went to in which the words stood.
    """
    for child in doc.children(verb):
        token = doc.tokens[child]
        if token.dep in ("dobj", "dative") and cue.addressed and child > verb:
            return child
        if token.dep != "prep":
            continue
        if token.lower == "to" or (token.lower in ("on", "upon") and cue.takes("inf:on")):
            return _object_of(doc, child)
        medium = _object_of(doc, child) if token.lower in ("in", "during") else None
        if medium is not None and doc.tokens[medium].lemma.lower() in MEDIA:
            to = next((c for c in doc.children(medium) if doc.tokens[c].lower in ("to", "with")), None)
            if to is not None:
                return _object_of(doc, to)
    return None


def _object_of(doc: Document, preposition: int) -> int | None:
    return next((i for i in doc.children(preposition) if doc.tokens[i].dep == "pobj"), None)
