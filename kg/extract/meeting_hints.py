"""Hints of single words on whether an encounter took place: "after all", "is off", "almost", "false".

Pure predicates over a Document; `kg.extract.meeting_status` weighs them.
"""

from __future__ import annotations

from kg.extract.meeting_syntax import clause_of, is_verb, kids, negated, preps
from kg.extract.meeting_words import MeetingWords
from kg.model.document import Document, Token
from kg.model.facts import MeetingStatus

FALSE = frozenset(("false", "untrue", "wrong", "groundless", "unfounded", "premature", "nonsense", "fiction"))
NEARLY = frozenset(("almost", "nearly"))
HABITUAL = frozenset(("often", "frequently", "regularly", "routinely", "usually", "always", "sometimes", "rarely"))
WRONGLY = frozenset(("incorrectly", "wrongly", "falsely", "mistakenly", "erroneously", "inaccurately"))
# Whoever does this "from" a thing does not do the thing.
KEEPING = frozenset(("refrain", "abstain", "desist", "bar", "keep", "discourage", "dissuade", "prohibit", "shrink"))
# What an encounter is in or on.
STATES = (
    (frozenset(("hold", "ice")), MeetingStatus.POSTPONED),
    (frozenset(("doubt", "question", "discussion", "consideration", "balance")), MeetingStatus.PROPOSED),
    (frozenset(("cards", "agenda", "programme", "program", "schedule", "calendar", "diary")), MeetingStatus.PLANNED),
)


def is_no_act(doc: Document, verb: Token, *, present: bool) -> bool:
    """Whether the verb tells of what nearly was, or of a habit: "almost crossed paths", "often meets with".

    Nor is it an act to "come together on" a matter, nor to "gather enough delegates".
    """
    adverbs = {token.lower for token in kids(doc, verb.i, "advmod")}
    if verb.lemma == "gather" and any(kids(doc, obj.i, "amod", "nummod") for obj in kids(doc, verb.i, "dobj")):
        return True
    if verb.lemma == "come" and "together" in adverbs:
        return any(obj.ner not in ("DATE", "TIME") for _, obj in preps(doc, verb.i, "on", "behind"))
    return bool(adverbs & NEARLY) or (present and bool(adverbs & HABITUAL))


def is_first_time(doc: Document, verb: Token) -> bool:
    """Whether that they "had never met before" only says that they now do so for the first time."""
    never = any(token.lower == "never" for token in kids(doc, verb.i, "neg", "advmod"))
    perfect = any(token.lower in ("had", "have", "has") for token in kids(doc, verb.i, "aux"))
    return never and perfect and any(token.lower == "before" for token in kids(doc, verb.i, "advmod", "prep"))


def echoed(doc: Document, words: MeetingWords, verb: Token) -> MeetingStatus | None:
    """What "so was a dinner" takes over from the sentence before: that the one before it was called off, or put off."""
    opening = [token for token in kids(doc, verb.i, "advmod") if token.lower in ("so", "likewise") and token.i < verb.i]
    sentence = doc.sentence_of(verb.i)
    if not opening or verb.lemma != "be" or sentence.index == 0:
        return None
    before = doc.sentences[sentence.index - 1]
    last = next((doc.tokens[at] for at in range(before.last - 1, before.first, -1) if is_verb(doc.tokens[at])), None)
    if last is None or not kids(doc, last.i, "auxpass") or negated(doc, last.i):
        return None
    if words.has_cue(doc, last, "cancel"):
        return MeetingStatus.CANCELLED
    return MeetingStatus.POSTPONED if words.has_cue(doc, last, "postpone") else None


def set_to(doc: Document, words: MeetingWords, verb: Token) -> Token | None:
    """What an encounter is, or was, to do: "the summit was to open in June"."""
    if verb.lemma != "be":
        return None
    aims = (token for token in kids(doc, verb.i, "xcomp") if any(t.lower == "to" for t in kids(doc, token.i, "aux")))
    return next((aim for aim in aims if words.has_cue(doc, aim, "happen", "hold")), None)


def is_dropped(doc: Document, verb: Token) -> bool:
    """Whether what will not be had been planned: "will not go there after all", "will not meet as planned"."""
    clause = [doc.tokens[at] for at in clause_of(doc, verb.i)]
    after = any(token.lower == "all" and doc.tokens[token.i - 1].lower == "after" for token in clause)
    before = any(token.lemma in ("plan", "schedule", "expect") for token in kids(doc, verb.i, "advcl"))
    return after or before


