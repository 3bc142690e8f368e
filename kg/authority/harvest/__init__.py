"""Wikidata → rows of an authority: from a JSON dump or a SPARQL endpoint, by a file that says what to take."""
