"""What an article has named so far, as reference resolution sees it: mentions by position, persons with titles."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from kg.annotate.phrases import pieces, words_of
from kg.annotate.titles import Titles
from kg.model.document import Document, Form, Mention, Span
from kg.model.entities import Entity, Kind

SUBJECTS = frozenset({"nsubj", "nsubjpass"})
# Verbs whose object, not their subject, is to do what the infinitive says ("asked him to go").
CONTROL = frozenset(
    {"ask", "tell", "urge", "order", "force", "allow", "persuade", "invite", "encourage", "instruct", "advise", "press"}
)
CLAUSES = frozenset({"ROOT", "ccomp", "advcl", "relcl", "conj", "parataxis", "acl", "csubj", "xcomp", "pcomp"})


@dataclass(slots=True)
class Tally:
    """What an article says of states in the tokens before one: kept, so that no sentence is counted twice.

    Attributes:
        end: The token up to which all is counted.
        mentions: How many mentions were counted; they are numbered in text order.
        named: The countries mentioned; a value is the number of the last mention.
        spoken: How often of each state, or of its persons, something is said.
        last: The number of the mention that last did.
        together: The groups of states that were named together.
    """

    end: int = 0
    mentions: int = 0
    named: dict[str, int] = field(default_factory=dict)
    spoken: Counter[str] = field(default_factory=Counter)
    last: dict[str, int] = field(default_factory=dict)
    together: set[frozenset[str]] = field(default_factory=set)

    def copy(self) -> Tally:
        return Tally(self.end, self.mentions, dict(self.named), self.spoken.copy(), dict(self.last), set(self.together))


class Discourse:
    """The mentions of one document in text order; references are added as they are resolved."""

    def __init__(self, doc: Document, titles: Titles) -> None:
        self.doc = doc
        self.words = words_of(doc)
        self._titles = titles
        self._order: list[tuple[int, str]] = sorted((mention.head, mention.entity) for mention in doc.mentions)
        self._at: dict[int, list[str]] = {}
        self._covered: set[int] = set()
        self._covering: dict[int, list[str]] = {}
        self._ends: dict[int, int] = {}
        for mention in doc.mentions:
            self._at.setdefault(mention.head, []).append(mention.entity)
            self._ends[max(doc.tokens_in(mention.span), default=mention.head) + 1] = mention.head
            for i in doc.tokens_in(mention.span):
                self._covered.add(i)
                self._covering.setdefault(i, []).append(mention.entity)
        self._named = frozenset(self._covered)
        self.added: list[Mention] = []
        self.tally = Tally()
        # The entity of each state by its ISO code.
        self.home = {e.country: e.id for e in doc.entities if e.kind is Kind.COUNTRY and e.country}
        self.gender: dict[str, str | None] = {entity.id: entity.gender for entity in doc.entities}
        self.exact: dict[str, set[str]] = {}
        self.wider: dict[str, set[str]] = {}
        for entity in doc.entities:
            if entity.kind is Kind.PERSON:
                self._note_titles(entity)

    def _note_titles(self, entity: Entity) -> None:
        exact: set[str] = set()
        wider: set[str] = set()
        for role in entity.roles:
            words = pieces(role)
            at = 0
            while at < len(words):
                found = self._titles.find(words, at)
                if found is None:
                    at += 1
                    continue
                if found[0] == len(words) or words[found[0]] in ("of", "for", "to", "at", "in", "on", "general"):
                    exact.add(found[1].word)
                    wider.update(found[1].under)
                    wider.add(found[1].word.split()[-1])
                    break
                at = found[0]
        self.exact[entity.id] = exact
        self.wider[entity.id] = wider | exact

    def note_title(self, entity: str, word: str) -> None:
        """A person holds an office that the article does not state."""
        title = self._titles.by_word.get(word)
        self.exact.setdefault(entity, set()).add(word)
        self.wider.setdefault(entity, set()).update((word, word.split()[-1], *(title.under if title else ())))

    def share_titles(self, taker: str, giver: str) -> None:
        """A counterpart holds the office of the person whose counterpart he is."""
        self.exact.setdefault(taker, set()).update(self.exact.get(giver, ()))
        self.wider.setdefault(taker, set()).update(self.wider.get(giver, ()))

    def titled(self, token: int) -> bool:
        """Whether a title ends at a token."""
        return self._titles.head_at(self.words, token + 1) is not None

    def entity(self, entity_id: str) -> Entity:
        return self.doc.entity(entity_id)

    def is_person(self, entity_id: str) -> bool:
        return self.doc.entity(entity_id).kind is Kind.PERSON

    def at(self, head: int) -> list[str]:
        """The entities whose mention has this head."""
        return self._at.get(head, [])

    def listed(self, head: int) -> list[str]:
        """The persons of the list in which a name stands ("A of X, B of Y and C of Z"), by the words between."""
        return self._lists.get(head, [])

    @cached_property
    def _lists(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        current: list[str] = []
        last: Mention | None = None
        for mention in self.doc.mentions:
            if mention.form is not Form.NAME or not self.is_person(mention.entity):
                continue
            if last is None or not self._in_one_list(last, mention):
                current = []
            current.append(mention.entity)
            found[mention.head] = current
            last = mention
        return found

    def _in_one_list(self, one: Mention, other: Mention) -> bool:
        between = self.doc.tokens_in(Span(one.span.end, other.span.start))
        if not 0 < len(between) < 9 or self.doc.tokens[one.head].sentence != self.doc.tokens[other.head].sentence:
            return False
        return all(self.words[i] in (",", "and", "of", "the", "'s", "'") or i in self._named for i in between)

    def ending_before(self, token: int) -> int | None:
        """The head of the mention of a name that ends right before a token."""
        return self._ends.get(token)

    def covered(self, token: int) -> bool:
        """Whether the token is part of a mention."""
        return token in self._covered

    def covering(self, token: int) -> list[str]:
        """The entities named by words of which the token is one."""
        return self._covering.get(token, [])

    def add(self, first: int, last: int, head: int, entities: list[str], form: Form) -> None:
        """Add a reference over tokens [first, last) to one entity, or to each of a group."""
        span: Span = self.doc.span_of((first, last - 1))
        for entity in entities:
            self.added.append(Mention(span, self.doc.text_of(span), entity, form, head))
            self._order.insert(bisect_left(self._order, (head, entity)), (head, entity))
            self._at.setdefault(head, []).append(entity)
        self._covered.update(range(first, last))

    def before(self, token: int, *, sentences: int) -> Iterator[tuple[int, str]]:
        """Mentions before a token, the nearest first, from its sentence and as many before it as said."""
        floor = self.doc.tokens[token].sentence - sentences
        for k in range(bisect_left(self._order, (token, "")) - 1, -1, -1):
            head, entity = self._order[k]
            if self.doc.tokens[head].sentence < floor:
                return
            yield head, entity

    def between(self, first: int, last: int) -> list[tuple[int, str]]:
        """Mentions whose heads are tokens [first, last), in text order."""
        return self._order[bisect_left(self._order, (first, "")) : bisect_left(self._order, (last, ""))]

    def clause(self, token: int) -> int:
        """The verb (or other head) of the clause in which a token stands."""
        tokens = self.doc.tokens
        i = token
        while tokens[i].dep not in CLAUSES and tokens[i].head != i:
            i = tokens[i].head
        if tokens[i].dep == "conj" and tokens[i].pos not in ("VERB", "AUX"):
            return self.clause(tokens[i].head)
        return i

    def subject_of(self, verb: int) -> int | None:
        """The subject token of a verb, inherited through coordinated and subjectless verbs."""
        tokens = self.doc.tokens
        infinitive = tokens[verb].tag == "VB"
        for _ in range(4):
            for i in self.doc.children(verb):
                if tokens[i].dep in SUBJECTS:
                    return i
            if tokens[verb].dep not in ("conj", "xcomp", "advcl") or tokens[verb].head == verb:
                return None
            above = tokens[verb].head
            if infinitive and tokens[verb].dep != "conj" and tokens[above].lemma in CONTROL:
                bidden = next((i for i in self.doc.children(above) if i < verb and tokens[i].dep == "dobj"), None)
                if bidden is not None:
                    return bidden
            verb = above
        return None

    def finished(self) -> tuple[Mention, ...]:
        """All mentions, old and new, in text order."""
        return tuple(sorted((*self.doc.mentions, *self.added), key=lambda m: (m.span, m.entity)))
