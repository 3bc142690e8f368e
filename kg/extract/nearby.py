"""Who speaks, by place alone: the noun beside a verb of speech to which the parser gave no subject."""

from __future__ import annotations

from kg.model.document import Document, Token

NOUNS = frozenset({"NOUN", "PROPN", "PRON"})
# How many words may stand between a quote and the verb after it.
MAX_BETWEEN = 25
INVERTING = frozenset({'"', "”", "''", "’", "'", "»"})


def source_beside(doc: Document, verb: int) -> int | None:
    """The parser gave the verb no subject: the noun just before it ("Smith said"), after it (`," said Smith`), or the
    phrase between the quote and it (`," Smith, the envoy, said`).
    """
    sentence = doc.sentence_of(verb)
    before = verb - 1
    while before > sentence.first and doc.tokens[before].pos in ("AUX", "ADV", "PART"):
        before -= 1
    if before >= sentence.first and _may_name(doc.tokens[before]) and doc.quote_of(before) is None:
        return before
    apposed = _apposed_name(doc, before, sentence.first)
    if apposed is not None:
        return apposed
    if verb == sentence.first or doc.quote_of(verb - 1) is not None or doc.tokens[verb - 1].text in INVERTING:
        found = _inverted(doc, verb, sentence.last)
        if found is not None:
            return found
    return _between(doc, verb, sentence.first)


def _ends_capitals(doc: Document, i: int) -> bool:
    """Whether no word with a capital follows: a name that the tagger does not know ends there."""
    return i + 1 == len(doc.tokens) or not doc.tokens[i + 1].text[:1].isupper()


def _ends_person(doc: Document, i: int) -> bool:
    """Whether token `i` is the last word of a person's name, as the language model sees it."""
    return doc.tokens[i].ner == "PERSON" and (i + 1 == len(doc.tokens) or doc.tokens[i + 1].ner != "PERSON")


def _apposed_name(doc: Document, comma: int, first: int) -> int | None:
    """The last word of the name between two commas before the verb ("the leader, Ann Lee, denounced …")."""
    at = comma - 1
    if at <= first or doc.tokens[comma].text != "," or not _ends_person(doc, at):
        return None
    while at > first and doc.tokens[at].ner == "PERSON":
        at -= 1
    return comma - 1 if doc.tokens[at].text == "," else None


def _opening_name(doc: Document, first: int, verb: int) -> int | None:
    """The last word of the name with which the sentence opens."""
    at = first
    while at < verb and doc.tokens[at].pos == "PROPN":
        at += 1
    return at - 1 if first < at < verb else None


def _may_name(token: Token) -> bool:
    return token.pos in (*NOUNS, "NUM") or (token.pos in ("ADJ", "DET", "ADV") and token.text[:1].isupper())


def _inverted(doc: Document, verb: int, last: int) -> int | None:
    for i in range(verb + 1, min(verb + 6, last)):
        token = doc.tokens[i]
        if token.pos in NOUNS and not (
            token.head > i and doc.tokens[token.head].pos in NOUNS and token.head < verb + 8
        ):
            return i
        if token.text[:1].isupper() and token.pos in ("ADV", "ADJ", "VERB", "X") and _ends_capitals(doc, i):
            return i
        if token.pos not in ("DET", "ADJ", "NOUN", "PROPN", "PRON", "NUM", "PART", "ADP"):
            return None
    return None


def _between(doc: Document, verb: int, first: int) -> int | None:
    """The first noun phrase between the nearest quotation mark or edge before the verb, and the verb."""
    start = verb
    while start > first and doc.quote_of(start - 1) is None and verb - start < MAX_BETWEEN:
        start -= 1
    if start == first:
        named = next((i for i in range(first, verb) if _ends_person(doc, i)), None)
        return _opening_name(doc, first, verb) if named is None else named
    for i in range(start, verb):
        token = doc.tokens[i]
        if token.pos in NOUNS and not (start <= token.head < verb and token.head != i):
            return i
    return None
