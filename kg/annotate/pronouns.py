"""Personal and relative pronouns: the person, state or organization that they stand for.

Gender and number filter, syntax excludes (two arguments of one verb are two persons), and what is left is ranked: the
subject of the governing clause of speech, subjects before objects, near before far.
"""

from __future__ import annotations

from kg.annotate.discourse import SUBJECTS, Discourse
from kg.model.document import Form, Token
from kg.model.entities import Kind

MALE = frozenset({"he", "him", "his", "himself"})
FEMALE = frozenset({"she", "her", "hers", "herself"})
NEUTER = frozenset({"it", "its", "itself"})
RELATIVE = frozenset({"who", "which", "that", "whom"})
REFLEXIVE = frozenset({"himself", "herself", "itself"})
WINDOW = 3

# Points of a candidate; found by hand on development articles, only their order matters much.
SUBJECT, OBJECT_COST, POSSESSOR_COST, DISTANCE_COST, PARAGRAPH_COST = 1.0, 0.2, 0.5, 0.9, 0.4
GOVERNING, PARALLEL, UNKNOWN_GENDER_COST, QUOTED_COST, TOPIC, NEAREST = 1.2, 0.3, 1.0, 0.8, 0.1, 0.3


def resolve_relative(talk: Discourse, token: Token) -> bool:
    """ "who", "which" → the noun that the relative clause belongs to."""
    doc = talk.doc
    verb = token.i
    for _ in range(4):
        if doc.tokens[verb].dep == "relcl":
            break
        verb = doc.tokens[verb].head
    if doc.tokens[verb].dep != "relcl" or token.dep not in ("nsubj", "nsubjpass", "dobj", "pobj"):
        return False
    noun = doc.tokens[verb].head
    beside = talk.ending_before(token.i - 1) if token.i and doc.tokens[token.i - 1].text == "," else None
    entities = talk.at(noun if beside is None else beside) or [
        e for i in doc.children(noun) if doc.tokens[i].dep == "appos" for e in talk.at(i)
    ]
    if not entities or (token.lower in ("who", "whom") and not talk.is_person(entities[0])):
        return False
    talk.add(token.i, token.i + 1, token.i, list(entities), Form.PRONOUN)
    return True


def resolve_person(talk: Discourse, token: Token) -> bool:
    """ "he", "her" … → a person named before."""
    wanted = "m" if token.lower in MALE else "f"
    scores: dict[str, float] = {}
    counts: dict[str, int] = {}
    for head, entity in talk.before(token.i, sentences=WINDOW):
        if not talk.is_person(entity) or talk.gender[entity] not in (None, wanted) or len(talk.at(head)) > 1:
            continue
        counts[entity] = counts.get(entity, 0) + 1
        if _excluded(talk, token, head):
            continue
        score = _score(talk, token, head)
        score -= 0 if talk.gender[entity] == wanted else UNKNOWN_GENDER_COST
        scores[entity] = max(scores.get(entity, -99.0), score)
    for entity in list(scores):
        if _coargument(talk, token, entity):
            del scores[entity]
    if not scores:
        return _ahead(talk, token, wanted)
    best = max(scores, key=lambda entity: (scores[entity] + TOPIC * min(counts[entity], 4), entity))
    talk.gender[best] = wanted
    talk.add(token.i, token.i + 1, token.i, [best], Form.PRONOUN)
    return True


def _coargument(talk: Discourse, token: Token, entity: str) -> bool:
    """Whether the entity is another argument of the same verb; a possessive or reflexive may agree with it."""
    if token.dep == "poss" or token.lower in REFLEXIVE:
        return False
    clause = talk.clause(token.i)
    doc = talk.doc
    for i in doc.children(clause):
        child = doc.tokens[i]
        if child.dep in (*SUBJECTS, "dobj", "dative", "iobj") and i != token.i and entity in talk.at(i):
            return True
        prepositional = child.dep in ("prep", "agent", "dative") and token.i not in doc.children(i)
        if not prepositional or token.dep not in SUBJECTS:
            continue
        if child.i > token.i and any(entity in talk.at(k) for k in doc.children(i)):
            return True
    subject = talk.subject_of(clause)
    return (
        token.dep not in SUBJECTS
        and subject is not None
        and entity in talk.at(subject)
        and token.head
        in (
            clause,
            *(i for i in doc.children(clause) if doc.tokens[i].dep in ("prep", "dative", "agent")),
        )
    )


def _excluded(talk: Discourse, token: Token, head: int) -> bool:
    """A possessive is not its own noun: "his deputy, X" is not X's."""
    if token.dep != "poss":
        return False
    noun = token.head
    return head == noun or (talk.doc.tokens[head].dep == "appos" and talk.doc.tokens[head].head == noun)


