"""Whether an encounter took place: from tense, modality, negation, and the verbs of scheduling and cancelling.

`mood_of_verb` and `mood_of_noun` give a `Mood`, or None where the text only supposes the encounter ("if they had met").
"""

from __future__ import annotations

from dataclasses import replace

from kg.extract.meeting_hints import (
    came_to_naught,
    came_to_nothing,
    echoed,
    in_false_report,
    is_dropped,
    is_first_time,
    is_no_act,
    is_on_the_spot,
    is_weighed,
    kept_from,
    new_day,
    proved_false,
    set_to,
    state_of,
    whose_aim,
)
from kg.extract.meeting_moods import (
    BY_CUE,
    CANCELLED,
    CUES,
    DENIED,
    HELD,
    PLANNED,
    POSTPONED,
    PROPOSED,
    Mood,
    attributed,
    combined,
    modal,
    undone,
    undone_later,
)
from kg.extract.meeting_reports import designed, reported
from kg.extract.meeting_syntax import (
    SUBJECTS,
    conditional,
    governing_verb,
    has_no,
    is_definite,
    is_verb,
    kids,
    negated,
)
from kg.extract.meeting_words import MeetingWords
from kg.model.document import Document, Token
from kg.model.facts import MeetingStatus

__all__ = [
    "CANCELLED",
    "DENIED",
    "HELD",
    "PLANNED",
    "POSTPONED",
    "PROPOSED",
    "Mood",
    "mood_of_noun",
    "mood_of_verb",
]

# Of what there are none of these there is none.
DESIGNS = frozenset(("plan", "intention", "arrangement", "need", "sign", "evidence", "record", "trace", "thought"))
MUCH_TOO_DEEP = 12


def mood_of_verb(doc: Document, words: MeetingWords, verb: Token, *, depth: int = 0) -> Mood | None:
    """The mood of what a verb says."""
    if is_weighed(doc, words, verb):
        return Mood(PROPOSED, "wish")
    if depth == 0 and in_false_report(doc, words, verb):
        return Mood(DENIED, "deny")
    if conditional(doc, verb.i) or depth > MUCH_TOO_DEEP:
        return None
    own = _own_mood(doc, words, verb, depth)
    if own is None or is_no_act(doc, verb, present=own.present):
        return None
    if is_first_time(doc, verb):
        return None
    if negated(doc, verb.i):
        dropped = own.status is PLANNED and is_dropped(doc, verb)
        return Mood(CANCELLED if dropped else DENIED, "deny") if own.status in (HELD, PLANNED, PROPOSED) else own
    return reported(doc, words, verb, own)


def _own_mood(doc: Document, words: MeetingWords, verb: Token, depth: int) -> Mood | None:
    auxes = [token.lower for token in kids(doc, verb.i, "aux", "auxpass")]
    if "to" in auxes and verb.tag in ("VB", "VBN"):
        return _infinitive(doc, words, verb, depth)
    if "would" in auxes and any(conditional(doc, token.i) for token in kids(doc, verb.i, "advcl")):
        return None
    if not auxes and verb.dep in ("ccomp", "xcomp") and doc.tokens[verb.head].lemma in ("let", "make", "help"):
        return _step_up(doc, words, doc.tokens[verb.head], depth)
    told = modal(auxes)
    if told is not None or "would" in auxes or "'d" in auxes:
        return told
    if verb.lemma == "be" and any(
        words.has_cue(doc, token, "schedule") for token in kids(doc, verb.i, "acomp", "attr", "oprd")
    ):
        return Mood(PLANNED, "schedule")
    if any(aux in ("had", "has", "have", "did", "was", "were", "been", "'ve") for aux in auxes) or verb.tag == "VBD":
        return Mood(HELD, background="had" in auxes)
    if any(aux in ("is", "are", "'s", "'re", "am", "being", "do", "does") for aux in auxes) or verb.tag in (
        "VBZ",
        "VBP",
    ):
        return Mood(HELD, present=True)
    return _dependent(doc, words, verb, depth)


