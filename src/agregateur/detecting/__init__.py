"""Paste what you have: a website, a calendar's page, an embed code, a feed; and see what can be read of it.

    text ─► pasted, services ─► (child: looking: fetch, page, offers, robots) ─► candidates, richest first
         ─► ingest.reading, one child a candidate, until one yields items ─► shown, stanza ─► Finding

`detect.detect` does it all. Nothing is stored. Strangers' pages are parsed in the child alone, which imports little:
so nothing is imported here.
"""
