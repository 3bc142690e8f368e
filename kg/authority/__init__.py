"""The embedded authority: states, metonyms, organizations and persons in public life, from `data/authority/`."""

from kg.authority.authority import Authority
from kg.authority.folding import fold, fold_name
from kg.authority.kinship import is_kinship
from kg.authority.offices import is_former
from kg.authority.records import (
    CountryRecord,
    MetonymRecord,
    NameKind,
    NameMatch,
    Office,
    OfficeClass,
    OrganizationRecord,
    PersonRecord,
)

__all__ = [
    "Authority",
    "CountryRecord",
    "MetonymRecord",
    "NameKind",
    "NameMatch",
    "Office",
    "OfficeClass",
    "OrganizationRecord",
    "PersonRecord",
    "fold",
    "fold_name",
    "is_former",
    "is_kinship",
]
