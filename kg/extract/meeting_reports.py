"""What a governing clause makes of an encounter: denied, ruled out, hoped for, supposed, wrongly told."""

from __future__ import annotations

from dataclasses import replace

from kg.extract.meeting_hints import is_told_wrongly, proved_false
from kg.extract.meeting_moods import CANCELLED, DENIED, PLANNED, POSTPONED, PROPOSED, Mood, modal
from kg.extract.meeting_syntax import conditional, has_no, is_verb, kids, negated
from kg.extract.meeting_words import MeetingWords
from kg.model.document import Document, Token

RUMOURS = frozenset(("speculation", "rumour", "rumor", "hope", "prospect", "possibility", "chance", "suggestion"))


def reported(doc: Document, words: MeetingWords, verb: Token, mood: Mood) -> Mood | None:
    """What a governing clause makes of it: denied, ruled out, hoped for, supposed."""
    for token in (verb, *(doc.tokens[at] for at in doc.ancestors(verb.i)[:6])):
        governor = doc.tokens[token.head]
        if governor.i == token.i or token.dep in ("relcl", "advcl", "conj", "parataxis"):
            break
        if token.dep not in (
            "ccomp",
            "acl",
            "xcomp",
            "dobj",
            "pobj",
            "prep",
            "pcomp",
            "attr",
            "nsubj",
            "nsubjpass",
            "appos",
        ):
            break
        hearsay = token.dep == "acl" and governor.lemma.lower() in words.cues.get("hearsay", ())
        if hearsay and proved_false(doc, words, governor):
            return Mood(DENIED, "deny")
        offered = not is_verb(governor) and governor.lemma.lower() in words.cues.get("offer", ())
        if offered and not (mood.status is PLANNED and mood.cue == "agree"):
            mood = replace(mood, status=PROPOSED if mood.status is not DENIED else DENIED, cue="offer")
        if mood.status is PLANNED and token.dep in ("acl", "ccomp") and governor.lemma.lower() in RUMOURS:
            mood = Mood(PROPOSED, "offer")
        if is_verb(governor) and token.dep in ("ccomp", "dobj", "nsubjpass", "pobj", "prep"):
            if token.dep == "ccomp" and is_told_wrongly(doc, governor):
                return Mood(DENIED, "untrue")
            if words.has_cue(doc, governor, "deny") and not negated(doc, governor.i):
                return Mood(DENIED, "deny")
            if token.dep == "ccomp" and words.has_cue(doc, governor, "wish", "offer") and mood.status is not DENIED:
                if modal([aux.lower for aux in kids(doc, governor.i, "aux")]) == Mood(PROPOSED, "may"):
                    # "it might be demanded that she go there"
                    return None
                mood = Mood(PROPOSED, "wish")
            if token.dep == "ccomp" and conditional(doc, governor.i):
                return None
    return mood


def designed(doc: Document, words: MeetingWords, noun: Token) -> Mood | None:
    """What becomes of a plan: "scrapped plans to go there", "there are no plans to go there"."""
    if has_no(doc, noun.i):
        return Mood(DENIED, "deny")
    verb = doc.tokens[noun.head]
    if not is_verb(verb) or noun.dep not in ("dobj", "nsubjpass") or negated(doc, verb.i):
        return None
    if verb.lemma == "accept" and noun.lemma == "invitation" and verb.tag in ("VBD", "VBN"):
        return Mood(PLANNED, "agree")
    for cue, status in (("cancel", CANCELLED), ("postpone", POSTPONED), ("refuse", DENIED), ("deny", DENIED)):
        if words.has_cue(doc, verb, cue):
            return Mood(status, cue)
    return None
