"""Whether an encounter took place: from tense, modality, negation, and the verbs of scheduling and cancelling.

`mood_of_verb` and `mood_of_noun` give a `Mood`, or None where the text only supposes the encounter ("if they had met").
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg.extract.meeting_hints import (
    came_to_naught,
    came_to_nothing,
    echoed,
    in_false_report,
    is_dropped,
    is_first_time,
    is_journey,
    is_no_act,
    is_weighed,
    new_day,
    proved_false,
    set_to,
    state_of,
    whose_aim,
)
from kg.extract.meeting_syntax import (
    SUBJECTS,
    conditional,
    governing_verb,
    has_no,
    is_verb,
    kids,
    negated,
)
from kg.extract.meeting_words import MeetingWords
from kg.model.document import Document, Token
from kg.model.facts import MeetingStatus

HELD, PLANNED, PROPOSED = MeetingStatus.HELD, MeetingStatus.PLANNED, MeetingStatus.PROPOSED
CANCELLED, POSTPONED, DENIED = MeetingStatus.CANCELLED, MeetingStatus.POSTPONED, MeetingStatus.DENIED
# What the wish for or refusal of a thing makes of it.
BY_CUE = {"schedule": PLANNED, "agree": PLANNED, "wish": PROPOSED, "offer": PROPOSED, "refuse": DENIED, "deny": DENIED}
CUES = ("schedule", "agree", "refuse", "deny", "offer", "wish")
# Of what there are none of these there is none.
DESIGNS = frozenset(("plan", "intention", "arrangement", "need", "sign", "evidence", "record", "trace", "thought"))
RUMOURS = frozenset(("speculation", "rumour", "rumor", "hope", "prospect", "possibility", "chance", "suggestion"))
MUCH_TOO_DEEP = 12


@dataclass(frozen=True, slots=True)
class Mood:
    """A status and how it is told.

    `cue` is the kind of word that decided ("" for tense alone); `agreed` marks an agreement, that is a plan only if a
    day is fixed; `present` marks a present tense, which a later day makes a plan.
    """

    status: MeetingStatus
    cue: str = ""
    present: bool = False
    background: bool = False


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
    return _reported(doc, words, verb, own)


def _own_mood(doc: Document, words: MeetingWords, verb: Token, depth: int) -> Mood | None:
    auxes = [token.lower for token in kids(doc, verb.i, "aux", "auxpass")]
    if "to" in auxes and verb.tag in ("VB", "VBN"):
        return _infinitive(doc, words, verb, depth)
    if "would" in auxes and any(conditional(doc, token.i) for token in kids(doc, verb.i, "advcl")):
        return None
    if not auxes and verb.dep in ("ccomp", "xcomp") and doc.tokens[verb.head].lemma in ("let", "make", "help"):
        return _step_up(doc, words, doc.tokens[verb.head], depth)
    modal = _modal(doc, auxes)
    if modal is not None or "would" in auxes or "'d" in auxes:
        return modal
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


def _modal(doc: Document, auxes: list[str]) -> Mood | None:
    """The mood of a modal; None for "would have", which did not come to be, and where there is no modal."""
    if any(aux in ("will", "'ll", "wo", "shall") for aux in auxes):
        return Mood(PLANNED, "will")
    if "would" in auxes or "'d" in auxes:
        return None if "have" in auxes else Mood(PLANNED, "would")
    if any(aux in ("may", "might", "could", "can", "should", "must") for aux in auxes):
        return Mood(PROPOSED, "may")
    return None


def _infinitive(doc: Document, words: MeetingWords, verb: Token, depth: int) -> Mood | None:
    """An infinitive is as real as its governor makes it: scheduled, wanted, refused, or done."""
    governor = doc.tokens[verb.head]
    if governor.i == verb.i:
        return Mood(PROPOSED, "wish")
    if governor.lower == "were" and any(token.i > governor.i for token in kids(doc, governor.i, *SUBJECTS)):
        # "Were they to meet, …"
        return None
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
        return _designed(doc, words, governor) or Mood(status, cue)
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
    return _reported(doc, words, governor, Mood(status, cue))


def _designed(doc: Document, words: MeetingWords, noun: Token) -> Mood | None:
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


def _step_up(doc: Document, words: MeetingWords, governor: Token, depth: int) -> Mood | None:
    verb = governor if is_verb(governor) else governing_verb(doc, governor.i)
    return mood_of_verb(doc, words, verb, depth=depth + 1) if verb is not None else Mood(HELD)


def _dependent(doc: Document, words: MeetingWords, verb: Token, depth: int) -> Mood | None:
    """A participle or gerund: as real as its governor, unless that looks forward."""
    governor = doc.tokens[verb.head]
    if governor.i == verb.i:
        return Mood(HELD)
    if verb.dep in ("pcomp", "prep", "pobj"):
        if governor.lower in ("without", "instead", "against", "from"):
            return Mood(DENIED, "deny")
        if governor.lower in ("before", "about", "of", "for", "ahead"):
            above = _step_up(doc, words, governor, depth)
            if governor.lower == "before" and is_journey(doc, words, verb):
                # "stopped in Lisbon before flying on to Rome" tells what was done next.
                return above
            return above and replace(above, status=PROPOSED if above.status is HELD else above.status, cue="wish")
    cue = next((cue for cue in CUES if is_verb(governor) and words.has_cue(doc, governor, cue)), "")
    if cue and verb.dep in ("xcomp", "ccomp", "dobj"):
        return _wanted(doc, words, governor, BY_CUE[cue], cue, depth)
    return _step_up(doc, words, governor, depth) if is_verb(governor) or verb.dep in ("acl", "pcomp") else Mood(HELD)


def _reported(doc: Document, words: MeetingWords, verb: Token, mood: Mood) -> Mood | None:
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
            if words.has_cue(doc, governor, "deny") and not negated(doc, governor.i):
                return Mood(DENIED, "deny")
            if token.dep == "ccomp" and words.has_cue(doc, governor, "wish", "offer") and mood.status is not DENIED:
                mood = Mood(PROPOSED, "wish")
            if token.dep == "ccomp" and conditional(doc, governor.i):
                return None
    return mood


def mood_of_noun(doc: Document, words: MeetingWords, noun: Token) -> Mood | None:
    """The mood of the encounter that a noun names."""
    if has_no(doc, noun.i):
        return Mood(DENIED, "deny")
    own = _attributes(doc, words, noun)
    governor = doc.tokens[noun.head]
    if noun.dep == "conj":
        first = noun
        while first.dep == "conj" and not is_verb(doc.tokens[first.head]):
            first = doc.tokens[first.head]
        noun, governor = first, doc.tokens[first.head]
    if governor.i == noun.i:
        return own or Mood(HELD, present=True)
    if is_verb(governor):
        undone = _undone_later(doc, words, noun, governor)
        return undone or _combine(own, _as_argument(doc, words, noun, governor))
    if noun.dep in ("pobj", "pcomp"):
        return _combine(own, _as_adjunct(doc, words, governor))
    if own is None and noun.dep in ("dobj", "nsubj", "appos", "attr", "poss", "compound", "npadvmod"):
        verb = governing_verb(doc, noun.i)
        mood = mood_of_verb(doc, words, verb) if verb else Mood(HELD)
        return mood and (replace(mood, status=HELD) if mood.status is PROPOSED and mood.cue == "may" else mood)
    return own or Mood(HELD)


def _undone_later(doc: Document, words: MeetingWords, noun: Token, verb: Token) -> Mood | None:
    """ "The summit had been due on Thursday, but was called off"."""
    if noun.dep not in SUBJECTS or words.has_cue(doc, verb, "offer"):
        return None
    for later in kids(doc, verb.i, "conj"):
        passive = (
            bool(kids(doc, later.i, "auxpass")) and not kids(doc, later.i, *SUBJECTS) and not negated(doc, later.i)
        )
        for cue, status in (("cancel", CANCELLED), ("postpone", POSTPONED)):
            if passive and words.has_cue(doc, later, cue) and not kids(doc, later.i, "aux"):
                return Mood(status, cue)
    return None


def _combine(own: Mood | None, outer: Mood | None) -> Mood | None:
    """A noun's own attributes count unless its clause says that it came to nothing, or was held after all."""
    if outer is None or own is None:
        return outer
    if outer.status is DENIED and outer.cue == "deny" and own.status in (PLANNED, PROPOSED):
        # What was planned and did not come to be was called off; what was only mooted stays so.
        return Mood(CANCELLED, "cancel") if own.status is PLANNED else own
    if outer.status is CANCELLED and own.status is PROPOSED:
        return own
    return outer if outer.status in (CANCELLED, POSTPONED, DENIED) else own


