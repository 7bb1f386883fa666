"""Connectors: one module a kind of source, found by entry point, never imported by the core."""
