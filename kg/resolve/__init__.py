"""Mention → Entity, within an article and across articles."""
