"""Noun phrases that take up one person, state or organization: "the minister", "the Russian leader", "his guest"."""

from __future__ import annotations

from collections.abc import Callable

from kg.annotate.descriptions import compatriot, described
from kg.annotate.discourse import SUBJECTS, Discourse
from kg.annotate.groups import GENERIC_PERSON, NUMBERS, GroupResolver
from kg.annotate.noun_phrases import (
    DEFINITE,
    PLURAL_TAGS,
    POSSESSIVES,
    WINDOW,
    add_phrase,
    has_complement,
    modifiers,
    state_after,
)
from kg.annotate.roles import is_factual
from kg.annotate.titles import Titles
from kg.lexicon import Lexicon
from kg.model.document import Form, Token
from kg.model.entities import Kind

HEADS = frozenset({"president", "prime minister", "king", "queen", "leader", "chancellor", "premier", "pope"})

# Wider words for an office that hold a complement themselves.
HEADS_OF = frozenset({"head of state", "head of government"})


class NominalResolver:
    """Resolves definite noun phrases of one document after the other.

    Args:
        lexicon: Nouns that take up persons and states.
        titles: The offices.
        kingdoms: The codes of the states that "the kingdom" may mean.
        state_in: The code of the state that words name or describe.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        titles: Titles,
        kingdoms: frozenset[str] = frozenset(),
        state_in: Callable[[str], str | None] = lambda words: None,
    ) -> None:
        self._titles = titles
        self._state_in = state_in
        self._kingdoms = kingdoms
        self._groups = GroupResolver(titles)
        self._kinds = {row["word"]: row["kind"] for row in lexicon.rows("nominals")}

    def resolve(self, talk: Discourse, token: Token) -> bool:
        """Resolve the noun phrase whose head the token is; whether it was resolved."""
        if token.pos not in ("NOUN", "PROPN", "NUM", "PRON", "DET", "ADJ") or talk.at(token.i):
            return False
        named = self._apposed(talk, token)
        if named is not None:
            return named
        namesakes = token.text[0].isupper() and token.text.endswith("s") and token.pos in ("PROPN", "NOUN")
        if token.tag in PLURAL_TAGS or token.lower in NUMBERS or token.lower == "couple" or namesakes:
            return self._groups.resolve(talk, token)
        return self._single(talk, token)

    def _apposed(self, talk: Discourse, token: Token) -> bool | None:
        """ "his Danish counterpart, X" and "X, the foreign minister": the phrase is the person named beside it."""
        doc = talk.doc
        head = self._titles.head_at(talk.words, token.i + 1)
        if head is None or token.tag in PLURAL_TAGS:
            return None
        if talk.covered(token.i + 1) and any(talk.is_person(e) for e in talk.covering(token.i + 1)):
            return False
        if token.dep == "appos":
            named = [e for e in talk.at(token.head) if talk.is_person(e)]
        elif token.dep == "attr" and is_factual(doc, token.head):
            subject = talk.subject_of(token.head)
            named = [e for e in talk.at(subject) if talk.is_person(e)] if subject is not None else []
        else:
            names = [i for i in doc.children(token.i) if doc.tokens[i].dep == "appos" and i > token.i]
            named = [e for e in talk.at(names[0]) if talk.is_person(e)] if names else []
        if len(named) != 1:
            return None
        add_phrase(talk, head[0], token.i, named, Form.NOMINAL)
        if head[1].word == "counterpart":
            for _, other in talk.before(token.i, sentences=1):
                if talk.is_person(other) and other != named[0]:
                    talk.share_titles(named[0], other)
                    break
        return True

    def _single(self, talk: Discourse, token: Token) -> bool:
        head = self._titles.head_at(talk.words, token.i + 1)
        first = head[0] if head else token.i
        determiner = self._determiner(talk, token, first)
        kind = self._kinds.get(token.lower)
        if has_complement(talk, token):
            return self._complemented(talk, token, first, determiner)
        if determiner is None:
            return head is not None and self._owned(talk, token) and self._by_title(talk, token, first, head[1].word)
        if kind == "relation" and determiner.lower in POSSESSIVES:
            return self._other(talk, token, first, determiner)
        if determiner.lower in POSSESSIVES and token.lower in ("country", "nation", "government"):
            return self._own_country(talk, token, determiner)
        if determiner.lower not in DEFINITE:
            return False
        if kind in ("state", "body"):
            return self._state(talk, token) if kind == "state" else self._body(talk, token)
        if kind in ("man", "woman", "person"):
            return self._by_gender(talk, token, kind)
        if head is not None:
            return self._by_title(talk, token, first, head[1].word)
        return not modifiers(talk, token, first) and self._described(talk, token)

    def _described(self, talk: Discourse, token: Token) -> bool:
        """ "the laureate", "the Kenyan" """
        code = self._state_in(token.text) if token.text[:1].isupper() else None
        person = compatriot(talk, token, code) if code else described(talk, token)
        if person is not None:
            add_phrase(talk, token.i, token.i, [person], Form.NOMINAL)
        return person is not None

    def _complemented(self, talk: Discourse, token: Token, first: int, determiner: Token | None) -> bool:
        """ "the president of Kenya", "the head of state" """
        if determiner is None or determiner.lower not in DEFINITE or token.dep == "attr":
            return False
        end = token.i + 3
        whole = " ".join(talk.words[token.i : end]).lower()
        if whole in HEADS_OF:
            return self._by_title(talk, token, first, whole, last=end)
        head, state = self._titles.head_at(talk.words, token.i + 1), state_after(talk, token)
        if head is None or state is None:
            return False
        return self._by_title(talk, token, first, head[1].word, last=state[0], state=state[1])

    def _owned(self, talk: Discourse, token: Token) -> bool:
        """Whether a state owns the office ("Peru's president")."""
        owners = [i for i in talk.doc.children(token.i) if talk.doc.tokens[i].dep == "poss"]
        return any(talk.entity(e).kind is Kind.COUNTRY for i in owners for e in talk.at(i))

    def _determiner(self, talk: Discourse, token: Token, first: int) -> Token | None:
        # The parser hangs "the" of "the secretary-general" on its first word.
        for noun in (token.i, *range(first, token.i)):
            for i in talk.doc.children(noun):
                child = talk.doc.tokens[i]
                if child.dep in ("det", "poss") and child.i <= first and child.lower in (*DEFINITE, *POSSESSIVES):
                    return child
        return None

    def _by_title(
        self, talk: Discourse, token: Token, first: int, word: str, *, last: int | None = None, state: str | None = None
    ) -> bool:
        """The person nearest before who holds such an office, in the state that the phrase names."""
        near = modifiers(talk, token, first)
        states = {e for i in near for e in talk.at(i) if talk.entity(e).kind is Kind.COUNTRY}
        codes = {talk.entity(e).country for e in states} | ({state} if state else set())
        if any(not talk.covered(i) and talk.doc.tokens[i].pos == "PROPN" for i in near):
            return False
        places = {talk.words[i] for i in near for e in talk.covering(i) if talk.entity(e).kind is Kind.PLACE}
        best = self._holder(talk, token, word, codes, places)
        if best is None and len(codes) == 1:
            best = self._only_one_of(talk, token, codes.pop())
        if best is None:
            return False
        add_phrase(talk, first, token.i, [best], Form.NOMINAL, last=last)
        return True

    def _holder(self, talk: Discourse, token: Token, word: str, codes: set[str | None], places: set[str]) -> str | None:
        """The nearest holder of the office before; one of the subject's own state, one of a state at all, go first."""
        subject = self._speaker(talk, token)
        fitting = [
            entity
            for entity in dict.fromkeys(e for _, e in talk.before(token.i, sentences=WINDOW))
            if talk.is_person(entity)
            and entity != subject
            and not (codes and talk.entity(entity).country not in codes)
            and not self._gender_clash(talk, entity, word)
            and self._from_there(talk, entity, places)
            and word in talk.wider[entity]
        ]
        if word not in GENERIC_PERSON:
            fitting = self._at_home(talk, subject, fitting) or self._of_states(talk, word, fitting) or fitting
        exact = [entity for entity in fitting if word in talk.exact[entity] or word not in GENERIC_PERSON]
        return next(iter(exact or fitting), None)

    def _at_home(self, talk: Discourse, subject: str | None, holders: list[str]) -> list[str]:
        """The holders of the state for which the subject speaks, if that is none of those who meet such holders."""
        if subject is None or not talk.is_person(subject) or HEADS & talk.exact[subject]:
            return []
        country = talk.entity(subject).country
        return [entity for entity in holders if country is not None and talk.entity(entity).country == country]

    def _of_states(self, talk: Discourse, word: str, holders: list[str]) -> list[str]:
        """The holders who speak for a state, where the office is mostly one of a state."""
        title = self._titles.by_word.get(word)
        if title is None or title.class_ != "state":
            return []
        return [entity for entity in holders if talk.entity(entity).country is not None]

    def _from_there(self, talk: Discourse, entity: str, places: set[str]) -> bool:
        """Whether a role of the person names the places of the phrase ("the Vermont senator")."""
        roles = " ".join(talk.entity(entity).roles)
        return all(place in roles for place in places)

    def _only_one_of(self, talk: Discourse, token: Token, code: str | None) -> str | None:
        """The only person named before who speaks for a state, if the article states no office of that person."""
        found = {
            e for _, e in talk.before(token.i, sentences=WINDOW) if talk.is_person(e) and talk.entity(e).country == code
        }
        if len(found) != 1:
            return None
        only = found.pop()
        return only if not talk.exact[only] and code else None

    def _gender_clash(self, talk: Discourse, entity: str, word: str) -> bool:
        title = self._titles.by_word.get(word)
        return bool(title and title.gender and talk.gender[entity] not in (None, title.gender))

    def _speaker(self, talk: Discourse, token: Token) -> str | None:
        """The subject of the clause, if the phrase is another argument of it."""
        if token.dep in SUBJECTS:
            return None
        subject = talk.subject_of(talk.clause(token.i))
        entities = talk.at(subject) if subject is not None else []
        return entities[0] if len(entities) == 1 and token.dep in ("dobj", "pobj", "dative") else None

    def _other(self, talk: Discourse, token: Token, first: int, possessive: Token) -> bool:
        """ "his guest", "her Polish counterpart": the other person of the scene."""
        owner = talk.at(possessive.i)
        states = [talk.entity(e).country for i in modifiers(talk, token, first) for e in talk.at(i)]
        for _, entity in talk.before(token.i, sentences=WINDOW if states else 8):
            if not talk.is_person(entity) or entity in owner:
                continue
            if states and talk.entity(entity).country not in states:
                continue
            add_phrase(talk, first, token.i, [entity], Form.NOMINAL)
            return True
        return False

    def _own_country(self, talk: Discourse, token: Token, possessive: Token) -> bool:
        owners = talk.at(possessive.i)
        codes = {talk.entity(e).country for e in owners}
        states = [e.id for e in talk.doc.entities if e.kind is Kind.COUNTRY and e.country in codes and e.country]
        if len(states) != 1:
            return False
        add_phrase(talk, token.i, token.i, states, Form.NOMINAL)
        return True

    def _by_gender(self, talk: Discourse, token: Token, kind: str) -> bool:
        wanted = {"man": "m", "woman": "f"}.get(kind)
        if any(talk.doc.tokens[i].dep in ("relcl", "acl", "prep", "amod") for i in talk.doc.children(token.i)):
            return False
        for _, entity in talk.before(token.i, sentences=2):
            if talk.is_person(entity) and (wanted is None or talk.gender[entity] == wanted):
                add_phrase(talk, token.i, token.i, [entity], Form.NOMINAL)
                return True
        return False

    def _state(self, talk: Discourse, token: Token) -> bool:
        """ "the kingdom", "the country": the only state of the sentence and the one before."""
        if token.lower not in ("country", "kingdom", "republic") or modifiers(talk, token, token.i):
            return False
        if token.lower == "kingdom":
            return self._kingdom(talk, token)
        found = list(
            dict.fromkeys(e for _, e in talk.before(token.i, sentences=1) if talk.entity(e).kind is Kind.COUNTRY)
        )
        if len(found) != 1:
            return False
        add_phrase(talk, token.i, token.i, found, Form.NOMINAL)
        return True

    def _kingdom(self, talk: Discourse, token: Token) -> bool:
        """The kingdom named last."""
        states = (talk.entity(e) for _, e in talk.before(token.i, sentences=WINDOW))
        named = (state.id for state in states if state.kind is Kind.COUNTRY and state.country in self._kingdoms)
        found = next(named, None)
        if found is not None:
            add_phrase(talk, token.i, token.i, [found], Form.NOMINAL)
        return found is not None

    def _body(self, talk: Discourse, token: Token) -> bool:
        """ "the council": the organization named last whose name ends in the word; "the bloc", "the alliance"."""
        if modifiers(talk, token, token.i):
            return False
        for _, entity in talk.before(token.i, sentences=WINDOW):
            known = talk.entity(entity)
            if known.kind is not Kind.ORGANIZATION:
                continue
            words = " ".join((known.name, *known.aliases)).lower().split()
            if token.lower in words or (token.lower == "bloc" and "union" in words):
                add_phrase(talk, token.i, token.i, [entity], Form.NOMINAL)
                return True
        return False
