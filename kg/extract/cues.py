"""The lexicon of speech: which verbs and nouns report what somebody said, and in which constructions.

Read from the tables `cues` (verbs) and `speech_nouns` of the gazetteer.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.lexicon import Lexicon, split_cell
from kg.model.document import Document
from kg.model.facts import Stance


@dataclass(frozen=True, slots=True)
class Cue:
    """A word of speech. `frames` are the constructions it takes, `verb` the verb of speech that a noun stands for;
    `addressed` marks verbs whose object is who is spoken to.
    """

    word: str
    frames: frozenset[str]
    verb: str
    stance: Stance | None = None
    addressed: bool = False

    def takes(self, frame: str) -> bool:
        """Whether the word is used in that construction."""
        return frame in self.frames

    def prepositions(self) -> frozenset[str]:
        """The prepositions after which the content of this verb stands."""
        return frozenset(frame[len("prep:") :] for frame in self.frames if frame.startswith("prep:"))


# What is longer than so many tokens is a list or a parser failure and no sentence; it would only cost time.
MAX_SENTENCE = 400


def may_report(doc: Document, i: int) -> bool:
    """Whether token `i` may be a word of speech of the reporter: unquoted, in a sentence of sane length."""
    sentence = doc.sentence_of(i)
    return doc.quote_of(i) is None and sentence.last - sentence.first <= MAX_SENTENCE


class CueLexicon:
    """Verbs and nouns of speech by lemma.

    Args:
        lexicon: The gazetteer with the tables `cues` and `speech_nouns`.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._verbs = {row["word"]: _cue(row, row["word"]) for row in lexicon.rows("cues")}
        self._nouns = {row["word"]: _cue(row, row["verb"]) for row in lexicon.rows("speech_nouns")}
        self._with_particle = frozenset(word.split(" ")[0] for word in self._verbs if " " in word)

    def verb(self, lemma: str) -> Cue | None:
        """The cue of a verb's lemma ("say", "point out"), if it is one of speech."""
        return self._verbs.get(lemma)

    def noun(self, lemma: str) -> Cue | None:
        """The cue of a noun's lemma, if it is one of speech."""
        return self._nouns.get(lemma)

    def verb_at(self, doc: Document, i: int) -> Cue | None:
        """The cue that token `i` is, with its particle where the lexicon has the two together."""
        token = doc.tokens[i]
        lemma = token.lemma.lower()
        if lemma in self._with_particle:
            for child in doc.children(i):
                word = f"{lemma} {doc.tokens[child].lower}"
                if child > i and word in self._verbs:
                    return self._verbs[word]
        return self._verbs.get(lemma)


def _cue(row: dict[str, str], verb: str) -> Cue:
    stance = Stance(row["stance"]) if row["stance"] else None
    frames = frozenset(split_cell(row["frames"]))
    return Cue(
        word=row["word"], frames=frames, verb=verb, stance=stance, addressed=row.get("object", "") == "addressee"
    )
