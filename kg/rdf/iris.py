"""The only place where IRIs of instances are made.

Every IRI is a function of stable values: the kind and canonical name of an entity, its country or Wikidata item, the
article's id, the words and offsets that a fact rests on. No counter, no run order, no blank node. IRIs are readable: a
slug of the name, and for facts eight hexadecimal digits that tell apart what would read alike.

Slugs are lower case, country codes and Wikidata items upper case; so `person/ann-li`, `person/ann-LI` and
`person/ann-Q1` never meet.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from kg.model.document import Span
from kg.model.entities import Kind
from kg.rdf.namespaces import WIKIDATA
from kg.rdf.terms import Iri

SLUG_LENGTH = 60
"""Characters at which a slug is cut, at a hyphen; a cut one carries a digest."""

_DIGEST_LENGTH = 8
_QID = re.compile(r"Q[1-9][0-9]*")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_APOSTROPHES = re.compile("['’‘ʼʻ`´]")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[\w.~-]+(?::[0-9]+)?)(?P<rest>[/?][^#]*)?(?:#(?P<fragment>.*))?",
    re.DOTALL | re.IGNORECASE,
)
_GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})

# Letters that Unicode does not take apart into a base letter and a mark.
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i", "ə": "e"}
)


def slugify(name: str) -> str:
    """A name as lower-case ASCII words joined by hyphens, never empty.

    Diacritics are folded and apostrophes dropped. Where letters or digits are lost all the same (other scripts) or the
    name is too long, eight digits of its SHA-256 are added, so that different names keep different slugs.
    """
    folded = _fold(name)
    slug = _NOT_SLUG.sub("-", folded).strip("-")
    lost = any(character.isalnum() and not character.isascii() for character in folded)
    if slug and not lost and len(slug) <= SLUG_LENGTH:
        return slug
    digest = _digest(unicodedata.normalize("NFC", name).casefold())
    return "-".join(part for part in (_cut(slug), digest) if part)


def _fold(name: str) -> str:
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", name).casefold()).translate(_LETTERS)
    return "".join(character for character in plain if not unicodedata.combining(character)).lower()


def _cut(slug: str) -> str:
    if len(slug) <= SLUG_LENGTH:
        return slug
    return slug[:SLUG_LENGTH].rpartition("-")[0] or slug[:SLUG_LENGTH]


def _digest(*parts: str) -> str:
    """Hexadecimal digits over parts that may hold anything: each is measured, so that no two lists run together."""
    framed = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(framed.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_LENGTH]


def graph_iri(base: str, name: str) -> Iri:
    """The named graph `entities`, `links` or `ontology`."""
    return Iri(f"{base}graph/{name}")


def article_iri(base: str, article_id: str) -> Iri:
    """The article, and the named graph of all that it says."""
    return Iri(f"{base}article/{quote(article_id, safe='', errors='surrogatepass')}")


def mention_iri(article: str, span: Span) -> Iri:
    """A span of an article, by RFC 5147. Where the base has a `#` already, `/` stands for the second."""
    return Iri(f"{article}{'/' if '#' in article else '#'}char={span.start},{span.end}")


def extraction_iri(article: str) -> Iri:
    """The activity that extracted an article's facts."""
    return Iri(f"{article}/extraction")


def entity_iri(base: str, kind: Kind, name: str, *, country: str | None = None, qid: str | None = None) -> Iri:
    """A person, country or organization under its canonical name.

    A country is its name alone. Others end in the Wikidata item when they are linked, else in the code of the country
    where there is one. ValueError for a place (places have no node) and for what is no Wikidata item.
    """
    if kind is Kind.PLACE:
        raise ValueError(f"place {name!r} has no node in the graph")
    if kind is Kind.COUNTRY:
        return Iri(f"{base}country/{slugify(name)}")
    mark = _checked(qid) if qid else _NOT_SLUG.sub("", (country or "").lower()).upper()
    return Iri(f"{base}{kind.value}/{slugify(name)}{'-' if mark else ''}{mark}")


def wikidata_iri(qid: str) -> Iri:
    """The Wikidata item; ValueError for what is none."""
    return Iri(WIKIDATA + _checked(qid))


def _checked(qid: str) -> str:
    if not _QID.fullmatch(qid):
        raise ValueError(f"{qid!r} is no Wikidata item")
    return qid


def link_iri(base: str, entity: str) -> Iri:
    """The node that tells what linking decided about an entity; ValueError for an entity outside the base."""
    if not entity.startswith(base) or entity == base:
        raise ValueError(f"entity <{entity}> does not stand under <{base}>")
    return Iri(f"{base}link/{entity[len(base) :]}")


def candidate_iri(link: str, qid: str) -> Iri:
    """A candidate under its link; ValueError for what is no Wikidata item."""
    return Iri(f"{link}/{_checked(qid)}")


def url_iri(url: str) -> Iri | None:
    """A web address as an IRI, with what no IRI may hold percent-encoded; None for what is no address on the web."""
    match = _URL.fullmatch(_STRAY_PERCENT.sub("%25", url.strip()))
    if match is None:
        return None
    fragment = "" if match["fragment"] is None else f"#{_escape(match['fragment'])}"
    return Iri(f"{match['scheme'].lower()}://{match['host']}{_escape(match['rest'] or '')}{fragment}")


def _escape(part: str) -> str:
    return quote(part, safe="!$%&'()*+,-./:;=?@_~", errors="replace")


def meeting_iri(base: str, date: str | None, participants: Iterable[str], key: Sequence[str]) -> Iri:
    """A meeting, by its date and at most three of those who take part.

    Args:
        base: What all IRIs of instances begin with.
        date: EDTF, or None.
        participants: Short names (a surname, a country), in any order.
        key: What tells the meeting from others: the article's id, its evidence, whatever identifies it.
    """
    names = [slugify(name) for name in sorted(set(participants))[:3]]
    when = re.sub("[^0-9A-Za-z-]+", "_", date).strip("_") if date else ""
    return Iri(f"{base}meeting/{'-'.join([when or 'undated', *names, _digest(*key)])}")


def policy_iri(base: str, label: str, key: Sequence[str]) -> Iri:
    """A policy, by its label; `key` tells it from others of that label."""
    return Iri(f"{base}policy/{slugify(label)}-{_digest(*key)}")


def statement_iri(base: str, speaker: str | None, key: Sequence[str]) -> Iri:
    """A statement, by its speaker's name; `key` tells it from others of that speaker."""
    return Iri(f"{base}statement/{slugify(speaker) if speaker else 'unnamed'}-{_digest(*key)}")


def short_name(kind: Kind, name: str) -> str:
    """The surname of a person, the whole name of anything else."""
    words = name.split()
    if kind is not Kind.PERSON or not words:
        return name
    while len(words) > 1 and words[-1].strip(".,").lower() in _GENERATIONS:
        words.pop()
    return words[-1].strip(",")
