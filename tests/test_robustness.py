"""Odd input through the whole pipeline: whatever the text, the extraction stands on it and nothing is made up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.config import Settings
from kg.model.document import Article, Span
from kg.model.entities import Kind
from kg.model.extraction import Extraction
from kg.model.facts import Fact
from kg.rdf.iris import entity_iri
from kg.rdf.mapping import map_article, referenced_countries
from kg.rdf.namespaces import NIF
from kg.rdf.provenance import Provenance
from kg.rdf.terms import to_nquads
from kg.resolve.resolver import resolve
from tests.builders import shared_pipeline

pytestmark = pytest.mark.model

BASE = "https://example.org/"
NEWS = (
    "MOSCOW, May 11 (Reuters) - Russian President Dmitry Medvedev met German Chancellor Angela Merkel in Moscow on "
    "Tuesday and signed a trade agreement.\n\n“We agreed to lift the sanctions,” Merkel said. She will travel to "
    "Kiev next week.\n\nUkraine's foreign minister, Oleh Bondar, said that his country opposed the treaty. “It is a "
    "gift,” he told reporters.\n"
)
FOREIGN = {
    "french": (
        "Le président français Nicolas Sarkozy a rencontré mardi à Paris la chancelière allemande Angela Merkel. « "
        "Nous avons signé un accord », a-t-il déclaré. Le ministre a annoncé que la Russie avait conclu une trêve."
    ),
    "german": (
        "Bundeskanzlerin Angela Merkel traf am Dienstag in Berlin den französischen Präsidenten Nicolas Sarkozy. „Wir "
        "haben ein Abkommen unterzeichnet“, sagte sie. Die Sanktionen gegen den Iran werden aufgehoben."
    ),
    "spanish": (
        "El presidente ruso Vladimir Putin se reunió el martes en Moscú con la canciller alemana Angela Merkel. «Hemos "
        "firmado un acuerdo», dijo. El ministro declaró que Rusia y Ucrania habían acordado un alto el fuego."
    ),
    "russian": (
        "Президент России Владимир Путин встретился во вторник в Москве с канцлером Германии Ангелой Меркель. «Мы "
        "подписали соглашение», — сказал он. Министр заявил, что Россия и Украина договорились о прекращении огня."
    ),
    "chinese": "俄罗斯总统普京星期二在莫斯科会见了德国总理默克尔。“我们签署了协议,”他说。中国反对对伊朗的制裁。",
    "arabic": 'التقى الرئيس الروسي فلاديمير بوتين يوم الثلاثاء في موسكو بالمستشارة أنغيلا ميركل. "لقد وقعنا اتفاقا".',
}
CODE = """def met(self, other: Person) -> Treaty:
    treaty = self.sign(other, place="Moscow"); assert treaty.status == "signed"
    return [said(x) for x in treaty.parties if x.name != "Iran"] or {"sanctions": None}

