"""Reading a dependency parse: subjects, objects, coordination, and what belongs to one clause.

Pure functions over a Document; they know nothing of meetings. Indexes are those of `Document.tokens`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from kg.model.document import Document, Token

SUBJECTS = ("nsubj", "nsubjpass", "csubj")
OBJECTS = ("dobj", "obj", "iobj", "dative")
# Dependents that open a clause of their own, with times and places of their own.
CLAUSES = frozenset(("relcl", "ccomp", "advcl", "parataxis", "csubj", "csubjpass"))
# Verbs whose object does what their infinitive says: "invited him to visit".
OBJECT_CONTROL = frozenset(
    ("invite", "ask", "urge", "press", "want", "expect", "allow", "order", "tell", "persuade", "call", "bring", "send")
)

# Words that make a preposition together with the one after them: "along with".
COMPOUND = frozenset(("along", "together", "jointly"))

# What makes an infinitive after a noun a description.
RANKS = frozenset(("first", "second", "third", "fourth", "fifth", "last", "only", "sole", "latest"))


def kids(doc: Document, i: int, *deps: str) -> list[Token]:
    """The dependents of token `i` with one of these labels, in text order."""
    return [doc.tokens[at] for at in doc.children(i) if doc.tokens[at].dep in deps]


def is_verb(token: Token) -> bool:
    return token.pos in ("VERB", "AUX")


def preps(doc: Document, i: int, *words: str) -> Iterator[tuple[Token, Token]]:
    """Prepositions that hang on token `i` with their objects; without words, all of them."""
    for prep in kids(doc, i, "prep", "agent", "dative", "prt", "advmod"):
        if words and prep.lower not in words and prep.lower not in COMPOUND:
            continue
        for inner in (prep, *kids(doc, prep.i, "prep")):
            for obj in kids(doc, inner.i, "pobj", "pcomp"):
                if not words or inner.lower in words:
                    yield inner, obj


def conjuncts(doc: Document, i: int) -> list[int]:
    """Token `i` and all that is coordinated with it, in text order."""
    found = [i]
    for at in found:
        found.extend(token.i for token in kids(doc, at, "conj") if token.i not in found)
    return found


def first_conjunct(doc: Document, i: int) -> int:
    """The noun that opens the coordination in which token `i` stands."""
    while doc.tokens[i].dep == "conj" and not is_verb(doc.tokens[doc.tokens[i].head]):
        i = doc.tokens[i].head
    return i


def subject(doc: Document, verb: int) -> Token | None:
    """Who does what the verb says: its own subject, or that of the clause that it shares one with."""
    found = subjects(doc, verb)
    return found[0] if found else None


def subjects(doc: Document, verb: int) -> list[Token]:
    """As `subject`; several where a list of subjects was not parsed as one."""
    own = [_antecedent(doc, token) for token in _own_subjects(doc, verb)]
    if own:
        return own
    shared = _shared_subject(doc, verb)
    return [shared] if shared is not None else []


def _own_subjects(doc: Document, verb: int) -> list[Token]:
    """The subjects of the verb itself; "himself" in "had himself seen her" only stresses the one before."""
    return [token for token in kids(doc, verb, *SUBJECTS) if not token.lower.endswith(("self", "selves"))]


def _shared_subject(doc: Document, verb: int) -> Token | None:
    seen: set[int] = set()
    while verb not in seen:
        seen.add(verb)
        own = _own_subjects(doc, verb)
        if own:
            return _antecedent(doc, own[0])
        token = doc.tokens[verb]
        if token.dep == "acl" and any(aux.lower == "to" for aux in kids(doc, verb, "aux")):
            # "accepted an invitation to visit": who accepts it visits.
            above = governing_verb(doc, verb)
            if above is None:
                return None
            verb = above.i
            continue
        if token.dep == "relcl" and doc.tokens[token.head].ner == "GPE" and kids(doc, verb, "aux")[:1]:
            # "leaves for Lima to attend a summit": it is not the place that does.
            above = governing_verb(doc, verb) if kids(doc, verb, "aux")[0].lower == "to" else None
            if above is None:
                return doc.tokens[token.head]
            verb = above.i
            continue
        if token.dep == "pcomp" and (owner := _teller(doc, verb)) is not None:
            return owner
        if token.dep in ("relcl", "acl"):
            return doc.tokens[token.head] if not is_verb(doc.tokens[token.head]) else None
        if token.dep == "xcomp" and doc.tokens[token.head].lemma in OBJECT_CONTROL:
            target = kids(doc, token.head, *OBJECTS)
            if target:
                return target[0]
        if (
            token.dep in ("xcomp", "conj", "advcl", "ccomp", "pcomp", "prep", "acomp", "attr", "dep")
            and token.head != verb
        ):
            above = governing_verb(doc, verb)
            verb = above.i if above is not None else doc.ancestors(verb)[-1]
            continue
        return None
    return None


def _teller(doc: Document, verb: int) -> Token | None:
    """Whose the noun is that a gerund hangs on: "her account of 2008 of visiting him"."""
    nouns = itertools.takewhile(lambda token: not is_verb(token), _upward(doc, verb))
    owners = (owner for noun in nouns for owner in kids(doc, noun.i, "poss"))
    return next(owners, None)


def _antecedent(doc: Document, token: Token) -> Token:
    """The noun that a relative pronoun stands for; any other token as it is."""
    if token.tag in ("WP", "WDT") and token.dep in SUBJECTS:
        clause = doc.tokens[token.head]
        for at in (clause, *(doc.tokens[a] for a in doc.ancestors(clause.i))):
            if at.dep == "relcl":
                return doc.tokens[at.head]
    return token


def relative_noun(doc: Document, verb: int) -> Token | None:
    """The noun that the relative clause of a verb is about: "Y, whom X is to see"."""
    for at in (verb, *doc.ancestors(verb)):
        token = doc.tokens[at]
        if token.dep == "relcl":
            return doc.tokens[token.head]
        if token.dep not in ("xcomp", "ccomp", "conj"):
            return None
    return None


def is_passive(doc: Document, verb: int) -> bool:
    return bool(kids(doc, verb, "nsubjpass", "auxpass"))


def agents(doc: Document, verb: int) -> list[Token]:
    """The nouns after "by" of a passive verb or of a participle, and those that go on with the list after a comma."""
    found = [
        obj for prep in kids(doc, verb, "agent", "prep") if prep.lower == "by" for obj in kids(doc, prep.i, "pobj")
    ]
    if not found and is_passive(doc, verb):
        # "was signed in the presence of X by Y": the parser may hang Y on the presence.
        beside = [obj for _, obj in preps(doc, verb, "in") if obj.lemma == "presence"]
        found = [
            obj
            for noun in beside
            for at in clause_of(doc, noun.i)
            for prep, obj in preps(doc, at, "by")
            if prep.head == at
        ]
    if found:
        more = kids(doc, verb, "npadvmod", "appos", "dep", "conj")
        found.extend(token for token in more if token.i > found[0].i and token.pos == "PROPN")
    return found


def governing_verb(doc: Document, i: int) -> Token | None:
    """The nearest verb above token `i`; what stands before "that" is not of the clause after it.

    "said, after meeting her, that he would go": the parser may take the meeting for one of the going.
    """
    above = (token for token in _upward(doc, i) if is_verb(token))
    return next((verb for verb in above if not any(mark.i > i for mark in _thats(doc, verb.i))), None)


def _upward(doc: Document, i: int) -> Iterator[Token]:
    """The governors of token `i`, nearest first, as far as they are asked for."""
    while doc.tokens[i].head != i:
        i = doc.tokens[i].head
        yield doc.tokens[i]


def _thats(doc: Document, verb: int) -> list[Token]:
    return [token for token in kids(doc, verb, "mark") if token.lower == "that" and token.i < verb]


def clause_of(doc: Document, i: int, *, barriers: frozenset[int] = frozenset()) -> list[int]:
    """Token `i` and what hangs on it without a clause between; `barriers` are tokens that are not entered either."""
    found = [i]
    for at in found:
        for child in doc.children(at):
            token = doc.tokens[child]
            if child in barriers or token.dep in CLAUSES or (token.dep == "conj" and is_verb(token)):
                continue
            found.append(child)
    return sorted(found)


def phrase_of(doc: Document, i: int) -> list[int]:
    """A noun with its words, without relative clauses, appositions and what is coordinated with it."""
    found = [i]
    for at in found:
        for child in doc.children(at):
            token = doc.tokens[child]
            if at == i and token.dep in ("conj", "cc", "appos", "relcl", "acl", "punct", "prep"):
                continue
            found.append(child)
    return sorted(found)


def is_description(doc: Document, verb: int) -> bool:
    """Whether an infinitive only tells which one is meant: "the first king to visit it in a decade"."""
    token = doc.tokens[verb]
    if token.dep not in ("relcl", "acl", "advcl") or not any(aux.lower == "to" for aux in kids(doc, verb, "aux")):
        return False
    # "the first one in 60 years to go there": the infinitive may hang on the years.
    above = [doc.tokens[at] for at in doc.ancestors(verb)[:3]]
    nouns = list(itertools.takewhile(lambda word: word.pos in ("NOUN", "PROPN", "ADP", "ADJ"), above))
    if above and above[0].lemma == "be":
        nouns = kids(doc, above[0].i, "attr")
    governors = [doc.tokens[noun.head] for noun in nouns if noun.dep in ("attr", "oprd")]
    if any(verb.lemma == "become" and verb.tag != "VBG" for verb in governors):
        # "will become the first king to visit it": who becomes so visits it.
        return False
    ranks = [word for noun in nouns for word in (noun, *kids(doc, noun.i, "amod", "det", "nummod", "compound"))]
    return any(word.lower in RANKS or word.tag == "JJS" for word in ranks)


def is_definite(doc: Document, i: int) -> bool:
    """Whether the phrase refers back: "the talks", "their meeting", "today's talks"."""
    for token in kids(doc, i, "det", "poss"):
        if token.lower in ("the", "this", "that", "these", "those") or token.dep == "poss":
            return True
    return False


def distance(doc: Document, i: int, to: int) -> int:
    """Steps in the parse from one token to another, over what both hang on."""
    up, down = [i, *doc.ancestors(i)], [to, *doc.ancestors(to)]
    below = frozenset(down)
    common = next((at for at in up if at in below), None)
    return up.index(common) + down.index(common) if common is not None else len(up) + len(down)


def negated(doc: Document, verb: int) -> bool:
    """Whether the clause of the verb is negated: "not", "never", "no such trip", "nobody", "neither side"."""
    if kids(doc, verb, "neg"):
        return True
    for token in kids(doc, verb, *SUBJECTS):
        if token.lower in ("nobody", "none", "nothing", "neither") or has_no(doc, token.i):
            return True
    return any(
        token.lower in ("never", "hardly", "neither", "nor") for token in kids(doc, verb, "advmod", "preconj", "cc")
    )


def has_no(doc: Document, noun: int) -> bool:
    """Whether the noun stands under "no" or "neither"."""
    return any(token.lower in ("no", "neither") for token in kids(doc, noun, "det", "neg"))


def conditional(doc: Document, verb: int) -> bool:
    """Whether the verb's own clause is a condition or a question: "if they meet", "had they met", "whether"."""
    for token in kids(doc, verb, "mark", "advmod", "prep"):
        if token.lower in ("if", "unless", "whether", "lest"):
            return True
    subjects = kids(doc, verb, *SUBJECTS)
    auxes = kids(doc, verb, "aux", "auxpass")
    if subjects and auxes and auxes[0].i < subjects[0].i and subjects[0].tag not in ("WP", "WDT", "WRB"):
        return auxes[0].lower in (
            "had",
            "should",
            "were",
            "did",
            "do",
            "does",
            "will",
            "would",
            "can",
            "could",
            "has",
            "have",
        )
    return False