def _attributes(doc: Document, words: MeetingWords, noun: Token) -> Mood | None:
    """What adjectives and participles beside the noun say: "a planned visit", "talks scheduled for Monday"."""
    for token in kids(doc, noun.i, "amod", "compound"):
        if token.lower in words.cues.get("deferred", ()):
            return Mood(PLANNED, "schedule")
        if token.lower in words.cues.get("mooted", ()):
            return Mood(PROPOSED, "offer")
    for token in kids(doc, noun.i, "acl", "relcl"):
        if token.dep == "relcl":
            lemma = token.lemma.lower()
            aux = [aux.lower for aux in kids(doc, token.i, "aux", "auxpass")]
            if lemma in ("be",) and kids(doc, token.i, "xcomp"):
                return Mood(PLANNED, "schedule")
            if any(word in ("will", "'ll") for word in aux) or ("had" in aux and words.has_cue(doc, token, "schedule")):
                return Mood(PLANNED, "schedule")
            continue
        for cue, status in (("schedule", PLANNED), ("offer", PROPOSED), ("cancel", CANCELLED), ("postpone", POSTPONED)):
            if token.tag == "VBN" and words.has_cue(doc, token, cue):
                return Mood(status, cue)
    return None


def _as_argument(doc: Document, words: MeetingWords, noun: Token, verb: Token) -> Mood | None:
    """The noun as subject or object of a verb: what the verb does to the encounter."""
    passive = noun.dep == "nsubjpass"
    affected = passive or noun.dep in ("dobj", "obj", "attr", "oprd")
    base = mood_of_verb(doc, words, verb)
    for cue, status in (("cancel", CANCELLED), ("postpone", POSTPONED)):
        if affected and words.has_cue(doc, verb, cue):
            return _undone(base, status)
    if base is None:
        return None
    if noun.dep == "nsubj" and (aim := set_to(doc, words, verb)) is not None:
        return mood_of_verb(doc, words, aim)
    if noun.dep in ("nsubj", "attr") and (echo := echoed(doc, words, verb)) is not None:
        return Mood(echo, "cancel")
    if noun.dep == "nsubj" and verb.lemma == "be" and (state := state_of(doc, verb)) is not None:
        return Mood(HELD) if base.status is DENIED else Mood(state, "cancel") if base.status is HELD else base
    if noun.dep == "nsubj" and (words.has_cue(doc, verb, "lapse") or came_to_naught(doc, verb)):
        return _undone(base, CANCELLED)
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
    if passive and kids(doc, verb.i, "xcomp"):
        return base
    if base.status is DENIED:
        # "did not discuss the talks": the verb is negated, not the encounter.
        return Mood(DENIED, "deny") if verb.lemma == "be" and not kids(doc, verb.i, "attr", "acomp") else Mood(HELD)
    return base


def _undone(base: Mood | None, status: MeetingStatus) -> Mood | None:
    """A cancelling that is itself only threatened or denied leaves the plan as it was."""
    if base is None:
        return None
    return Mood(status, "cancel") if base.status is HELD else Mood(PLANNED, "schedule")


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
                return _undone(mood, CANCELLED) if status is CANCELLED else Mood(status, cue)
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