for (i = 0; i < n; i++) { talks[i].hold("summit", &president); printf("%s said %d\\n", who[i], i); }
"""
# Text that says nothing.
NOISE = {
    **FOREIGN,
    "empty": "",
    "blank": " \n\n \t\n",
    "mark": "\ufeff",
    "letter": "x",
    "punctuation": "... !!! ??? ,,, ;;; “”‘’\"\"'' --- — … ()[]{}\n\n" * 30,
    "dots": "." * 300_000,
    "brackets": "(" * 20_000 + ")" * 20_000,
    "word-without-end": "said" * 75_000,
    "figures": "\n".join("\t".join(str(i * j) for j in range(8)) for i in range(100)),
    "table": "\n".join(f"Region {i} | {i * 3.5:.2f} | 20{i % 100:02d} | May {i % 28 + 1} | ${i}m" for i in range(100)),
    "code": CODE,
    "entities": "&lt;p&gt;He&nbsp;said&#58; &#8220;&amp;quot;&#8221; &amp; &quot;&lt;/p&gt; " * 5,
    "names": "\n".join(f"{one} {two}" for one in ("John", "Mary", "Omar") for two in ("Smith", "Kim", "Putin", "Lee")),
    "names-in-line": ", ".join(f"{one} {two}" for one in ("John", "Mary") for two in ("Smith", "Kim", "Putin")),
    "mathematical-letters": "".join(chr(0x1D41A + ord(c) - 97) if "a" <= c <= "z" else c for c in NEWS.lower()),
    "letter-by-letter": "\u200b".join(NEWS),
    "nul-in-words": "\x00".join(NEWS),
}
# Text that may say something, written in odd ways.
ODD = {
    "plain": NEWS,
    "capitals": NEWS.upper(),
    "headings-in-capitals": "\n\n".join(part if i % 2 else part.upper() for i, part in enumerate(NEWS.split("\n\n"))),
    "lower-case": NEWS.lower(),
    "quote-not-closed": NEWS.replace("”", ""),
    "quote-not-opened": NEWS.replace("“", ""),
    "quotes-crossed": NEWS.replace("“", "”‘“").replace("said", "‘said“"),
    "nested-quotes": "“" * 50 + "We met in Moscow" + "”" * 50 + " he said.",
    "quotes-in-quotes": "He said: " + "“".join(["he said "] * 50) + "stop" + "”" * 49,
    "emoji": NEWS.replace(". ", ". 😀👩‍👩‍👧🇺🇸 ").replace("Moscow", "Moscow🙂"),
    "direction-marks": "\u202e" + NEWS.replace("said", "\u2066said\u2069") + "\u202c",
    "soft-hyphens": NEWS.replace("er", "e\u00adr"),
    "joiners": NEWS.replace("e", "e\u200d"),
    "combining": "".join(c + "\u0301" if c in "aeiou" else c for c in NEWS),
    "astral": NEWS.replace("Merkel", "𝓜𝓮𝓻𝓴𝓮𝓵").replace("Kiev", "𐐗𐐮𐐯𐑂"),
    "control": NEWS.replace(" the ", " the\x00 ").replace(". ", ".\x07\x1b \x85"),
    "not-characters": NEWS.replace(" ", "\ufffe ", 9) + "\uffff",
    "half-characters": NEWS.replace("Moscow", "Mos\ud800cow").replace("said", "said \udfff"),
    "fragments": "Moscow. Talks. A treaty. Said the minister. Met with. Of the. Because he. Said. Told.\n\nAccording "
    "to.\n\nHe, said.\n\nMeeting in.\n\nThe. Who said that?\n\nBy Putin, and by.\n\n" * 3,
    "untidy-space": NEWS.replace(" ", " \t\u00a0 "),
    "foreign-in-english": NEWS + "\n\n" + "\n\n".join(FOREIGN.values()) + "\n\n" + NEWS,
}
HEAVY = {
    "line-of-300,000": ("The minister met his colleague in Moscow. " + "x" * 450 + " ") * 610,
    "no-space-in-300,000": "".join(NEWS.split()) * 800,
    "5,000-words-apart": "\n\n".join((NEWS.split() * 90)[:5_000]),
    "2,000-turns": "\n\n".join(f"{('Q', 'MS. HALL', 'MR. KIM')[i % 3]}: We agreed on point {i}." for i in range(2_000)),
    "sentence-of-3,000": "The minister said that "
    + ", and ".join(f"Russia met China in Moscow about treaty {i}" for i in range(340))
    + ".",
    "1,500-verbs-on-end": "He wants " + "to try " * 1_500 + "it. He " + "came and went and " * 700 + "said they met.",
    "1,200-names-on-end": "He met " + ", ".join(["Ana Diaz", "Omar Khan"] * 600) + ". They left.",
    "500-open-quotes": "\n\n".join(["“We signed it"] * 500),
}


def article_of(text: str, date: str | None = "2010-05-12") -> Article:
    """The text as an article of no known language, none of it left out."""
    return Article(id="odd", text=text, body=(Span(0, len(text)),), date=date, source="odd.txt", language=None)


def extracted(text: str, date: str | None = "2010-05-12") -> Extraction:
    pipeline = shared_pipeline()
    return pipeline.link(pipeline.extract(article_of(text, date)))[0]


extracted_once = cache(extracted)


def facts_of(extraction: Extraction) -> list[Fact]:
    return [*extraction.meetings, *extraction.policies, *extraction.statements]


def assert_sound(extraction: Extraction) -> None:
    assert list(_wrong_spans(extraction)) == []
    assert list(_dangling(extraction)) == []
    assert all(fact.evidence and 0 < fact.confidence <= 1 for fact in facts_of(extraction))
    assert all(policy.label.strip() for policy in extraction.policies)
    assert all(statement.text.strip() and statement.content for statement in extraction.statements)
    assert Extraction.from_json(json.loads(json.dumps(extraction.to_json()))) == extraction
    assert_mapped(extraction)


def _wrong_spans(extraction: Extraction) -> Iterator[tuple[Span, str | None]]:
    """Spans that lie outside the text, or whose words are not those that are told of them."""
    text = extraction.article.text
    for span, words in _spans(extraction):
        if not 0 <= span.start < span.end <= len(text) or (words is not None and text[span.start : span.end] != words):
            yield span, words


def _spans(extraction: Extraction) -> Iterator[tuple[Span, str | None]]:
    yield from ((mention.span, mention.text) for mention in extraction.mentions)
    yield from ((span, None) for fact in facts_of(extraction) for span in fact.evidence)
    yield from ((span, None) for policy in extraction.policies for span in policy.mentions)
    for statement in extraction.statements:
        yield from ((span, None) for span in statement.content)
        yield from ((span, None) for span in (statement.cue_span,) if span is not None)
        if statement.speaker_span is not None:
            yield statement.speaker_span, statement.speaker_text


def _dangling(extraction: Extraction) -> Iterator[str]:
    """Ids that are used and stand for nothing."""
    entities = [entity.id for entity in extraction.entities]
    assert len(set(entities)) == len(entities)
    events = [fact.id for fact in (*extraction.meetings, *extraction.policies)]
    used = [mention.entity for mention in extraction.mentions]
    for meeting in extraction.meetings:
        used += meeting.participants
    for policy in extraction.policies:
        used += (*policy.actors, *policy.targets)
    for statement in extraction.statements:
        used += [id_ for id_ in (statement.speaker, statement.addressee) if id_ is not None]
    yield from (id_ for id_ in used if id_ not in entities)
    topics = [id_ for fact in (*extraction.meetings, *extraction.statements) for id_ in fact.about]
    topics += [statement.occasion for statement in extraction.statements if statement.occasion is not None]
    yield from (id_ for id_ in topics if id_ not in (*entities, *events))


def assert_mapped(extraction: Extraction) -> None:
    """The quads say of each span the words that stand there, and each is one line."""
    resolution = resolve([("odd", extraction.entities)], shared_pipeline().authority)
    known = {e.id: resolution["odd", e.id] for e in extraction.entities if e.kind is not Kind.PLACE}
    iris = {id_: entity_iri(BASE, one.kind, one.name, country=one.country, qid=one.qid) for id_, one in known.items()}
    states = {code: f"{BASE}state/{code}" for code in referenced_countries(extraction)}
    made = Provenance("newsgraph", "0")
    quads = map_article(extraction, iris, base_iri=BASE, countries=states, provenance=made)
    told = {(quad.subject, quad.predicate): quad.object for quad in quads}
    for (subject, predicate), words in told.items():
        if predicate == NIF["anchorOf"]:
            start, end = (int(str(told[subject, NIF[edge]].value)) for edge in ("beginIndex", "endIndex"))
            assert words.value == extraction.article.text[start:end]
    lines = list(to_nquads(quads))
    assert all(line.count("\n") == 1 and line.endswith(" .\n") for line in lines)


@pytest.mark.parametrize("name", [*ODD, *NOISE])
def test_odd_text_gives_a_sound_extraction_twice_the_same(name: str) -> None:
    text = (ODD | NOISE)[name]
    extraction = extracted_once(text)
    assert_sound(extraction)
    assert extracted(text) == extraction


# The limit is far from what these take (two seconds each) and from the minutes that a cubic step takes over them.
@pytest.mark.slow
@pytest.mark.parametrize("name", HEAVY)
def test_very_long_text_gives_a_sound_extraction(name: str) -> None:
    start = process_time()
    assert_sound(extracted(HEAVY[name]))
    assert process_time() - start < 30


@pytest.mark.parametrize("name", NOISE)
def test_text_that_says_nothing_gives_no_fact(name: str) -> None:
    assert facts_of(extracted_once(NOISE[name])) == []


@pytest.mark.parametrize("name", FOREIGN)
def test_paragraph_in_another_language_gives_nothing_at_all(name: str) -> None:
    extraction = extracted(FOREIGN[name])
    assert (extraction.entities, extraction.mentions) == ((), ())


def test_paragraphs_in_other_languages_leave_the_english_ones_as_they_are() -> None:
    mixed = extracted(NEWS + "\n\n" + FOREIGN["french"])
    assert [fact.evidence for fact in facts_of(mixed)] == [fact.evidence for fact in facts_of(extracted(NEWS))]


def test_article_without_a_date_has_no_day_that_the_text_does_not_tell() -> None:
    extraction = extracted(NEWS.split(" - ", 1)[1], None)
    assert_sound(extraction)
    assert extraction.meetings
    assert [fact.date for fact in facts_of(extraction) if fact.date is not None] == []


def told(text: str) -> list[tuple[object, ...]]:
    """What the facts of a text say, whatever its offsets."""
    found = extracted(text)
    names = {entity.id: entity.name for entity in found.entities}
    meetings = [("met", *sorted(names[i] for i in m.participants), m.date, m.place, m.status) for m in found.meetings]
    policies = [("policy", " ".join(p.label.split()), p.kind, p.status) for p in found.policies]
    statements = [("said", names.get(s.speaker or ""), " ".join(s.text.split()), s.cue) for s in found.statements]
    return [*meetings, *policies, *statements]


@pytest.mark.parametrize(
    "text",
    [
        NEWS.replace("\n", "\r\n"),
        NEWS.rstrip("\n"),
        NEWS.replace("\n\n", "\n \n\n\n"),
        NEWS.replace(" in ", "\n in "),
        NEWS.replace(" on ", " \u00a0on\t "),
        "\u202a" + NEWS.replace("said", "\u2066said\u2069"),
        NEWS.replace("agree", "agree\u00ad"),
    ],
    ids=["crlf", "no-final-newline", "blank-lines", "wrapped", "no-break-space", "direction-marks", "soft-hyphen"],
)
def test_layout_and_unseen_marks_do_not_change_what_is_told(text: str) -> None:
    plain = [[str(value).replace("\u00ad", "") for value in fact] for fact in told(text)]
    assert plain == [[str(value) for value in fact] for fact in told(NEWS)]


def test_list_of_names_gives_a_person_a_line() -> None:
    names = ["Maria Lopez", "Peter Brown", "Ahmed Khan", "Anna Schmidt", "Kofi Mensah"]
    assert [entity.name for entity in extracted("\n".join(names)).entities] == names


@cache
def paragraphs() -> list[str]:
    """The paragraphs of the samples."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(Path(Settings().data_dir / "samples").glob("*.txt"))]
    return [part for text in texts for part in text.split("\n\n") if len(part) < 600]


MARKS = [
    "“",
    "”",
    '"',
    "'",
    "’",
    "\n",
    "\n\n",
    " ",
    ".",
    ",",
    ";",
    "—",
    "(",
    ")",
    "\u200d",
    "\x00",
    "\r\n",
    "said ",
    "he ",
]


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """Some paragraphs of the samples in any order, with pieces cut out and marks put in."""
    parts = draw(st.lists(st.integers(0, len(paragraphs()) - 1), min_size=1, max_size=6))
    text = "\n\n".join(paragraphs()[part] for part in parts)
    for _ in range(draw(st.integers(0, 12))):
        at = draw(st.integers(0, len(text)))
        cut = draw(st.sampled_from([0, 0, 1, 7, 60]))
        text = text[:at] + draw(st.sampled_from(MARKS)) + text[at + cut :]
    return text


@pytest.mark.slow
@settings(max_examples=60, deadline=None, database=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(text=mutated())
def test_shuffled_and_mutated_articles_give_sound_extractions(text: str) -> None:
    assert_sound(extracted(text))
