"""Marks over a text: whatever they are, the text stays what it is and the marks nest."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from kg.web.article_view import Block, Close, Mark, Open, Text, blocks, is_wrapped, tokens
from kg.web.article_view_html import render_blocks

TEXT = "He said his Soviet counterpart agreed to talks."


def shown(marks, text=TEXT, start=0, end=None):
    """The tokens as a line: `<name` opens, `<+name` goes on, `>` closes."""
    pieces = []
    for token in tokens(start, len(text) if end is None else end, marks):
        if isinstance(token, Text):
            pieces.append(text[token.start : token.end])
        elif isinstance(token, Open):
            pieces.append(f"<{'' if token.first else '+'}{token.mark.name}:")
        else:
            pieces.append(">")
    return "".join(pieces)


def span(words, name, link=False, text=TEXT):
    start = text.index(words)
    return Mark(start, start + len(words), link, name)


def test_tokens_without_marks_are_the_text():
    assert shown([]) == TEXT


def test_tokens_nest_a_link_in_a_frame():
    marks = [span("his Soviet counterpart agreed", "quote"), span("Soviet", "ussr", link=True)]
    assert shown(marks) == "He said <quote:his <ussr:Soviet> counterpart agreed> to talks."


def test_tokens_close_and_reopen_a_frame_that_crosses_another():
    marks = [span("said his Soviet", "a"), span("Soviet counterpart", "b")]
    assert shown(marks) == "He <a:said his <b:Soviet>><+b: counterpart> agreed to talks."


def test_tokens_give_the_letters_to_the_innermost_link():
    marks = [span("his Soviet counterpart", "minister", link=True), span("Soviet", "ussr", link=True)]
    assert shown(marks) == "He said <minister:his ><ussr:Soviet><+minister: counterpart> agreed to talks."


def test_tokens_keep_two_marks_of_one_span():
    marks = [span("talks", "meeting"), span("talks", "policy")]
    assert shown(marks) == "He said his Soviet counterpart agreed to <meeting:<policy:talks>>."


def test_tokens_of_a_part_clip_marks_and_leave_out_empty_ones():
    marks = [Mark(0, len(TEXT), False, "all"), Mark(9, 9, False, "empty"), Mark(30, 20, False, "backwards")]
    assert shown(marks, start=3, end=7) == "<all:said>"


def test_tokens_of_a_later_part_go_on_with_what_has_begun():
    mark, begun = Mark(0, 10, False, "a"), set()
    first = list(tokens(0, 5, [mark], begun=begun))
    assert first == [Open(mark, True), Text(0, 5), Close(mark)]
    assert list(tokens(5, 12, [mark], begun=begun)) == [Open(mark, False), Text(5, 10), Close(mark), Text(10, 12)]


MARKS = st.lists(
    st.builds(Mark, st.integers(-3, 45), st.integers(-3, 45), st.booleans(), st.sampled_from("abc")), max_size=12
)


@given(MARKS, st.integers(0, 40), st.integers(0, 40))
def test_tokens_hold_the_text_once_and_nest(marks, start, end):
    opened, at, began = [], start, set()
    for token in tokens(start, end, marks):
        if isinstance(token, Text):
            assert token.start == at
            assert token.start < token.end
            at = token.end
            expected = {mark for mark in marks if not mark.link and mark.start <= token.start and token.end <= mark.end}
            assert {mark for mark in opened if not mark.link} == expected
            links = [mark for mark in marks if mark.link and mark.start <= token.start and token.end <= mark.end]
            assert [mark.link for mark in opened].count(True) == bool(links)
        elif isinstance(token, Open):
            assert token.first == (token.mark not in began)
            began.add(token.mark)
            assert not (token.mark.link and any(mark.link for mark in opened))
            opened.append(token.mark)
        else:
            assert opened.pop() == token.mark
    assert not opened
    assert at == max(start, end) or start >= end
    if start < end:
        frames = {mark for mark in marks if not mark.link and max(mark.start, start) < min(mark.end, end)}
        assert frames <= began


def test_blocks_are_paragraphs_gaps_and_what_was_cut():
    text = "By Ann\n\nOne.\n\nTwo.\nStill two.\n \nMore stories"
    body = [(8, 29)]
    assert [(block.kind, text[block.start : block.end]) for block in blocks(text, body)] == [
        ("cut", "By Ann\n\n"),
        ("paragraph", "One."),
        ("gap", "\n\n"),
        ("paragraph", "Two.\nStill two."),
        ("cut", "\n \nMore stories"),
    ]


def test_blocks_without_a_body_are_the_whole_text():
    assert blocks("One.\n\nTwo.\n", []) == [Block(0, 4, "paragraph"), Block(4, 6, "gap"), Block(6, 11, "paragraph")]
    assert blocks("", []) == []


@given(
    st.text(alphabet="a \n", max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4),
)
def test_blocks_follow_one_another_without_a_hole(text, spans):
    edges = sorted(min(edge, len(text)) for pair in spans for edge in pair)
    body = list(zip(edges[::2], edges[1::2], strict=True))
    found = blocks(text, body)
    assert "".join(text[block.start : block.end] for block in found) == text
    assert all(block.start < block.end for block in found)


@given(
    st.text(alphabet="ab<&\n\"'é", max_size=60),
    MARKS,
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=2),
)
def test_rendered_text_is_the_text_whatever_is_marked(text, marks, spans):
    edges = sorted(min(edge, len(text)) for pair in spans for edge in pair)
    tags = (lambda mark, first: Markup("<i>"), lambda mark, last: Markup("</i>"), set())
    page = str(render_blocks(text, list(zip(edges[::2], edges[1::2], strict=True)), marks, tags))
    shown = re.sub(r"<summary>.*?</summary>", "", page)
    assert html.unescape(re.sub(r"</?(?:i|p|div|details)(?: class=\"[a-z-]+\")?>", "", shown)) == text
    assert page.count("<i>") == page.count("</i>")


def test_is_wrapped_tells_narrow_pages_from_verses():
    line = "a line of about sixty letters, as a narrow page of old has it"
    assert is_wrapped(f"{line}\n{line}\nand an end")
    assert not is_wrapped("Roses are red,\nviolets are blue")
    assert not is_wrapped(line)
