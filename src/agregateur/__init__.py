"""One agenda for a whole territory, made from what its partners already publish."""

__version__ = "0.1.0"
