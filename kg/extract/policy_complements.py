"""What follows the head of a policy phrase and belongs to it: "on the …", "to deploy …", "that binds both"."""

from __future__ import annotations

from kg.extract.policy_phrases import CLAUSES, YEAR, core_of, mentions_over
from kg.model.document import Document
from kg.model.entities import Kind

CALLING = frozenset({"know", "call", "dub", "name", "nickname", "brand", "codename", "christen", "title"})
ASIDE = frozenset({"which", "that", "whose", "under", "by"})


# A phrase or clause after the head longer than this describes the policy's content rather than naming it.
MAX_COMPLEMENT = 12


MAX_TIME = 4
BREAKS = frozenset({",", "(", "--", "—", "–", ";", ":", '"', "”"})


TOPICAL = frozenset({"on", "against", "with", "for", "between", "over", "about"})


PERIODS = frozenset({"time", "day", "week", "month", "year", "decade", "hour", "reason", "vote", "ground", "condition"})


OCCASIONS = frozenset({"sideline", "margin", "fringe", "eve", "occasion", "anniversary"})


BEFORE_TIME = frozenset({"on", "in", "at", "since", "until", "by", "from", "the"})


# Where treaties are signed on; an accord "on bases" is about them.
ON_VENUES = frozenset({"lawn", "deck", "terrace", "tarmac", "runway", "step", "sideline", "margin", "fringe", "yacht"})
SIGNING = frozenset({"sign", "initial", "conclude", "clinch", "seal", "ink"})
MANNER = frozenset(
    {"solidarity", "retaliation", "response", "protest", "return", "reply", "line", "bid", "effort", "anger", "turn"}
)


# Verbs after whose object an infinitive tells what that is for.
MAKING = frozenset(
    [
        "adopt",
        "agree",
        "announce",
        "approve",
        "clinch",
        "conclude",
        "draft",
        "have",
        "launch",
        "make",
        "pass",
        "propose",
        "reach",
        "seal",
        "sign",
        "strike",
        "table",
        "unveil",
    ]
)


# Words before which a phrase has ended.
ENDING = frozenset({"ADP", "CCONJ", "SCONJ", "PART", "PUNCT", "ADV"})


SUBORDINATING = frozenset({"because", "while", "although", "though", "unless", "if"})


FINITE = frozenset({"WDT", "WP", "WRB", "VBD", "VBZ", "VBP", "MD"})


def complement_of(
    doc: Document, i: int, prepositions: frozenset[str], *, venues: frozenset[str] | None = None
) -> list[int]:
    """Tokens of the phrases after the head that belong to the name: "on the Final Settlement", "to deploy …".

    Args:
        doc: The document.
        i: The head.
        prepositions: Those whose phrase may go on the name.
        venues: Nouns of places where such a policy is made; a place then ends the name ("the accord in Lima"). None for
            policies that may be about a place; only one after another phrase ends their names ("aid for Peru in Rome").
    """
    tokens: list[int] = []
    limit = i + 1
    for child in sorted((*doc.children(i), *_hung_above(doc, i))):
        token, subtree = doc.tokens[child], doc.subtree(child)
        if child < i:
            continue
        if any(doc.tokens[j].lower in ("effect", "force") for j in subtree[:2]) and token.lower == "into":
            break
        part = without_time(doc, without_clauses(doc, subtree))
        named = token.dep == "prep" and token.lower in prepositions and not is_time(doc, part)
        opens = token.dep != "relcl" or doc.tokens[subtree[0]].lower == "to"
        purpose = token.dep in ("acl", "advcl", "xcomp", "relcl") and token.tag == "VB" and opens
        if (not named and not purpose) or subtree[0] > limit or _is_venue(doc, i, child, venues):
            break
        if (len(part) > MAX_COMPLEMENT or len(part) == 1) and named:
            break
        kept = _shortened(doc, without_aside(doc, part))
        tokens.extend(kept)
        limit = part[-1] + 1
        if not named:
            break
    return tokens


