"""Newsgraph: news articles to a knowledge graph with the words that prove every fact."""

__version__ = "0.1.0"
