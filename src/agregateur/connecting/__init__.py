"""What connectors share, so that each is only what is particular to its format: JSON and its values, the option
`fields`, walks over pages, and telling what is new. Pure functions over documents; no network, no store.

Connectors import these modules beside `contract`, `errors` and `text`, and nothing else of the core.
"""
