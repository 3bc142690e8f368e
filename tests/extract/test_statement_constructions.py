"""Statements: constructions beyond the plain ones, each with the sentences beside it that must yield nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.annotate.quotes import find_quotes
from kg.config import Settings
from kg.extract.statements import StatementExtractor
from kg.lexicon import Lexicon
from kg.model.document import Form, Mention
from kg.model.entities import Entity, Kind
from tests.builders import parse

pytestmark = pytest.mark.model
LOPEZ = Entity("e1", Kind.PERSON, "Maria Lopez", country="PE")
SMITH = Entity("e2", Kind.PERSON, "Ann Smith", country="CL")
PERU = Entity("e3", Kind.COUNTRY, "Peru", country="PE")
NAMES = {"Lopez": LOPEZ, "Smith": SMITH, "LOPEZ": LOPEZ, "Peruvian": PERU, "Peru": PERU}


def found(text: str) -> list[tuple[str | None, str, str]]:
    """Speaker's id, his words and what was said, with a mention for each of the names above."""
    doc = find_quotes(parse(text))
    named = [token for token in doc.tokens if token.text in NAMES and token.text != "LOPEZ"]
    form = {"Peruvian": Form.ADJECTIVE}
    mentions = tuple(Mention(t.span, t.text, NAMES[t.text].id, form.get(t.text, Form.NAME), t.i) for t in named)
    doc = replace(doc, mentions=mentions, entities=(LOPEZ, SMITH, PERU))
    statements = StatementExtractor(Lexicon(Settings().data_dir / "gazetteer"))(doc)
    return [(statement.speaker, statement.speaker_text, statement.text) for statement in statements]


def said(text: str) -> list[tuple[str, str]]:
    return [(words, content) for _, words, content in found(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The envoy alleges that guards jail and torture them.", [("The envoy", "guards jail and torture them")]),
        ("Smith let it be known that she would not stay.", [("Smith", "she would not stay")]),
        ("Smith made it known that she would leave.", [("Smith", "she would leave")]),
        ("The talks had failed, an aide was quoted as saying.", [("an aide", "The talks had failed")]),
        ("It was a grave error, he told the envoys, that the port was sold.", [
            ("he", "It was a grave error … the port was sold")]),
        ("The power cuts, Smith told parliament on Thursday, were a threat to all.", [
            ("Smith", "The power cuts … were a threat to all")]),
        ("The state was not bound by it, he added, and would not pay.", [
            ("he", "The state was not bound by it … and would not pay")]),
        ("A poll said that Smith was losing ground.", [("A poll", "Smith was losing ground")]),
        ("Smith voiced the hope that the truce would last.", [("Smith", "the truce would last")]),
        ("Smith sent word that the truce would last.", [("Smith", "the truce would last")]),
        ("Smith gave a solemn undertaking that the port would stay open.", [("Smith", "the port would stay open")]),
        ("An official scotched rumours that the king was ill.", [("An official", "rumours that the king was ill")]),
        ("An official brushed aside talk that the king was ill.", [("An official", "talk that the king was ill")]),
        ("Smith branded it a surrender.", [("Smith", "it a surrender")]),
        ("Smith reproached them for dithering while the town was under siege.", [
            ("Smith", "for dithering while the town was under siege")]),
        ("Smith urged restraint.", [("Smith", "restraint")]),
        ("Chile commits itself to leave the islands.", [("Chile", "to leave the islands")]),
        ("Smith spoke of a stab in the back.", [("Smith", "a stab in the back")]),
        ("Smith reckoned that the vote would be close.", [("Smith", "the vote would be close")]),
        ("Experts said money is needed to develop a cure, educate the public and learn more.", [
            ("Experts", "money is needed to develop a cure, educate the public and learn more")]),
        ("Smith told them that she leads the race and she is glad of it.", [
            ("Smith", "she leads the race and she is glad of it")]),
        ("Smith said the ban would stay, allowing ships to pass.", [
            ("Smith", "the ban would stay, allowing ships to pass")]),
        ("“My son was born that year,” he said. “Enough.”", [("he", "My son was born that year"), ("he", "Enough")]),
        ("He said,“Look at it now.”", [("He", "Look at it now")]),
        ("Ann Smith: “I am going home in May, whatever they say.”", [
            ("Ann Smith", "I am going home in May, whatever they say")]),
    ],
)  # fmt: skip
def test_statements_by_rarer_constructions(text: str, expected: list[tuple[str, str]]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "It is too soon to say whether the truce will hold.",
        "It goes without saying that the truce is weak.",
        "They found a clearer way to report it.",
        "He rang the king to ask for help.",
        "The two sides rejected talks in Geneva.",
        "Smith nursed the hope that the truce would last.",
        "The treaty stipulates that troops must leave.",
        "Once envoys confirm that the port is open, ships will sail.",
        "Smith committed troops to the islands.",
        "Smith urged Peru.",
        "“Where was the signature?” asked a chief.",
        "A lesser king would have said that the crown was a burden.",
        "Smith has yet to say when she will go.",
        "A poll suggests that Smith is losing ground.",
        "Nobody made it known that she had left.",
    ],
)
def test_statements_none_beside_rarer_constructions(text: str) -> None:
    assert said(text) == []


def test_statements_addressee_is_who_is_told_and_not_who_gets_the_letter() -> None:
    doc = find_quotes(parse("In a letter to Smith, Lopez told Peru that the port was closed."))
    named = [token for token in doc.tokens if token.text in NAMES]
    mentions = tuple(Mention(t.span, t.text, NAMES[t.text].id, Form.NAME, t.i) for t in named)
    doc = replace(doc, mentions=mentions, entities=(LOPEZ, SMITH, PERU))
    (statement,) = StatementExtractor(Lexicon(Settings().data_dir / "gazetteer"))(doc)
    assert statement.addressee == "e3"


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Smith said the pact was weak, adding that she would leave.", "the pact was weak"),
        ("Smith said the pact was weak, while others praised it.", "the pact was weak"),
    ],
)
def test_statements_end_where_the_reporter_goes_on(text: str, content: str) -> None:
    assert ("Smith", content) in said(text)


def test_statements_that_and_noun_is_no_clause() -> None:
    assert all("approach in" not in content for _, content in said("Smith reiterated that approach in a letter."))


def test_statements_question_of_somebody_named_is_one() -> None:
    assert found("“How many more have to die?” asked Lopez.") == [("e1", "Lopez", "How many more have to die?")]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Lopez spoke first. “We can breathe,” the Peruvian added.", "e1"),
        ("Lopez came late. “We can breathe,” sighed the Peruvian leader.", "e1"),
        ("Smith spoke first. “We can breathe,” the Peruvian ministry added.", "e3"),
    ],
)
def test_statements_speaker_by_his_state(text: str, speaker: str) -> None:
    assert [found[0] for found in found(text)] == [speaker]


TRANSCRIPT = (
    "HOST: Good evening. How angry is Peru?\n\nLOPEZ: Angrier than ever. Smith claims that we were told.\n\n"
    "HOST: Were you warned?\n\nLOPEZ: We learned it from the papers."
)


def test_statements_of_a_transcript_are_those_of_the_one_who_answers() -> None:
    assert found(TRANSCRIPT) == [
        ("e1", "LOPEZ", "Angrier than ever. Smith claims that we were told"),
        ("e2", "Smith", "we were told"),
        ("e1", "LOPEZ", "We learned it from the papers"),
    ]
