"""The properties of Wikidata that a harvest reads, by what they mean. Classes and offices stand in the selection."""

from __future__ import annotations

INSTANCE_OF = "P31"
SUBCLASS_OF = "P279"
POSITION = "P39"
OCCUPATION = "P106"
CITIZENSHIP = "P27"
GENDER = "P21"
BIRTH = "P569"
DEATH = "P570"
COUNTRY = "P17"
JURISDICTION = "P1001"
SHORT_NAME = "P1813"
# Qualifiers of a position held.
START = "P580"
END = "P582"
OF = "P642"

PERSON_PROPERTIES = (INSTANCE_OF, POSITION, OCCUPATION, CITIZENSHIP, GENDER, BIRTH, DEATH)
OFFICE_PROPERTIES = (JURISDICTION, COUNTRY)
ORGANIZATION_PROPERTIES = (INSTANCE_OF, COUNTRY, JURISDICTION, SHORT_NAME)
QUALIFIERS = (START, END, OF, JURISDICTION)
# What a human is an instance of.
HUMAN = "Q5"
