"""The tense that governs a token: whether what it dates has been, is to come, or was to come.

Reads the dependency parse only. Used to find out which Monday "on Monday" is.
"""

from __future__ import annotations

from enum import StrEnum

from kg.annotate.calendar_days import word_set
from kg.model.document import Document, Token

# Verbs and adjectives whose complement lies ahead of them.
PROSPECTIVE = word_set(
    "plan schedule expect agree hope intend invite ask urge want decide prepare promise offer refuse decline set due",
    "slate pencil arrange propose postpone delay defer reschedule move push put be wish aim vow pledge likely ready",
    # "hop" is what the language model makes of "hopes".
    "bill book earmark threaten demand request call seek need hop",
)
# Verbs of which the present tense tells nothing of the day: "the report says".
SPEECH = word_set("say tell add note write claim argue show suggest report believe think know be have")
# Of these, the ones whose object lies ahead, too.
WISHING = word_set("propose suggest offer plan schedule arrange promise want demand request seek float moot broach")
# Verbs whose object was to come and will not: "scrapped the June 12 summit".
UNDOING = word_set("cancel scrap ax axe postpone abandon ditch scotch delay")
# Of these, the ones that fix a date rather than wish for one: "was due on Monday".
SCHEDULING = word_set("plan schedule expect set due slate pencil arrange bill book fix time")
MODALS = word_set("will 'll wo shall would may might could can should must ca 'd")


class Tense(StrEnum):
    PAST = "past"
    PLUPERFECT = "pluperfect"
    PRESENT = "present"
    FUTURE = "future"
    SCHEDULED = "scheduled"
    UNKNOWN = "unknown"


def tense_at(doc: Document, i: int) -> Tense:
    """The tense of the nearest governing verb that shows one; SCHEDULED for what had been set for a day in the past."""
    if _defers(doc, i):
        return Tense.FUTURE
    if _is_wanted(doc, i):
        return Tense.FUTURE
    scheduled, over = _is_scheduled(doc, doc.tokens[i]), False
    for at in doc.ancestors(i):
        token = doc.tokens[at]
        if token.pos not in ("VERB", "AUX") and token.lemma.lower() not in ("due", "set") and not _is_misread(doc, at):
            continue
        tense = _verb_tense(doc, token)
        if tense is Tense.SCHEDULED:
            scheduled = True
            # "had been due on Thursday": it may as well be over.
            over = over or any(doc.tokens[child].lower == "had" for child in doc.children(at))
        elif tense is Tense.PRESENT and token.lemma.lower() not in SPEECH:
            # "The council meets on Monday": news tells what is past in the past tense.
            return Tense.FUTURE
        elif tense is not Tense.UNKNOWN:
            return _blend(doc, token, tense, scheduled=scheduled)
    if over:
        return Tense.SCHEDULED
    return Tense.FUTURE if scheduled else Tense.UNKNOWN


def _blend(doc: Document, verb: Token, tense: Tense, *, scheduled: bool) -> Tense:
    """What a schedule makes of the tense of its clause: "a visit set for Monday has been called off" lies ahead."""
    if not scheduled:
        return tense
    if tense in (Tense.PAST, Tense.PLUPERFECT):
        if any(_is_retrospect(doc, doc.tokens[at]) for at in doc.ancestors(verb.i)):
            # "a trip that he was to make in May had been called off"
            return Tense.PAST
        perfect = any(doc.tokens[at].lower in ("has", "have", "'s", "'ve") for at in doc.children(verb.i))
        return Tense.FUTURE if perfect else Tense.SCHEDULED
    return Tense.FUTURE


def _is_misread(doc: Document, i: int) -> bool:
    """Whether an auxiliary hangs on the token, so that it is a participle: "has upset decades of habit"."""
    return any(doc.tokens[at].dep in ("aux", "auxpass") for at in doc.children(i))


def _is_retrospect(doc: Document, verb: Token) -> bool:
    return verb.tag == "VBN" and any(doc.tokens[at].lower == "had" for at in doc.children(verb.i))


def _defers(doc: Document, i: int) -> bool:
    """Whether the date is the aim of a delay: "put back to May", "until June"."""
    for at in doc.ancestors(i)[:2]:
        token = doc.tokens[at]
        if token.pos in ("VERB", "AUX"):
            break
        if token.lower in ("until", "till", "to") and token.dep in ("prep", "mark", "advmod"):
            return True
    return False


