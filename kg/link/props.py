"""The properties and classes of Wikidata that online linking reads, by what they mean.

Only what the project's notes on Wikidata's protocols or its own ontology name stands here; no identifier was written
from memory. What else is needed (offices, genders, kinds of body) is told by the English labels of the items.
"""

from __future__ import annotations

import re

INSTANCE_OF = "P31"
CITIZENSHIP = "P27"
POSITION = "P39"
SEX = "P21"
BIRTH = "P569"
DEATH = "P570"
COUNTRY = "P17"
JURISDICTION = "P1001"
# Qualifiers of a position: from, to, and of what ("of", "applies to jurisdiction").
START = "P580"
END = "P582"
OF = "P642"

HUMAN = "Q5"

ENTITY = "http://www.wikidata.org/entity/"
QID = re.compile(r"Q[1-9][0-9]{0,11}")

# Labels of the values of SEX; whoever has another one has no gender that a pronoun or title in a text could contradict.
GENDERS = {"male": "m", "female": "f", "trans man": "m", "trans woman": "f"}

# Words of which a class of bodies has one in its label ("intergovernmental organization", "political party").
# fmt: off
BODIES = frozenset({
    "academy", "administration", "agency", "alliance", "army", "assembly", "association", "authority", "bank",
    "body", "bureau", "coalition", "commission", "committee", "company", "confederation", "congress",
    "corporation", "council", "court", "department", "directorate", "enterprise", "federation", "fund",
    "government", "group", "institute", "institution", "legislature", "militia", "military", "ministry",
    "movement", "organisation", "organization", "parliament", "party", "police", "secretariat", "senate",
    "service", "society", "tribunal", "union", "university",
})
# fmt: on