def _is_venue(doc: Document, i: int, preposition: int, venues: frozenset[str] | None) -> bool:
    """Whether the phrase tells where something was signed: "in Lima", "at the town hall", "on the palace lawn"."""
    word = doc.tokens[preposition].lower
    nouns = [c for c in doc.children(preposition) if doc.tokens[c].dep == "pobj"]
    if word not in ("in", "at", "on", "aboard") or not nouns:
        return False
    noun = doc.tokens[nouns[0]]
    signed = doc.tokens[i].dep == "dobj" and doc.tokens[doc.tokens[i].head].lemma.lower() in SIGNING
    kinds = (Kind.PLACE, Kind.COUNTRY) if signed else (Kind.PLACE,)
    place = any(doc.entity(m.entity).kind in kinds for m in doc.mentions_at(noun.i))
    if venues is None:
        return place and word in ("in", "at") and preposition > i + 1 and doc.tokens[i + 1].lower != "of"
    if word == "on":
        return noun.lemma.lower() in ON_VENUES
    return (word in ("in", "at") and place) or noun.lemma.lower() in venues


def without_aside(doc: Document, tokens: list[int]) -> list[int]:
    """The tokens before what the parser only hung on: "as a weapon of the campaign", "and his vote for it"."""
    for at, j in enumerate(tokens[1:], 1):
        following = doc.tokens[j + 1] if j + 1 < len(doc.tokens) else None
        another = doc.tokens[j].pos == "CCONJ" and following is not None and following.tag == "PRP$"
        if another or (doc.tokens[j].lower == "as" and doc.tokens[j].pos in ("ADP", "SCONJ")):
            return tokens[:at]
    return tokens


def _shortened(doc: Document, tokens: list[int]) -> list[int]:
    """A long complement up to the end of a phrase, so that no name is cut: "… from entering the United"."""
    if len(tokens) <= MAX_COMPLEMENT:
        return without_loose_end(doc, tokens)
    ends = [at for at in range(2, MAX_COMPLEMENT + 1) if doc.tokens[tokens[at]].pos in ENDING]
    return without_loose_end(doc, tokens[: ends[-1] if ends else MAX_COMPLEMENT])


def without_time(doc: Document, tokens: list[int]) -> list[int]:
    """The tokens before a phrase of time at their end: "suspension of flights to Peru", not "… on Thursday"."""
    span = doc.span_of(tokens)
    for time in doc.times_in(span):
        first = doc.tokens_in(time.span).start
        if time.span.end >= span.end and doc.tokens[time.head].dep == "npadvmod" and first > tokens[0]:
            # "A bailout of $6 billion last week".
            return [j for j in tokens if j < first]
        while first > tokens[0] and doc.tokens[first - 1].lower in BEFORE_TIME:
            first -= 1
        if time.span.end >= span.end and doc.tokens[first].lower in BEFORE_TIME and first > tokens[0]:
            return [j for j in tokens if j < first]
    return tokens


def is_manner(doc: Document, tokens: list[int]) -> bool:
    """Whether a phrase tells how or why something is done: "in solidarity with Peru", "between them"."""
    objects = [doc.tokens[c] for c in doc.children(tokens[0])]
    return any(token.lemma.lower() in MANNER or token.pos == "PRON" for token in objects)


def without_loose_end(doc: Document, tokens: list[int]) -> list[int]:
    """The tokens without a preposition, article or mark at their end."""
    kept = list(tokens)
    while len(kept) > 1 and doc.tokens[kept[-1]].pos in ("ADP", "PUNCT", "CCONJ", "DET", "PART"):
        kept.pop()
    return kept


def _hung_above(doc: Document, i: int) -> list[int]:
    """Phrases right after an object that the parser hangs on its verb: "signed the protocol on landmines"."""
    token = doc.tokens[i]
    if token.dep not in ("dobj", "nsubjpass", "pobj") or doc.tokens[token.head].pos not in ("VERB", "ADP"):
        return []
    verb = token.head if doc.tokens[token.head].pos == "VERB" else doc.tokens[token.head].head
    phrases = [c for c in doc.children(verb) if c == i + 1 and doc.tokens[c].dep == "prep" and _is_topic(doc, c)]
    return phrases or [c for c in doc.children(verb) if c == i + 2 and _is_purpose(doc, c)]


def _is_purpose(doc: Document, verb: int) -> bool:
    """ "Signed a deal to share the water": an infinitive right after the object, hung on the verb."""
    told = doc.tokens[verb].tag == "VB" and doc.tokens[verb].dep in ("advcl", "xcomp")
    making = doc.tokens[doc.tokens[verb].head].lemma.lower() in MAKING
    return told and making and doc.tokens[verb - 1].lower == "to"


def _is_topic(doc: Document, preposition: int) -> bool:
    """Whether the phrase tells a topic or a party and no place, time or manner."""
    nouns = [doc.tokens[c] for c in doc.children(preposition) if doc.tokens[c].dep == "pobj"]
    return doc.tokens[preposition].lower in TOPICAL and any(
        noun.pos in ("NOUN", "PROPN") and noun.lemma.lower() not in PERIODS for noun in nouns
    )


