"""Statements: tables of sentences and what is said in them, by whom, and of sentences in which nothing is said."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from kg.annotate.quotes import find_quotes
from kg.config import Settings
from kg.extract.statements import StatementExtractor
from kg.lexicon import Lexicon
from kg.model.document import Document, Form, Mention, TimeExpression
from kg.model.entities import Entity, Kind
from kg.model.facts import QuoteType, Stance, Statement
from tests.builders import parse

pytestmark = pytest.mark.model


@cache
def extractor() -> StatementExtractor:
    return StatementExtractor(Lexicon(Settings().data_dir / "gazetteer"))


def statements(text: str) -> list[Statement]:
    return extractor()(find_quotes(parse(text)))


def said(text: str) -> list[tuple[str, str]]:
    """Speaker and words of each statement."""
    return [(statement.speaker_text, statement.text) for statement in statements(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The minister said the treaty was dead.", [("The minister", "the treaty was dead")]),
        ("The minister said that the treaty was dead.", [("The minister", "the treaty was dead")]),
        ("“The treaty is dead,” the minister said.", [("the minister", "The treaty is dead")]),
        ("“The treaty is dead,” said Maria Lopez, the envoy.", [("Maria Lopez", "The treaty is dead")]),
        ("Lopez said: “The treaty is dead.”", [("Lopez", "The treaty is dead")]),
        ("``The treaty is dead,'' Lopez said.", [("Lopez", "The treaty is dead")]),
        ("‘The treaty is dead,’ Lopez said.", [("Lopez", "The treaty is dead")]),
        ("The treaty failed, according to two officials.", [("two officials", "The treaty failed")]),
        ("According to the ministry, the treaty failed.", [("the ministry", "the treaty failed")]),
        ("The border, she said, must open.", [("she", "The border … must open")]),
        ("The talks had failed, his spokesman said.", [("his spokesman", "The talks had failed")]),
        ("As Lopez noted, the treaty is dead.", [("Lopez", "the treaty is dead")]),
        ("But Lopez claims that she should be asked.", [("Lopez", "she should be asked")]),
        ("Lopez said after the convention she would not sign.", [("Lopez", "she would not sign")]),
        ("Lopez said after the convention he would not accept it.", [("Lopez", "he would not accept it")]),
        ("Lopez said before the vote she would resign.", [("Lopez", "she would resign")]),
        (
            "According to talk radio host Rosa Lopez, the move reeks of “fear” and despair.",
            [("talk radio host Rosa Lopez", "the move reeks of “fear” and despair")],
        ),
        ("Lopez said the treaty was dead, after talks in Lima.", [("Lopez", "the treaty was dead")]),
        ("Lopez said the treaty died after talks in Lima.", [("Lopez", "the treaty died after talks in Lima")]),
        ("Lopez urged Lima to sign the accord.", [("Lopez", "to sign the accord")]),
        ("Lopez vowed to leave the pact.", [("Lopez", "to leave the pact")]),
        ("Lopez threatened to leave the pact.", [("Lopez", "to leave the pact")]),
        ("Lopez called on Peru to free the sailors.", [("Lopez", "to free the sailors")]),
        ("Lopez accused Peru of arming the rebels.", [("Lopez", "arming the rebels")]),
        ("Peru welcomed the accord.", [("Peru", "the accord")]),
        ("Lopez called it a mistake.", [("Lopez", "it a mistake")]),
        ("Lopez described the pact as “a gift to us all”.", [("Lopez", "the pact as “a gift to us all”")]),
        ("Lopez denied that the two had met.", [("Lopez", "the two had met")]),
        ("Peru denied reports that the two had met.", [("Peru", "reports that the two had met")]),
        ("Lopez warned of a new war.", [("Lopez", "a new war")]),
        ("Iran, said a diplomat, was weak.", [("a diplomat", "Iran … was weak")]),
        ("Lopez pledged not to attack Peru.", [("Lopez", "not to attack Peru")]),
        ("“We will answer,” Lopez was quoted as saying.", [("Lopez", "We will answer")]),
        ("In the words of one diplomat, “nobody blinks first”.", [("one diplomat", "nobody blinks first")]),
        ("Peru and Chile issued a statement condemning the raid.", [("Peru and Chile", "the raid")]),
        ("Lopez promised him two marks to house them.", [("Lopez", "two marks to house them")]),
        ("Lopez repeated her demand that Peru leave the town.", [("her", "Peru leave the town")]),
        ("They called for early progress toward a cut in arms.", [("They", "early progress toward a cut in arms")]),
        ("Lopez urged the king in a letter not to sign.", [("Lopez", "not to sign")]),
        ("Lopez pledged in a joint statement to leave.", [("Lopez", "to leave")]),
        ("Lopez pledged two million marks in aid.", [("Lopez", "two million marks in aid")]),
        ("Peru has always held that the line was drawn.", [("Peru", "the line was drawn")]),
        ("Lopez said on Monday it would rain.", [("Lopez", "it would rain")]),
        ("Lopez told a news conference that Peru had won.", [("Lopez", "Peru had won")]),
        ("Had he stayed, an envoy said, she would have won.", [("an envoy", "Had he stayed … she would have won")]),
        ("If he had gone, said one envoy, she would win.", [("one envoy", "If he had gone … she would win")]),
        ("Peru fell and Chile rose, according to the bank.", [("the bank", "Peru fell and Chile rose")]),
    ],
)  # fmt: skip
def test_statements_by_construction(text: str, expected: list[tuple[str, str]]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“However long it takes,” she added, “Peru will stay.”",
            [("she", "However long it takes … Peru will stay")],
        ),
        (
            "“Nobody asked us,” Lopez said. “So nobody can blame us for it.”",
            [("Lopez", "Nobody asked us"), ("Lopez", "So nobody can blame us for it")],
        ),
        (
            "“We have lost much,” Lopez said.\n\n“But we have won more than that.”",
            [("Lopez", "We have lost much"), ("Lopez", "But we have won more than that")],
        ),
        (
            "“We have lost a great deal here.\n\n“But we have won more than that,” Lopez said.",
            [("Lopez", "We have lost a great deal here"), ("Lopez", "But we have won more than that")],
        ),
        (
            "“The war is over for all of us.” — Maria Lopez",
            [("Maria Lopez", "The war is over for all of us")],
        ),
        (
            "The minister, Maria Lopez, was not impressed: “The king gives away our fish.”",
            [("The minister", "The king gives away our fish")],
        ),
        (
            "Lopez raised her hand: “The war is over for all of us.”",
            [("Lopez", "The war is over for all of us")],
        ),
        (
            "Lopez, who had threatened to leave, said she was content.",
            [("Lopez", "to leave"), ("Lopez", "she was content")],
        ),
        (
            "Lopez thanked the king for his help, her office said.",
            [("her office", "Lopez thanked the king for his help"), ("Lopez", "for his help")],
        ),
        (
            "He came through what he called a hard time.",
            [("he", "a hard time")],
        ),
        (
            "Lopez warned of a new war, but said Peru would not fight.",
            [("Lopez", "a new war"), ("Lopez", "Peru would not fight")],
        ),
        (
            "Lopez said the pact was good and that Peru would keep it.",
            [("Lopez", "the pact was good and that Peru would keep it")],
        ),
        (
            "PRESIDENT LOPEZ: We have come a long way today.\n\nMINISTER SMITH: And we will go on from here.",
            [("PRESIDENT LOPEZ", "We have come a long way today"), ("MINISTER SMITH", "And we will go on from here")],
        ),
        (
            "“LOPEZ: We have come a long way today.\n\n“SMITH: And we will go on from here.”",
            [("LOPEZ", "We have come a long way today"), ("SMITH", "And we will go on from here")],
        ),
        (
            "“Words are cheap,” said one envoy.\n\n“Guns are not.\n\n“Count them in a year.”",
            [("one envoy", "Words are cheap"), ("one envoy", "Guns are not"), ("one envoy", "Count them in a year")],
        ),
    ],
)
def test_statements_split_and_continued(text: str, expected: list[tuple[str, str]]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “road map” is dead.",
        "The two “shook hands” in the hall.",
        "He has read “War and Peace” twice.",
        "He thinks the treaty is dead.",
        "She hopes that the war will end.",
        "The minister declined to comment.",
        "The minister did not say whether she would go.",
        "The minister refused to say that the pact was dead.",
        "The two countries agreed on a truce.",
        "Under the accord, all troops must leave by May.",
        "The ministers shook hands and left the hall.",
        "A firm called Baker Sons built the dam.",
        "He telephoned the king on Monday.",
        "He called the king to ask for help.",
        "She might say that the treaty is dead.",
        "This suggests that the treaty is dead.",
        "She took “a long hard look at it” and left.",
        "Lopez said she had no comment.",
        "The treaty says that all troops must leave.",
        "Lopez did not say that the pact was dead.",
        "The so-called “peace plan” was rejected by both sides.",
        "Lopez announced a visit to Peru.",
        "“Why should we trust them?” Lopez asked.",
        "Call it a great mistake.",
        "The aide asked not to be named because of the war.",
        "The ban will be lifted once the inspectors confirm that Peru has kept its word.",
    ],
)
def test_statements_none_where_nothing_is_said(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“The treaty is dead,” Lopez said.", QuoteType.DIRECT),
        ("Lopez said the treaty was dead.", QuoteType.INDIRECT),
        ("Lopez said the treaty was “a gift to all of us.”", QuoteType.MIXED),
        ("Lopez said relations were not “cloudless.”", QuoteType.MIXED),
        ("Relations, Lopez added, are not “cloudless.”", QuoteType.MIXED),
        ("Lopez said Peru must give up its “parallel courts” in the north.", QuoteType.INDIRECT),
        ("Lopez accused the leaders of “buying their way out”.", QuoteType.DIRECT),
    ],
)
def test_statements_type(text: str, expected: QuoteType) -> None:
    assert [statement.type for statement in statements(text)] == [expected]


@pytest.mark.parametrize(
    ("text", "cue", "stance"),
    [
        ("Peru welcomed the accord.", "welcome", Stance.SUPPORTS),
        ("Peru condemned the attack.", "condemn", Stance.OPPOSES),
        ("Lopez urged Peru to sign the accord.", "urge", Stance.SUPPORTS),
        ("Lopez urged Peru to lift the sanctions.", "urge", Stance.OPPOSES),
        ("Lopez called it a mistake.", "call", Stance.OPPOSES),
        ("Lopez called it a great success.", "call", Stance.SUPPORTS),
        ("Lopez called it a historic mistake.", "call", Stance.OPPOSES),
        ("Lopez called for a truce.", "call", Stance.SUPPORTS),
        ("Lopez warned against a truce.", "warn", Stance.OPPOSES),
        ("Lopez said Peru would not sign the accord.", "say", None),
        ("Lopez said they would not sign the accord.", "say", Stance.OPPOSES),
        ("Lopez said the embargo had to end.", "say", Stance.OPPOSES),
        ("Lopez said the deal was a great success.", "say", Stance.SUPPORTS),
        ("Lopez said the sun was a great success.", "say", None),
        ("Lopez denied that the two had met.", "deny", None),
        ("Lopez said the two had met.", "say", None),
        ("Lopez pledged to open an embassy.", "pledge", Stance.SUPPORTS),
        ("Lopez vowed to fight the ban.", "vow", Stance.OPPOSES),
        ("Lopez threatened to veto any law that would prevent the accord.", "threaten", Stance.SUPPORTS),
        ("Lopez pressed both camps to pull their forces back.", "press", Stance.SUPPORTS),
        ("Lopez promised that Lima would keep its word.", "promise", Stance.SUPPORTS),
        ("Lopez promised that nobody would be told.", "promise", None),
        ("Lopez warned the rebels to stay away.", "warn", None),
        ("Lopez grumbled that the army had not been asked.", "grumble", Stance.OPPOSES),
        ("Lopez rejoiced that the talks had begun.", "rejoice", Stance.SUPPORTS),
        ("Lopez complained that the deal was a great success.", "complain", Stance.SUPPORTS),
    ],
)
def test_statements_cue_and_stance(text: str, cue: str, stance: Stance | None) -> None:
    assert [(statement.cue, statement.stance) for statement in statements(text)] == [(cue, stance)]


def test_statements_evidence_holds_speaker_cue_and_content() -> None:
    doc = find_quotes(parse("In Lima on Monday, Lopez said the treaty was dead. Nobody wept."))
    (statement,) = extractor()(doc)
    assert [doc.text_of(span) for span in statement.evidence] == ["Lopez said the treaty was dead"]
    assert statement.cue_span is not None
    assert doc.text_of(statement.cue_span) == "said"
    assert statement.id == "s1"


def test_statements_end_and_begin_inside_the_marks() -> None:
    doc = find_quotes(parse("“The treaty is dead,” Lopez said."))
    (statement,) = extractor()(doc)
    assert [doc.text_of(span) for span in statement.content] == ["The treaty is dead"]


def with_layers(text: str, names: dict[str, Entity]) -> Document:
    """The parsed text with one mention for each of some words, and the quotes."""
    doc = find_quotes(parse(text))
    mentions = tuple(
        Mention(token.span, token.text, names[token.text].id, Form.NAME, token.i)
        for token in doc.tokens
        if token.text in names
    )
    entities = tuple(dict.fromkeys(names.values()))
    return replace(doc, mentions=mentions, entities=entities)


LOPEZ = Entity("e1", Kind.PERSON, "Maria Lopez", country="PE")
PERU = Entity("e2", Kind.COUNTRY, "Peru", country="PE")
CHILE = Entity("e3", Kind.COUNTRY, "Chile", country="CL")
UNION = Entity("e4", Kind.ORGANIZATION, "European Union")


@pytest.mark.parametrize(
    ("text", "names", "speaker", "words"),
    [
        ("Lopez said the war was over.", {"Lopez": LOPEZ}, "e1", "Lopez"),
        ("She said the war was over.", {"She": LOPEZ}, "e1", "She"),
        ("Lopez, who said the war was over, left.", {"Lopez": LOPEZ}, "e1", "who"),
        ("Lima says the war is over.", {"Lima": PERU}, "e2", "Lima"),
        ("A Peruvian official said the war was over.", {"Peruvian": PERU}, "e2", "A Peruvian official"),
        ("An aide to Lopez said the war was over.", {"Lopez": LOPEZ, "Peru": PERU}, "e2", "An aide to Lopez"),
        ("A diplomat said the war was over.", {"Peru": PERU}, None, "A diplomat"),
        ("EU officials said the war was over.", {"EU": UNION}, "e4", "EU officials"),
        ("Voters in Peru said the war was over.", {"Peru": PERU}, None, "Voters in Peru"),
        (
            "The leader of the Greens, Maria Lopez, said it was over.",
            {"Lopez": LOPEZ},
            "e1",
            "The leader of the Greens",
        ),
        ("Peru's official news agency said it was over.", {"Peru": PERU}, "e2", "Peru's official news agency"),
        ("A Peruvian news agency said it was over.", {"Peruvian": PERU}, None, "A Peruvian news agency"),
        ("A Latin Peruvian diplomat said it was over.", {"Peruvian": PERU}, None, "A Latin Peruvian diplomat"),
    ],
)
def test_statements_speaker_is_resolved(text: str, names: dict[str, Entity], speaker: str | None, words: str) -> None:
    found = extractor()(with_layers(text, names))
    assert [(statement.speaker, statement.speaker_text) for statement in found] == [(speaker, words)]


def test_statements_name_whom_they_are_about_and_told_to() -> None:
    doc = with_layers("Lopez told Chile that Peru would sign the pact.", {"Lopez": LOPEZ, "Chile": CHILE, "Peru": PERU})
    (statement,) = extractor()(doc)
    assert statement.addressee == "e3"
    assert statement.about == ("e2",)


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("A Chilean official denied that Lopez had left. “She is here,” he said.", ["e3", "e3"]),
        ("A Chilean official denied that Lopez had left. “She is here,” the official said.", ["e3", "e3"]),
        ("A diplomat denied that Lopez had left. “It is a lie,” he said.", [None, None]),
        ("A Chilean spokesman said it was over. “It is,” she said.", ["e3", "e1"]),
        ("A Chilean official said it was over. Nobody wept. He left. “It is,” she said.", ["e3", "e1"]),
    ],
)
def test_statements_give_a_pronoun_to_the_unnamed_source_before_it(text: str, speakers: list[str | None]) -> None:
    doc = with_layers(text, {"Chilean": CHILE, "Lopez": LOPEZ, "she": LOPEZ})
    assert [statement.speaker for statement in extractor()(doc)] == speakers


@pytest.mark.parametrize(
    ("text", "addressee", "about"),
    [
        ("Lopez thanked Chile for its help.", "e3", ("e3",)),
        ("Lopez accused Chile of lying.", None, ("e3",)),
        ("Lopez urged Chile to leave.", "e3", ("e3",)),
        ("Lopez told Chile to leave.", "e3", ()),
        ("Lopez said Peru was ready.", None, ("e2",)),
        ("Lopez said her country was ready.", None, ("e2",)),
    ],
)
def test_statements_are_about_whom_they_are_aimed_at(text: str, addressee: str | None, about: tuple[str, ...]) -> None:
    doc = with_layers(text, {"Lopez": LOPEZ, "Peru": PERU, "Chile": CHILE})
    (statement,) = extractor()(replace(doc, entities=(LOPEZ, PERU, CHILE)))
    assert (statement.addressee, statement.about) == (addressee, about)


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("When she crossed the border on Monday, Lopez said she was glad.", "2010-05-10", "2010-05-10"),
        ("It began on Monday, when Lopez said she was glad.", "2010-05-10", "2010-05-10"),
        ("The two signed a declaration on Monday in which they pledged to leave.", "2010-05-10", "2010-05-10"),
        ("On Monday Lopez called the king and promised to leave.", "2010-05-10", "2010-05-10"),
        ("Lopez, who came on Monday, said she was glad.", "2010-05-10", None),
        ("Lopez said on Monday it would rain.", "2010-05-17", "2010-05-10"),
        ("Lopez said the king would come on Monday.", "2010-05-17", None),
    ],
)
def test_statements_date_by_what_hangs_on_the_cue(text: str, value: str, expected: str | None) -> None:
    doc = find_quotes(parse(text))
    times = tuple(TimeExpression(t.span, t.text, value, t.i) for t in doc.tokens if t.text == "Monday")
    assert [statement.date for statement in extractor()(replace(doc, times=times))] == [expected]


def test_statements_take_the_date_of_the_act_of_speech() -> None:
    doc = find_quotes(parse("Lopez said on Monday the pact would be signed in May."))
    times = tuple(
        TimeExpression(token.span, token.text, value, token.i)
        for token in doc.tokens
        for word, value in (("Monday", "2010-05-10"), ("May", "2010-05"))
        if token.text == word
    )
    (statement,) = extractor()(replace(doc, times=times))
    assert statement.date == "2010-05-10"


def test_statements_are_the_same_each_time() -> None:
    text = "“We go,” Lopez said. Peru, she added, must wait. He denied it, according to the ministry."
    assert statements(text) == statements(text)


def test_statements_of_an_empty_document() -> None:
    assert statements("") == []


@pytest.mark.slow
def test_statements_of_a_long_article_are_those_of_its_paragraphs() -> None:
    text = "“We go,” Lopez said. She added that Peru would wait, as Chile noted.\n\n"
    once, often = statements(text), statements(text * 800)
    assert len(often) == 800 * len(once)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["he said that " * 1400, '"a" said ' * 2000, "according to him " * 1100, "“we go.\n\n" * 3000]
)
def test_statements_on_odd_input_lie_inside_the_text(text: str) -> None:
    # Takes minutes, not seconds, where anything is quadratic in the length of the article.
    found = extractor()(find_quotes(parse(text)))
    assert all(0 <= span.start < span.end <= len(text) for statement in found for span in statement.content)
