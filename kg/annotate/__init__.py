"""Article → Document: the standoff layers over the text."""
