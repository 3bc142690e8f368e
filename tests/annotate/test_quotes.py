"""The quote layer: pairs of marks, apostrophes told apart, paragraphs, nesting, marks one too many or too few."""

from __future__ import annotations

import pytest

from kg.annotate.nlp import paragraph_spans
from kg.annotate.quotes import find_quotes
from kg.model.document import Article, Document, Paragraph, Span


def quoted(text: str) -> Document:
    """A Document with paragraphs and quotes, and no tokens."""
    article = Article(id="test", text=text, body=(Span(0, len(text)),))
    paragraphs = tuple(Paragraph(n, span, n, n + 1) for n, span in enumerate(paragraph_spans(article)))
    return find_quotes(Document(article=article, paragraphs=paragraphs))


def inner(text: str) -> list[str]:
    doc = quoted(text)
    return [doc.text_of(quote.inner) for quote in doc.quotes]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"We go," he said. "And we stay."', ["We go,", "And we stay."]),
        ("“We go,” he said.", ["We go,"]),
        ("„We go“, he said.", ["We go"]),
        ("« Oui », he said, and «non».", [" Oui ", "non"]),
        ("»Ja«, he said.", ["Ja"]),
        ("``We go,'' he said. ''And stay.''", ["We go,", "And stay."]),
        ("‘We go,’ he said.", ["We go,"]),
        ("He said 'we go', and went.", ["we go"]),
        ('He called it a "gift"; they did not.', ["gift"]),
        ('("We go," he said.)', ["We go,"]),
        ('"Why?"—he asked', ["Why?"]),
        ("“We go,“ he said, ”we stay.”", ["We go,", "we stay."]),
    ],
)
def test_quotes_of_all_kinds_of_marks(text: str, expected: list[str]) -> None:
    assert inner(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The minister's plan isn’t ours.",
        "The ministers' plan and the deputies' votes.",
        "It was the '90s, and ’tis past; rock 'n' roll.",
        "He is 6'2 and lives at 5' depth.",
        "No marks at all.",
        "",
        "He came ” late.",
        'An empty "" pair.',
    ],
)
def test_quotes_apostrophes_and_strays_are_none(text: str) -> None:
    assert inner(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'The workers' rights are safe,' he said.", ["The workers' rights are safe,"]),
        ("It was 'a gift for the Dutch' and the workers' right.", ["a gift for the Dutch"]),
        ("‘It isn’t the boys’ toy,’ he said.", ["It isn’t the boys’ toy,"]),
    ],
)
def test_quotes_single_marks_beside_apostrophes(text: str, expected: list[str]) -> None:
    assert inner(text) == expected


def test_quotes_nested_have_levels() -> None:
    doc = quoted("“She said ‘we call it “home”’ twice,” he said. “Yes.”")
    assert [(doc.text_of(quote.inner), quote.level) for quote in doc.quotes] == [
        ("She said ‘we call it “home”’ twice,", 0),
        ("we call it “home”", 1),
        ("home", 2),
        ("Yes.", 0),
    ]


def test_quotes_over_paragraphs_are_open_ended() -> None:
    doc = quoted("“First part.\n\n“Second part.\n\n“Third part,” he said.")
    assert [(doc.text_of(quote.inner), quote.open_ended, quote.paragraph) for quote in doc.quotes] == [
        ("First part.", True, 0),
        ("Second part.", True, 1),
        ("Third part,", False, 2),
    ]


def test_quotes_continued_without_a_new_mark() -> None:
    doc = quoted("“First part.\n\nSecond part,” he said.")
    assert [(doc.text_of(quote.inner), quote.open_ended) for quote in doc.quotes] == [
        ("First part.", True),
        ("Second part,", False),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “we will go. They left.\n\nNo quote here.", ["we will go."]),
        ("A “mark too many he said. Then “another” one.", ["mark too many he said.", "another"]),
        ("“All of this is said.\n\nNothing of this is.", ["All of this is said."]),
    ],
)
def test_quotes_unbalanced_end_soon(text: str, expected: list[str]) -> None:
    assert inner(text) == expected


def test_quotes_spans_hold_their_marks() -> None:
    doc = quoted("He said ``no'' twice.")
    assert [doc.text_of(quote.span) for quote in doc.quotes] == ["``no''"]


@pytest.mark.parametrize("text", ['" ' * 20_000, "' a" * 20_000, "“a " * 20_000, "“a\n\n" * 5_000, "”" * 20_000])
def test_quotes_on_odd_input_lie_inside_the_text(text: str) -> None:
    # Takes minutes, not seconds, where the pairing of marks is quadratic.
    assert all(0 <= quote.span.start < quote.span.end <= len(text) for quote in quoted(text).quotes)