def in_false_report(doc: Document, words: MeetingWords, verb: Token) -> bool:
    """ "Reports that X had gone there are false": the parser may take the first word for a verb."""
    sentence = doc.sentence_of(verb.i)
    opening, mark = doc.tokens[sentence.first], doc.tokens[min(sentence.first + 1, sentence.last - 1)]
    if opening.lemma.lower() not in words.cues.get("hearsay", ()) or mark.lower != "that":
        return False
    after = doc.tokens[verb.i : sentence.last]
    return any(token.lower in FALSE and doc.tokens[token.i - 1].lemma == "be" for token in after[1:])


def is_weighed(doc: Document, words: MeetingWords, verb: Token) -> bool:
    """ "is weighing whether to go": what one thinks of doing."""
    whether = any(token.lower == "whether" for token in kids(doc, verb.i, "mark", "advmod"))
    infinitive = any(token.lower == "to" for token in kids(doc, verb.i, "aux"))
    governor = doc.tokens[verb.head]
    return whether and infinitive and is_verb(governor) and words.has_cue(doc, governor, "wish")


def whose_aim(doc: Document, verb: Token) -> Token:
    """What the infinitive is the aim of: its governor, or the noun right before it that the parser passed over."""
    to = next((token for token in kids(doc, verb.i, "aux") if token.lower == "to"), verb)
    before = doc.tokens[max(0, to.i - 1)]
    return before if verb.dep == "advcl" and before.pos == "NOUN" else doc.tokens[verb.head]


def came_to_nothing(doc: Document, verb: Token, governor: Token) -> bool:
    """ "was to have flown there, but illness kept her at home"."""
    perfect = any(aux.lower == "have" for aux in kids(doc, verb.i, "aux"))
    return perfect and any(token.lower == "but" for token in kids(doc, governor.i, "cc"))


def kept_from(doc: Document, words: MeetingWords, prep: Token) -> bool:
    """Whether somebody keeps, or is kept, "from" doing it; "straight from meeting her" tells what was done."""
    verb = doc.tokens[prep.head]
    if verb.lower in ("away", "far"):
        return prep.lower == "from"
    return prep.lower == "from" and (words.has_cue(doc, verb, "refuse", "deny", "cancel") or verb.lemma in KEEPING)


def is_on_the_spot(doc: Document, verb: Token) -> bool:
    """Whether whoever is to do it is where it is done: "said she, in Lima to attend a conference"."""
    to = next((token.i for token in kids(doc, verb.i, "aux") if token.lower == "to"), 0)
    place, prep = doc.tokens[to - 1], doc.tokens[to - 2]
    return to > 1 and place.pos == "PROPN" and prep.lower in ("in", "at")


def is_told_wrongly(doc: Document, verb: Token) -> bool:
    """ "incorrectly stated that they had met"."""
    return any(token.lower in WRONGLY for token in kids(doc, verb.i, "advmod"))


def state_of(doc: Document, verb: Token) -> MeetingStatus | None:
    """What has become of an encounter that "is off", "is on hold", "is in doubt", "is on the cards"."""
    if any(token.lower == "off" for token in kids(doc, verb.i, "advmod", "acomp", "prt", "prep")):
        return MeetingStatus.CANCELLED
    nouns = {obj.lower for _, obj in preps(doc, verb.i, "on", "in", "under")}
    return next((status for words, status in STATES if nouns & words), None)


def came_to_naught(doc: Document, verb: Token) -> bool:
    """ "came to nothing", "never got past the planning stage"."""
    naught = any(obj.lower in ("nothing", "naught", "nought") for _, obj in preps(doc, verb.i, "to"))
    past = verb.lemma in ("get", "go", "move") and negated(doc, verb.i)
    return (verb.lemma == "come" and naught) or (past and any(True for _ in preps(doc, verb.i, "past", "beyond")))


def new_day(doc: Document, verb: Token) -> bool:
    """Whether the clause gives another day: "moved to June", "may be pushed into next year"."""
    days = {time.head for time in doc.times_in(doc.sentence_of(verb.i).span)}
    return any(obj.i in days for _, obj in preps(doc, verb.i, "to", "into", "until", "till"))


def proved_false(doc: Document, words: MeetingWords, noun: Token) -> bool:
    """Whether the rumours or reports are said to be untrue."""
    verb = doc.tokens[noun.head]
    untrue = any(token.lower in FALSE for token in kids(doc, verb.i, "acomp", "oprd", "attr"))
    return is_verb(verb) and (untrue or (noun.dep in ("dobj", "nsubjpass") and words.has_cue(doc, verb, "deny")))
