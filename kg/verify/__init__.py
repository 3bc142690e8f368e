"""Checks of a whole store, and the mending of what can be derived.

`verify_store` proves the evidence of every fact against its article's text, the default graph against the named
graphs, every IRI against what is said of it, and every graph against the extraction that it was made from.
`validate_store` runs the SHACL shapes. Both give findings; none means all is well.
"""

from kg.verify.checks import Check, verify_store
from kg.verify.findings import Finding
from kg.verify.repair import Repair, repair_store
from kg.verify.shapes import find_faults, validate_store

__all__ = ["Check", "Finding", "Repair", "find_faults", "repair_store", "validate_store", "verify_store"]
