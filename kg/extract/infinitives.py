"""Infinitives as what was said: "urged them to sign", "vowed not to leave", "promised him a million to buy them"."""

from __future__ import annotations

from kg.extract.contents import asides, spans_of
from kg.extract.cues import Cue
from kg.model.document import Document, Span

# Texts and speeches in which something is pledged or asked.
TEXTS = frozenset(
    ("address", "communique", "communiqué", "declaration", "interview", "letter", "message", "speech", "statement")
)
SELVES = frozenset({"himself", "herself", "itself", "themselves"})


def to_of(doc: Document, verb: int) -> int | None:
    """The "to" of an infinitive."""
    return next((c for c in doc.children(verb) if doc.tokens[c].lower == "to" and doc.tokens[c].dep == "aux"), None)


def infinitive_astray(doc: Document, verb: int, cue: Cue) -> tuple[str, list[Span]] | None:
    """ "called on Peru to free them", "urged them to go", where the parser takes the infinitive for an adverbial or
    hangs it on the noun.
    """
    if cue.takes("inf:self"):
        return _committed(doc, verb)
    if not ((cue.takes("inf:on") and calls_on(doc, verb)) or (cue.takes("inf") and cue.addressed)):
        return _behind_text(doc, verb) if cue.takes("inf") else None
    if cue.takes("obj") and any(doc.tokens[c].dep == "dative" for c in doc.children(verb)):
        return None
    inside = [i for child in doc.children(verb) if child > verb for i in _near(doc, child)]
    for i in sorted(inside):
        to = to_of(doc, i)
        if to is not None and to > verb + 1 and doc.tokens[i].dep in ("acl", "relcl", "advcl"):
            return "infinitive", infinitive_from(doc, i, to)
    return None


def _committed(doc: Document, verb: int) -> tuple[str, list[Span]] | None:
    """ "committed itself to leave": the infinitive behind a pronoun for the subject."""
    if not any(doc.tokens[c].lower in SELVES for c in doc.children(verb)):
        return None
    for i in doc.subtree(verb):
        to = to_of(doc, i)
        if to is not None and verb < to <= verb + 3:
            return "infinitive", infinitive_from(doc, i, to)
    return None


def _behind_text(doc: Document, verb: int) -> tuple[str, list[Span]] | None:
    """ "pledged in a joint statement to settle": the infinitive that hangs on the text where the words stand."""
    for child in doc.children(verb):
        if child > verb and doc.tokens[child].dep == "prep" and doc.tokens[child].lower == "in":
            for text in doc.children(child):
                inner = next((i for i in doc.children(text) if to_of(doc, i) is not None), None)
                if inner is not None and doc.tokens[text].lemma.lower() in TEXTS:
                    return "infinitive", infinitive_from(doc, inner, to_of(doc, inner) or inner)
    return None


def _near(doc: Document, child: int) -> list[int]:
    """A dependent and its own, through a preposition also those of its noun ("urged him in a letter not to go")."""
    own = list(doc.children(child))
    if doc.tokens[child].dep == "prep":
        own.extend(i for noun in doc.children(child) for i in doc.children(noun))
    return [child, *own]


def calls_on(doc: Document, verb: int) -> bool:
    return any(doc.tokens[c].lower in ("on", "upon", "for") and doc.tokens[c].dep == "prep" for c in doc.children(verb))


def promised_from(doc: Document, verb: int, to: int) -> int:
    """Where the content of "promised him two million to house them" begins: at the thing promised, else at the "to"."""
    things = [c for c in doc.children(verb) if doc.tokens[c].dep == "dobj" and verb < c < to]
    counted = any(doc.tokens[c].dep == "nummod" for thing in things for c in doc.children(thing))
    given = counted or any(doc.tokens[c].dep == "dative" for c in doc.children(verb))
    return min(doc.subtree(things[0])) if given and things else to


def infinitive_from(doc: Document, root: int, first: int) -> list[Span]:
    """What stands from token `first` to the end of the subtree of `root`."""
    last = max(doc.subtree(root))
    if doc.tokens[first - 1].dep == "neg":
        first -= 1
    without = {i for aside in asides(doc, root) for i in doc.subtree(aside)}
    return spans_of(doc, [i for i in range(first, last + 1) if i not in without])
