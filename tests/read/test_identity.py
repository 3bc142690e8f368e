import re

import pytest

from kg.read.identity import MAX_SLUG, article_id, slug


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Rice & Lavrov Hold Talks!", "rice-lavrov-hold-talks"),
        ("Chile’s navy: what's next?", "chiles-navy-whats-next"),
        ("Wałęsa meets Müller", "walesa-meets-muller"),
        ("", "article"),
        ("北京", "article"),
    ],
)
def test_slug_is_ascii_words(name, expected):
    assert slug(name) == expected


def test_slug_is_cut_at_a_word():
    cut = slug("word " * 40)
    assert len(cut) <= MAX_SLUG
    assert cut.endswith("word")
    assert len(slug("x" * 200)) == MAX_SLUG


def test_article_id_depends_on_url_before_text():
    first = article_id("Talks", url="https://a.example/1", text="one")
    assert first == article_id("Talks", url="https://a.example/1", text="two")
    assert first != article_id("Talks", url="https://a.example/2", text="one")
    assert article_id(None, url=None, text="one") != article_id(None, url=None, text="two")
    assert re.fullmatch(r"talks-[0-9a-f]{10}", first)


def test_article_id_bears_lone_surrogates():
    assert article_id("Talks", url=None, text="\ud800").startswith("talks-")
