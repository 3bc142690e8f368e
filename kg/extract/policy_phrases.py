"""The parts of the noun phrase that stands for a policy: its core, its complement, the clause that describes it."""

from __future__ import annotations

import re

from kg.model.document import Document, Mention
from kg.model.entities import Kind

PARTIES = frozenset({Kind.PERSON, Kind.COUNTRY, Kind.ORGANIZATION})
PREMODIFIERS = frozenset({"amod", "compound", "nmod", "poss", "nummod", "punct", "det", "case", "quantmod", "advmod"})
MODIFIERS = frozenset({"amod", "compound", "nmod", "poss", "nummod"})
CLAUSES = frozenset({"relcl", "acl"})
# What parts a dateline from the report; no noun phrase goes over it.
DASHES = frozenset({"--", "—", "–"})
ARTICLES = frozenset({"a", "an", "the"})
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
    owners = {j for c in doc.children(i) if doc.tokens[c].dep == "poss" for j in doc.subtree(c)}
    # "The Obama administration's deal" is no name.
    return any(j not in named and j not in owners for j in proper)


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


def mentions_over(doc: Document, indexes: list[int]) -> list[Mention]:
    """Mentions of persons, countries and organizations whose head is among the tokens."""
    return [mention for i in indexes for mention in doc.mentions_at(i) if doc.entity(mention.entity).kind in PARTIES]


def is_part(doc: Document, i: int) -> bool:
    """Whether the phrase headed by token `i` is told as a part of another: "sanctions, including an arms embargo"."""
    return any(doc.tokens[above].lower == "including" for above in doc.ancestors(i))
