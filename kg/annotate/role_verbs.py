"""Roles told by a verb: "X, who heads the council", "X speaks for the ministry", "X replaced Y as president of Z"."""

from __future__ import annotations

from collections.abc import Iterator

from kg.annotate.hits import syntactic_head
from kg.annotate.persons import PersonHit
from kg.annotate.role_phrases import Role, RolePhrases
from kg.annotate.titles import Titles
from kg.model.entities import Kind

# Verbs that say what somebody is, with the title of who does it.
TRADES = {
    "head": "head",
    "lead": "leader",
    "chair": "chairman",
    "command": "commander",
    "rule": "ruler",
    "govern": "ruler",
    "run": "head",
    "direct": "director",
    "represent": "representative",
    "edit": "editor",
    "coach": "coach",
    "teach": "teacher",
}
# Of these the object must be somebody's body or state: one may lead a race and run a risk.
WIDE = frozenset({"head", "lead", "chair", "command", "run", "direct", "rule", "govern", "represent"})
# Verbs whose subject takes an office "as …"; those whose object does are in the gazetteer.
TAKING = frozenset(
    {"serve", "act", "succeed", "replace", "follow", "resign", "retire", "return", "work", "reign", "continue", "take"}
)


class RoleVerbs:
    """Reads the roles that verbs tell of the persons of one document."""

    def __init__(self, titles: Titles, phrases: RolePhrases) -> None:
        self._titles = titles
        self._phrases = phrases
        self._doc = phrases.doc
        self._led, self._giving = titles.near.led, titles.near.giving

    def roles(self, hit: PersonHit) -> Iterator[Role]:
        """The roles that the verbs around a name tell of its bearer."""
        name = self._doc.tokens[syntactic_head(self._doc, hit.first, hit.last)]
        verb = self._doc.tokens[name.head]
        if name.dep == "nsubj" and verb.tag in ("VBZ", "VBP"):
            yield from self._of_trade(verb.i)
        for i in self._doc.children(name.i):
            if self._doc.tokens[i].dep == "relcl" and self._is_subject_who(i):
                yield from self._of_trade(i)
                if self._doc.tokens[i].lemma in TAKING:
                    yield from self._as_office(i)
        takes = name.dep == "nsubj" and verb.lemma in TAKING
        if takes or (name.dep in ("dobj", "nsubjpass") and verb.lemma in self._giving):
            yield from self._as_office(verb.i)
        elif name.dep == "appos" and self._is_given(verb.i):
            yield from self._as_office(verb.head)

    def _is_given(self, noun: int) -> bool:
        """Whether a noun beside which the name stands is what such a verb has for its object ("his brother, X, as")."""
        token = self._doc.tokens[noun]
        return token.dep == "dobj" and self._doc.tokens[token.head].lemma in self._giving

    def _is_subject_who(self, verb: int) -> bool:
        tokens = self._doc.tokens
        now = tokens[verb].tag in ("VBZ", "VBP")
        told = now or (tokens[verb].lemma in TAKING and tokens[verb].tag in ("VBD", "VBN"))
        return told and any(tokens[i].lower == "who" and tokens[i].dep == "nsubj" for i in self._doc.children(verb))

    def _of_trade(self, verb: int) -> Iterator[Role]:
        """ "heads the council", "speaks for the ministry" """
        tokens = self._doc.tokens
        children = [tokens[i] for i in self._doc.children(verb)]
        if any(child.dep == "neg" for child in children):
            return
        lemma, preposition = tokens[verb].lemma, "dobj"
        if lemma == "speak":
            preposition, word = "for", "spokesperson"
        elif lemma in TRADES:
            word = TRADES[lemma]
        else:
            return
        title = self._titles.by_word.get(word)
        objects = [child for child in children if child.dep == "dobj" or (child.dep == "prep" and child.lower == "for")]
        for child in objects:
            wanted = child.dep == "dobj" if preposition == "dobj" else child.dep == "prep"
            if title is None or not wanted or (lemma in WIDE and not self._is_body(child.i)):
                continue
            end = max(self._noun_phrase(child.i)) + 1
            text = self._doc.text_of(self._doc.span_of((verb, end - 1)))
            yield Role(verb, end, " ".join(text.split()), title)
            return

    def _noun_phrase(self, noun: int) -> list[int]:
        """The tokens of a noun phrase or of a preposition with one, without clauses that hang on it."""
        found = [noun]
        for at in found:
            found.extend(
                i
                for i in self._doc.children(at)
                if self._doc.tokens[i].dep not in ("relcl", "acl", "punct", "appos", "cc", "conj", "advcl")
            )
        return found

    def _is_body(self, noun: int) -> bool:
        token = self._doc.tokens[noun]
        if noun in self._phrases.person_tokens:
            return False
        known = self._phrases.hit_at.get(noun)
        return token.lemma in self._led or (known is not None and known.kind is not Kind.PLACE) or token.pos == "PROPN"

    def _as_office(self, verb: int) -> Iterator[Role]:
        """ "as president of Y", hanging on a verb or on its object"""
        tokens = self._doc.tokens
        holders = [verb, *(i for i in self._doc.children(verb) if tokens[i].dep in ("dobj", "prt", "prep"))]
        for holder in holders:
            for i in self._doc.children(holder):
                if tokens[i].lower == "as" and tokens[i].dep == "prep":
                    yield from (role for k in self._doc.children(i) if (role := self._office(k)) is not None)
        direct = (i for i in self._doc.children(verb) if tokens[i].dep == "oprd")
        yield from (role for i in direct if (role := self._office(i)) is not None)

    def _office(self, noun: int) -> Role | None:
        head = self._titles.head_at(self._phrases.words, noun + 1)
        if head is None or head[1].plural or head[1].class_ == "kin":
            return None
        first = self._phrases.leftmost(head[0], noun + 1)
        return self._phrases.role(first, self._phrases.complement_end(noun + 1), head[1])
