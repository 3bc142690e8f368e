"""The words of a role: where the phrase around a title begins and ends, and to whom its possessive points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.annotate.hits import Hit
from kg.annotate.persons import PersonHit
from kg.annotate.phrases import words_of
from kg.annotate.titles import Title, Titles
from kg.model.document import Document
from kg.model.entities import Kind

MODIFIERS = frozenset({"ADJ", "PROPN", "NOUN"})
ARTICLES = frozenset({"the", "a", "an", "this", "that", "its", "his", "her", "their", "our", "my"})
STOPS = frozenset({",", ".", ";", ":", "(", ")", "--", "—", "–", "who", "whom", "whose", "which", "that", '"'})
COMPLEMENTS = frozenset({"of", "for", "at", "to", "on", "in"})


@dataclass(frozen=True, slots=True)
class Role:
    """A role as stated: tokens [first, last) and its title.

    `relation` is the first token of a person whom the role names ("Mr. X's spokeswoman"), `owner` that of the person
    whom its pronoun most likely means ("his deputy"), `state` the one that the order of a list gives its holder.
    """

    first: int
    last: int
    text: str
    title: Title
    relation: int | None = None
    owner: int | None = None
    state: str | None = None


class RolePhrases:
    """The phrases around the titles of one document.

    Attributes:
        doc: The document, `words` its tokens with plain apostrophes.
        hit_at: What a token is part of the name of: a state, a place, a body.
        person_tokens: The person whose name a token is part of.
    """

    def __init__(self, titles: Titles, doc: Document, hits: Sequence[Hit], persons: Sequence[PersonHit]) -> None:
        self._titles = titles
        self.doc = doc
        self.words = words_of(doc)
        self.hit_at: dict[int, Hit] = {i: hit for hit in hits for i in range(hit.first, hit.last)}
        self.person_tokens: dict[int, PersonHit] = {i: hit for hit in persons for i in range(hit.first, hit.last)}

    def leftmost(self, first: int, last: int) -> int:
        """The first token of the modifiers of a title that starts at `first`."""
        tokens, words = self.doc.tokens, self.words
        sentence = self.doc.sentence_of(first)
        while first > sentence.first:
            at = first - 1
            known = self.hit_at.get(at)
            if at in self.person_tokens or words[at].lower() in self._titles.near.calendar:
                break
            if words[at] in ("'s", "'") and at - 1 in self.hit_at and self.hit_at[at - 1].kind is not Kind.PLACE:
                first = self.hit_at[at - 1].first
                break
            attached = first <= tokens[at].head < last or at < tokens[at].head < last
            if known is not None and (attached or known.form == "adjective" or known.kind is Kind.ORGANIZATION):
                if tokens[known.first].dep in ("pobj", "nsubj", "dobj") and known.kind is not Kind.ORGANIZATION:
                    break
                if known.kind is Kind.PLACE and known.first and words[known.first - 1].lower() in ("in", "at"):
                    break
                first = known.first
            elif words[at] == "-" and tokens[at - 1].end == tokens[at].start:
                first = at - 1
            elif (
                attached and tokens[at].pos in MODIFIERS and words[at].lower() not in ("today", "yesterday")
            ) or words[at].lower() in ("former", "ex", "deputy", "acting", "then", "outgoing"):
                first = at
            else:
                break
        return first

    def head_in(self, first: int, end: int) -> tuple[int, tuple[int, Title] | None]:
        """The title that ends a phrase, or stands in it before "of" or an adverb ("the leader there"), and its end."""
        for at in range(end, first, -1):
            head = self._titles.head_at(self.words, at)
            if head is None or head[0] < first or head[1].plural:
                continue
            if at == end or self.words[at] in COMPLEMENTS or self.doc.tokens[at].pos == "ADV":
                return at, head
        return end, None

    def core_end(self, first: int) -> int:
        """The end of the noun phrase that starts at `first`, before its complements."""
        words, tokens = self.words, self.doc.tokens
        sentence = self.doc.sentence_of(first) if first < len(tokens) else None
        end = first
        while sentence is not None and end < sentence.last and end - first < 14:
            found = self._titles.find(words, end)
            if found and found[0] - end > 1:
                end = found[0]
                continue
            if words[end] in STOPS or (
                tokens[end].pos in ("VERB", "AUX", "ADP", "SCONJ")
                and tokens[end].tag not in ("VBN", "VBG")
                and end not in self.hit_at
            ):
                break
            if (
                end in self.person_tokens
                and end > first
                and words[end - 1] not in ("'s", "'", ".")
                and end - 1 not in self.person_tokens
                and words[end - 1].lower() not in self._titles.honorifics
            ):
                break
            end += 1
        return end

    def complement_end(self, end: int) -> int:
        """The end of "of the Security Council", "for Europe", "at the Institute" after a title."""
        words, tokens = self.words, self.doc.tokens
        if end >= len(words) or words[end] not in COMPLEMENTS:
            return end
        sentence = self.doc.sentence_of(end)
        at = end + 1
        while at < sentence.last and at - end < 10:
            if words[at] in STOPS or (tokens[at].pos in ("VERB", "AUX") and at not in self.hit_at):
                break
            if tokens[at].pos == "ADP" and words[at] not in ("of", "for"):
                break
            at += 1
        while at > end + 1 and words[at - 1] in ("and", "of", "for", "the", "to"):
            at -= 1
        return at if at > end + 1 else end

    def with_owner(self, first: int, end: int, title: Title) -> Role:
        """The role with a person that possesses it ("Mr. X's spokeswoman")."""
        if first > 1 and self.words[first - 1] in ("'s", "'") and first - 2 in self.person_tokens:
            owner = self.person_tokens[first - 2]
            start = owner.first
            while start and self.words[start - 1].lower() in self._titles.honorifics:
                start -= 1
            return self.role(start, end, title, owner.first)
        return self.role(first, end, title)

    def role(self, first: int, end: int, title: Title, relation: int | None = None) -> Role:
        """The role of tokens [first, end), without the article that opens it."""
        owner = self._pronoun_owner(first)
        while first < end and (self.words[first].lower() in ARTICLES or self.words[first] in ("-", "–", ",")):
            first += 1
        text = " ".join(self.doc.text_of(self.doc.span_of((first, max(first, end - 1)))).split())
        if relation is None:
            relation = next((self.person_tokens[i].first for i in range(first, end) if i in self.person_tokens), None)
        return Role(first, end, text, title, relation, owner)

    def _pronoun_owner(self, first: int) -> int | None:
        """The person named last before "his" or "her" in the sentence: of those whose gender is not another, one whose
        gender is known to be that first.
        """
        gender = {"his": "m", "her": "f"}.get(self.words[first - 1].lower()) if first else None
        if gender is None:
            return None
        start = self.doc.sentence_of(first).first
        before = [self.person_tokens[i] for i in range(first - 1, start - 1, -1) if i in self.person_tokens]
        fitting = [hit for hit in before if hit.gender in (gender, None)]
        owner = next((hit for hit in fitting if hit.gender == gender), next(iter(fitting), None))
        return None if owner is None else owner.first
