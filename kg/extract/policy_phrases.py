"""The parts of the noun phrase that stands for a policy: its core, its complement, the clause that describes it."""

from __future__ import annotations

import re

from kg.model.document import Document, Mention
from kg.model.entities import Kind

PARTIES = frozenset({Kind.PERSON, Kind.COUNTRY, Kind.ORGANIZATION})
# A phrase or clause after the head longer than this describes the policy's content rather than naming it.
MAX_COMPLEMENT = 12
PREMODIFIERS = frozenset({"amod", "compound", "nmod", "poss", "nummod", "punct", "det", "case", "quantmod", "advmod"})
MODIFIERS = frozenset({"amod", "compound", "nmod", "poss", "nummod"})
CLAUSES = frozenset({"relcl", "acl"})
BREAKS = frozenset({",", "(", "--", "—", "–", ";", ":", '"', "”"})
# What parts a dateline from the report; no noun phrase goes over it.
DASHES = frozenset({"--", "—", "–"})
ARTICLES = frozenset({"a", "an", "the"})
TOPICAL = frozenset({"on", "against", "with", "for", "between", "over", "about"})
PERIODS = frozenset({"time", "day", "week", "month", "year", "decade", "hour", "reason", "vote", "ground", "condition"})
OCCASIONS = frozenset({"sideline", "margin", "fringe", "eve", "occasion", "anniversary"})
BEFORE_TIME = frozenset({"on", "in", "at", "since", "until", "by", "from", "the"})
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
CALLING = frozenset({"know", "call", "dub", "name", "nickname", "brand", "codename", "christen", "title"})
# Words before which a phrase has ended.
ENDING = frozenset({"ADP", "CCONJ", "SCONJ", "PART", "PUNCT", "ADV"})
ASIDE = frozenset({"which", "that", "whose", "under", "by"})
SUBORDINATING = frozenset({"because", "while", "although", "though", "unless", "if"})
FINITE = frozenset({"WDT", "WP", "WRB", "VBD", "VBZ", "VBP", "MD"})
NUMBER = re.compile(r"\d[\d/-]*|[IVX]+")
ROMAN = re.compile(r"[IVX]+")
ABBREVIATION = re.compile(r"[A-Z]{3,}")
YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


def core_of(doc: Document, i: int) -> list[int]:
    """The head with its premodifiers, contiguous, without the article; a name goes on after it ("Resolution 1441")."""
    left = {i}
    for child in doc.children(i):
        if child < i and doc.tokens[child].dep in PREMODIFIERS:
            left.update(j for j in doc.subtree(child) if j < i)
    start = i
    while start - 1 in left and doc.tokens[start - 1].text not in DASHES:
        start -= 1
    if start > 1 and ROMAN.fullmatch(doc.tokens[start - 1].text) and ABBREVIATION.fullmatch(doc.tokens[start - 2].text):
        # "The SALT II treaty", "the START I treaty": the number is often parsed apart, or as a pronoun.
        start -= 2
    end = i + 1
    if doc.tokens[i].text[:1].isupper() and end < len(doc.tokens) and NUMBER.fullmatch(doc.tokens[end].text):
        end += 1
    return list(range(start, end))


def stripped(doc: Document, core: list[int], i: int) -> list[int]:
    """The core without what is no part of a name: article, pronoun, "so-called", the possessive of a person's name."""
    start = core[0]
    for child in doc.children(i):
        token = doc.tokens[child]
        own = token.pos == "PRON" or _is_person(doc, child) or doc.tokens[doc.subtree(child)[0]].tag == "PRP$"
        if token.dep == "poss" and start <= child < i and own:
            start = max(start, doc.subtree(child)[-1] + 1)
    while (
        start < i
        and doc.tokens[start + 1].text != "-"
        and (doc.tokens[start].pos in ("DET", "PRON", "PUNCT", "PART") or doc.tokens[start].dep == "det")
    ):
        start += 1
    inner = [j for j in core if start < j < i and doc.tokens[j].lower in ARTICLES]
    # An article amid the words before the noun: the parser took a sentence in capitals for a name.
    start = inner[-1] + 1 if inner else start
    if doc.text_of(doc.span_of(core)).lower().find("so-called") >= 0:
        called = next((j for j in core if doc.tokens[j].lower in ("called", "so-called")), start - 1)
        start = min(max(start, called + 1), i)
    return [j for j in core if j >= start]


