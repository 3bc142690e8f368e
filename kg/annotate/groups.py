"""Groups: "the two presidents", "both men", "they". Each member of a group has a mention over the same span."""

from __future__ import annotations

from collections.abc import Callable

from kg.annotate.discourse import SUBJECTS, Discourse
from kg.annotate.noun_phrases import DEFINITE, PLURAL_TAGS, WINDOW, add_phrase, has_complement, modifiers
from kg.annotate.titles import Titles
from kg.model.document import Form, Token
from kg.model.entities import Kind

NUMBERS = {"two": 2, "three": 3, "four": 4, "both": 2, "pair": 2}
# Titles that anybody at the head of a state or body answers to.
AGENTS = frozenset({Kind.PERSON, Kind.COUNTRY})
GENERIC_PERSON = frozenset({"leader"})
GROUP_WINDOW = 1


class GroupResolver:
    """Resolves plural noun phrases of one document after the other."""

    def __init__(self, titles: Titles) -> None:
        self._titles = titles

    def resolve(self, talk: Discourse, token: Token) -> bool:
        """ "the two presidents", "both men", "the two": as many persons as said, the last named ones that fit."""
        doc = talk.doc
        count, number_at = self._count(talk, token)
        if count is None:
            return self._bare_plural(talk, token)
        head = self._titles.head_at(talk.words, token.i + 1)
        word = head[1].word if head else token.lower
        if token.lower in ("countries", "nations", "governments", "states"):
            return self._states(talk, token, count, number_at)
        gender = {"men": "m", "women": "f"}.get(token.lower)
        if head is None and gender is None and token.lower not in NUMBERS and token.lower != "politicians":
            return False
        if token.lower in NUMBERS and token.dep not in (*SUBJECTS, "pobj", "dobj"):
            return False
        subject = talk.subject_of(talk.clause(token.i))
        barred = set(talk.at(subject)) if subject is not None and token.dep not in SUBJECTS else set()
        fits = self._fits(talk, word, gender, head is not None)
        members = self._group_before(talk, number_at, count, fits, barred)
        window = GROUP_WINDOW if head is None and gender is None else 3 if head is None else WINDOW
        for _, entity in talk.before(number_at, sentences=window if not members else 0):
            if entity in members or entity in barred or not talk.is_person(entity):
                continue
            if len(members) == count:
                break
            if not fits(entity):
                continue
            members.append(entity)
        if len(members) != count:
            return False
        first = min(number_at, head[0] if head else token.i)
        if first and doc.tokens[first - 1].lower in DEFINITE:
            first -= 1
        talk.add(first, token.i + 1, token.i, sorted(members, key=_number), Form.NOMINAL)
        return True

    def _fits(self, talk: Discourse, word: str, gender: str | None, titled: bool) -> Callable[[str], bool]:
        def fits(entity: str) -> bool:
            if gender and talk.gender[entity] not in (None, gender):
                return False
            return (
                not titled
                or word in talk.wider[entity]
                or (word in GENERIC_PERSON and talk.entity(entity).country is not None)
            )

        return fits

    def _group_before(
        self, talk: Discourse, at: int, count: int, fits: Callable[[str], bool], barred: set[str]
    ) -> list[str]:
        """The members of the nearest group of that size, if it was spoken of a little before."""
        for head in dict.fromkeys(head for head, _ in talk.before(at, sentences=3)):
            members = talk.at(head)
            if len(members) == count and all(talk.is_person(e) and fits(e) and e not in barred for e in members):
                return list(members)
        return []

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
        """ "the ministers": only where persons were just named together who all hold the office."""
        head = self._titles.head_at(talk.words, token.i + 1)
        if head is None or not head[1].plural or head[1].word in GENERIC_PERSON:
            return False
        if not any(
            talk.doc.tokens[i].lower == "the" for i in talk.doc.children(token.i) if talk.doc.tokens[i].dep == "det"
        ):
            return False
        if has_complement(talk, token) or modifiers(talk, token, head[0]):
            return False
        members = latest_group(talk, token)
        if len(members) < 2 or not all(head[1].word in talk.wider.get(e, ()) for e in members):
            return False
        add_phrase(talk, head[0], token.i, members, Form.NOMINAL)
        return True

    def _states(self, talk: Discourse, token: Token, count: int, number_at: int) -> bool:
        found = list(
            dict.fromkeys(e for _, e in talk.before(token.i, sentences=1) if talk.entity(e).kind is Kind.COUNTRY)
        )
        if len(found) != count:
            return False
        first = number_at - 1 if number_at and talk.doc.tokens[number_at - 1].lower in DEFINITE else number_at
        talk.add(first, token.i + 1, token.i, sorted(found, key=_number), Form.NOMINAL)
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


