"""What each list holds: its words, query, orders and filters. One table; the code around it knows no kind."""

from __future__ import annotations

from dataclasses import dataclass

from kg.web.list_filters import Filter, Pattern, choices, since, term, text, thing, until, words
from kg.web.page_look import words as spoken

_STATUSES = "held planned proposed postponed cancelled denied"
_TYPES = "talks summit visit call conference ceremony other"
_POLICY_STATUSES = "proposed planned adopted inForce rejected withdrawn repealed"
_POLICY_KINDS = "treaty law sanction defence trade resolution ceasefire programme doctrine other"
_STANCES = "supports opposes neutral"
_QUOTES = "direct indirect mixed"
_PERIOD = "1998 or 1998-04"

_PUBLISHERS = (
    "SELECT ?value (COUNT(*) AS ?n) { ?x schema:publisher ?value } GROUP BY ?value ORDER BY DESC(?n) ?value LIMIT 200"
)
_COUNTRIES = """SELECT ?value (MIN(?name) AS ?label) (COUNT(*) AS ?n) {
  ?x %s ?value . ?value a ng:Country ; rdfs:label ?name }
GROUP BY ?value ORDER BY ?label LIMIT 300"""
_THINGS = """SELECT ?value (MIN(?name) AS ?label) (SAMPLE(?count) AS ?n) {
  { SELECT ?value (COUNT(*) AS ?count) { ?x %s ?value } GROUP BY ?value ORDER BY DESC(?count) ?value LIMIT 150 }
  ?value rdfs:label ?name } GROUP BY ?value ORDER BY DESC(?n) ?label"""


_COUNTED = """OPTIONAL { SELECT ?thing (COUNT(%s) AS ?n) { ?fact %s ?thing } GROUP BY ?thing }
  BIND(COALESCE(?n, 0) AS ?facts)"""


@dataclass(frozen=True, slots=True)
class Listing:
    """One list.

    Attributes:
        name: Its address and the name of its route.
        title, lead: Its words.
        kind: The class of the things, in lower case.
        where: The patterns that bind `?thing`, `?name` and what the filters speak of.
        variables: What the rows of the query have besides `?thing`.
        told: What a table for others has besides, which the pages find otherwise: variables, and their patterns.
        orders: One key where there may be many things: a second that is text takes longer than all the rest.
            Name of an order → (words, the order in SPARQL, patterns it needs); the first is the usual one.
        filters: What can be asked.
    """

    name: str
    title: str
    lead: str
    kind: str
    where: str
    variables: str
    orders: dict[str, tuple[str, str, str]]
    filters: tuple[Filter, ...]
    told: tuple[str, str] = ("", "")


# The day of a statement is its own if it has one, else that of its article.
_SAID = "OPTIONAL { ?thing schema:startDate ?said }"


def _with(pattern: str, test: Pattern) -> Pattern:
    """A test together with what binds its variable."""
    return lambda value: f"{pattern} {found}" if (found := test(value)) else None


def _agents(name: str, *, title: str, lead: str, kind: str, busy: str, filters: tuple[Filter, ...] = ()) -> Listing:
    counted = _COUNTED % ("DISTINCT ?fact", busy)
    return Listing(
        name=name,
        title=title,
        lead=lead,
        kind=kind,
        where=f"?thing a ng:{kind.capitalize()} ; rdfs:label ?name .",
        variables="?name",
        orders={
            "busiest": ("Most in the news", "DESC(?facts) ?name ?thing", counted),
            "name": ("Name", "LCASE(STR(?name)) ?thing", ""),
        },
        filters=(Filter("q", "Name has", words("?name")), *filters),
        told=(
            "?wikidata ?statements",
            """OPTIONAL { ?thing schema:sameAs ?wikidata }
  OPTIONAL { SELECT ?thing (COUNT(*) AS ?statements) { ?said ng:speaker ?thing } GROUP BY ?thing }""",
        ),
    )


