"""Faithful local servers of the APIs that paged connectors read, one module a kind, each with an `API`."""
