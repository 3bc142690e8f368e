"""Entity → Link: who in the authority it is, or that nobody is."""