def _infinitive(doc: Document, words: MeetingWords, verb: Token, depth: int) -> Mood | None:
    """An infinitive is as real as its governor makes it: scheduled, wanted, refused, or done."""
    governor = doc.tokens[verb.head]
    if governor.i == verb.i:
        return Mood(PROPOSED, "wish")
    if governor.lower == "were" and any(token.i > governor.i for token in kids(doc, governor.i, *SUBJECTS)):
        # "Were they to meet, …"
        return None
    if governor.lower == "been" and verb.dep in ("xcomp", "advcl") and kids(doc, governor.i, "aux"):
        # "had been to see her"
        return _step_up(doc, words, governor, depth)
    if governor.lemma == "be" and verb.dep in ("xcomp", "ccomp", "acomp"):
        if came_to_nothing(doc, verb, governor):
            return Mood(CANCELLED, "cancel")
        told = kids(doc, governor.i, "nsubj", "expl") or governor.dep in ("relcl", "conj")
        return Mood(PLANNED, "schedule") if told else None
    aim = whose_aim(doc, verb)
    named = words.noun(aim)
    if aim.pos == "NOUN" and named is not None and named.kind != "invite":
        # "called off a trip to see her": the aim of an encounter is as real as that.
        return mood_of_noun(doc, words, aim)
    if governor.dep in ("attr", "oprd") and doc.tokens[governor.head].lemma == "become":
        return _step_up(doc, words, governor, depth)
    cue = next((cue for cue in CUES if words.has_cue(doc, governor, cue)), "")
    if not cue and governor.pos == "NOUN" and governor.lemma.lower() in words.cues.get("offer", ()):
        cue = "offer"
    if verb.dep == "advcl" and not (cue and governor.tag == "VBN"):
        cue = ""
    if verb.lemma == "attend" and is_on_the_spot(doc, verb):
        return Mood(HELD)
    if words.has_cue(doc, governor, "factual") or not cue:
        above = _step_up(doc, words, governor, depth)
        done = is_verb(governor) and (verb.dep != "xcomp" or words.has_cue(doc, governor, "factual"))
        return above if done or above is None or above.status is DENIED else replace(above, status=PROPOSED, cue="wish")
    return _wanted(doc, words, governor, BY_CUE[cue], cue, depth)


def _wanted(
    doc: Document, words: MeetingWords, governor: Token, status: MeetingStatus, cue: str, depth: int
) -> Mood | None:
    """The mood that a word of planning or wishing gives, if that word itself is affirmed."""
    if not is_verb(governor):
        return designed(doc, words, governor) or Mood(status, cue)
    if conditional(doc, governor.i):
        return None
    auxes = [token.lower for token in kids(doc, governor.i, "aux", "auxpass")]
    if "would" in auxes or "'d" in auxes:
        return Mood(DENIED if "have" in auxes else PROPOSED, "wish")
    if negated(doc, governor.i):
        return Mood(DENIED, "refuse")
    if "to" in auxes:
        above = _step_up(doc, words, governor, depth)
        if above is None or above.status is DENIED:
            return above
    return reported(doc, words, governor, Mood(status, cue))


def _step_up(doc: Document, words: MeetingWords, governor: Token, depth: int) -> Mood | None:
    verb = governor if is_verb(governor) else governing_verb(doc, governor.i)
    return mood_of_verb(doc, words, verb, depth=depth + 1) if verb is not None else Mood(HELD)


def _dependent(doc: Document, words: MeetingWords, verb: Token, depth: int) -> Mood | None:
    """A participle or gerund: as real as its governor, unless that looks forward."""
    governor = doc.tokens[verb.head]
    if governor.i == verb.i:
        return Mood(HELD)
    if verb.dep in ("pcomp", "prep", "pobj"):
        if governor.lower in ("without", "instead", "against") or kept_from(doc, words, governor):
            return Mood(DENIED, "deny")
        if governor.lower in ("about", "of", "for", "ahead"):
            # "stopped in Lisbon before flying on to Rome" tells what was done next, unlike "for flying on".
            above = _step_up(doc, words, governor, depth)
            return above and replace(above, status=PROPOSED if above.status is HELD else above.status, cue="wish")
    cue = next((cue for cue in CUES if is_verb(governor) and words.has_cue(doc, governor, cue)), "")
    if cue and verb.dep in ("xcomp", "ccomp", "dobj"):
        return _wanted(doc, words, governor, BY_CUE[cue], cue, depth)
    return _step_up(doc, words, governor, depth) if is_verb(governor) or verb.dep in ("acl", "pcomp") else Mood(HELD)


def mood_of_noun(doc: Document, words: MeetingWords, noun: Token) -> Mood | None:
    """The mood of the encounter that a noun names."""
    if has_no(doc, noun.i):
        return Mood(DENIED, "deny")
    own = attributed(doc, words, noun)
    governor = doc.tokens[noun.head]
    if noun.dep == "conj":
        first = noun
        while first.dep == "conj" and not is_verb(doc.tokens[first.head]):
            first = doc.tokens[first.head]
        noun, governor = first, doc.tokens[first.head]
    if governor.i == noun.i:
        return own or Mood(HELD, present=True)
    if is_verb(governor):
        later = undone_later(doc, words, noun, governor)
        return later or combined(own, _as_argument(doc, words, noun, governor))
    if noun.dep in ("pobj", "pcomp"):
        return combined(own, _as_adjunct(doc, words, governor))
    if own is None and noun.dep in ("dobj", "nsubj", "appos", "attr", "poss", "compound", "npadvmod"):
        verb = governing_verb(doc, noun.i)
        mood = mood_of_verb(doc, words, verb) if verb else Mood(HELD)
        return mood and (replace(mood, status=HELD) if mood.status is PROPOSED and mood.cue == "may" else mood)
    return own or Mood(HELD)


