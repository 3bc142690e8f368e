from __future__ import annotations

import pytest

from kg.annotate.nlp import Parser, paragraph_spans
from kg.errors import AnnotateError
from kg.model.document import Span
from tests.builders import make_article, parse


def paragraphs(text: str, **options: object) -> list[str]:
    article = make_article(text, **options)  # type: ignore[arg-type]
    return [article.slice(span) for span in paragraph_spans(article)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.\n\nTwo.\n\n\n  Three.  ", ["One.", "Two.", "Three."]),
        ("One.\r\n\r\nTwo.", ["One.", "Two."]),
        ("One.\n \t\nTwo.", ["One.", "Two."]),
        ("", []),
        (" \n\n ", []),
        (
            "The ministers met in the capital on Monday and agreed\nto meet again in the spring of next year.",
            ["The ministers met in the capital on Monday and agreed\nto meet again in the spring of next year."],
        ),
        (
            "The ministers met on Monday.\nThey will meet again.",
            ["The ministers met on Monday.", "They will meet again."],
        ),
    ],
)
def test_paragraphs_are_parted_at_blank_lines_or_finished_lines(text: str, expected: list[str]) -> None:
    assert paragraphs(text) == expected


def test_paragraphs_stay_inside_the_body() -> None:
    text = "Menu\n\nThe body.\n\nRelated"
    assert paragraphs(text, body=(Span(6, 15),)) == ["The body."]


def test_very_long_paragraph_is_cut_at_white_space() -> None:
    text = "word " * 10_000
    spans = paragraph_spans(make_article(text))
    assert max(len(span) for span in spans) <= 20_000
    assert "".join(text[span.start : span.end] for span in spans).replace(" ", "") == text.replace(" ", "")


@pytest.mark.model
def test_offsets_are_those_of_the_article_text() -> None:
    text = "“Peace,” said\nMs. Okafor\u00a0— “is near.”\n\nThey met ’em."
    doc = parse(text)
    assert [token.text for token in doc.tokens] == [text[token.start : token.end] for token in doc.tokens]
    assert "".join(token.text for token in doc.tokens) == "".join(text.split())
    assert [text[p.span.start : p.span.end] for p in doc.paragraphs] == text.split("\n\n")


@pytest.mark.model
def test_heads_and_sentences_are_consistent() -> None:
    doc = parse("The minister met her.\nShe left.\n\nNobody spoke of it \n afterwards.")
    for token in doc.tokens:
        assert doc.tokens[token.i] is token
        assert doc.tokens[token.head].sentence == token.sentence
    assert [sentence.first for sentence in doc.sentences[1:]] == [sentence.last for sentence in doc.sentences[:-1]]
    assert [paragraph.last for paragraph in doc.paragraphs] == [2, 3]


@pytest.mark.model
def test_monster_word_does_not_stop_the_parser() -> None:
    doc = parse("He said " + "x" * 300_000 + " twice.")
    assert [token.text for token in doc.tokens][:2] == ["He", "said"]


def test_missing_model_says_what_to_do() -> None:
    with pytest.raises(AnnotateError, match=r"'no_such_model' cannot be loaded .*KG_MODEL"):
        Parser("no_such_model")


@pytest.mark.model
@pytest.mark.parametrize("text", ["He said,“Look at it.”", 'He said,"Look at it."', "He left.“Look at it,” he said."])
def test_quotation_marks_glued_to_words_are_tokens(text: str) -> None:
    words = [token.text for token in parse(text).tokens]
    assert "Look" in words
    assert not any(len(word) > 1 and word[-1] in '“"' for word in words)
