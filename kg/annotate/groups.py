"""Groups: "the two presidents", "both sides", "the couples", "they". Each member has a mention over the same span."""

from __future__ import annotations

from collections.abc import Callable

from kg.annotate.discourse import SUBJECTS, Discourse
from kg.annotate.noun_phrases import DEFINITE, PLURAL_TAGS, WINDOW, add_phrase, has_complement, modifiers
from kg.annotate.titles import Titles
from kg.annotate.together import (
    barred_from_group,
    counterparts,
    latest_group,
    nearest_group,
    number,
    state_group,
)
from kg.authority import fold
from kg.model.document import Form, Token

NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "both": 2, "pair": 2}
STATE_NOUNS = frozenset({"countries", "nations", "governments", "states", "sides", "neighbours", "neighbors", "powers"})
COUPLES = frozenset({"couple", "couples"})
# Titles that anybody at the head of a state or body answers to.
GENERIC_PERSON = frozenset({"leader"})
GROUP_WINDOW = 1

Test = Callable[[str], bool]


class GroupResolver:
    """Resolves plural noun phrases of one document after the other."""

    def __init__(self, titles: Titles) -> None:
        self._titles = titles

    def resolve(self, talk: Discourse, token: Token) -> bool:
        """ "the two presidents", "both men", "both sides", "the two": as many as said, the counterparts first."""
        count, number_at = self._count(talk, token)
        if token.lower in COUPLES:
            return self._couples(talk, token, count)
        if token.text[0].isupper() and token.i > talk.doc.sentence_of(token.i).first:
            return self._namesakes(talk, token, count, number_at)
        if count is None:
            return self._bare_plural(talk, token)
        if token.lower in STATE_NOUNS:
            # People "on both sides" of a border, a river or a war are no states.
            if token.lower == "sides" and token.dep == "pobj" and talk.doc.tokens[token.head].lower == "on":
                return False
            return self._add(talk, token, number_at, state_group(talk, token, count))
        return self._persons(talk, token, count, number_at)

    def _persons(self, talk: Discourse, token: Token, count: int, number_at: int) -> bool:
        head = self._titles.head_at(talk.words, token.i + 1)
        gender = {"men": "m", "women": "f"}.get(token.lower)
        if head is None and gender is None and token.lower not in NUMBERS and token.lower != "politicians":
            return False
        if token.lower in NUMBERS and token.dep not in (*SUBJECTS, "pobj", "dobj"):
            return False
        barred = barred_from_group(talk, token) if token.dep != "poss" else set()
        for rank, fits in enumerate(self._tests(talk, head[1].word if head else "", gender)):

            def free(entity: str, fits: Test = fits) -> bool:
                return entity not in barred and fits(entity)

            members = nearest_group(talk, number_at, count, free)
            # Whoever speaks for a state is a leader only where two face each other.
            if not members and (not rank or count == 2):
                members = self._picked(talk, number_at, count, free, titled=head is not None, loose=gender is None)
            if members:
                return self._add(talk, token, min(number_at, head[0] if head else token.i), members)
        return False

    def _picked(self, talk: Discourse, at: int, count: int, fits: Test, *, titled: bool, loose: bool) -> list[str]:
        """Of holders of an office the counterparts; of others those named last."""
        window = WINDOW if titled else GROUP_WINDOW if loose else 3
        near = dict.fromkeys(e for _, e in talk.before(at, sentences=window) if talk.is_person(e) and fits(e))
        if titled:
            return counterparts(talk, list(near), count, at)
        return list(near)[:count] if len(near) >= count else []

    def _tests(self, talk: Discourse, word: str, gender: str | None) -> list[Test]:
        """Who may be a member: those of that office; failing them, for "leaders", whoever speaks for a state."""

        def of_gender(entity: str) -> bool:
            return gender is None or talk.gender[entity] in (None, gender)

        def of_office(entity: str) -> bool:
            return of_gender(entity) and (not word or word in talk.wider[entity])

        def of_state(entity: str) -> bool:
            return talk.entity(entity).country is not None

        return [of_office, of_state] if word in GENERIC_PERSON else [of_office]

    def _count(self, talk: Discourse, token: Token) -> tuple[int | None, int]:
        doc = talk.doc
        if token.lower in NUMBERS:
            before = doc.tokens[token.i - 1].lower if token.i else ""
            follows = doc.tokens[token.i + 1].pos if token.i + 1 < len(doc.tokens) else ""
            if token.lower == "both":
                alone = token.dep in (*SUBJECTS, "dobj", "pobj")
                return (2 if alone and follows != "ADP" else None), token.i
            return (
                NUMBERS[token.lower]
                if before in ("the", "these") and follows not in ("NOUN", "ADJ", "ADP", "PROPN")
                else None
            ), token.i
        for i in doc.children(token.i):
            child = doc.tokens[i]
            if child.lower in NUMBERS and child.i < token.i:
                before = doc.tokens[child.i - 1].lower if child.i else ""
                if child.lower == "both" or before in ("the", "these", "their"):
                    return NUMBERS[child.lower], child.i
        return None, token.i

    def _bare_plural(self, talk: Discourse, token: Token) -> bool:
        """ "the ministers": persons just named together who all hold the office, or the only two who do."""
        head = self._titles.head_at(talk.words, token.i + 1)
        if head is None or not head[1].plural or not self._definite(talk, token):
            return False
        if has_complement(talk, token) or modifiers(talk, token, head[0]):
            return False
        word = head[1].word

        def holds(entity: str) -> bool:
            return talk.is_person(entity) and word in talk.wider[entity]

        members = latest_group(talk, token)
        if word in GENERIC_PERSON or len(members) < 2 or not all(map(holds, members)):
            members = self._only_holders(talk, token, holds)
        if not members:
            return False
        add_phrase(talk, head[0], token.i, sorted(members, key=number), Form.NOMINAL)
        return True

    def _only_holders(self, talk: Discourse, token: Token, holds: Test) -> list[str]:
        """All who hold an office in the whole article, one for each of two states or of a list, all named before."""
        everybody = [entity.id for entity in talk.doc.entities if holds(entity.id)]
        before = [(head, e) for head, e in talk.before(token.i, sentences=WINDOW) if e in everybody]
        states = {talk.entity(entity).country for entity in everybody} - {None}
        named = {entity for _, entity in before} - barred_from_group(talk, token)
        if len(everybody) < 2 or len(states) != len(everybody) or not named.issuperset(everybody):
            return []
        listed = any(set(talk.listed(head)) == set(everybody) for head, _ in before)
        return everybody if len(everybody) == 2 or listed else []

    def _definite(self, talk: Discourse, token: Token) -> bool:
        children = (talk.doc.tokens[i] for i in talk.doc.children(token.i))
        return any(child.lower == "the" and child.dep == "det" for child in children)

    def _namesakes(self, talk: Discourse, token: Token, count: int | None, number_at: int) -> bool:
        """ "the Holms", "the two Holms": all who bear the name, or the counterparts among them."""
        name = fold(token.text)
        if not name.endswith("s") or not (count or (token.i and talk.words[token.i - 1].lower() == "the")):
            return False
        bearers = [
            e for e in dict.fromkeys(e for _, e in talk.before(token.i, sentences=WINDOW)) if _bears(talk, e, name[:-1])
        ]
        if len(bearers) < 2:
            return False
        members = bearers if count is None else counterparts(talk, bearers, count, token.i)
        return self._add(talk, token, number_at if count else token.i, members)

    def _couples(self, talk: Discourse, token: Token, count: int | None) -> bool:
        """ "the couple", "both couples": husbands and wives, known by one surname."""
        if count is None and not self._definite(talk, token):
            return False
        wanted = count or (1 if token.lower == "couple" else 2)
        by_name: dict[str, list[str]] = {}
        for entity in dict.fromkeys(e for _, e in talk.before(token.i, sentences=WINDOW) if talk.is_person(e)):
            by_name.setdefault(_surname(talk, entity), []).append(entity)
        couples = [pair for pair in by_name.values() if len(pair) == 2 and _man_and_woman(talk, pair)]
        if len(couples) != wanted and not (wanted == 1 and couples):
            return False
        members = [entity for pair in couples[:wanted] for entity in pair]
        return self._add(talk, token, token.i, members)

    def _add(self, talk: Discourse, token: Token, first: int, members: list[str]) -> bool:
        if not members:
            return False
        tokens = talk.doc.tokens
        left = [i for i in talk.doc.children(token.i) if i < first and tokens[i].dep in ("nummod", "det", "amod")]
        opened = any(tokens[i].dep == "det" for i in left)
        first = min([first, *left])
        if first and not opened and tokens[first - 1].lower in DEFINITE:
            first -= 1
        talk.add(first, token.i + 1, token.i, sorted(members, key=number), Form.NOMINAL)
        return True


