"""The word lists of meeting extraction, read once from the lexicon."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.lexicon import Lexicon
from kg.model.document import Document, Token
from kg.model.facts import MeetingType

# Lemmas that the language model gets wrong: "hopes" is no form of "hop" in news.
MISREAD = {"hop": "hope", "din": "dine", "rang": "ring"}
# The kind of the nouns that name an encounter only with "with" and a person: "an hour with her".
SPELL = "spell"
# Adverbs that make another verb of the one before them.
PARTICLES = frozenset(("back", "off", "out", "down", "short", "away", "through", "around", "round"))


@dataclass(frozen=True, slots=True)
class NounEntry:
    """A noun for encounters; `kind` says how its participants are told (see the head of the table).

    It is one only beside one of the words that it `needs` before it, where it needs any.
    """

    type: MeetingType
    kind: str
    plural_only: bool
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Idiom:
    """What a verb tells with a certain noun; `partner` "of" says that the noun is another's: "took the hand of Y"."""

    frame: str
    type: MeetingType
    partner: str


@dataclass(frozen=True, slots=True)
class VerbEntry:
    """A verb of encounter and the frame of its participants."""

    frame: str
    type: MeetingType


@dataclass(frozen=True, slots=True)
class MeetingWords:
    """All the tables; `cues` are the words of status by cue."""

    nouns: dict[str, NounEntry] = field(default_factory=dict)
    verbs: dict[str, VerbEntry] = field(default_factory=dict)
    cues: dict[str, frozenset[str]] = field(default_factory=dict)
    exclusions: dict[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    delegates: frozenset[str] = frozenset()
    venues: frozenset[str] = frozenset()
    cities: dict[str, str] = field(default_factory=dict)
    media: frozenset[str] = frozenset()
    idioms: dict[tuple[str, str, str], Idiom] = field(default_factory=dict)

    @classmethod
    def load(cls, lexicon: Lexicon) -> MeetingWords:
        """The tables of a lexicon; ResourceError where one is missing or broken."""
        cues: dict[str, set[str]] = {}
        for row in lexicon.rows("meeting_cues"):
            cues.setdefault(row["cue"], set()).add(row["word"])
        exclusions: dict[str, set[tuple[str, str]]] = {}
        for row in lexicon.rows("meeting_noun_exclusions"):
            exclusions.setdefault(row["noun"], set()).add((row["position"], row["word"]))
        return cls(
            nouns={
                row["word"]: NounEntry(
                    MeetingType(row["type"]), row["kind"], row["number"] == "plural", frozenset(row["needs"].split())
                )
                for row in lexicon.rows("meeting_nouns")
            },
            verbs={
                row["word"]: VerbEntry(row["frame"], MeetingType(row["type"])) for row in lexicon.rows("meeting_verbs")
            },
            cues={cue: frozenset(words) for cue, words in cues.items()},
            exclusions={noun: frozenset(pairs) for noun, pairs in exclusions.items()},
            delegates=lexicon.words("delegates"),
            venues=lexicon.words("venue_nouns"),
            media=lexicon.words("meeting_media"),
            cities={
                row["name"].lower(): row["country"]
                for row in lexicon.rows("places")
                if row["kind"] == "city" and row["country"]
            },
            idioms={
                (row["verb"], row["link"], row["object"]): Idiom(row["kind"], MeetingType(row["type"]), row["partner"])
                for row in lexicon.rows("meeting_idioms")
            },
        )

    def noun(self, token: Token) -> NounEntry | None:
        """The entry of a noun that is one of encounter by itself; a gerund counts by its form ("the signing")."""
        entry = self._entry(token)
        return None if entry is None or entry.needs or entry.kind == SPELL else entry

    def _entry(self, token: Token) -> NounEntry | None:
        return self.nouns.get(token.lemma.lower()) or self.nouns.get(token.lower)

    def noun_at(self, doc: Document, token: Token) -> NounEntry | None:
        """The entry of a noun beside the words that it needs, or of a word with hyphens that was parsed as several."""
        entry = self._entry(token) or self.nouns.get(_hyphenated(doc, token))
        if entry is None or not entry.needs:
            return entry
        before = (doc.tokens[at].lower for at in doc.children(token.i) if at < token.i)
        return entry if any(word in entry.needs for word in before) else None

    def has_cue(self, doc: Document, token: Token, *cues: str) -> bool:
        """Whether the token, with its particle if it has one, is a word of one of these cues."""
        forms = verb_forms(doc, token)
        return any(form in self.cues.get(cue, ()) for cue in cues for form in forms)


def _hyphenated(doc: Document, token: Token) -> str:
    """The word of which the token is a part, with its hyphens; the token alone where it has none."""
    first = last = token.i
    while first > 1 and doc.tokens[first - 1].text == "-" and doc.tokens[first - 2].end + 1 == doc.tokens[first].start:
        first -= 2
    end = len(doc.tokens) - 2
    while last < end and doc.tokens[last + 1].text == "-" and doc.tokens[last].end + 1 == doc.tokens[last + 2].start:
        last += 2
    return "".join(doc.tokens[at].lower for at in range(first, last + 1))


def verb_forms(doc: Document, token: Token) -> tuple[str, ...]:
    """The forms under which a word stands in the tables: with its particle (`call_off`), else bare.

    A verb with a particle is not the bare verb: "called off" is no call.
    """
    lemma = MISREAD.get(token.lemma.lower(), token.lemma.lower())
    for at in doc.children(token.i):
        child = doc.tokens[at]
        if child.dep == "prt" or (child.dep == "advmod" and child.lower in PARTICLES):
            return (f"{lemma}_{child.lower}",)
    following = doc.tokens[token.i + 1] if token.i + 1 < len(doc.tokens) else None
    if following is not None and following.head == token.i and following.lower in ("for", "place", "off", "out"):
        return (f"{lemma}_{following.lower}", lemma)
    return (lemma,)
