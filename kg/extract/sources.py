"""Who speaks, by syntax alone: from a word of speech to the noun phrase that names its speaker."""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.nearby import NOUNS, source_beside
from kg.model.document import Document, Span, Token

SUBJECT_TAGS = frozenset({"NOUN", "PROPN", "PRON", "NUM", "DET", "ADJ", "X"})
RELATIVES = frozenset({"who", "which", "that"})
# Dependents that belong to the clause and not to the words for the speaker.
OUTSIDE_NAME = frozenset(
    {"relcl", "acl", "appos", "advcl", "parataxis", "punct", "advmod", "cc", "npadvmod", "ccomp", "dep", "preconj"}
)
NAME_PREPOSITIONS = frozenset({"of", "for", "from", "to", "at", "with", "in"})
# How far the subject of a chain of verbs ("wrote, adding, saying …") is followed upwards.
MAX_CLIMB = 6
RESULTS = frozenset({"allow", "cause", "enable", "force", "give", "help", "include", "leave", "let", "make", "mean"})
CLOSING = frozenset({'"', "”", "''", "’", "'", "»"})
# Verbs that an empty "it" is the subject of.
EMPTY = frozenset({"be", "go", "seem", "appear", "take", "remain", "become"})
# Of these verbs in the passive the subject is who speaks ("Lopez was quoted as saying").
QUOTING = frozenset({"quote", "cite"})


@dataclass(frozen=True, slots=True)
class Source:
    """The phrase that names a speaker: its head token, and the relative pronoun that stands for it beside the verb."""

    head: int
    relative: int | None = None


def source_of(doc: Document, verb: int) -> Source | None:
    """Who does what a verb of speech says; None where the sentence does not tell, or tells only for what purpose it was
    to be said ("rang the king to ask for help").
    """
    at = verb
    if doc.tokens[verb].dep == "advcl" and _is_infinitive(doc, verb):
        return None
    for _ in range(MAX_CLIMB):
        found = _own_subject(doc, at)
        if found is None and is_passive(doc, at):
            if at == verb and doc.tokens[verb].lemma not in QUOTING:
                return None
            found = next((c for c in doc.children(at) if doc.tokens[c].dep == "nsubjpass"), None)
        if found is not None:
            return None if at != verb and _is_expletive(doc, found, at) else _antecedent(doc, found, at)
        step = _governor(doc, at)
        if step is None:
            break
        if doc.tokens[step].pos in NOUNS:
            return None if _is_purpose(doc, at) else _author(doc, step)
        at = step
    found = _inverted_object(doc, verb)
    found = source_beside(doc, verb) if found is None else found
    if found is not None and doc.tokens[found].lower == "it" and _is_infinitive(doc, verb):
        return None
    return None if found is None else Source(found)


def _inverted_object(doc: Document, verb: int) -> int | None:
    """The noun right behind a verb right behind a quote, which the parser takes for its object: "“…,” sighed the old
    leader".
    """
    if verb == 0 or (doc.tokens[verb - 1].text not in CLOSING and doc.quote_of(verb - 1) is None):
        return None
    objects = [c for c in doc.children(verb) if c > verb and doc.tokens[c].dep == "dobj"]
    if len(objects) != 1 or doc.tokens[objects[0]].pos != "NOUN" or min(doc.subtree(objects[0])) != verb + 1:
        return None
    return objects[0]


def _is_expletive(doc: Document, subject: int, verb: int) -> bool:
    """Whether the subject is the "it" of "it is too soon to say", "it goes without saying"."""
    return doc.tokens[subject].lower == "it" and doc.tokens[verb].lemma.lower() in EMPTY


def _is_infinitive(doc: Document, verb: int) -> bool:
    return any(doc.tokens[c].lower == "to" and doc.tokens[c].dep == "aux" for c in doc.children(verb))


def _is_purpose(doc: Document, verb: int) -> bool:
    """Whether a verb is the infinitive of a noun which cannot speak: "a clearer way to report it"."""
    return _is_infinitive(doc, verb) and doc.tokens[doc.tokens[verb].head].pos == "NOUN"


