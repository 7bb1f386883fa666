"""Imported by the fork server alone, before it forks: what each reading child would otherwise make again for itself."""

from agregateur.ingest import child, fetch

fetch.usual_tls()

__all__ = ["child"]