def _is_wanted(doc: Document, i: int) -> bool:
    """Whether the date hangs on a thing proposed, planned or called off: "proposed a meeting in June"."""
    for at in doc.ancestors(i):
        token = doc.tokens[at]
        if token.pos in ("NOUN", "PROPN") and token.dep == "dobj":
            return doc.tokens[token.head].lemma.lower() in WISHING | UNDOING
        prep = doc.tokens[token.head]
        if token.pos == "NOUN" and prep.lower in ("to", "for") and doc.tokens[prep.head].lemma == "invite":
            # "has invited her to a summit in June"
            return True
        if token.pos in ("VERB", "AUX"):
            return False
    return False


def _is_scheduled(doc: Document, token: Token) -> bool:
    """Whether the token hangs on "for" after a verb of scheduling: "set for Thursday"."""
    prep = doc.tokens[token.head]
    if prep.lower != "for":
        return False
    verb = doc.tokens[prep.head]
    return verb.lemma.lower() in SCHEDULING and verb.tag in ("VBN", "VBD", "JJ")


def _verb_tense(doc: Document, verb: Token) -> Tense:
    """The tense of one verb, or UNKNOWN for a form that takes that of its governor."""
    auxes = [doc.tokens[at] for at in doc.children(verb.i) if doc.tokens[at].dep in ("aux", "auxpass")]
    words = [aux.lower for aux in auxes]
    perfect = any(word in ("have", "has", "had", "'ve") for word in words)
    if any(word in MODALS for word in words):
        return Tense.PAST if perfect and "have" in words else Tense.FUTURE
    if "to" in words:
        return _infinitive_tense(doc, verb)
    if verb.lemma == "be" and _is_due(doc, verb):
        past = verb.tag == "VBD" or "had" in words
        return Tense.SCHEDULED if past else Tense.FUTURE
    if "had" in words:
        return Tense.SCHEDULED if verb.lemma in SCHEDULING else Tense.PLUPERFECT
    if perfect:
        return Tense.PAST
    if verb.tag in ("VBN", "VBG", "JJ") or verb.pos == "ADJ" or verb.dep == "acl":
        return _participle_tense(doc, verb, words)
    if verb.tag in ("VBD", "VBN"):
        return Tense.PAST
    if verb.tag in ("VBZ", "VBP"):
        return Tense.PRESENT
    return Tense.UNKNOWN


def _is_due(doc: Document, verb: Token) -> bool:
    """Whether somebody "is due (scheduled, expected)"."""
    children = (doc.tokens[at] for at in doc.children(verb.i))
    return any(child.dep in ("acomp", "attr", "oprd") and child.lemma.lower() in SCHEDULING for child in children)


def _participle_tense(doc: Document, verb: Token, words: list[str]) -> Tense:
    lemma = verb.lemma.lower()
    copula = doc.tokens[verb.head].lower if verb.dep in ("acomp", "attr", "oprd") else ""
    words = [*words, copula]
    prospective = lemma in SCHEDULING
    if any(word in ("was", "were") for word in words):
        return Tense.SCHEDULED if prospective else Tense.PAST
    if any(word in ("is", "are", "'s", "'re", "am") for word in words):
        return Tense.FUTURE if prospective or verb.tag == "VBG" else Tense.PRESENT
    if prospective:
        return Tense.SCHEDULED
    return Tense.UNKNOWN if verb.tag in ("VBG", "JJ") else Tense.PAST


def _infinitive_tense(doc: Document, verb: Token) -> Tense:
    """An infinitive lies ahead of a governor that looks forward, else has the governor's tense."""
    governor = doc.tokens[verb.head]
    lemma = governor.lemma.lower()
    if governor.i == verb.i or (verb.dep in ("advcl", "relcl") and lemma not in PROSPECTIVE):
        return Tense.UNKNOWN
    if lemma not in PROSPECTIVE and governor.pos in ("VERB", "AUX"):
        return Tense.UNKNOWN
    past = governor.tag == "VBD" or any(
        doc.tokens[at].lower in ("was", "were", "had") for at in (*doc.children(governor.i), governor.head)
    )
    fixed = (
        lemma in SCHEDULING or lemma == "be" or any(doc.tokens[at].lower == "had" for at in doc.children(governor.i))
    )
    return Tense.SCHEDULED if past and fixed else Tense.FUTURE