def is_passive(doc: Document, verb: int) -> bool:
    """Whether the verb is in the passive voice."""
    token = doc.tokens[verb]
    if token.tag == "VBN" and token.dep == "acl":
        return not is_finite_astray(doc, verb)
    bare = not any(doc.tokens[child].dep in ("aux", "nsubj") for child in doc.children(verb))
    if token.tag == "VBN" and token.dep == "advcl" and bare:
        return True
    return any(doc.tokens[child].dep in ("auxpass", "nsubjpass") for child in doc.children(verb))


def is_finite_astray(doc: Document, verb: int) -> bool:
    """Whether a participle behind a comma is the main verb of its sentence, which the parser hung on its subject:
    "Lopez, who arrived on Monday, called the text a gift".
    """
    head = doc.tokens[doc.tokens[verb].head]
    is_root = doc.sentence_of(verb).root == head.i
    return is_root and head.pos == "PROPN" and doc.tokens[verb - 1].text == "," and head.i < verb


def _own_subject(doc: Document, verb: int) -> int | None:
    """The subject of an active verb, the agent of a passive one. Of two subjects the one beside the verb is taken
    ("which he said was"); a subject inside the quote before it is a misparse.
    """
    children = doc.children(verb)
    agent = next((child for child in children if doc.tokens[child].dep == "agent"), None)
    if agent is not None or is_passive(doc, verb):
        return None if agent is None else next((i for i in doc.children(agent) if doc.tokens[i].dep == "pobj"), None)
    subjects = [c for c in children if doc.tokens[c].dep == "nsubj" and doc.tokens[c].pos in SUBJECT_TAGS]
    if doc.quote_of(verb) is None:
        subjects = [c for c in subjects if doc.quote_of(c) is None]
    before = [c for c in subjects if c < verb]
    return before[-1] if before else next(iter(subjects), None)


def _antecedent(doc: Document, subject: int, verb: int) -> Source:
    """The noun that a relative pronoun stands for, else the subject itself."""
    if doc.tokens[subject].lower not in RELATIVES:
        return Source(subject)
    at = verb
    for _ in range(MAX_CLIMB):
        token = doc.tokens[at]
        if token.dep == "relcl":
            return Source(_named_antecedent(doc, token.head, verb), relative=subject)
        if token.dep not in ("conj", "xcomp", "ccomp", "advcl") or token.head == at:
            break
        at = token.head
    return Source(subject)


def _named_antecedent(doc: Document, noun: int, verb: int) -> int:
    """Of "Burns, the envoy, who said" the clause may hang on the apposition: the name is taken."""
    token = doc.tokens[noun]
    if token.dep == "appos" and doc.tokens[token.head].pos == "PROPN" and noun < verb:
        return token.head
    return noun


def _governor(doc: Document, verb: int) -> int | None:
    """The verb or noun whose subject a verb without subject of its own shares."""
    token = doc.tokens[verb]
    if token.head == verb:
        return None
    head = doc.tokens[token.head]
    if (token.dep == "conj" and is_second_cue(doc, verb)) or (token.dep == "advcl" and is_second_participle(doc, verb)):
        return head.head if head.dep == "ccomp" else token.head
    if token.dep in ("conj", "advcl", "xcomp", "ccomp", "acl", "dep", "parataxis"):
        return token.head if head.pos in ("VERB", "AUX", "NOUN", "PROPN", "PRON", "ADJ") else None
    if token.dep == "acomp" and head.pos in ("VERB", "AUX"):
        return token.head
    if token.dep == "pcomp" and head.head != token.head:
        return head.head
    return None


def is_second_cue(doc: Document, verb: int) -> bool:
    """Whether a verb that the parser coordinates with a reported clause belongs beside the verb that reports it:
    "said the party was in no crisis, and urged …".
    """
    token = doc.tokens[verb]
    head = doc.tokens[token.head]
    if token.dep != "conj" or head.dep != "ccomp" or head.i > verb or doc.tokens[head.head].tag != token.tag:
        return False
    if _own_subject(doc, verb) is not None or any(doc.tokens[c].dep == "mark" for c in doc.children(verb)):
        return False
    if head.head > head.i:
        return False
    first = min(doc.subtree(verb))
    after_comma = any(doc.tokens[i].text == "," for i in range(max(0, first - 2), first))
    return after_comma or _finite_tag(doc, head.i) != token.tag