def _is_person(doc: Document, i: int) -> bool:
    return any(doc.entity(mention.entity).kind is Kind.PERSON for mention in doc.mentions_at(i))


def determiner_of(doc: Document, i: int, core: list[int]) -> str:
    """The word that opens the phrase, where it is a determiner or possessive pronoun; "" where there is none."""
    first = doc.tokens[core[0]]
    if core[0] + 1 < i and doc.tokens[core[0] + 1].text == "-":
        return ""
    return first.lower if first.i != i and (first.pos in ("DET", "PRON") or first.dep == "det") else ""


def is_name(doc: Document, i: int, core: list[int]) -> bool:
    """Whether the phrase is a proper name: a capitalised head, or a proper noun before it that is no state."""
    if any(ROMAN.fullmatch(doc.tokens[j].text) and ABBREVIATION.fullmatch(doc.tokens[j - 1].text) for j in core[1:-1]):
        return True
    if doc.tokens[i].text[:1].isupper():
        first = doc.sentence_of(i).first
        opens = all(doc.tokens[j].pos == "PUNCT" for j in range(first, core[0]))
        return not opens or any(doc.tokens[j].text[:1].isupper() for j in core[1:])
    proper = [j for j in core if j != i and doc.tokens[j].pos == "PROPN" and doc.tokens[j].dep == "compound"]
    opening = doc.sentence_of(i).first
    proper = [j for j in proper if doc.tokens[j].text[:1].isupper() and j != opening]
    mentions = doc.mentions_in(doc.sentence_of(i).span) if proper else []
    named = {j for mention in mentions for j in doc.tokens_in(mention.span)}
    return any(j not in named for j in proper)


def complement_of(doc: Document, i: int, prepositions: frozenset[str]) -> list[int]:
    """Tokens of the phrases after the head that belong to the name: "on the Final Settlement", "to deploy …"."""
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
        if (not named and not purpose) or subtree[0] > limit:
            break
        if (len(part) > MAX_COMPLEMENT or len(part) == 1) and named:
            break
        kept = _shortened(doc, without_aside(doc, part))
        tokens.extend(kept)
        limit = part[-1] + 1
        if not named:
            break
    return tokens


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
        if child > i and doc.tokens[child].dep in CLAUSES and subtree[0] == i + 1:
            part = [j for j in subtree if j < _first_break(doc, subtree)]
            return part[:MAX_COMPLEMENT] if len(part) > 1 else []
    return []


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


def apposed_clauses(doc: Document, end: int) -> list[int]:
    """Clauses on an apposition right after token `end - 1`: ", a plan drawn up by …", wherever the parser hangs it."""
    if end + 1 >= len(doc.tokens) or doc.tokens[end].text != "," or doc.tokens[end + 1].lower not in ("a", "an", "the"):
        return []
    noun = doc.tokens[end + 1].head
    if doc.tokens[noun].pos != "NOUN" or doc.tokens[noun].dep not in ("appos", "conj", "dobj", "pobj", "attr"):
        return []
    return [child for child in doc.children(noun) if child > noun and doc.tokens[child].dep in CLAUSES]


def has_year(doc: Document, indexes: list[int]) -> bool:
    """Whether a year stands in the phrase: "the 1974 amendment", "a trade accord of 1998"."""
    return any(YEAR.fullmatch(doc.tokens[j].text) for j in indexes)


def is_time(doc: Document, indexes: list[int]) -> bool:
    """Whether a phrase after the head tells when, or on what occasion, and not what."""
    if any(doc.tokens[j].lemma.lower() in OCCASIONS for j in indexes[1:3]):
        return True
    first = doc.tokens[indexes[0]].lower
    if first == "of" or (first == "for" and YEAR.fullmatch(doc.tokens[indexes[-1]].text)):
        return False
    return bool(doc.times_in(doc.span_of(indexes))) and len(indexes) <= 5


def mentions_over(doc: Document, indexes: list[int]) -> list[Mention]:
    """Mentions of persons, countries and organizations whose head is among the tokens."""
    return [mention for i in indexes for mention in doc.mentions_at(i) if doc.entity(mention.entity).kind in PARTIES]


def is_part(doc: Document, i: int) -> bool:
    """Whether the phrase headed by token `i` is told as a part of another: "sanctions, including an arms embargo"."""
    return any(doc.tokens[above].lower == "including" for above in doc.ancestors(i))
