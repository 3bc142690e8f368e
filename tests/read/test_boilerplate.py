import pytest

from kg.annotate.nlp import paragraph_spans
from kg.read.plain import read_plain
from tests.read.samples import BODY, MORE, OUTSIDE, PAGE, body_text


def test_body_of_a_saved_page_is_all_of_the_article_and_nothing_else():
    body = body_text(read_plain(PAGE, "page.txt"))
    assert [line for line in (*BODY, *MORE) if line not in body] == []
    assert [words for words in OUTSIDE if words in body] == []


@pytest.mark.parametrize(
    "text",
    [
        "Rojas met Soto in Lima on Tuesday.",
        "Rojas met Soto in Lima on Tuesday",
        "\n\n".join(BODY),
        "\n".join(BODY),
        "“Why now?”",
        "Cofin plunges . Emma Hart LIMA 1996-08-30 Shares of the firm fell on Friday , despite a good forecast .",
    ],
)
def test_clean_text_is_all_body(text):
    article = read_plain(text, "a.txt")
    assert article.body[0].start == 0
    assert article.body[-1].end == len(text)
    assert sum(len(span) for span in article.body) >= len(text) - 3


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_body_paragraphs_survive_any_line_end(line_end):
    text = PAGE.replace("\n", line_end)
    article = read_plain(text, "page.txt")
    assert [article.slice(span) for span in paragraph_spans(article)] == [*BODY, *MORE]
    assert article.text == text


def test_link_list_amid_the_article_is_cut_out_and_the_rest_kept():
    links = "Related stories\nSoto says no\nNavy ship runs aground\nRain ends drought\nQuito talks fail"
    text = "\n\n".join(
        (
            *BODY,
            links,
            *MORE,
            "A third round of talks is due in Quito in July.",
            "Ecuador has offered to be host to it.",
        )
    )
    body = body_text(read_plain(text, "a.txt"))
    assert MORE[1] in body
    assert "aground" not in body


def test_notice_after_a_link_list_is_no_body():
    text = "\n\n".join(
        (
            *BODY,
            "RELATED",
            "Soto says no",
            "Navy ship runs aground",
            "Rain ends",
            "The outlet has been banned by the navy.",
        )
    )
    assert "banned" not in body_text(read_plain(text, "a.txt"))


def test_inset_with_a_byline_of_its_own_is_no_body():
    text = "\n\n".join(
        (*BODY, "Analysis\nGuy Hale, Lima correspondent\nMr Soto once said that he would never shake hands.")
    )
    assert "never shake" not in body_text(read_plain(text, "a.txt"))


def test_pull_quote_is_no_body():
    quote = "“We have found common ground,”"
    article = read_plain("\n\n".join((BODY[0], quote, *BODY[1:])), "a.txt")
    assert body_text(article).count("common ground") == 1


def test_comments_longer_than_the_article_are_no_body():
    rants = [
        f"Reader {n} writes that the whole thing is a scandal and that nobody should believe it at all."
        for n in range(40)
    ]
    body = body_text(read_plain("\n\n".join((*BODY, "Comments", *rants)), "a.txt"))
    assert "scandal" not in body
    assert BODY[0] in body


def test_summaries_below_titles_are_no_body_though_they_are_longer():
    summary = (
        "Officials of both countries said that the matter would be looked into once more before the end of the year."
    )
    teasers = [f"Story number {n} of the day\n\n{n} {summary}" for n in range(8)]
    text = "\n\n".join(("By Maria Delgado", *BODY, *MORE, "© 2010 Harbour Wire", *teasers))
    body = body_text(read_plain(text, "a.txt"))
    assert BODY[0] in body
    assert "looked into" not in body


def test_counted_comments_are_a_heading():
    text = "\n\n".join(
        (*BODY, *MORE, "[ 167 comments ]", *(f"I do not believe a word of this, number {n}." for n in range(90)))
    )
    assert "believe" not in body_text(read_plain(text, "a.txt"))


def test_list_below_a_colon_is_body():
    text = "\n\n".join((*BODY, "The accord has two parts:", "- quotas for tuna", "- patrols by both navies", *MORE))
    assert "quotas for tuna" in body_text(read_plain(text, "a.txt"))


def test_page_of_links_has_no_body():
    assert (
        read_plain("HOME | WORLD | SPORT\n\nSoto says no\n\nNavy ship runs aground\n\nRain ends drought", "a.txt").body
        == ()
    )
