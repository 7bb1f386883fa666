"""Rows and columns that whoever keeps a workbook has hidden: they are not for the public.

XLSX: `hidden` of `row` and `col` (ECMA-376 part 1, 18.3.1.73 and 18.3.1.13). ODS: `table:visibility`, also of what a
filter leaves out (OpenDocument 1.3 part 3, 19.749). Old XLS are read without: the reader does not tell.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter

Range = tuple[int, int]
"""First and last, from 0; several are in order."""

_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_ODS_ROW = re.compile(rb"<table:table-row\b([^>]*)>")
_ODS_COLUMN = re.compile(rb"<table:table-column\b([^>]*)>")
_ODS_HIDDEN = re.compile(rb'table:visibility="(?:collapse|filter)"')
_REPEATED = re.compile(rb'number-(?:rows|columns)-repeated="(\d{1,9})"')
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")


@dataclass(frozen=True, slots=True)
class Hidden:
    """The hidden rows and columns of one sheet."""

    rows: tuple[Range, ...] = ()
    columns: tuple[Range, ...] = ()

    def row(self, at: int) -> bool:
        return _within(self.rows, at)

    def column(self, at: int) -> bool:
        return _within(self.columns, at)


def _within(ranges: tuple[Range, ...], at: int) -> bool:
    before = bisect_right(ranges, at, key=itemgetter(0))
    return before > 0 and at <= ranges[before - 1][1]


NOTHING = Hidden()


def of_xlsx(part: bytes) -> Hidden:
    """What the XML of one sheet hides."""
    rows = [int(at) - 1 for one in _ROW.findall(part) if _HIDDEN.search(one) and (at := _number(one, b"r"))]
    columns = [
        (int(first) - 1, int(_number(one, b"max") or first) - 1)
        for one in _COLUMN.findall(part)
        if _HIDDEN.search(one) and (first := _number(one, b"min"))
    ]
    return Hidden(tuple((at, at) for at in sorted(rows)), tuple(sorted(columns)))


def _number(attributes: bytes, name: bytes) -> bytes | None:
    found = re.search(rb"(?<![\w:])" + name + rb'="(\d{1,7})"', attributes)
    return found[1] if found else None


def of_ods(table: bytes) -> Hidden:
    """What the XML of one sheet hides."""
    return Hidden(tuple(_ranges(_ODS_ROW.findall(table))), tuple(_ranges(_ODS_COLUMN.findall(table))))


def _ranges(told: list[bytes]) -> Iterator[Range]:
    at = 0
    for attributes in told:
        repeated = _REPEATED.search(attributes)
        following = at + (int(repeated[1]) if repeated else 1)
        if _ODS_HIDDEN.search(attributes):
            yield at, following - 1
        at = following


def sheet_parts(book: bytes, relations: bytes) -> Mapping[str, str]:
    """The part of each sheet of an XLSX, by its name: `xl/workbook.xml` and what it refers to."""
    targets = {
        _text(one, b"Id"): _text(one, b"Target").lstrip("/").removeprefix("xl/")
        for one in _RELATION.findall(relations)
    }
    return {
        _text(one, b"name"): f"xl/{targets[key]}"
        for one in _SHEET.findall(book)
        if (key := _text(one, rb"\w+:id")) in targets
    }


def _text(attributes: bytes, name: bytes) -> str:
    found = re.search(rb"(?<![\w:])" + name + rb"=(?:\"([^\"]*)\"|'([^']*)')", attributes)
    return html.unescape((found[1] or found[2] or b"").decode("utf-8", "replace")) if found else ""
