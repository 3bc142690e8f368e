"""The same story twice: what counts, what is linked, and that no order matters."""

from __future__ import annotations

import itertools
import random
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.duplicates import Settled, settle
from kg.duplicates_signing import Signature, sign_article
from kg.model.document import Article, Span

WORDS = (
    "the", "minister", "said", "on", "Tuesday", "that", "talks", "over", "fishing", "in", "northern", "waters", "would",
    "go", "after", "a", "long", "pause", "while", "both", "navies", "kept", "their", "ships", "port", "and", "traders",
    "waited", "for", "word", "from", "capital", "about", "quotas", "taxes", "licences", "had", "been", "promised",
)  # fmt: skip


def words(seed: int, count: int = 200) -> list[str]:
    chooser = random.Random(seed)
    return [f"{chooser.choice(WORDS)}{chooser.choice(['', '', chooser.randrange(50)])}" for _ in range(count)]


def article(name: str, text: list[str], **others: str | None) -> Article:
    body = " ".join(text)
    return Article(id=name, text=body, body=(Span(0, len(body)),), **others)  # type: ignore[arg-type]


def settled(*articles: Article) -> Settled:
    return settle(sign_article(one) for one in articles)


STORY = words(1)
CORRECTED = [*STORY[:150], "a", "correction", "was", "made", *STORY[153:]]
CUT = STORY[:120]
SITE = "https://harbour.example/2010/story"


def story(name: str, text: list[str], **others: str | None) -> Article:
    return article(name, text, **{"url": SITE, "date": "2010-05-12", **others})


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        # At one address.
        (story("a", STORY), story("b", CORRECTED, modified="2010-05-13T08:00:00Z")),
        (story("a", STORY), story("b", CORRECTED, date="2010-06-30")),
        (story("b", STORY, published="2010-05-12T08:00:00Z"), story("a", CORRECTED, published="2010-05-12T09:00:00Z")),
        # A zone is no reason to be newer.
        (
            story("b", STORY, published="2010-05-12T08:00:00Z"),
            story("a", CORRECTED, published="2010-05-12T05:00:00-04:00"),
        ),
        (story("a", STORY, url="http://www.harbour.example/2010/story/?utm_source=x"), story("b", STORY)),
        (story("a", STORY), story("b", [*STORY, *words(2, 150)], date="2010-05-13")),
        # At two addresses of one publisher.
        (story("a", STORY), story("b", CORRECTED, url="https://harbour.example/b", date="2010-05-13")),
        (story("a", CUT), story("b", STORY, url="https://harbour.example/b")),
        # Without an address.
        (article("a", STORY), article("b", [*STORY, "more"])),
        (article("a", STORY, publisher="Harbour Wire"), article("b", CORRECTED, publisher="harbour wire", date="2010")),
        # One that tells nothing yields to one that does, though it is dated later.
        (article("b", CORRECTED, date="2010-05-13"), story("a", STORY)),
    ],
)
def test_newer_version_stands_for_the_older(older: Article, newer: Article) -> None:
    assert settled(older, newer) == Settled({older.id: newer.id}, {})
    assert settled(newer, older) == Settled({older.id: newer.id}, {})


@pytest.mark.parametrize(
    ("first", "copy"),
    [
        (story("b", STORY), story("a", STORY, url="https://city.example/b", date="2010-05-13")),
        (story("b", STORY), story("a", CORRECTED, url="https://city.example/b", date="2010-05-13")),
        (story("b", STORY), story("a", CUT, url="https://city.example/b", date="2010-05-14")),
        (story("b", STORY, url=None, publisher="Harbour"), story("a", STORY, url=None, publisher="City", date=None)),
        (story("a", STORY), story("b", STORY, url="https://city.example/b")),
    ],
)
def test_copy_elsewhere_is_linked_to_the_first(first: Article, copy: Article) -> None:
    assert settled(copy, first) == settled(first, copy) == Settled({}, {copy.id: first.id})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (story("a", STORY), story("b", words(2), url="https://harbour.example/b")),
        # A page that shows other news every day.
        (story("a", STORY), story("b", words(2), date="2010-05-13")),
        # A form that is filled in anew every week.
        (story("a", STORY), story("b", CORRECTED, url="https://harbour.example/b", date="2010-05-19")),
        (story("a", STORY), story("b", STORY, url="https://city.example/b", date="2010-07-12")),
        # A flash is alike by chance.
        (article("a", STORY[:20]), article("b", [*STORY[:19], "other"])),
        (story("a", STORY), article("b", words(3, 300))),
        # Half of it is about something else.
        (story("a", STORY), story("b", [*STORY[:100], *words(9, 150)], url="https://city.example/b")),
    ],
)
def test_other_stories_stay(one: Article, other: Article) -> None:
    assert settled(one, other) == Settled({}, {})


