"""Which states, organizations and persons a stretch of tokens names, as makers or as those concerned by a policy."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.extract.policy_offices import OfficeHolders
from kg.extract.policy_phrases import CLAUSES
from kg.extract.policy_words import PolicyWords
from kg.model.document import Document, Form
from kg.model.entities import Entity, Kind

# Prepositions that lead from a subject to its place or topic and not to another party.
ABOUT = frozenset({"in", "on", "at", "near", "to", "after", "before", "during", "over", "about", "against"})
# Roles of those who lead a state, of whatever title.
HEADS = (["leader"], ["supreme", "leader"])
COUNCILS = frozenset({"council", "assembly", "committee", "commission"})
# Legislatures that, named without their state, are the American ones.
AMERICAN = frozenset({"Congress", "Senate", "House", "House of Representatives"})
# An article that names a state this often, and twice as often as any other, is about that state.
DOMINANT = 3
# "GENEVA, Nov. 21 (Overland Press) --": the line that tells where a report comes from, at the start of a paragraph.
WORD = re.compile(r"\w+")
DATELINE = re.compile(r"(?:[A-Z]{3,}|\()[^\n]{0,70}?(?:--|[—–]|\s-)\s")


@dataclass(frozen=True, slots=True)
class _Body:
    """One name of an organization; `order` is its place among the entities of the document."""

    order: int
    entity: str
    name: str
    of_states: bool

    def is_in(self, text: str) -> bool:
        return re.search(rf"\b{re.escape(self.name)}\b", text) is not None


class PartyNames:
    """Reads the entities that tokens of one document name.

    Args:
        doc: The document.
        words: The word lists.
        holders: Knows who is in office at the time of the article.
    """

    def __init__(self, doc: Document, words: PolicyWords, holders: OfficeHolders | None = None) -> None:
        self._holders = holders or OfficeHolders(None, None)
        self._doc = doc
        self._words = words
        self._countries = {e.country: e.id for e in doc.entities if e.kind is Kind.COUNTRY}
        self.outside = _datelines(doc)

    def states(self, indexes: Iterable[int], *, places: bool = False) -> list[str]:
        """Ids of those named, in text order: persons in office by their state; private persons where nobody else is.

        Args:
            indexes: The tokens.
            places: Whether a place stands for its country, where the document knows that country.
        """
        found: list[str] = []
        private: list[str] = []
        for i in indexes:
            found += self._prefixed(i)
            for mention in self._doc.mentions_at(i):
                if any(j in self.outside for j in self._doc.tokens_in(mention.span)):
                    continue
                entity = self._doc.entity(mention.entity)
                state = self._state_of(entity, places=places)
                if state is not None:
                    found.append(state)
                elif entity.kind is Kind.PERSON:
                    private.append(entity.id)
        return unique(found or private)

    def _prefixed(self, i: int) -> list[str]:
        """The state of the first half of "Sino-Russian", where the document speaks of it."""
        after = self._doc.tokens[i + 1].text if i + 1 < len(self._doc.tokens) else ""
        state = self._countries.get(self._words.prefixes.get(self._doc.tokens[i].lower)) if after == "-" else None
        return [] if state is None else [state]

    def _state_of(self, entity: Entity, *, places: bool) -> str | None:
        """Whom an entity stands for; None for private persons, and for places as such."""
        if entity.kind is Kind.PLACE:
            return self._countries.get(entity.country) if places else None
        if entity.kind is Kind.PERSON:
            if entity.country is None:
                held = self._countries.get(self._holders.state_of(entity))
                return held if held is not None else self._represented(entity)
            return self._countries.get(entity.country, entity.id) if self.is_in_office(entity) else entity.id
        return self._legislating(entity) if self.is_legislature(entity) else entity.id

    def _represented(self, entity: Entity) -> str | None:
        """The organization of states that the person's role names: "the EU's foreign policy chief"."""
        roles = " ".join(entity.roles)
        bodies = [body for word in WORD.findall(roles) for body in self._bodies.get(word, ()) if body.is_in(roles)]
        first = min(bodies, key=lambda body: body.order, default=None)
        return first.entity if first is not None and first.of_states else None

    @cached_property
    def _bodies(self) -> dict[str, list[_Body]]:
        """The organizations of no state, by the first word of each of their names."""
        found: dict[str, list[_Body]] = {}
        for order, entity in enumerate(self._doc.entities):
            if entity.kind is not Kind.ORGANIZATION or entity.country is not None:
                continue
            names = [name for name in (entity.name, *entity.aliases) if name and name[:1].isupper()]
            words = {word.lower() for name in names for word in name.split()}
            of_states = bool(words & self._words.all("institution")) or any(name.isupper() for name in names)
            for name in names:
                found.setdefault(WORD.findall(name)[0], []).append(_Body(order, entity.id, name, of_states))
        return found

    @cached_property
    def _often(self) -> Counter[str]:
        """How often each state and organization is mentioned."""
        kinds = (Kind.COUNTRY, Kind.ORGANIZATION)
        return Counter(m.entity for m in self._doc.mentions if self._doc.entity(m.entity).kind in kinds)

    @cached_property
    def dominant(self) -> list[str]:
        """The state that the article is about, where one is named far more often than any other."""
        counts = {e: n for e, n in self._often.items() if self._doc.entity(e).kind is Kind.COUNTRY}
        most = Counter(counts).most_common(2)
        if not most or most[0][1] < DOMINANT or (len(most) > 1 and most[0][1] < 2 * most[1][1]):
            return []
        return [most[0][0]]

    @cached_property
    def foremost(self) -> list[str]:
        """The state that the article names more often than any other, whose cabinet "the cabinet" is."""
        counts = Counter({e: n for e, n in self._often.items() if self._doc.entity(e).kind is Kind.COUNTRY})
        most = counts.most_common(2)
        clear = bool(most) and most[0][1] >= DOMINANT and (len(most) == 1 or most[0][1] > most[1][1])
        return [most[0][0]] if clear else []

    def dominant_beside(self, others: Iterable[str]) -> list[str]:
        """The state that the article is about, some aside: named often, and twice as often as any third."""
        aside = set(others)
        states = {e: n for e, n in self._often.items() if self._doc.entity(e).kind is Kind.COUNTRY and e not in aside}
        most = Counter(states).most_common(2)
        told = bool(most) and most[0][1] >= DOMINANT and (len(most) == 1 or most[0][1] >= 2 * most[1][1])
        return [most[0][0]] if told else []

    @cached_property
    def dominant_body(self) -> list[str]:
        """The organization that the article is about, where it names none of its members as often."""
        most = self._often.most_common(1)
        told = bool(most) and most[0][1] >= DOMINANT
        body = self._doc.entity(most[0][0]) if told else None
        return [body.id] if body is not None and body.kind is Kind.ORGANIZATION and body.country is None else []

    def persons(self, indexes: Iterable[int]) -> list[str]:
        """The persons named at some tokens."""
        found = [mention.entity for i in indexes for mention in self._doc.mentions_at(i)]
        return unique(entity for entity in found if self._doc.entity(entity).kind is Kind.PERSON)

    def bodies(self, entities: Iterable[str]) -> list[str]:
        """Those of the entities that decide on laws and resolutions: councils, and legislatures by their state."""
        found = [self._doc.entity(entity) for entity in entities]
        deciding = [e for e in found if self.is_legislature(e) or {w.lower() for w in e.name.split()} & COUNCILS]
        return unique(self._legislating(e) if self.is_legislature(e) else e.id for e in deciding)

    @cached_property
    def sole_state(self) -> list[str]:
        """The one state that the article names, or is about."""
        states = {entity: None for entity in self._often if self._doc.entity(entity).kind is Kind.COUNTRY}
        return list(states) if len(states) == 1 else list(self.dominant)

    def _legislating(self, entity: Entity) -> str:
        """The state of a legislature, where the document speaks of it; the legislature else."""
        code = "US" if entity.country is None and entity.name in AMERICAN else entity.country
        return self._countries.get(code, entity.id)

    def signatory(self, entity_id: str) -> str:
        """Whom somebody binds who has a part in an act between states: his state, where it is known."""
        entity = self._doc.entity(entity_id)
        if entity.kind is Kind.PERSON:
            return self._countries.get(entity.country or self._holders.state_of(entity), entity_id)
        return entity_id

    def is_in_office(self, entity: Entity) -> bool:
        """Whether the article gives the person an office of state: a candidate's plan is his own."""
        roles = [re.sub(r"[^\w]+", " ", role.lower()).split() for role in entity.roles]
        held = [words for words in roles if not set(words) & self._words.all("candidacy")]
        if self._holders.state_of(entity) is not None:
            return True
        return any(self._words.is_office(words) or words in HEADS for words in held)

    def is_legislature(self, entity: Entity) -> bool:
        """Whether the organization makes law for its state, by its name."""
        words = {word.lower() for word in entity.name.split()}
        return entity.kind is Kind.ORGANIZATION and bool(words & self._words.all("legislature"))

    def country(self, code: str | None) -> str | None:
        """The id of the country with that code, where the document speaks of it."""
        return self._countries.get(code)

    def seated(self, subject: int) -> list[str]:
        """The state in whose city a body sits: "Parliament in Lima", "the government in Ankara"."""
        places = [self._doc.entity(m.entity) for i in self._doc.subtree(subject) for m in self._doc.mentions_at(i)]
        codes = [place.country for place in places if place.kind is not Kind.PERSON]
        return unique(found for code in codes if (found := self._countries.get(code)) is not None)

    def plain(self, i: int) -> list[int]:
        """The subtree of a subject without its clauses and without phrases of place and topic."""
        doc = self._doc
        drop = {
            j
            for at in doc.subtree(i)
            if at != i
            and (doc.tokens[at].dep in CLAUSES or (doc.tokens[at].dep == "prep" and doc.tokens[at].lower in ABOUT))
            for j in doc.subtree(at)
        }
        return [j for j in doc.subtree(i) if j not in drop]

    def before(self, i: int) -> list[str]:
        """Whom the adjectives, names and possessives before a noun name: "Iranian companies", "Poland's debt"."""
        doc = self._doc
        parts = [c for c in doc.children(i) if c < i and doc.tokens[c].dep in ("poss", "amod", "compound", "nmod")]
        forms = (Form.NAME, Form.ADJECTIVE, Form.METONYM)
        found = [
            m.entity
            for part in parts
            for j in doc.subtree(part)
            for m in doc.mentions_at(j)
            if m.form in forms and doc.entity(m.entity).kind in (Kind.COUNTRY, Kind.ORGANIZATION)
        ]
        return unique(found)


def unique(entities: Iterable[str] | Sequence[str]) -> list[str]:
    """The ids without repetition, in order."""
    return list(dict.fromkeys(entities))


def _datelines(doc: Document) -> set[int]:
    """Tokens of the lines that tell place, day and agency before a report; those name no actor."""
    found: set[int] = set()
    for paragraph in doc.paragraphs[:3]:
        match = DATELINE.match(doc.article.text, paragraph.span.start, paragraph.span.end)
        if match is None:
            continue
        inside = [i for i in doc.tokens_in(paragraph.span) if doc.tokens[i].start < match.end()]
        if not any(doc.tokens[i].pos in ("VERB", "AUX") for i in inside):
            found.update(inside)
    return found