def clause_of(doc: Document, i: int) -> list[int]:
    """The clause right after the head that tells which policy it is: "that binds both states", "imposed since 2006"."""
    for child in doc.children(i):
        subtree = doc.subtree(child)
        if child > i and doc.tokens[child].dep in CLAUSES and _follows(doc, i, subtree[0]):
            part = [j for j in subtree if j < _first_break(doc, subtree)]
            return part[:MAX_COMPLEMENT] if len(part) > 1 else []
    return []


def _follows(doc: Document, i: int, start: int) -> bool:
    """Whether the token comes right after the head, but for time and place: "a law on Wednesday that …"."""
    between = range(i + 1, start)
    if not between or len(between) > MAX_TIME:
        return start == i + 1
    aside = {j for time in doc.times_in(doc.sentence_of(i).span) for j in doc.tokens_in(time.span)}
    places = (m for m in doc.mentions_in(doc.sentence_of(i).span) if doc.entity(m.entity).kind is Kind.PLACE)
    aside |= {j for mention in places for j in doc.tokens_in(mention.span)}
    return all(j in aside or doc.tokens[j].lower in BEFORE_TIME for j in between)


def _first_break(doc: Document, subtree: list[int]) -> int:
    return next((j for j in subtree if doc.tokens[j].text in BREAKS), subtree[-1] + 1)


def without_clauses(doc: Document, subtree: list[int]) -> list[int]:
    """The part of a subtree before the first finite clause or parenthesis."""
    kept: list[int] = []
    for j in subtree:
        reason = doc.tokens[j].dep == "mark" and doc.tokens[j].lower in SUBORDINATING
        if doc.tokens[j].text in BREAKS or doc.tokens[j].tag in FINITE or reason:
            break
        kept.append(j)
    return without_loose_end(doc, kept or subtree[:1])


def is_time(doc: Document, indexes: list[int]) -> bool:
    """Whether a phrase after the head tells when, or on what occasion, and not what."""
    if any(doc.tokens[j].lemma.lower() in OCCASIONS for j in indexes[1:3]):
        return True
    first = doc.tokens[indexes[0]].lower
    if first == "of" or (first == "for" and YEAR.fullmatch(doc.tokens[indexes[-1]].text)):
        return False
    return bool(doc.times_in(doc.span_of(indexes))) and len(indexes) <= 5


def aside_of(doc: Document, i: int) -> int | None:
    """The verb of a clause set off after the head: "the pact, which both signed in May, …"."""
    if i + 2 >= len(doc.tokens) or doc.tokens[i + 1].text != "," or doc.tokens[i + 2].lower not in ASIDE:
        return None
    return next((c for c in doc.children(i) if c > i + 2 and doc.tokens[c].dep == "relcl"), None)


def name_given(doc: Document, i: int) -> str:
    """The name in "a scheme known as Fit for Work", "Balance, the pact under which …"; "" where none is given."""
    if doc.tokens[i].dep == "appos":
        return _name_before(doc, i)
    for clause in doc.children(i):
        token = doc.tokens[clause]
        if token.dep != "acl" or token.tag != "VBN" or token.lemma.lower() not in CALLING:
            continue
        after = [j for j in doc.subtree(clause) if j > clause and doc.tokens[j].lower not in ("as", "the")]
        after = [j for j in after if j < _first_break(doc, after)] if after else []
        after = [j for j in after if doc.tokens[j].pos != "PUNCT"]
        if after and doc.tokens[after[0]].text[:1].isupper() and not mentions_over(doc, after[:1]):
            return " ".join(doc.text_of(doc.span_of(after)).split())
    return ""


def _name_before(doc: Document, i: int) -> str:
    """The name that the noun is set beside, where it is nobody's: "Balance, the pact under which …"."""
    name = doc.tokens[i].head
    core = core_of(doc, name)
    comma = doc.tokens[name + 1].text == "," and name + 1 < core_of(doc, i)[0]
    capital = all(doc.tokens[j].text[:1].isupper() for j in core) and doc.tokens[name].pos == "PROPN"
    told = any(doc.tokens[c].dep in CLAUSES for c in doc.children(i))
    known = any(doc.mentions_at(j) for j in core)
    return doc.text_of(doc.span_of(core)) if comma and capital and told and not known else ""
