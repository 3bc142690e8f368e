"""Offices as stated in the text, and the state that their holder speaks for.

Roles stand before a name ("British Foreign Secretary X"), after it ("X, the foreign minister of Y"), before it with a
comma ("the Danish premier, X"), or are said of it ("X, who was …").
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.annotate.hits import Hit, syntactic_head
from kg.annotate.person_signs import AGE
from kg.annotate.persons import PersonHit
from kg.annotate.role_lists import RoleLists
from kg.annotate.role_phrases import ARTICLES, COMPLEMENTS, STOPS, Role, RolePhrases
from kg.annotate.role_states import RoleStates
from kg.annotate.role_verbs import RoleVerbs
from kg.annotate.titles import Title, Titles
from kg.model.document import Document
from kg.model.entities import Kind

# Forms of address rather than offices: "NATO's Lord X" holds no office of that name.
STYLES = frozenset({"lord", "lady", "sir", "dame", "baron", "baroness", "prince", "princess"})


# Those of them that stand between an office and a name.
ADDRESSES = frozenset({"lord", "lady", "sir", "dame", "baron", "baroness"})
# "X, once the mayor of Y"
TIMES = frozenset({"once", "now", "then", "formerly", "previously", "currently", "later", "long", "twice", "recently"})


class RoleFinder:
    """Finds the roles of one document's persons.

    Attributes:
        phrases: The phrases of the document.
        states: Tells which states roles speak for.
    """

    def __init__(self, titles: Titles, doc: Document, hits: Sequence[Hit], persons: Sequence[PersonHit]) -> None:
        self._titles = titles
        self._doc = doc
        self.phrases = RolePhrases(titles, doc, hits, persons)
        self._verbs = RoleVerbs(titles, self.phrases)
        self.states = RoleStates(self.phrases, titles.near)
        self._words = self.phrases.words
        self._hit_at = self.phrases.hit_at
        self._person_tokens = self.phrases.person_tokens
        self._persons = persons
        self._lists = RoleLists(titles, self.phrases, persons, self._joins)

    def roles(self, at: int) -> list[Role]:
        """The roles stated at the person hit number `at`."""
        hit = self._persons[at]
        shared = self._lists.role(hit)
        if shared is not None:
            return [shared]
        found = [self._before(hit), self._inherited(at), self._apposed_before(hit), self._apposed_after(hit)]
        found.extend(self._predicated(hit))
        found.extend(self._verbs.roles(hit))
        return [role for role in found if role is not None]

    def kin(self, at: int) -> int | None:
        """The first token of the person whose relative or aide the hit is ("Mr. X's father, President …")."""
        hit = self._persons[at]
        comma = hit.first if hit.title_first is None else self.phrases.leftmost(hit.title_first, hit.last)
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

    def kinship(self, at: int) -> str:
        """The word for a relative by which a name is introduced ("his wife, X", "X, the father of Y"); else empty."""
        hit = self._persons[at]
        if hit.title is not None and hit.title.class_ == "kin":
            return hit.title.word
        roles = (self._inherited(at), self._apposed_before(hit), self._apposed_after(hit))
        return next((role.title.word for role in roles if role is not None and role.title.class_ == "kin"), "")

    def age(self, at: int) -> str:
        """ "younger" or "elder" where it stands before a name."""
        hit = self._persons[at]
        before = [word.lower() for word in self._words[max(0, hit.first - 3) : hit.first]]
        if "younger" in before:
            return "younger"
        return "elder" if {"elder", "older"}.intersection(before) else ""

    def _before(self, hit: PersonHit) -> Role | None:
        if hit.title is None or hit.title_first is None or hit.title.class_ == "kin":
            return None
        end = hit.first - 1 if hit.honorific and self._words[hit.first - 1].lower() == hit.honorific else hit.first
        while end - 1 > hit.title_first and self._words[end - 1].lower() in ADDRESSES:
            end -= 1
        styled = hit.title.word in STYLES and self._words[hit.title_first - 1] in ("'s", "'")
        first = hit.title_first if styled else self.phrases.leftmost(hit.title_first, hit.last)
        return self.phrases.role(first, end, hit.title)

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
            role = self._plural_role(other)
            if role is not None or other.title is not None:
                return role
            k, before = k - 1, other.first
        return None

    def _plural_role(self, hit: PersonHit) -> Role | None:
        """The role of a list at its first name: "presidents A and B", "their ministers, A and B"."""
        if hit.title is not None and hit.title.plural:
            return self._before(hit)
        role = self._apposed_before(hit)
        return role if role is not None and role.title.plural else None

    def _opens_list(self, hit: PersonHit) -> bool:
        """Whether another name is joined to this one by "and"."""
        at = self._persons.index(hit)
        if at + 1 == len(self._persons):
            return False
        other = self._persons[at + 1]
        end = other.first if other.title_first is None else other.title_first
        between = self._words[hit.last : end]
        return 0 < len(between) < 9 and all(self._joins(hit.last + n, word) for n, word in enumerate(between))

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
        first = self.phrases.leftmost(head[0], comma)
        if head[1].plural:
            return self._plural_apposed(hit, (first, comma), head[1])
        if not (token.dep == "appos" or after in (",", ".", ";", '"')):
            return None
        return self.phrases.with_owner(first, comma, head[1])

    def _plural_apposed(self, hit: PersonHit, at: tuple[int, int], title: Title) -> Role | None:
        """ "their ministers, A and B", "one of his ministers, A" """
        first, comma = at
        if [word.lower() for word in self._words[max(0, first - 3) : first - 1]] == ["one", "of"]:
            return self.phrases.role(first - 3, comma, title)
        return self.phrases.role(first, comma, title) if self._opens_list(hit) else None

    def _of_apposed_before(self, hit: PersonHit, comma: int) -> Role | None:
        """ "the foreign minister of Guinea-Bissau, X", "the leader of the Liberal Democrats, X" """
        after = self._words[hit.last] if hit.last < len(self._words) else "."
        if after not in (",", ".", ";", '"') and self._doc.tokens[hit.last - 1].dep not in ("nsubj", "appos"):
            return None
        start = max(self._doc.sentence_of(comma).first, comma - 9)
        for of in range(comma - 2, start, -1):
            if self._words[of] in STOPS or self._doc.tokens[of].pos in ("VERB", "AUX"):
                return None
            head = self._titles.head_at(self._words, of) if self._words[of] in ("of", "for") else None
            if head is None:
                continue
            first = self.phrases.leftmost(head[0], of)
            return None if head[1].plural else self.phrases.with_owner(first, comma, head[1])
        return None

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
        return self.phrases.with_owner(self.phrases.leftmost(head[0], noun + 1), comma, head[1])

    def _apposed_after(self, hit: PersonHit) -> Role | None:
        """ "X, the foreign minister of Y" """
        at = hit.last
        words = self._words
        if at + 1 < len(words) and words[at] == "of" and self.states.of_country(hit):
            state = self._hit_at[at + 2 if words[at + 1] == "the" else at + 1]
            at = state.last
        if words[at : at + 1] == [","] == words[at + 2 : at + 3] and AGE.match(words[at + 1]):
            at += 2
        if at + 1 >= len(words) or words[at] not in (",", "(", "—", "–", "--"):
            return None
        first = at + 1
        first += words[first].lower() in TIMES and first + 1 < len(words)
        opened = words[first].lower() in ARTICLES or first > at + 1
        first += words[first].lower() in ARTICLES
        end, head = self.phrases.head_in(first, self.phrases.core_end(first))
        if head is None or head[1].plural or end in self._person_tokens:
            return None
        if not opened and not self._bare_apposition(hit, first, end):
            return None
        last = self.phrases.complement_end(end)
        return self.phrases.role(first, last, head[1])

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
                    first = self.phrases.leftmost(head[0], i + 1)
                    found.append(self.phrases.role(first, self.phrases.complement_end(i + 1), head[1]))
        return found


def is_factual(doc: Document, verb: int) -> bool:
    """Whether "X is Y" is stated as a fact: no negation, no modal, no infinitive."""
    children = [doc.tokens[i] for i in doc.children(verb)]
    if doc.tokens[verb].tag == "VB":
        return False
    return not any(child.dep == "neg" or child.tag == "MD" for child in children)