def _score(talk: Discourse, token: Token, head: int) -> float:
    doc = talk.doc
    other = doc.tokens[head]
    distance = token.sentence - other.sentence
    score = -DISTANCE_COST * distance
    if distance and doc.sentences[token.sentence].paragraph != doc.sentences[other.sentence].paragraph:
        score -= PARAGRAPH_COST
    top = _top_of_coordination(talk, other)
    own = token.dep == "poss" and not distance and talk.subject_of(talk.clause(token.i)) == head
    if top.dep in SUBJECTS or own:
        score += SUBJECT
        verb = doc.tokens[top.head]
        if verb.dep == "ROOT":
            score += 0.2
        elif verb.dep == "relcl":
            score -= 0.5
        score += PARALLEL if token.dep in SUBJECTS else 0
    elif top.dep == "poss":
        score -= POSSESSOR_COST if token.dep != "poss" else 0.1
    else:
        score -= OBJECT_COST
    if distance == 0 and _governs(talk, token, head):
        score += GOVERNING + (NEAREST if own else 0)
    if doc.quote_of(head) is not None and doc.quote_of(token.i) is None:
        score -= QUOTED_COST
    if doc.quote_of(token.i) is not None and _speaks_of(talk, token, head):
        score -= 2.0
    return score


def _top_of_coordination(talk: Discourse, token: Token) -> Token:
    tokens = talk.doc.tokens
    for _ in range(6):
        if token.dep not in ("conj", "appos"):
            break
        token = tokens[token.head]
    return token


def _governs(talk: Discourse, token: Token, head: int) -> bool:
    """Whether the mention is the subject of a clause above the pronoun's, or of its own for a possessive."""
    doc = talk.doc
    clause = talk.clause(token.i)
    own = talk.subject_of(clause)
    if token.dep == "poss" and own == head:
        return True
    above = clause
    for _ in range(3):
        if doc.tokens[above].head == above:
            return False
        above = talk.clause(doc.tokens[above].head)
        subject = talk.subject_of(above)
        if subject is not None:
            return subject == head
    return False


def _speaks_of(talk: Discourse, token: Token, head: int) -> bool:
    """Whether the mention, outside the quotation, is the subject of the verb that introduces it."""
    doc = talk.doc
    return (
        doc.quote_of(head) is None and doc.tokens[head].dep in SUBJECTS and doc.tokens[head].sentence == token.sentence
    )


def _ahead(talk: Discourse, token: Token, wanted: str) -> bool:
    """A pronoun in an opening phrase takes the subject that follows ("In his speech, X said …").

    In a quotation it is not the speaker, but may be of whom he speaks ("“He is ill,” X said of Y").
    """
    doc = talk.doc
    sentence = doc.sentence_of(token.i)
    subject = talk.subject_of(sentence.root)
    if subject is None or subject < token.i or (talk.clause(token.i) == sentence.root and token.dep in SUBJECTS):
        return False
    if doc.quote_of(token.i) is not None and doc.quote_of(subject) is None:
        about = _spoken_of(talk, doc.tokens[subject].head)
        if about is None:
            return False
        subject = about
    persons = [e for e in talk.at(subject) if talk.is_person(e) and talk.gender[e] in (None, wanted)]
    if len(persons) != 1:
        return False
    talk.add(token.i, token.i + 1, token.i, persons, Form.PRONOUN)
    return True


def _spoken_of(talk: Discourse, verb: int) -> int | None:
    """The noun after "of" or "about" that hangs on a verb of speech."""
    doc = talk.doc
    prepositions = (i for i in doc.children(verb) if i > verb and doc.tokens[i].lower in ("of", "about"))
    return next((k for i in prepositions for k in doc.children(i) if doc.tokens[k].dep == "pobj"), None)


def resolve_neuter(talk: Discourse, token: Token) -> bool:
    """ "it", "its" → a state or organization, only where that is a subject nearby and nothing else comes between."""
    doc = talk.doc
    if token.dep not in SUBJECTS and token.dep != "poss":
        return False
    if token.dep in SUBJECTS and _expletive(talk, token):
        return False
    subject = _subject_before(talk, token)
    if subject is None:
        return False
    bodies = [e for e in talk.at(subject) if doc.entity(e).kind in (Kind.COUNTRY, Kind.ORGANIZATION)]
    if len(bodies) != 1 or (doc.tokens[subject].tag in ("NNS", "NNPS") and not doc.tokens[subject].text[0].isupper()):
        return False
    talk.add(token.i, token.i + 1, token.i, bodies, Form.PRONOUN)
    return True


def _expletive(talk: Discourse, token: Token) -> bool:
    doc = talk.doc
    verb = doc.tokens[token.head]
    if verb.dep == "aux":
        verb = doc.tokens[verb.head]
    children = [doc.tokens[i] for i in doc.children(verb.i)]
    if verb.lemma in ("be", "seem", "appear", "become", "take", "turn", "happen"):
        return any(child.dep in ("acomp", "attr", "ccomp", "xcomp", "advcl") for child in children)
    return verb.lower.startswith(("rain", "snow", "mean", "matter"))


def _subject_before(talk: Discourse, token: Token) -> int | None:
    """The nearest governing subject, else the subject of the sentence before."""
    doc = talk.doc
    clause = talk.clause(token.i)
    if token.dep == "poss":
        own = talk.subject_of(clause)
        if own is not None and own < token.i:
            return own
    above = clause
    while doc.tokens[above].head != above:
        above = talk.clause(doc.tokens[above].head)
        subject = talk.subject_of(above)
        if subject is not None and subject < token.i and subject != token.i:
            return subject
    if doc.tokens[clause].dep == "conj":
        return None
    index = token.sentence - 1
    if index < 0 or doc.sentences[index].paragraph != doc.sentences[token.sentence].paragraph:
        return None
    return talk.subject_of(doc.sentences[index].root)
