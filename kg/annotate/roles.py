"""Offices as stated in the text, and the state that their holder speaks for.

Roles stand before a name ("British Foreign Secretary X"), after it ("X, the foreign minister of Y"), before it with a
comma ("the Danish premier, X"), or are said of it ("X, who was …").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.annotate.hits import Hit, syntactic_head
from kg.annotate.persons import PersonHit
from kg.annotate.phrases import words_of
from kg.annotate.titles import Title, Titles
from kg.model.document import Document
from kg.model.entities import Kind

MODIFIERS = frozenset({"ADJ", "PROPN", "NOUN"})
ARTICLES = frozenset({"the", "a", "an", "this", "that", "its", "his", "her", "their", "our", "my"})
STOPS = frozenset({",", ".", ";", ":", "(", ")", "--", "—", "–", "who", "whom", "whose", "which", "that", '"'})
COMPLEMENTS = frozenset({"of", "for", "at", "to", "on", "in"})
# Sent by a state, also where the words name the body to which.
ENVOYS = frozenset({"ambassador", "permanent representative", "envoy", "diplomat", "representative", "delegate"})
# Forms of address rather than offices: "NATO's Lord X" holds no office of that name.
STYLES = frozenset({"lord", "lady", "sir", "dame", "baron", "baroness", "prince", "princess"})
STATE_SPEAKERS = frozenset({"state", "body", "military", "noble"})


@dataclass(frozen=True, slots=True)
class Role:
    """A role as stated: tokens [first, last) and its title.

    `relation` is the first token of a person whom the role names ("Mr. X's spokeswoman"), `owner` that of the person
    whom its pronoun most likely means ("his deputy").
    """

    first: int
    last: int
    text: str
    title: Title
    relation: int | None = None
    owner: int | None = None


class RoleFinder:
    """Finds the roles of one document's persons."""

    def __init__(self, titles: Titles, doc: Document, hits: Sequence[Hit], persons: Sequence[PersonHit]) -> None:
        self._titles = titles
        self._doc = doc
        self._words = words_of(doc)
        self._hit_at: dict[int, Hit] = {}
        for hit in hits:
            for i in range(hit.first, hit.last):
                self._hit_at[i] = hit
        self._person_tokens: dict[int, PersonHit] = {i: hit for hit in persons for i in range(hit.first, hit.last)}
        self._persons = persons

    def roles(self, at: int) -> list[Role]:
        """The roles stated at the person hit number `at`."""
        hit = self._persons[at]
        found = [self._before(hit), self._inherited(at), self._apposed_before(hit), self._apposed_after(hit)]
        found.extend(self._predicated(hit))
        return [role for role in found if role is not None]

    def kin(self, at: int) -> int | None:
        """The first token of the person whose relative or aide the hit is ("Mr. X's father, President …")."""
        hit = self._persons[at]
        comma = hit.first if hit.title_first is None else self._leftmost(hit.title_first, hit.last)
        if hit.honorific and comma == hit.first:
            comma -= 1
        for end in (comma, comma - 1):
            if end < 1:
                continue
            head = self._titles.head_at(self._words, end)
            if head and head[1].class_ in ("kin", "body") and head[0] > 1 and self._words[head[0] - 1] in ("'s", "'"):
                owner = self._person_tokens.get(head[0] - 2)
                return owner.first if owner else None
        return None

    def of_country(self, hit: PersonHit) -> str | None:
        """The state in "President X of Y"."""
        at = hit.last
        if at + 1 < len(self._words) and self._words[at] == "of":
            at += 2 if self._words[at + 1] == "the" else 1
            state = self._hit_at.get(at)
            if state and state.kind is Kind.COUNTRY:
                return state.country
        return None

    def country(self, role: Role) -> tuple[str | None, bool]:
        """The state that a role speaks for, and whether it speaks for somebody else (then no state may be guessed)."""
        if role.title.country:
            return role.title.country, False
        contends = role.title.word in self._titles.near.contender
        if not contends and role.title.class_ not in STATE_SPEAKERS:
            return None, True
        inside = [hit for hit in self._hits_in(role) if not self._addressed(hit)]
        sent = role.title.word in ENVOYS and any(hit.kind is Kind.COUNTRY for hit in inside)
        if not sent and any(hit.kind is Kind.ORGANIZATION and hit.country is None for hit in inside):
            return None, True
        words = {word.lower() for word in self._words[role.first : role.last]}
        if words & self._titles.near.partisan:
            return None, not contends
        for hit in inside:
            if hit.country and hit.kind is not Kind.PLACE:
                return hit.country, False
        if any(hit.kind is Kind.PLACE for hit in inside):
            return None, not contends
        return None, False

    def _addressed(self, hit: Hit) -> bool:
        """Whether the role is one toward what the hit names ("ambassador to the United Nations")."""
        before = self._words[max(0, hit.first - 2) : hit.first]
        return bool({"to", "in", "on"} & set(before[-1:] if before[-1:] != ["the"] else before))

    def _hits_in(self, role: Role) -> list[Hit]:
        found: list[Hit] = []
        for i in range(role.first, role.last):
            hit = self._hit_at.get(i)
            if hit is not None and (not found or found[-1] is not hit):
                found.append(hit)
        return found

    def _before(self, hit: PersonHit) -> Role | None:
        if hit.title is None or hit.title_first is None or hit.title.class_ == "kin":
            return None
        end = hit.first - 1 if hit.honorific and self._words[hit.first - 1].lower() == hit.honorific else hit.first
        styled = hit.title.word in STYLES and self._words[hit.title_first - 1] in ("'s", "'")
        first = hit.title_first if styled else self._leftmost(hit.title_first, hit.last)
        return self._role(first, end, hit.title)

    def _leftmost(self, first: int, last: int) -> int:
        """The first token of the modifiers of a title that starts at `first`."""
        tokens, words = self._doc.tokens, self._words
        sentence = self._doc.sentence_of(first)
        while first > sentence.first:
            at = first - 1
            known = self._hit_at.get(at)
            if at in self._person_tokens or words[at].lower() in self._titles.near.calendar:
                break
            if words[at] in ("'s", "'") and at - 1 in self._hit_at and self._hit_at[at - 1].kind is not Kind.PLACE:
                first = self._hit_at[at - 1].first
                break
            attached = first <= tokens[at].head < last or at < tokens[at].head < last
            if known is not None and (attached or known.form == "adjective" or known.kind is Kind.ORGANIZATION):
                if tokens[known.first].dep in ("pobj", "nsubj", "dobj") and known.kind is not Kind.ORGANIZATION:
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

    def _inherited(self, at: int) -> Role | None:
        """The role of a list: "Foreign Ministers A of X, B of Y and C of Z", "presidents A and B"."""
        hit = self._persons[at]
        if at == 0 or hit.title is not None or hit.honorific is not None:
            return None
        k, before = at - 1, hit.first
        while k >= 0:
            other = self._persons[k]
            between = self._words[other.last : before]
            if (
                len(between) > 8
                or not between
                or not all(self._joins(other.last + n, word) for n, word in enumerate(between))
            ):
                return None
            if other.title is not None:
                return self._before(other) if other.title.plural else None
            k, before = k - 1, other.first
        return None

    def _joins(self, at: int, word: str) -> bool:
        return word in (",", "and", "of", "the", "&") or (at in self._hit_at and self._hit_at[at].kind is Kind.COUNTRY)

    def _apposed_before(self, hit: PersonHit) -> Role | None:
        """ "the Danish premier, X" """
        start = hit.title_first if hit.title_first is not None else hit.first
        while start > 0 and self._words[start - 1].lower() in self._titles.honorifics:
            start -= 1
        comma = start - 1
        if comma < 1 or self._words[comma] != ",":
            return None
        head = self._titles.head_at(self._words, comma)
        token = self._doc.tokens[syntactic_head(self._doc, hit.first, hit.last)]
        if head is None:
            return self._of_apposed_before(hit, comma) or (
                self._long_apposed_before(token.i, comma) if token.dep == "appos" else None
            )
        after = self._words[hit.last] if hit.last < len(self._words) else "."
        if head[1].plural or not (token.dep == "appos" or after in (",", ".", ";", '"')):
            return None
        first = self._leftmost(head[0], comma)
        return self._with_owner(first, comma, head[1])

    def _of_apposed_before(self, hit: PersonHit, comma: int) -> Role | None:
        """ "the foreign minister of Guinea-Bissau, X" """
        after = self._words[hit.last] if hit.last < len(self._words) else "."
        if after not in (",", ".", ";", '"') or comma - 1 not in self._hit_at:
            return None
        of = self._hit_at[comma - 1].first - 1
        of -= self._words[of] == "the"
        head = self._titles.head_at(self._words, of) if of > 0 and self._words[of] == "of" else None
        if head is None or head[1].plural:
            return None
        return self._role(self._leftmost(head[0], of), comma, head[1])

    def _long_apposed_before(self, name: int, comma: int) -> Role | None:
        """ "the head of the council, X" """
        noun = self._doc.tokens[name].head
        if not 0 <= noun < comma or self._doc.tokens[noun].sentence != self._doc.tokens[name].sentence:
            return None
        head = self._titles.head_at(self._words, noun + 1)
        if head is None or head[1].plural or comma - noun > 12:
            return None
        if noun + 1 < comma and self._words[noun + 1] not in COMPLEMENTS:
            return None
        return self._with_owner(self._leftmost(head[0], noun + 1), comma, head[1])

    def _apposed_after(self, hit: PersonHit) -> Role | None:
        """ "X, the foreign minister of Y" """
        at = hit.last
        words = self._words
        if at + 1 < len(words) and words[at] == "of" and self.of_country(hit):
            state = self._hit_at[at + 2 if words[at + 1] == "the" else at + 1]
            at = state.last
        if at + 1 >= len(words) or words[at] not in (",", "(", "—", "–", "--"):
            return None
        first = at + 1
        opened = words[first].lower() in ARTICLES
        first += opened
        end = self._core_end(first)
        head = self._titles.head_at(words, end)
        if head is None or head[0] < first or head[1].plural or end in self._person_tokens:
            return None
        if not opened and not self._bare_apposition(hit, first, end):
            return None
        last = self._complement_end(end)
        return self._role(first, last, head[1])

    def _bare_apposition(self, hit: PersonHit, first: int, end: int) -> bool:
        """Whether words without article after a comma are an apposition: a lower-case title, or one with its owner."""
        if first in self._person_tokens:
            return "'s" in self._words[first:end]
        token = self._doc.tokens[end - 1]
        name = syntactic_head(self._doc, hit.first, hit.last)
        return (token.dep == "appos" and token.head == name) or (
            self._words[end - 1].islower()
            and end < len(self._words)
            and (self._words[end] in COMPLEMENTS and self._doc.tokens[end - 1].dep in ("appos", "conj"))
        )

    def _core_end(self, first: int) -> int:
        words, tokens = self._words, self._doc.tokens
        sentence = self._doc.sentence_of(first) if first < len(tokens) else None
        end = first
        while sentence is not None and end < sentence.last and end - first < 14:
            found = self._titles.find(words, end)
            if found and found[0] - end > 1:
                end = found[0]
                continue
            if words[end] in STOPS or (
                tokens[end].pos in ("VERB", "AUX", "ADP", "SCONJ")
                and tokens[end].tag not in ("VBN", "VBG")
                and end not in self._hit_at
            ):
                break
            if (
                end in self._person_tokens
                and end > first
                and words[end - 1] not in ("'s", "'", ".")
                and end - 1 not in self._person_tokens
                and words[end - 1].lower() not in self._titles.honorifics
            ):
                break
            end += 1
        return end

    def _complement_end(self, end: int) -> int:
        """The end of "of the Security Council", "for Europe", "at the Institute" after a title."""
        words, tokens = self._words, self._doc.tokens
        if end >= len(words) or words[end] not in COMPLEMENTS:
            return end
        sentence = self._doc.sentence_of(end)
        at = end + 1
        while at < sentence.last and at - end < 10:
            if words[at] in STOPS or (tokens[at].pos in ("VERB", "AUX") and at not in self._hit_at):
                break
            if tokens[at].pos == "ADP" and words[at] not in ("of", "for"):
                break
            at += 1
        while at > end + 1 and words[at - 1] in ("and", "of", "for", "the", "to"):
            at -= 1
        return at if at > end + 1 else end

    def _predicated(self, hit: PersonHit) -> list[Role]:
        """ "X is the president of Y", "X, who was foreign minister" """
        doc = self._doc
        name = syntactic_head(doc, hit.first, hit.last)
        verbs = [doc.tokens[name].head] if doc.tokens[name].dep == "nsubj" else []
        verbs.extend(i for i in doc.children(name) if doc.tokens[i].dep == "relcl")
        found = []
        for verb in verbs:
            if doc.tokens[verb].lemma not in ("be", "become", "remain"):
                continue
            if not is_factual(doc, verb):
                continue
            for i in doc.children(verb):
                token = doc.tokens[i]
                head = self._titles.head_at(self._words, i + 1) if token.dep == "attr" else None
                if head is not None and not head[1].plural:
                    first = self._leftmost(head[0], i + 1)
                    found.append(self._role(first, self._complement_end(i + 1), head[1]))
        return found

    def _with_owner(self, first: int, end: int, title: Title) -> Role:
        """The role with a person that possesses it ("Mr. X's spokeswoman")."""
        if first > 1 and self._words[first - 1] in ("'s", "'") and first - 2 in self._person_tokens:
            owner = self._person_tokens[first - 2]
            start = owner.first
            while start and self._words[start - 1].lower() in self._titles.honorifics:
                start -= 1
            return self._role(start, end, title, owner.first)
        return self._role(first, end, title)

    def _role(self, first: int, end: int, title: Title, relation: int | None = None) -> Role:
        owner = self._pronoun_owner(first)
        while first < end and (self._words[first].lower() in ARTICLES or self._words[first] in ("-", "–", ",")):
            first += 1
        text = " ".join(self._doc.text_of(self._doc.span_of((first, max(first, end - 1)))).split())
        if relation is None:
            relation = next((self._person_tokens[i].first for i in range(first, end) if i in self._person_tokens), None)
        return Role(first, end, text, title, relation, owner)

    def _pronoun_owner(self, first: int) -> int | None:
        """The person named last before "his" or "her" in the sentence."""
        if not first or self._words[first - 1].lower() not in ("his", "her"):
            return None
        start = self._doc.sentence_of(first).first
        before = [i for i in range(first - 1, start - 1, -1) if i in self._person_tokens]
        return self._person_tokens[before[0]].first if before else None


def is_factual(doc: Document, verb: int) -> bool:
    """Whether "X is Y" is stated as a fact: no negation, no modal, no infinitive."""
    children = [doc.tokens[i] for i in doc.children(verb)]
    if doc.tokens[verb].tag == "VB":
        return False
    return not any(child.dep == "neg" or child.tag == "MD" for child in children)
