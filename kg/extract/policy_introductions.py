"""Which mentions bring up a policy: "the two sides signed a deal" does, "to conclude a deal" does not."""

from __future__ import annotations

from kg.extract.policy_drafts import Reading
from kg.extract.policy_mentions import MONEY, PolicyMention, Rank
from kg.extract.policy_parties import JOINT_KINDS
from kg.extract.policy_status import is_passive
from kg.model.document import Document
from kg.model.entities import Kind
from kg.model.facts import PolicyKind, PolicyStatus

# What private people buy and move as well as armies do.
CIVIL = frozenset({"vehicle", "aircraft", "plane", "boat", "vessel", "helicopter", "drone", "jet"})


# Common nouns that act for a state or a body.
PUBLIC = frozenset(
    [
        *("administration", "adviser", "agency", "alliance", "ally", "ambassador", "army", "assembly"),
        *("authority", "bank", "battalion", "bloc", "bomber", "brigade", "cabinet", "candidate", "chamber"),
        *("chancellor", "coalition", "commander", "commission", "commissioner", "committee", "commons"),
        *("communist", "conservative", "council", "country", "court", "delegate", "delegation", "democrat"),
        *("deputy", "diplomat", "division", "emir", "emirate", "envoy", "fighter", "fleet", "force", "general"),
        *("government", "group", "guerrilla", "house", "insurgent", "islamist", "jet", "judge", "junta"),
        *("king", "kingdom", "lawmaker", "leader", "lord", "majority", "marine", "mediator", "member"),
        *("military", "minister", "ministry", "monarch", "nation", "navy", "negotiator", "official"),
        *("paratrooper", "parliament", "party", "peacekeeper", "police", "power", "premier", "president"),
        *("queen", "rebel", "regime", "regulator", "republic", "republican", "ruler", "secretary", "senate"),
        *("senator", "sheikh", "side", "socialist", "soldier", "state", "sultan", "summit", "tank", "treasury"),
        *("tribunal", "troop", "union", "voter", "warplane", "warship"),
    ]
)


MEASURES = frozenset({PolicyKind.LAW, PolicyKind.SANCTION, PolicyKind.TRADE, PolicyKind.DEFENCE})
PACT_KINDS = frozenset({PolicyKind.TREATY, PolicyKind.CEASEFIRE, PolicyKind.RESOLUTION})
OFFICIAL = frozenset({PolicyKind.SANCTION, PolicyKind.LAW, PolicyKind.RESOLUTION, PolicyKind.DOCTRINE})
GIVEN_TO = frozenset({"Foundation", "University", "College", "Institute", "Museum", "Campaign", "Charity", "PAC"})
HOUSES = frozenset({"cabinet", "government", "parliament", "senate", "junta", "assembly", "council", "lawmaker"})
MADE = frozenset({PolicyStatus.ADOPTED, PolicyStatus.IN_FORCE, PolicyStatus.PLANNED})


def introduces(doc: Document, reading: Reading) -> bool:
    """Whether the mention brings up a policy: "the two sides signed a deal" does, "to conclude a deal" does not."""
    mention, making = reading.mention, reading.making
    if mention.rank is Rank.ACT:
        return _is_public_act(doc, reading)
    if mention.rank is not Rank.BARE:
        return not _is_any(doc, reading)
    if making is None:
        if mention.definite and mention.kind is PolicyKind.LAW and reading.governances and reading.actors:
            # "Mr. X vetoed the bill that would have let families sue": told with what it does.
            return mention.full != mention.text
        told = bool(reading.actors) or (mention.full != mention.text and bool(reading.governances))
        told = told or _is_described(mention)
        return (told and not mention.definite) or (
            mention.kind is PolicyKind.RESOLUTION and mention.full != mention.text
        )
    if _is_undone(doc, reading) or _is_tabled(doc, reading):
        return True
    bodies = [actor for actor in reading.actors if doc.entity(actor).kind is not Kind.PERSON]
    public = bodies or [actor for actor in reading.actors if doc.entity(actor).country is not None]
    if mention.aside and public and making.status in MADE | {PolicyStatus.REJECTED}:
        # "The pact, which both presidents signed in May, …": told as if known, with all that tells it.
        return True
    if mention.definite and len(bodies) > 1 and mention.kind in JOINT_KINDS and making.status is PolicyStatus.ADOPTED:
        # "X, Y and Z put their names to the memorandum", brought up as known to the reader.
        return True
    if mention.definite and doc.tokens[making.verb].dep == "acl" and making.passive and reading.actors:
        # "The law, passed by parliament in May, …": introduced by the way.
        return making.status is PolicyStatus.ADOPTED
    if mention.definite and public and mention.full != mention.text and mention.kind in MEASURES:
        # "Chile scrapped the law that bars …": told with what it does.
        return True
    if mention.definite:
        return making.passive and making.status is PolicyStatus.ADOPTED and _is_past_perfect(doc, making.verb)
    initialled = doc.tokens[making.verb].lemma.lower() in ("initial", "initialle")
    told = making.status in MADE or initialled or mention.full != mention.text
    return (told and (bool(reading.actors) or is_passive(doc, making.verb))) or _is_described(mention)


