"""HTTP to configured services: honest, patient, bounded, with a cache on disk. Knows no service."""