def test_flash_with_the_same_words_is_the_same() -> None:
    assert settled(article("a", STORY[:9], date="2010-05-12"), article("b", STORY[:9])).older == {"b": "a"}


def test_front_page_of_a_site_is_no_address_of_a_story() -> None:
    assert sign_article(story("a", STORY, url="https://harbour.example/")).page == ""
    assert sign_article(story("a", STORY, url="https://www.harbour.example/?utm_medium=rss")).page == ""
    assert sign_article(story("a", STORY, url="https://m.harbour.example/a?b=2&a=1#x")).page == (
        "harbour.example/a?a=1&b=2#x"
    )


def test_copies_of_a_version_that_is_left_out_are_linked_to_the_one_that_counts() -> None:
    older, newer = story("a", STORY), story("b", CORRECTED, modified="2010-05-13")
    copy = story("c", STORY, url="https://city.example/c", date="2010-05-13")
    assert settled(older, newer, copy) == Settled({"a": "b"}, {"c": "b"})


def collection() -> list[Article]:
    """Stories with their versions and copies, and others."""
    found = []
    for number in range(6):
        text, base = words(number), f"https://harbour.example/{number}"
        changed = [*text[:100], "changed", *text[101:]]
        found += [
            story(f"v1-{number}", text, url=base),
            story(f"v2-{number}", changed, url=base, modified=f"2010-05-1{number}T10:00:00Z"),
            story(f"copy-{number}", changed[:150], url=f"https://city.example/{number}", date="2010-05-13"),
            article(f"file-{number}", text),
        ]
    return found


@given(st.permutations(range(24)))
@settings(max_examples=25, deadline=None, derandomize=True, database=None)
def test_order_of_arrival_does_not_matter(order: list[int]) -> None:
    articles = collection()
    assert settled(*(articles[i] for i in order)) == settled(*articles)


def test_all_of_a_collection_is_settled() -> None:
    found = settled(*collection())
    assert found.older == {
        **{f"v1-{n}": f"v2-{n}" for n in range(6)},
        **{f"file-{n}": f"v2-{n}" for n in range(6)},
    }
    assert found.copies == {f"copy-{n}": f"v2-{n}" for n in range(6)}


def test_signature_is_kept_as_it_is() -> None:
    signature = sign_article(story("a", STORY, url="https://x.example/\ud800", publisher="Wire\n"))
    assert Signature.unpack(signature.pack()) == signature
    assert Signature.unpack(replace(signature, slots=b"").pack()).slots == b""


@pytest.mark.slow
@pytest.mark.parametrize("alike", [False, True])
def test_cost_grows_with_the_number_of_articles_and_not_with_its_square(alike: bool) -> None:
    def seconds(count: int) -> float:
        text = words(7)
        signatures = [
            sign_article(
                article(f"a{n}", [*text[:195], str(n)] if alike else words(n, 60), url=f"https://s{n}.example/a")
            )
            for n in range(count)
        ]
        started = time.process_time()
        settle(signatures)
        return time.process_time() - started

    seconds(200)
    small, large = seconds(300), seconds(2400)
    assert large < 24 * small + 1


def test_several_newest_of_one_rank_are_settled_the_same_way_always() -> None:
    same = [story(name, STORY) for name in "abc"]
    for order in itertools.permutations(same):
        assert settled(*order).older == {"a": "c", "b": "c"}


@given(st.text(max_size=60), st.text(max_size=30), st.text(max_size=20), st.text(max_size=20))
@settings(max_examples=100, deadline=None, derandomize=True, database=None)
def test_any_article_can_be_signed_and_settled(text: str, url: str, date: str, publisher: str) -> None:
    one = article("a", [text], url=f"https://{url}", date=date, modified=date, publisher=publisher)
    signature = sign_article(one)
    assert Signature.unpack(signature.pack()) == signature
    assert settle([signature, replace(signature, article="b")]).older == {"a": "b"}
