"""Fact → Quad: names, IRIs, mapping and provenance."""