def _is_described(mention: PolicyMention) -> bool:
    """ "The talks ended with a protocol that binds 38 states": an act between states, told with what it does."""
    return mention.public and mention.kind in PACT_KINDS and mention.full != mention.text and not mention.definite


def _is_any(doc: Document, reading: Reading) -> bool:
    """ "Through a speech or a Security Council resolution", "hopes of a peace deal": one that nobody tells more of."""
    mention = reading.mention
    between = mention.kind in JOINT_KINDS | {PolicyKind.RESOLUTION} and mention.rank is Rank.DESCRIBED
    told = bool(reading.governances) or mention.full != mention.text or mention.last != mention.head or mention.dated
    start = doc.tokens_in(mention.span).start
    inside = doc.tokens[mention.head].dep in ("pobj", "conj")
    return between and inside and not told and start > 0 and doc.tokens[start - 1].lower in ("a", "an", "any")


def _is_undone(doc: Document, reading: Reading) -> bool:
    """ "Lifted the closure": what a state ends was there."""
    making = reading.making
    states = [actor for actor in reading.actors if doc.entity(actor).kind is not Kind.PERSON]
    lifted = making is not None and doc.tokens[making.verb].lemma.lower() in ("lift", "ease", "impose", "relax")
    return lifted and bool(states) and reading.mention.kind in (PolicyKind.SANCTION, PolicyKind.OTHER)


def _is_tabled(doc: Document, reading: Reading) -> bool:
    """ "Began drafting a resolution": what a state brings in as a text of its own."""
    states = [actor for actor in reading.actors if doc.entity(actor).kind is not Kind.PERSON]
    making, mention = reading.making, reading.mention
    told = making is not None and making.status is PolicyStatus.PROPOSED and not mention.definite
    return told and bool(states) and mention.kind in (PolicyKind.RESOLUTION, PolicyKind.LAW)


def _is_public_act(doc: Document, reading: Reading) -> bool:
    """Whether a state or a body does what the verb says; anybody opens offices and spends money."""
    mention = reading.mention
    moved = doc.tokens[mention.head].dep == "nsubj" or mention.kind is PolicyKind.DEFENCE
    moved = moved and doc.tokens[mention.head].lemma.lower() not in CIVIL and not _is_private(doc, mention)
    people = [doc.entity(actor) for actor in reading.actors]
    acting = any(e.kind is not Kind.PERSON or e.country is not None for e in people) or mention.basis is not None
    if MONEY.search(mention.text) is not None and (_is_private(doc, mention) or _is_charity(doc, reading)):
        # "A Lebanese developer gave $5 million", "gave $10 million to a foundation".
        return False
    given = MONEY.search(mention.text) is not None and bool(reading.targets)
    official = _is_official(doc, mention) and mention.kind in OFFICIAL
    unnamed = (moved or given or official) and not reading.actors
    return (acting or unnamed) and reading.governances[0].status is not None


def _is_official(doc: Document, mention: PolicyMention) -> bool:
    """Whether the doer of an act is a public body without a name: "the cabinet had outlawed the network"."""
    verb = mention.head if mention.verb is None else mention.verb
    doers = [doc.tokens[c] for c in doc.children(verb) if doc.tokens[c].dep == "nsubj" and c != mention.head]
    return any(token.lemma.lower() in HOUSES for token in doers)


def _is_private(doc: Document, mention: PolicyMention) -> bool:
    """Whether the doer of an act is told by a common noun that is neither a public body nor its people."""
    verb = mention.head if mention.verb is None else mention.verb
    doers = [doc.tokens[c] for c in doc.children(verb) if doc.tokens[c].dep == "nsubj" and c != mention.head]
    if doc.tokens[verb].dep == "relcl" and any(token.lower == "who" for token in doers):
        doers = [doc.tokens[doc.tokens[verb].head]]
    return any(token.tag == "NN" and token.lemma.lower() not in PUBLIC for token in doers)


def has_public_doer(doc: Document, mention: PolicyMention) -> bool:
    """Whether those who do an act are told by a noun of public life: "leaders of 20 economies", troops that move."""
    verb = mention.head if mention.verb is None else mention.verb
    for above in (verb, *doc.ancestors(verb)[:2]):
        doers = [doc.tokens[c] for c in doc.children(above) if doc.tokens[c].dep == "nsubj"]
        if doers or doc.tokens[above].dep not in ("xcomp", "conj"):
            break
    return any(token.i == mention.head or token.lemma.lower() in PUBLIC for token in doers)


def _is_charity(doc: Document, reading: Reading) -> bool:
    """Whether the money goes to a foundation and the like."""
    names = [doc.entity(target).name.split() for target in reading.targets]
    return any(set(name) & GIVEN_TO for name in names)


def _is_past_perfect(doc: Document, verb: int) -> bool:
    return any(doc.tokens[c].lower == "had" and doc.tokens[c].dep == "aux" for c in doc.children(verb))