def latest_group(talk: Discourse, token: Token) -> list[str]:
    """Those last named together: as one group, coordinated (as a subject first), or as the two sides of one verb."""
    doc = talk.doc
    subject = None if token.dep in (*SUBJECTS, "poss") else talk.subject_of(talk.clause(token.i))
    barred = set(talk.at(subject)) if subject is not None else set()
    heads = list(dict.fromkeys(head for head, _ in talk.before(token.i, sentences=1)))
    for index in (token.sentence, token.sentence - 1):
        found: list[tuple[bool, list[str]]] = []
        for head in heads:
            if doc.tokens[head].sentence != index or _same_clause(talk, head, token):
                continue
            together = _together(talk, head)
            if len(together) > 1 and not barred.intersection(together):
                found.append((_top(talk, head).dep in SUBJECTS, sorted(together, key=_number)))
        if found:
            return next((members for subject, members in found if subject), found[0][1])
    return []


def _same_clause(talk: Discourse, head: int, token: Token) -> bool:
    doc = talk.doc
    return (
        doc.tokens[head].sentence == token.sentence
        and talk.clause(head) == talk.clause(token.i)
        and token.dep != "poss"
    )


def _together(talk: Discourse, head: int) -> list[str]:
    here = talk.at(head)
    if len(here) > 1:
        return list(here)
    return _coordinated(talk, head) or _partners(talk, head)


def _top(talk: Discourse, head: int) -> Token:
    tokens = talk.doc.tokens
    while tokens[head].dep in ("conj", "appos") and tokens[head].head != head:
        head = tokens[head].head
    return tokens[head]


def _coordinated(talk: Discourse, head: int) -> list[str]:
    doc = talk.doc
    top = head
    while doc.tokens[top].dep == "conj":
        top = doc.tokens[top].head
    found: list[str] = []
    queue = [top]
    for i in queue:
        queue.extend(
            k for k in doc.children(i) if doc.tokens[k].dep == "conj" and doc.tokens[k].pos in ("PROPN", "NOUN", "PRON")
        )
        found.extend(e for e in talk.at(i) if talk.entity(e).kind in AGENTS and e not in found)
    listed = talk.listed(head)
    if len(listed) > len([e for e in found if talk.is_person(e)]) and len(listed) > 1:
        return listed
    return found if len(found) > 1 else []


def _partners(talk: Discourse, head: int) -> list[str]:
    """Subject and object or "with" of one verb of meeting."""
    doc = talk.doc
    verb = talk.clause(head)
    subject = talk.subject_of(verb)
    if subject is None:
        return []
    found = [e for e in talk.at(subject) if talk.is_person(e)]
    if not found:
        return []
    for i in doc.subtree(verb):
        token = doc.tokens[i]
        direct = token.dep == "dobj" and token.head == verb
        partner = token.dep == "pobj" and doc.tokens[token.head].lower in ("with", "and")
        if direct or partner:
            found.extend(e for e in talk.at(i) if talk.is_person(e) and e not in found)
    return found if len(found) > 1 else []


def _plural_between(talk: Discourse, token: Token) -> bool:
    """Whether a plural noun that is nobody's mention is the subject of the sentence before or of this one so far."""
    doc = talk.doc
    for index in (token.sentence, token.sentence - 1):
        if index < 0:
            break
        sentence = doc.sentences[index]
        for i in range(min(sentence.last, token.i) - 1, sentence.first - 1, -1):
            word = doc.tokens[i]
            if word.dep in SUBJECTS and i != token.i:
                if word.tag in PLURAL_TAGS and not talk.at(i):
                    return True
                if any(talk.is_person(e) for e in talk.at(i)):
                    return False
    return False


def _number(entity: str) -> int:
    return int(entity[1:])
