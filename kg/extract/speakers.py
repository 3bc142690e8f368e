"""From the words for a speaker to the entity that they mean."""

from __future__ import annotations

from collections.abc import Collection

from kg.extract.sources import phrase_of
from kg.extract.spans import SpanIndex
from kg.model.document import Document, Form, Mention, Span
from kg.model.entities import Entity, Kind

# Words before the name of a state that make it the name of a part of the world.
REGIONS = frozenset({"Latin", "Central", "North", "South"})
# Media speak for a state if they are the state's ("North Korea's official news agency").
MEDIA = frozenset({"media", "newspaper", "radio", "television", "tv"})
PUBLIC = frozenset({"government", "official", "public", "state"})
# Nouns for the state of who speaks, behind these words.
STATES = frozenset({"country", "nation", "people", "kingdom", "homeland", "republic"})
# Nouns for the head of a state or of its foreign affairs.
LEADERS = frozenset({"leader", "president", "premier", "minister", "chancellor", "king", "emir", "sultan", "ruler"})
OWNERS = frozenset({"his", "her", "my", "our", "the"})
SPEAKING_KINDS = (Kind.PERSON, Kind.COUNTRY, Kind.ORGANIZATION)


class Speakers:
    """Resolves the heads of speaker phrases of one document.

    Args:
        doc: The document with its mentions and entities.
        officials: Nouns for unnamed persons and bodies that speak for a state or organization.
    """

    def __init__(self, doc: Document, officials: Collection[str]) -> None:
        self._officials = officials
        self._doc = doc
        self._mentions = SpanIndex(doc.mentions)
        self._entities = {entity.id: entity for entity in doc.entities}
        self._countries = {entity.country: entity for entity in doc.entities if entity.kind is Kind.COUNTRY}

    def entity_of(self, head: int) -> Entity | None:
        """Who the phrase around token `head` means: by a mention of it, by an apposition to it, or as the unnamed
        voice of a state or body that it names. Of a group it is the first member.
        """
        found = self._mentioned(head)
        if found is None or found.kind is Kind.COUNTRY:
            found = self._compatriot(head) or found or self._in_apposition(head) or self._voice(head)
        if found is None and self._doc.tokens[head].lower == "they":
            group = self._group_before(head)
            found = None if group is None else self.entity_of(group)
        return found

    def _group_before(self, pronoun: int) -> int | None:
        """The plural subject nearest before a "they" that no mention explains, in its sentence or the one before."""
        tokens = self._doc.tokens
        sentence = tokens[pronoun].sentence
        for i in range(pronoun - 1, -1, -1):
            if tokens[i].sentence < sentence - 1:
                return None
            plural = tokens[i].tag in ("NNS", "NNPS") or any(tokens[c].dep == "conj" for c in self._doc.children(i))
            if tokens[i].dep in ("nsubj", "nsubjpass") and plural and self._doc.quote_of(i) is None:
                return i
        return None

    def of_label(self, head: int) -> Entity | None:
        """Whom the label of a turn in a transcript means, which has the last name in capitals."""
        label = self._doc.tokens[head].text.casefold()
        people = [entity for entity in self._entities.values() if entity.kind is Kind.PERSON]
        named = [entity for entity in people if entity.name.casefold().split()[-1:] == [label]]
        return named[0] if len(named) == 1 else self.entity_of(head)

    def _compatriot(self, head: int) -> Entity | None:
        """The one person of a state among those named before whom "the Iraqi" or "the Iraqi leader" means."""
        doc, token = self._doc, self._doc.tokens[head]
        opens = {doc.tokens[c].lower for c in doc.children(head) if c < head}
        leads = token.lemma.lower() in LEADERS or token.ner == "NORP"
        if token.tag not in ("NN", "NNP", "JJ") or "the" not in opens or not leads:
            return None
        states = [
            m.entity for m in self._mentions.within(phrase_of(doc, head)) if m.form is Form.ADJECTIVE or m.head == head
        ]
        codes = {self._entities[i].country for i in states if i in self._entities}
        before = [m for m in doc.mentions if m.span.end <= token.start and m.form is Form.NAME]
        found = {
            m.entity: None
            for m in before
            if (entity := self._entities.get(m.entity)) is not None
            and entity.kind is Kind.PERSON
            and entity.country in codes
        }
        return self._entities[next(iter(found))] if len(codes) == 1 and len(found) == 1 else None

    def addressee_of(self, head: int) -> str | None:
        """The id of the person, state or organization that token `head` names."""
        entity = self._mentioned(head) or self._in_apposition(head) or self._voice(head)
        return None if entity is None else entity.id

    def _mentioned(self, head: int) -> Entity | None:
        mentions = self._doc.mentions_at(head) or self._covering(head)
        for kind in SPEAKING_KINDS:
            for mention in mentions:
                entity = self._entities.get(mention.entity)
                if entity is not None and entity.kind is kind:
                    return entity
        return None

    def _covering(self, head: int) -> tuple[Mention, ...]:
        """Mentions by name that end with the token but have another head (a parse that splits the name)."""
        token = self._doc.tokens[head]
        return tuple(
            mention
            for mention in self._mentions.touching(token.span)
            if mention.span.end == token.end and mention.form in (Form.NAME, Form.METONYM)
        )

    def _in_apposition(self, head: int) -> Entity | None:
        """The person in apposition to the head, else to the last noun of its phrase ("the leader of the Greens, Ann
        Lee"), as the parser often has it.
        """
        for i in (head, *self._nouns_below(head)):
            for child in self._doc.children(i):
                if self._doc.tokens[child].dep == "appos":
                    entity = self._mentioned(child)
                    if entity is not None and entity.kind is Kind.PERSON:
                        return entity
        return None

    def _nouns_below(self, head: int) -> list[int]:
        """The nouns after the prepositions of a singular noun for a person or office."""
        token = self._doc.tokens[head]
        if token.tag != "NN":
            return []
        prepositions = [c for c in self._doc.children(head) if self._doc.tokens[c].dep == "prep" and c > head]
        return [i for c in prepositions for i in self._doc.children(c) if self._doc.tokens[i].dep == "pobj"]

    def _voice(self, head: int) -> Entity | None:
        """The state (else the body) that an unnamed official speaks for: "a British official", "an aide to Brown"."""
        if not self._is_official(head):
            return None
        named = [
            entity
            for mention in self._mentions.within(phrase_of(self._doc, head))
            if not self._is_region(mention)
            and (entity := self._entities.get(mention.entity)) is not None
            and entity.kind in SPEAKING_KINDS
        ]
        for kind in (Kind.COUNTRY, Kind.ORGANIZATION):
            for entity in named:
                if entity.kind is kind:
                    return entity
        states = [self._countries.get(entity.country) for entity in named if entity.country is not None]
        return next((state for state in states if state is not None), None)

    def _is_official(self, head: int) -> bool:
        """Whether the head is a noun for such a voice, alone or as "one of his advisers"."""
        tokens = self._doc.tokens
        lemma = tokens[head].lemma.lower()
        modifiers = {tokens[c].lower for c in self._doc.children(head)}
        if lemma in MEDIA or "news" in modifiers:
            return lemma in (*MEDIA, "agency") and bool(modifiers & PUBLIC)
        if lemma in self._officials:
            return True
        of = next((c for c in self._doc.children(head) if tokens[c].lower == "of"), None)
        if tokens[head].lower != "one" or of is None:
            return False
        return any(tokens[i].lemma.lower() in self._officials for i in self._doc.children(of))

    def _is_region(self, mention: Mention) -> bool:
        """Whether a word for the region goes before the adjective of a state ("a Latin American diplomat")."""
        before = self._doc.tokens_in(mention.span).start - 1
        return before >= 0 and self._doc.tokens[before].text in REGIONS and mention.form is not Form.METONYM

    def about(self, spans: tuple[Span, ...], speaker: Entity | None) -> list[str]:
        """Ids of the persons, states and organizations that the spans speak of, in the order of first mention. The
        speaker is one of them only where the words name him or his state ("our country", "Peru is ready").
        """
        found: dict[str, None] = {}
        for span in spans:
            for mention in self._mentions.within(span):
                entity = self._entities.get(mention.entity)
                named = mention.form in (Form.NAME, Form.METONYM)
                own = speaker is not None and mention.entity == speaker.id
                if entity is not None and entity.kind in SPEAKING_KINDS and (named or not own):
                    found.setdefault(entity.id)
        state = self._own_state(spans, speaker)
        if state is not None:
            found.setdefault(state)
        return list(found)

    def _own_state(self, spans: tuple[Span, ...], speaker: Entity | None) -> str | None:
        """The state of a speaker who calls it his country, its people, "our soldiers", "the kingdom"."""
        state = None if speaker is None or speaker.country is None else self._countries.get(speaker.country)
        if speaker is None or state is None:
            return None
        tokens = self._doc.tokens
        for i in (i for span in spans for i in self._doc.tokens_in(span)):
            before = {tokens[c].lower for c in self._doc.children(i) if c < i}
            ours = "our" in before and speaker.kind is Kind.COUNTRY and tokens[i].pos == "NOUN"
            if ours or (tokens[i].lemma.lower() in STATES and before & OWNERS and not self._doc.mentions_at(i)):
                return state.id
        return None
