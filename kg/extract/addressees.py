"""Whom the words were spoken to, by syntax alone."""

from __future__ import annotations

from kg.extract.cues import Cue
from kg.model.document import Document

# Nouns for a means of speech that somebody is at the other end of ("in a telephone call to the king, he said").
MEDIA = frozenset(("call", "conversation", "letter", "message", "telegram", "note", "cable", "email", "e-mail"))


# "When Lee asked, Cole replied": these verbs answer who spoke in the clause before.
REPLIES = frozenset(("reply", "answer", "respond", "retort", "rejoin"))
# Who is blamed or thanked, or called on to act, is what the words are about.
AIMED = frozenset(
    (
        "accuse",
        "appeal",
        "applaud",
        "ask",
        "assail",
        "beg",
        "berate",
        "blame",
        "call",
        "castigate",
        "censure",
        "commend",
        "condemn",
        "congratulate",
        "criticise",
        "criticize",
        "denounce",
        "fault",
        "implore",
        "lambast",
        "lambaste",
        "laud",
        "mock",
        "praise",
        "press",
        "rebuke",
        "slam",
        "thank",
        "urge",
    )
)


def addressee_of(doc: Document, verb: int, cue: Cue) -> int | None:
    """The token that names who was spoken to: the object of "tell", what follows "to" or "call on", or whom the call,
    letter or message went to in which the words stood.
    """
    told = (c for c in doc.children(verb) if doc.tokens[c].dep in ("dobj", "dative") and c > verb)
    hearer = next(told, None) if cue.addressed else None
    if hearer is not None:
        return _of_each(doc, hearer)
    for child in doc.children(verb):
        token = doc.tokens[child]
        if token.dep in ("advcl", "relcl") and cue.word in REPLIES and child < verb:
            asked = [c for c in doc.children(child) if doc.tokens[c].dep == "nsubj" and doc.tokens[c].pos == "PROPN"]
            return asked[0] if asked else None
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


def _of_each(doc: Document, noun: int) -> int:
    """Of "each of them", "both of the ministers" the noun behind "of"."""
    of = next((c for c in doc.children(noun) if doc.tokens[c].lower == "of"), None)
    if doc.tokens[noun].lower not in ("each", "both", "all", "some", "none") or of is None:
        return noun
    inner = _object_of(doc, of)
    return noun if inner is None else inner


def target_of(doc: Document, verb: int, rule: str) -> int | None:
    """The token that names whom the words of such a verb are about ("accused Lima of lying")."""
    if doc.tokens[verb].lemma.lower() not in AIMED or rule not in ("preposition", "infinitive"):
        return None
    for child in doc.children(verb):
        token = doc.tokens[child]
        if child > verb and token.dep in ("dobj", "dative"):
            return child
        if child > verb and token.dep == "prep" and token.lower in ("on", "upon", "to") and rule == "infinitive":
            return _object_of(doc, child)
    return None
