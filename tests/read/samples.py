"""Invented pages for the tests of reading, and what was found in them."""

from kg.errors import ReadError
from kg.read import read_stream

BODY = (
    "LIMA, May 11 (Harbour Wire) -- The foreign ministers of Peru and Chile met on Tuesday to settle"
    " a dispute over fishing.",
    "“We have found common ground,” Peru's minister, Ana Rojas, said after the talks.",
    "Her Chilean colleague, Pablo Soto, told reporters that the accord would be signed in June.",
    "The two countries have quarrelled over the waters for thirty years, and earlier rounds of talks failed.",
)
MORE = (
    "Fishermen in both ports welcomed the news, though some said that they would wait for the text.",
    "A spokesman for the Chilean navy said that patrols would go on until the accord is in force.",
)
HEADLINE = "Peru and Chile settle fishing dispute"
PAGE = "\n\n".join(
    (
        "Skip to content",
        "HOME | WORLD | BUSINESS | SPORT | WEATHER",
        "Harbour Wire",
        "Sign in    Register    Subscribe",
        HEADLINE,
        "By Maria Delgado",
        "Published: May 12, 2010",
        "Ana Rojas and Pablo Soto in Lima on Tuesday (Photo: Harbour Wire)",
        *BODY,
        "Calm after the storm",
        "Read more: Chile's president visits Quito",
        *MORE,
        "(Reporting by Maria Delgado; Editing by Tom Hale)",
        "Related stories\nEcuador's minister meets Rojas in Quito\nSoto says no to early elections\nShip aground",
        "Comments (2)",
        "Juan_92: Rojas told us a lot of lies and she will do it again, I am sure of that.",
        "© 2010 Harbour Wire. All rights reserved.",
    )
)
OUTSIDE = (
    "WEATHER",
    "Sign in",
    "Maria Delgado",
    "Photo",
    "Calm after",
    "visits Quito",
    "Tom Hale",
    "Ecuador",
    "early elections",
    "Juan_92",
    "All rights",
)
HTML = f"""<!DOCTYPE html><html lang="en-GB"><head><title>{HEADLINE} | Harbour Wire</title>
<meta property="og:title" content="{HEADLINE}"><meta property="og:site_name" content="Harbour Wire">
<meta property="article:published_time" content="2010-05-12T06:10:00+02:00"><meta name="author" content="Maria Delgado">
<link rel="canonical" href="https://harbour.example/2010/05/fishing.html">
<script>var hidden = "Nobody sees this.";</script></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
<main><article><h1>{HEADLINE}</h1><p class="byline">By Maria Delgado</p>
<figure><img src="x.jpg"><figcaption>Ana Rojas in Lima on Tuesday morning.</figcaption></figure>
<div class="story">{"".join(f"<p>{line}</p>" for line in BODY)}
<aside><h4>Also read</h4><p>Chile's president visits Quito for talks on trade.</p></aside>
<h2>Calm after the storm</h2>{"".join(f"<p>{line}</p>" for line in MORE)}</div></article>
<section class="comments"><h3>Comments (2)</h3><p>Juan_92: Rojas told us a lot of lies.</p></section></main>
<footer><p>Most read: Navy ship runs aground</p></footer></body></html>"""


def body_text(article) -> str:  # type: ignore[no-untyped-def]
    """The words inside the body of an article."""
    return "\n".join(article.slice(span) for span in article.body)


def faults_in(found) -> list[str]:  # type: ignore[no-untyped-def]
    """The messages of the faults among what was found; each is one line."""
    messages = [str(one) for one in found if isinstance(one, ReadError)]
    assert not any("\n" in message for message in messages)
    return messages


def read_all(data, source, **options):  # type: ignore[no-untyped-def]
    """(articles, messages of the faults) in bytes or a stream."""
    found = list(read_stream(data, source, **options))
    return [one for one in found if not isinstance(one, ReadError)], faults_in(found)