def _as_argument(doc: Document, words: MeetingWords, noun: Token, verb: Token) -> Mood | None:
    """The noun as subject or object of a verb: what the verb does to the encounter."""
    passive = noun.dep == "nsubjpass"
    affected = passive or noun.dep in ("dobj", "obj", "attr", "oprd")
    base = mood_of_verb(doc, words, verb)
    for cue, status in (("cancel", CANCELLED), ("postpone", POSTPONED)):
        if affected and words.has_cue(doc, verb, cue):
            return undone(base, status)
    if base is None:
        return None
    if noun.dep == "nsubj" and (aim := set_to(doc, words, verb)) is not None:
        return mood_of_verb(doc, words, aim)
    if noun.dep in ("nsubj", "attr") and (echo := echoed(doc, words, verb)) is not None:
        return Mood(echo, "cancel")
    if noun.dep == "nsubj" and verb.lemma == "be" and (state := state_of(doc, verb)) is not None:
        return Mood(HELD) if base.status is DENIED else Mood(state, "cancel") if base.status is HELD else base
    if noun.dep == "nsubj" and (words.has_cue(doc, verb, "lapse") or came_to_naught(doc, verb)):
        return undone(base, CANCELLED)
    if affected and words.has_cue(doc, verb, "shift") and new_day(doc, verb):
        return Mood(POSTPONED, "postpone")
    if noun.dep == "nsubj" and words.has_cue(doc, verb, "happen"):
        return base
    if affected and words.has_cue(doc, verb, "hold"):
        return base
    if affected:
        for cue in ("deny", "refuse", "offer", "wish", "schedule", "agree"):
            if words.has_cue(doc, verb, cue):
                return base if base.status is DENIED else Mood(BY_CUE[cue], cue)
        if words.has_cue(doc, verb, "back") and not is_definite(doc, noun.i):
            return Mood(PROPOSED, "wish")
    if passive and kids(doc, verb.i, "xcomp"):
        return base
    if base.status is DENIED and base.cue != "untrue":
        # "did not discuss the talks": the verb is negated, not the encounter.
        return Mood(DENIED, "deny") if verb.lemma == "be" and not kids(doc, verb.i, "attr", "acomp") else Mood(HELD)
    return base


def _as_adjunct(doc: Document, words: MeetingWords, prep: Token) -> Mood | None:
    """The noun after a preposition: "at a conference", "for talks", "after a meeting"."""
    verb = governing_verb(doc, prep.i)
    host = doc.tokens[prep.head]
    if (
        prep.lower in ("of", "about", "for")
        and host.pos == "NOUN"
        and host.lemma.lower() in words.cues.get("hearsay", ())
    ):
        return (
            Mood(DENIED, "deny") if has_no(doc, host.i) or proved_false(doc, words, host) else Mood(PROPOSED, "offer")
        )
    if host.lemma.lower() in DESIGNS and has_no(doc, host.i):
        return Mood(DENIED, "deny")
    if prep.lower in ("without", "despite", "instead"):
        return Mood(DENIED, "deny") if prep.lower != "despite" else Mood(HELD)
    if verb is None:
        return Mood(HELD)
    mood = mood_of_verb(doc, words, verb)
    if mood is None:
        return None
    direct = doc.tokens[prep.head].i == verb.i
    if (prep.lower == "from" or (prep.lower == "of" and host.lower == "out")) and (direct or host.head == verb.i):
        for cue, status in (("cancel", CANCELLED), ("refuse", DENIED)):
            if words.has_cue(doc, verb, cue):
                return undone(mood, CANCELLED) if status is CANCELLED else Mood(status, cue)
    if mood.status is DENIED and any(has_no(doc, token.i) for token in kids(doc, verb.i, *SUBJECTS)):
        # "no decision has been taken on a trip": what there is none of is not the trip.
        return Mood(PROPOSED, "offer")
    if direct and prep.lower in ("for", "to", "on", "about") and is_verb(verb):
        for cue in ("cancel", "postpone", "deny", "refuse", "offer", "wish", "schedule", "agree"):
            if words.has_cue(doc, verb, cue):
                status = {"cancel": CANCELLED, "postpone": POSTPONED}.get(cue) or BY_CUE[cue]
                return mood if mood.status is DENIED else Mood(status, cue)
    if prep.lower in ("before", "ahead", "for", "of") and direct and prep.lower != "for":
        return replace(mood, present=True) if mood.status is HELD else mood
    if prep.lower in ("after", "following", "since", "during", "at", "in") and mood.status is DENIED:
        return Mood(HELD)
    return mood
