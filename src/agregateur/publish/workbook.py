"""The agenda as a workbook (XLSX, ECMA-376), with the columns of `tabular`: days and hours are days and hours to a
spreadsheet, and no text is ever taken for a formula or an address.

The same values give the same bytes: the only date written is that of the latest change among the events.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

import xlsxwriter

from agregateur import text
from agregateur.publish.entries import Channel, Entry
from agregateur.publish.tabular import COLUMNS, Column, Value, rows

_MOST_TEXT = 32_767
"""Characters of a cell (Excel specifications and limits)."""
_MOST_LINK = 2_000
"""Characters of a link, with some to spare below the 2,079 that Excel takes."""
_MOST_LINKED = 20_000
"""Rows whose pages are links that one can follow: a sheet takes 65,530 links."""
_FIRST_DAY = date(1900, 3, 1)
"""Before, the days of spreadsheets are wrong (Excel counts a 29 February 1900)."""
_FIXED = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook's own dates have no zone
_FORMATS: dict[str, dict[str, Any]] = {"date": {"num_format": "dd/mm/yyyy"}, "time": {"num_format": "hh:mm"}}
_LINKED = ("Lien", "Page du partenaire")


def xlsx(entries: Sequence[Entry], channel: Channel) -> bytes:
    """The workbook: a sheet of events with a frozen, filtered header, and one that says where it comes from."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    changed = max((e.event.updated for e in entries if e.event.updated), default=None)
    book = xlsxwriter.Workbook(out, options)
    book.set_properties(
        {
            "title": text.one_line(channel.title),
            "author": channel.base_url,
            "created": changed.astimezone(UTC).replace(tzinfo=None) if changed else _FIXED,
        }
    )
    formats = {kind: book.add_format(given) for kind, given in _FORMATS.items()}
    bold = book.add_format({"bold": True})
    sheet = book.add_worksheet("Agenda")
    for index, column in enumerate(COLUMNS):
        sheet.set_column(index, index, column.width, formats.get(column.kind))
        sheet.write_string(0, index, column.heading(channel), bold)
    last = 0
    for last, row in enumerate(rows(entries, channel), 1):
        for index, (column, value) in enumerate(zip(COLUMNS, row, strict=True)):
            if value not in (None, ""):
                _write(sheet, last, index, column, value, formats)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
    about = book.add_worksheet("About" if channel.language == "en" else "À propos")
    about.set_column(0, 0, 100)
    for index, line in enumerate((channel.title, channel.description, channel.page, channel.url)):
        about.write_string(index, 0, text.one_line(line))
    book.close()
    return out.getvalue()


def _write(sheet: Any, row: int, index: int, column: Column, value: Value, formats: dict[str, Any]) -> None:
    if isinstance(value, date):
        if value >= _FIRST_DAY:
            sheet.write_datetime(row, index, value, formats["date"])
            return
        value = value.isoformat()
    if isinstance(value, time):
        sheet.write_datetime(row, index, value, formats["time"])
    elif isinstance(value, float):
        sheet.write_number(row, index, round(value, 6))
    elif column.fr in _LINKED and row <= _MOST_LINKED and len(str(value)) <= _MOST_LINK:
        sheet.write_url(row, index, value, string=str(value))
    else:
        sheet.write_string(row, index, str(value)[:_MOST_TEXT])
