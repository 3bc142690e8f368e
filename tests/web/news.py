"""A small store of odd news for the tests of the pages: names from right to left, emoji, apostrophes, markup, gaps."""

from pathlib import Path

from kg.store import open_store
from tests.web.conftest import BASE, NG, RDF_TYPE, RDFS_LABEL

SCHEMA = "https://schema.org/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
NIF = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"
ITSRDF = "http://www.w3.org/2005/11/its/rdf#"
DATE = "<http://www.w3.org/2001/XMLSchema#date>"
EDTF = "<http://id.loc.gov/datatypes/edtf/EDTF>"
ODD_HEADLINE = "<script>alert(1)</script> & 🕊 d'Été"
# More than fit on a page.
MANY = 45
NAMES = {
    "person/ann-lee-US": ("Person", "Ann Lee"),
    "person/o'hara": ("Person", "Síle O'Hara"),
    "person/layla": ("Person", "ليلى حداد"),
    "person/dove": ("Person", "Dove 🕊 <b>Bold</b>"),
    "country/kenya": ("Country", "Kenya"),
    "country/peru": ("Country", "Peru"),
    "organization/lakes": ("Organization", "Union of Lake States"),
}


def make_news_store(path: Path) -> Path:
    """The store: three articles, one of them with neither headline nor date nor publisher."""
    with open_store(path, base_iri=BASE) as store:
        store.replace_many(
            {
                f"{BASE}graph/entities": _entities(),
                f"{BASE}article/a1": [*_article("a1", ODD_HEADLINE, "2001-05-24"), *_many_statements("a1")],
                f"{BASE}article/a2": [*_article("a2", "Kenya and Peru meet", "2003"), *_meetings("a2")],
                f"{BASE}article/quiet-00d4130f1d": [f"<{BASE}article/quiet-00d4130f1d> {RDF_TYPE} <{NG}Article> ."],
            }
        )
    return path


def _entities() -> list[str]:
    lines = []
    for name, (cls, label) in NAMES.items():
        lines += [f"<{BASE}{name}> {RDF_TYPE} <{NG}{cls}> .", f'<{BASE}{name}> {RDFS_LABEL} "{label}" .']
    return [*lines, f'<{BASE}person/ann-lee-US> <{SKOS}altLabel> "Lee, Annie" .']


def _article(name: str, headline: str, day: str) -> list[str]:
    article = f"<{BASE}article/{name}>"
    lines = [f"{article} {RDF_TYPE} <{NG}Article> .", f'{article} <{SCHEMA}headline> "{headline}" .']
    if len(day) == 10:
        lines += [
            f'{article} <{SCHEMA}datePublished> "{day}"^^{DATE} .',
            f'{article} <{SCHEMA}publisher> "O’Neill & Sons <b>Press</b>" .',
        ]
    mention = f"<{BASE}article/{name}#char=0,3>"
    return [
        *lines,
        f"{mention} <{NIF}referenceContext> {article} .",
        f"{mention} <{ITSRDF}taIdentRef> <{BASE}person/ann-lee-US> .",
        f"<{BASE}person/ann-lee-US> <{NG}represents> <{BASE}country/kenya> .",
        f'<{BASE}person/ann-lee-US> <{SCHEMA}jobTitle> "foreign minister" .',
    ]


def _many_statements(article: str) -> list[str]:
    policy = f"<{BASE}policy/accord-1>"
    lines = [
        f"{policy} {RDF_TYPE} <{NG}Policy> .",
        f'{policy} {RDFS_LABEL} "Accord of the 3 \\"Lakes\\"" .',
        f"{policy} <{NG}policyKind> <{NG}treaty> .",
        f"{policy} <{NG}status> <{NG}inForce> .",
        f"{policy} <{NG}actor> <{BASE}country/kenya> .",
        f"{policy} <{NG}target> <{BASE}country/peru> .",
    ]
    for number in range(MANY):
        this = f"<{BASE}statement/s{number}>"
        speaker = "person/o'hara" if number % 3 else "person/ann-lee-US"
        stance = ("supports", "opposes", "neutral")[number % 3]
        lines += [
            f"{this} {RDF_TYPE} <{NG}Statement> .",
            f'{this} <{NG}text> "We welcome the treaties number {number}, which took long to write down" .',
            f"{this} <{NG}stance> <{NG}{stance}> .",
            f"{this} <{NG}about> {policy} .",
            f"{this} <{NG}quoteType> <{NG}direct> .",
        ]
        if number:
            lines.append(f"{this} <{NG}speaker> <{BASE}{speaker}> .")
        else:
            lines.append(f'{this} <{NG}speakerText> "a <b>diplomat</b>" .')
    return lines


def _meetings(article: str) -> list[str]:
    lines = []
    for name, day, status in (("m1", "2001-05-24", "held"), ("m2", "2003-01-02", "cancelled"), ("m3", "", "planned")):
        this = f"<{BASE}meeting/{name}>"
        lines += [
            f"{this} {RDF_TYPE} <{NG}Meeting> .",
            f"{this} <{NG}status> <{NG}{status}> .",
            f"{this} <{NG}meetingType> <{NG}talks> .",
            f"{this} <{NG}participant> <{BASE}person/layla> .",
            f"{this} <{NG}participant> <{BASE}person/o'hara> .",
            f"{this} <{NG}country> <{BASE}country/peru> .",
        ]
        if day:
            lines += [f'{this} <{NG}date> "{day}"^^{EDTF} .', f'{this} <{SCHEMA}startDate> "{day}"^^{DATE} .']
    return lines
