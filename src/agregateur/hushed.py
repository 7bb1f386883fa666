"""What an operator keeps to himself, keys and secret addresses: found in a stanza, and taken out of whatever is said.

A server may repeat the key that it was given in a refusal, a title or the address of its next page, and a link without
a path leads back to the address that it stands at: what a partner publishes is not believed to be free of secrets.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from functools import lru_cache
from itertools import takewhile
from typing import Any
from urllib.parse import quote, quote_plus, unquote, urlsplit

from agregateur.contract import Record, Rejected, Repair, Said, Unchanged, Withdrawn

SHORTEST = 4
"""Shorter values ("1", "oui") are no secrets, and masking them would riddle every sentence."""
SHORTEST_IN_RECORDS = 8
"""In what a partner publishes, a short word is rather a word than a key that it repeats."""

_WHOLE = 8
"""Characters of a secret that are looked for at least."""

_NAMES = (
    r"(?:\w*[-_])?(?:api)?(?:key|cle|clef|token|jeton|secret|password|passwd|pwd|pass|sig|signature|auth)"
)
_NAME = re.compile(_NAMES, re.I)
_IN_JSON = re.compile(rf'"{_NAMES}"\s*:\s*"([^"]+)"', re.I)
_IN_QUERY = re.compile(rf"([?&;]{_NAMES}=)[^&#;\s\"'<>]{{4,}}", re.I)
_QUOTED = re.compile(rf"""(["']{_NAMES}["']\s*:\s*["'])[^"']{{4,}}""", re.I)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
_TOKEN = re.compile(r"(?=.*[a-z])(?=.*[A-Z])(?=.*\d.*\d)[A-Za-z0-9_=-]{15,}|(?=.*\d)(?=.*[a-f])[0-9a-f]{24,}")
_ADDRESSES = frozenset({"url", "image", "online", "links"})


def secrets_of(url: str, options: Mapping[str, Any]) -> tuple[str, ...]:
    """The secrets that a stanza states, written in clear or filled in: values of options and of query words that are
    called key, token, password…; parts of the path that nobody could guess."""
    found = [
        value for name, value in options.items() if isinstance(value, str) and _NAME.fullmatch(name)
    ] + list(_in_address(url))
    return tuple(dict.fromkeys(one for one in found if len(one) >= SHORTEST))


def _in_address(url: str) -> Iterator[str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return
    if parts.scheme == "file":
        return
    if parts.password:
        yield unquote(parts.password)
    for pair in parts.query.split("&"):
        name, _, value = pair.partition("=")
        if _NAME.fullmatch(unquote(name)):
            yield unquote(value)
        yield from _IN_JSON.findall(unquote(value))
    pieces = parts.path.split("/")
    for before, piece in zip(["", *pieces], pieces, strict=False):
        if (
            piece.startswith("private-")
            or before == "public-calendars"
            or _UUID.fullmatch(piece)
            or _TOKEN.fullmatch(piece)
        ):
            yield unquote(piece)
            yield unquote(piece).removeprefix("private-")


def keyless(value: Any) -> Any:
    """A JSON value without the keys that its texts hold by name: `…?api_key=…`, `{"apiKey": "…"}`. For what was saved
    of an answer, when the stanza that would tell its key is not known."""
    if isinstance(value, dict):
        return {name: keyless(one) for name, one in value.items()}
    if isinstance(value, list):
        return [keyless(one) for one in value]
    return _QUOTED.sub(r"\1…", _IN_QUERY.sub(r"\1…", value)) if isinstance(value, str) else value


def mask(text: str, secrets: Iterable[str]) -> str:
    """`text` with every known secret value replaced by `…`: as it is or as addresses, HTML and JSON write it, whatever
    its case, and the first half or more of one that was cut."""
    return _masker(tuple(secrets), SHORTEST).text(text)


class _Masker:
    def __init__(self, secrets: Iterable[str], shortest: int) -> None:
        forms = {
            form
            for secret in secrets
            for form in (
                secret,
                quote(secret),
                quote(secret, safe=""),
                quote_plus(secret),
                html.escape(secret),
                json.dumps(secret)[1:-1],
            )
            if len(secret) >= shortest
        }
        self._forms = sorted(forms, key=len, reverse=True)
        heads = dict.fromkeys(form[: max(_WHOLE, len(form) // 2)] for form in self._forms)
        self._heads = re.compile("|".join(map(re.escape, heads)) if heads else r"(?!)", re.I)

    def holds(self, text: str) -> bool:
        return self._heads.search(text) is not None

    def text(self, text: str) -> str:
        out, at = [], 0
        while found := self._heads.search(text, at):
            end = max(self._ends(text, found.start()))
            out += [text[at : found.start()], "…"]
            at = max(end, found.end())
        return "".join([*out, text[at:]]) if out else text

    def _ends(self, text: str, start: int) -> Iterator[int]:
        """How far each form goes on from `start`."""
        for form in self._forms:
            pairs = zip(form, text[start : start + len(form)], strict=False)
            same = sum(1 for _ in takewhile(lambda pair: pair[0].lower() == pair[1].lower(), pairs))
            yield start + same


_masker = lru_cache(maxsize=64)(_Masker)


class Hush:
    """Takes `secrets` out of what a connector says."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._masker = _masker(tuple(secrets), SHORTEST_IN_RECORDS)
        self._holds, self.text = self._masker.holds, self._masker.text

    def __call__(self, said: Said) -> Said:
        """`said` with `…` for each secret, and without the addresses that hold one."""
        if not self._holds(repr(said)):
            return said
        match said:
            case Record():
                return self._record(said)
            case Rejected():
                return Rejected(self.text(said.uid), said.code, self.text(said.detail))
            case Repair():
                return replace(said, detail=self.text(said.detail), uid=self.text(said.uid))
            case Withdrawn() | Unchanged():
                return replace(said, key=self.text(said.key))
        return said

    def _record(self, record: Record) -> Record:
        changed: dict[str, Any] = {}
        for name in (field.name for field in fields(record)):
            value = getattr(record, name)
            if isinstance(value, str) and self._holds(value):
                changed[name] = None if name in _ADDRESSES else self.text(value)
            elif isinstance(value, tuple) and value and self._holds(repr(value)):
                changed[name] = tuple(self._part(one) for one in value if not self._dropped(name, one))
        return replace(record, **changed)

    def _dropped(self, name: str, part: Any) -> bool:
        return name in _ADDRESSES and self._holds(str(part))

    def _part(self, part: Any) -> Any:
        if isinstance(part, Repair):
            return self(part)
        return self.text(part) if isinstance(part, str) else part