def resolve_they(talk: Discourse, token: Token) -> bool:
    """ "they", "their" → persons just named together; nobody where another plural noun is nearer."""
    if _plural_between(talk, token):
        return False
    members = latest_group(talk, token)
    if len(members) < 2:
        return False
    talk.add(token.i, token.i + 1, token.i, members, Form.PRONOUN)
    return True


def _plural_between(talk: Discourse, token: Token) -> bool:
    """Whether a plural noun that is nobody's mention is the subject of the sentence before or of this one so far."""
    doc = talk.doc
    for index in (token.sentence, token.sentence - 1):
        if index < 0:
            break
        sentence = doc.sentences[index]
        for i in range(min(sentence.last, token.i) - 1, sentence.first - 1, -1):
            word = doc.tokens[i]
            if index == token.sentence and _stands_between(talk, i, token):
                return True
            if word.dep in SUBJECTS and i != token.i:
                if word.tag in PLURAL_TAGS and not talk.at(i):
                    return True
                if any(talk.is_person(e) for e in talk.at(i)):
                    return False
    return False


def _stands_between(talk: Discourse, i: int, token: Token) -> bool:
    """Whether a plural title that is nobody's mention is an object in the pronoun's clause ("thanked the envoys")."""
    word = talk.doc.tokens[i]
    if token.dep in SUBJECTS or word.tag != "NNS" or word.dep not in ("dobj", "dative") or talk.at(i):
        return False
    return talk.titled(i) and talk.clause(i) == talk.clause(token.i)


def _bears(talk: Discourse, entity: str, name: str) -> bool:
    if not talk.is_person(entity):
        return False
    words = [fold(word) for word in talk.entity(entity).name.split()]
    return name in (words[0], words[-1])


def _surname(talk: Discourse, entity: str) -> str:
    return fold(talk.entity(entity).name.split()[-1])


def _man_and_woman(talk: Discourse, pair: list[str]) -> bool:
    genders = [talk.gender[entity] for entity in pair]
    return genders[0] != genders[1] or None in genders