PEOPLE = _agents(
    "people",
    title="People",
    lead="Everybody whom the articles name, with what they said and whom they met.",
    kind="person",
    busy="ng:speaker|ng:participant|ng:actor",
    filters=(
        Filter("country", "Speaks for", thing("?thing ng:represents {} ."), options=_COUNTRIES % "ng:represents"),
        Filter("office", "Office has", _with("?thing schema:jobTitle ?office .", words("?office")), hint="minister"),
    ),
)
COUNTRIES = _agents(
    "countries",
    title="Countries",
    lead="States as the articles have them act, speak and be spoken of, those that are gone too.",
    kind="country",
    busy="ng:speaker|ng:participant|ng:actor|ng:target|ng:about|ng:country",
)
ORGANIZATIONS = _agents(
    "organizations",
    title="Organizations",
    lead="Alliances, unions, parties, companies and ministries that speak and act for themselves.",
    kind="organization",
    busy="ng:speaker|ng:participant|ng:actor|ng:target|ng:about",
)
MEETINGS = Listing(
    name="meetings",
    title="Meetings",
    lead="Talks, summits, visits and calls, held or only planned, put off, called off or denied.",
    kind="meeting",
    where="?thing a ng:Meeting . OPTIONAL { ?thing schema:startDate ?start }",
    variables="?start",
    orders={
        "newest": ("Newest first", "DESC(?start)", ""),
        "oldest": ("Oldest first", "(!BOUND(?start)) ?start", ""),
    },
    filters=(
        Filter("status", "Status", term("?thing ng:status {} .", _STATUSES), choices(_STATUSES, spoken)),
        Filter("type", "Type", term("?thing ng:meetingType {} .", _TYPES), choices(_TYPES, spoken)),
        Filter("with", "With", thing("?thing ng:participant {} ."), options=_THINGS % "ng:participant"),
        Filter("country", "In", thing("?thing ng:country {} ."), options=_COUNTRIES % "ng:country"),
        Filter("from", "From", since("?start"), hint=_PERIOD),
        Filter("to", "To", until("?start"), hint=_PERIOD),
    ),
    told=(
        "?date ?place ?status ?participants",
        """OPTIONAL { ?thing ng:date ?date } OPTIONAL { ?thing ng:place ?place } OPTIONAL { ?thing ng:status ?status }
  OPTIONAL { SELECT ?thing (GROUP_CONCAT(?who; separator=" | ") AS ?participants) {
    ?thing a ng:Meeting ; ng:participant/rdfs:label ?who } GROUP BY ?thing }""",
    ),
)
POLICIES = Listing(
    name="policies",
    title="Policies",
    lead="Treaties, laws, sanctions, programmes and positions: who makes them, whom they concern, what became of them.",
    kind="policy",
    where="?thing a ng:Policy ; rdfs:label ?name .",
    variables="?name",
    orders={
        "discussed": (
            "Most discussed",
            "DESC(?facts) LCASE(STR(?name)) ?thing",
            _COUNTED % ("*", "ng:about"),
        ),
        "name": ("Name", "LCASE(STR(?name)) ?thing", ""),
    },
    filters=(
        Filter("q", "Name has", words("?name")),
        Filter("kind", "Kind", term("?thing ng:policyKind {} .", _POLICY_KINDS), choices(_POLICY_KINDS, spoken)),
        Filter("status", "Status", term("?thing ng:status {} .", _POLICY_STATUSES), choices(_POLICY_STATUSES, spoken)),
        Filter("actor", "Made by", thing("?thing ng:actor {} ."), options=_THINGS % "ng:actor"),
        Filter("target", "Concerns", thing("?thing ng:target {} ."), options=_THINGS % "ng:target"),
    ),
    told=("?kind ?status", "OPTIONAL { ?thing ng:policyKind ?kind } OPTIONAL { ?thing ng:status ?status }"),
)
STATEMENTS = Listing(
    name="statements",
    title="Statements",
    lead="Who said what, word for word or in the reporter’s words, about whom and what, for or against.",
    kind="statement",
    # The text is found for the things of a page alone: to fetch it for all that are put in order would take longer.
    where="""GRAPH ?article { ?thing a ng:Statement } OPTIONAL { ?article schema:datePublished ?published }""",
    variables="?article ?published",
    orders={
        "newest": ("Newest first", "DESC(?published)", ""),
        "oldest": ("Oldest first", "(!BOUND(?published)) ?published", ""),
        "surest": ("Surest first", "DESC(?sure)", "OPTIONAL { ?thing ng:confidence ?sure }"),
    },
    filters=(
        Filter("q", "Words", _with("?thing ng:text ?text .", words("?text"))),
        Filter("topic", "About", thing("?thing ng:about {} ."), options=_THINGS % "ng:about"),
        Filter("speaker", "Speaker", thing("?thing ng:speaker {} ."), options=_THINGS % "ng:speaker"),
        Filter("stance", "Stance", term("?thing ng:stance {} .", _STANCES), choices(_STANCES, spoken)),
        Filter("quote", "Quotation", term("?thing ng:quoteType {} .", _QUOTES), choices(_QUOTES, spoken)),
        Filter("publisher", "Publisher", text("?article schema:publisher {} ."), options=_PUBLISHERS),
        Filter("from", "From", _with(_SAID, since("COALESCE(?said, ?published)")), hint=_PERIOD),
        Filter("to", "To", _with(_SAID, until("COALESCE(?said, ?published)")), hint=_PERIOD),
    ),
    told=(
        "?speaker ?words ?stance",
        """OPTIONAL { ?thing ng:speaker/rdfs:label ?speaker } OPTIONAL { ?thing ng:text ?words }
  OPTIONAL { ?thing ng:stance ?stance }""",
    ),
)
ARTICLES = Listing(
    name="articles",
    title="Articles",
    lead="What was read. Each article can be seen with every name, quotation and event marked in its text.",
    kind="article",
    where="""?thing a ng:Article . OPTIONAL { ?thing schema:headline ?name }
  OPTIONAL { ?thing schema:datePublished ?start }""",
    variables="?name ?start",
    orders={
        "newest": ("Newest first", "DESC(?start)", ""),
        "oldest": ("Oldest first", "(!BOUND(?start)) ?start", ""),
        "headline": ("Headline", "LCASE(STR(?name)) ?thing", ""),
    },
    filters=(
        Filter("q", "Headline has", words("?name")),
        Filter("publisher", "Publisher", text("?thing schema:publisher {} ."), options=_PUBLISHERS),
        Filter("names", "Names", thing("?thing ^nif:referenceContext/itsrdf:taIdentRef {} .")),
        Filter("from", "From", since("?start"), hint=_PERIOD),
        Filter("to", "To", until("?start"), hint=_PERIOD),
    ),
    told=("?publisher", "OPTIONAL { ?thing schema:publisher ?publisher }"),
)
LISTINGS = (PEOPLE, COUNTRIES, ORGANIZATIONS, MEETINGS, POLICIES, STATEMENTS, ARTICLES)
