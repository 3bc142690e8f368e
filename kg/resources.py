"""Where the files that ship with the project are: the checkout's own folders, else the copies inside the wheel."""

from pathlib import Path

from kg.errors import ResourceError


def resource_dir(name: str) -> Path:
    """The folder `data` or `ontology` of this installation; ResourceError if neither place has it."""
    package = Path(__file__).resolve().parent
    for folder in (package / "_resources" / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise ResourceError(f"folder {name!r} is missing from the installation at {package}: install newsgraph again")