def tells_result(doc: Document, verb: int) -> bool:
    """Whether a verb is a participle that tells what comes of what is said ("…, allowing voters to see it")."""
    return doc.tokens[verb].tag == "VBG" and doc.tokens[verb].lemma.lower() in RESULTS


def is_second_participle(doc: Document, verb: int) -> bool:
    """A participle with its own clause after a comma is the speaker's next word of speech: "…, insisting that …"."""
    after_comma = verb > 0 and doc.tokens[verb - 1].text == ","
    return (
        doc.tokens[verb].tag == "VBG"
        and after_comma
        and not tells_result(doc, verb)
        and any(doc.tokens[c].dep == "ccomp" for c in doc.children(verb))
    )


def is_cut_off(doc: Document, verb: int) -> bool:
    """Whether a verb that the parser coordinates with the verb of speech belongs to the reported clause instead, as its
    tense tells: "said she hoped for peace, and then would rest".
    """
    token = doc.tokens[verb]
    if token.dep != "conj" or any(doc.tokens[c].dep in ("nsubj", "nsubjpass") for c in doc.children(verb)):
        return False
    return _finite_tag(doc, verb) in ("MD", "VBZ", "VBP") and _finite_tag(doc, token.head) == "VBD"


def _finite_tag(doc: Document, verb: int) -> str:
    """The tag that carries the tense of a clause: that of its first auxiliary, else that of the verb."""
    auxiliaries = [c for c in doc.children(verb) if doc.tokens[c].dep in ("aux", "auxpass")]
    return doc.tokens[auxiliaries[0] if auxiliaries else verb].tag


def _author(doc: Document, noun: int) -> Source:
    """Whose words a noun stands for ("a statement saying"): its owner, the subject of the verb that it is object of,
    else the noun itself ("critics saying").
    """
    owner = owner_of(doc, noun)
    if owner is not None:
        return Source(owner)
    token = doc.tokens[noun]
    if token.pos == "NOUN" and token.dep in ("dobj", "pobj"):
        at = token.head if token.dep == "dobj" else doc.tokens[token.head].head
        if doc.tokens[at].pos in ("VERB", "AUX"):
            subject = _own_subject(doc, at)
            subject = _shared_subject(doc, at) if subject is None else subject
            if subject is not None:
                return _antecedent(doc, subject, at)
    return Source(noun)


def _shared_subject(doc: Document, verb: int) -> int | None:
    at = verb
    for _ in range(MAX_CLIMB):
        step = _governor(doc, at)
        if step is None or doc.tokens[step].pos not in ("VERB", "AUX"):
            return None
        found = _own_subject(doc, step)
        if found is not None:
            return found
        at = step
    return None


def owner_of(doc: Document, noun: int) -> int | None:
    """The possessor of a noun ("her claim", "the call by Quispe", "the warning of the minister"), if it has one."""
    for child in doc.children(noun):
        token = doc.tokens[child]
        if token.dep == "poss":
            return child
        if token.dep == "prep" and token.lower in ("by", "from"):
            return next((i for i in doc.children(child) if doc.tokens[i].dep == "pobj"), None)
    return None


def phrase_of(doc: Document, head: int) -> Span:
    """The words that name the speaker around `head`: with titles, modifiers and coordinate names, without relative
    clauses and appositions.
    """
    kept = [head]
    for at in kept:
        kept.extend(child for child in doc.children(at) if _in_phrase(doc, doc.tokens[child], head))
    first, last = min(kept), max(kept)
    return Span(doc.tokens[first].start, doc.tokens[last].end)


def _in_phrase(doc: Document, token: Token, head: int) -> bool:
    if token.dep in OUTSIDE_NAME:
        return False
    if token.dep == "case":
        return token.head != head
    if token.dep == "prep":
        return token.lower in NAME_PREPOSITIONS and doc.tokens[token.i - 1].text != "," and token.i > token.head
    return token.dep != "conj" or token.pos in NOUNS
