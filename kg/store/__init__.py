"""Quad ↔ disk: the Oxigraph-backed store."""
