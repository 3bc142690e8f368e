"""The lexicon of speech: what its tables may hold, and how a token finds its cue."""

from __future__ import annotations

from functools import cache

import pytest

from kg.config import Settings
from kg.extract.cues import CueLexicon
from kg.lexicon import Lexicon, split_cell
from kg.model.facts import Stance
from tests.builders import parse

FRAMES = {
    "clause",
    "that",
    "inf",
    "inf:on",
    "inf:self",
    "ger",
    "obj",
    "obj:claim",
    "obj:sum",
    "objc",
    "objc:to",
    "as",
    "quote",
}
NOUN_FRAMES = {"clause", "inf", "of", "for", "text", "claim", "claim:that", "voiced", "given"}


@cache
def lexicon() -> Lexicon:
    return Lexicon(Settings().data_dir / "gazetteer")


def test_cues_have_known_frames_and_stances() -> None:
    for row in lexicon().rows("cues"):
        frames = {frame for frame in split_cell(row["frames"]) if not frame.startswith("prep:")}
        assert frames <= FRAMES, row["word"]
        assert row["stance"] in ("", "supports", "opposes"), row["word"]
        assert row["object"] in ("", "addressee"), row["word"]


def test_cues_of_nouns_have_known_frames_and_verbs() -> None:
    for row in lexicon().rows("speech_nouns"):
        assert set(split_cell(row["frames"])) <= NOUN_FRAMES, row["word"]
        assert row["verb"], row["word"]


@pytest.mark.parametrize("table", ["cues", "speech_nouns", "officials"])
def test_cues_name_each_word_once(table: str) -> None:
    words = [row["word"] for row in lexicon().rows(table)]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("word", ["think", "believe", "hope", "want", "agree that", "know"])
def test_cues_hold_no_verb_of_belief(word: str) -> None:
    assert CueLexicon(lexicon()).verb(word) is None


def test_cues_tell_stance_and_addressee() -> None:
    cues = CueLexicon(lexicon())
    welcome, tell, warn = cues.verb("welcome"), cues.verb("tell"), cues.verb("warn")
    assert welcome is not None
    assert welcome.stance is Stance.SUPPORTS
    assert tell is not None
    assert tell.addressed
    assert warn is not None
    assert "of" in warn.prepositions()


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "verb", "word"),
    [
        ("Lopez pointed out that Peru had signed.", "pointed", "point out"),
        ("Lopez went on.", "went", "go on"),
        ("Lopez went home.", "went", None),
        ("Lopez insisted.", "insisted", "insist"),
    ],
)
def test_cues_are_found_with_their_particle(text: str, verb: str, word: str | None) -> None:
    doc = parse(text)
    at = next(token.i for token in doc.tokens if token.text == verb)
    cue = CueLexicon(lexicon()).verb_at(doc, at)
    assert (None if cue is None else cue.word) == word
