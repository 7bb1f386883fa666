"""From the bytes of a document to sheets of cells: CSV in any dress, rows of JSON (Grist), and what holds them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agregateur.connecting.headings import looks_like_headings
from agregateur.connecting.values import load_json
from agregateur.contract import Document, Repair
from agregateur.errors import ParseError
from agregateur.text import decode, is_web_page, whole

MAX_ROWS = 100_000
MAX_COLUMNS = 200
"""Bounds of one sheet; what stands further right is not read. The core's cap of items is lower."""
LOOKED_AT = 40
"""Rows among which the one with the headings is looked for."""
_SEPARATORS = (";", ",", "\t", "|")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `rows` are (number as the partner sees it, cells); `repairs` say what is odd about it as a whole."""

    name: str
    rows: Sequence[tuple[int, list[Any]]]
    repairs: tuple[Repair, ...] = ()
    keyed: bool = False
    """Whether its first row holds the names of fields for sure (JSON), rather than what looks like headings."""
    cut: bool = False
    """Whether rows are missing at its end for sure."""
    hidden: frozenset[int] = frozenset()
    """The columns that its owner has hidden, from 0."""


def is_json(text: str) -> bool:
    return text.lstrip()[:1] in {"{", "["}


def of_text(document: Document, ends_bare: bool) -> Sheet:
    """The sheet of a CSV or JSON document. `ends_bare`: the last line has no end even when the document is whole.

    Raises ParseError (`empty`, `html_instead`, `truncated`, `not_json`, `not_a_table`, `too_many_items`).
    """
    text, _ = decode(document.content, document.charset)
    if is_web_page(text):
        raise ParseError(
            "The address answers a web page (a sign-in page?), not a spreadsheet.", code="html_instead"
        )
    if is_json(text):
        return of_json(load_json(document))
    return of_csv(text, ends_bare)


def of_csv(text: str, ends_bare: bool = False) -> Sheet:
    """Raises ParseError (`empty`, `truncated`, `too_many_items`, `not_a_table`)."""
    text = whole(text)
    if not text.strip():
        raise ParseError("The document is empty.", code="empty")
    separator, text = _declared(text)
    separator = separator or _separator(text)
    rows: list[tuple[int, list[Any]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        before = 0
        for cells in reader:
            rows.append((before + 1, [cell.strip() for cell in cells[:MAX_COLUMNS]]))
            before = reader.line_num
            if len(rows) > MAX_ROWS:
                raise too_many()
    except csv.Error as error:
        raise ParseError(f"The table cannot be read as CSV: {error}.", code="not_a_table") from None
    _check_quotes(text, rows)
    # Rows are numbered as a spreadsheet shows them: a line break within a cell makes no new row.
    numbered = [(n, cells) for n, (_, cells) in enumerate(rows, 1)]
    ended = text.endswith(("\n", "\r"))
    if len(rows) == 1 and not ended and not ends_bare:
        raise ParseError("The document is one line without an end: it is cut short.", code="truncated")
    cut = _is_cut(text, numbered)
    doubt = not (cut or ended) and (len(rows) == 1 or not ends_bare)
    repairs = (Repair(code="maybe_truncated", detail=f"ligne {len(rows)}"),) if doubt else ()
    return Sheet("", numbered[:-1] if cut else numbered, repairs, cut=cut)


def _declared(text: str) -> tuple[str | None, str]:
    """The separator that Excel writes on a line of its own (`sep=;`), and the text below it."""
    found = re.match(r'"?sep=(.)"?\r?\n', text)
    return (found[1], text[found.end() :]) if found else (None, text)


def _separator(text: str) -> str:
    """The separator by which a row looks most like headings; else the one that cuts most cells alike."""
    head = text[:50_000]
    return max(_SEPARATORS, key=lambda one: (_headings_by(head, one), _width_by(head, one)))


def _first_rows(head: str, separator: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=separator)
    try:
        for _, cells in zip(range(LOOKED_AT), reader, strict=False):
            yield cells[:MAX_COLUMNS]
    except csv.Error:
        return


def _headings_by(head: str, separator: str) -> int:
    return max(
        (looks_like_headings([c for c in row if c]) for row in _first_rows(head, separator)), default=0
    )


def _width_by(head: str, separator: str) -> int:
    widths = sorted(len(row) for row in _first_rows(head, separator) if any(row))
    return widths[len(widths) // 2] if widths else 0


def _check_quotes(text: str, rows: list[tuple[int, list[Any]]]) -> None:
    """A quote that is opened and never closed takes all that follows into one cell: the document was cut."""
    if (
        text.count('"') % 2
        and rows
        and rows[-1][1]
        and ("\n" in str(rows[-1][1][-1]) or not text.endswith("\n"))
    ):
        raise ParseError(
            f"The cell that begins with a quote on line {rows[-1][0]} never ends: the document is cut short, or a "
            "quotation mark is missing.",
            code="truncated",
        )


def _is_cut(text: str, rows: list[tuple[int, list[Any]]]) -> bool:
    """CSV has no mark of its end; a last row that is narrower than all others and has no line end is cut short."""
    widths = {len(cells) for _, cells in rows[:-1] if any(cells)}
    return len(widths) == 1 and len(rows[-1][1]) < min(widths) and not text.endswith(("\n", "\r"))


def of_json(value: Any) -> Sheet:
    """Rows of JSON: a list of objects, or Grist's records (`{"records": [{"id": 1, "fields": {…}}]}`).

    Raises ParseError (`not_a_table`, `too_many_items`).
    """
    listed = value.get("records") if isinstance(value, Mapping) else value
    if not isinstance(listed, list) or not all(isinstance(one, Mapping) for one in listed):
        raise ParseError("The document is no table: neither rows nor records are in it.", code="not_a_table")
    if len(listed) > MAX_ROWS:
        raise too_many()
    flat = [
        {"id": one.get("id"), **one["fields"]} if isinstance(one.get("fields"), Mapping) else dict(one)
        for one in listed
    ]
    keys = list(dict.fromkeys(str(key) for one in flat for key in one))[:MAX_COLUMNS]
    rows: list[tuple[int, list[Any]]] = [(0, list(keys))]
    rows += [(n, [_of_grist(one.get(key)) for key in keys]) for n, one in enumerate(flat, 1)]
    return Sheet("", rows, keyed=True)


def _of_grist(value: Any) -> Any:
    """A value as Grist encodes it: ["L", …] a list, ["d", s] a day, ["D", s, zone] a moment (grist-core,
    app/plugin/GristData.ts)."""
    if isinstance(value, list) and value and isinstance(value[0], str):
        if value[0] == "L":
            return value[1:]
        if value[0] in {"d", "D"} and len(value) > 1:
            return value[1]
    return "" if value is None else value


def is_grist(value: Any) -> bool:
    """Whether JSON rows are Grist's own, by its columns and encodings."""
    if isinstance(value, Mapping):
        listed = value.get("records")
        first = listed[:20] if isinstance(listed, list) else []
        return bool(first) and all(
            isinstance(one, Mapping) and set(one) == {"id", "fields"} and isinstance(one.get("id"), int)
            for one in first
        )
    first = value[:20] if isinstance(value, list) else []
    return bool(first) and all(isinstance(one, Mapping) and {"id", "manualSort"} <= set(one) for one in first)


def too_many() -> ParseError:
    return ParseError(f"The table has more than {MAX_ROWS} rows.", code="too_many_items", limit=MAX_ROWS)
