"""Document → facts: meetings, policies, statements."""
