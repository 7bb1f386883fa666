"""Workbooks: XLSX (ECMA-376), ODS (OpenDocument 1.3) and old XLS (MS-XLS), read by python-calamine from bytes.

A few kilobytes may state a billion cells, and the reader lays out every one: what a workbook claims is looked at first.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from agregateur.contract import Repair
from agregateur.errors import ParseError
from connecteurs.tableur.hidden import NOTHING, Hidden, of_ods, of_xlsx, sheet_parts
from connecteurs.tableur.sheets import MAX_COLUMNS, MAX_ROWS, Sheet, too_many

MAX_INFLATED = 150_000_000
"""Bytes of all the parts of a workbook together, once inflated."""
MAX_CELLS = 5_000_000
"""Cells from the first to the last one of a sheet, empty ones too."""
Merge = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell of a merged range: rows and columns from 0."""
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_STREAMS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_XLSX_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d{1,7})"')
_ROW = re.compile(rb"<table:table-row\b([^>]*?)(?:/>|>(.*?)</table:table-row>)", re.S)
_TABLE_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b([^>]*?)(/?)>")
_ROWS_REPEATED = re.compile(rb'number-rows-repeated="(\d{1,9})"')
_COLUMNS_REPEATED = re.compile(rb'number-columns-repeated="(\d{1,9})"')
_ROWS_SPANNED = re.compile(rb'number-rows-spanned="(\d{1,7})"')
_TABLE = re.compile(rb"<table:table\b.*?</table:table>", re.S)
_DIMENSIONS = re.compile(
    rb"\x00\x02\x0e\x00(.{4})(.{4})(.{2})(.{2})|\x00\x02\x0a\x00(.{2})(.{2})(.{2})(.{2})", re.S
)
"""The record DIMENSIONS of XLS: first row, last row, first column, last column, each last one exclusive."""


def is_workbook(content: bytes) -> bool:
    """Whether `content` is a workbook, by its first bytes and the names of its parts."""
    if content.startswith(_OLE):
        return any(name in content for name in (*_STREAMS, _ENCRYPTED))
    return content.startswith(_ZIP) and (
        b"xl/workbook.xml" in content or b"application/vnd.oasis.opendocument.spreadsheet" in content[:200]
    )


def sheets_of(content: bytes, named: str) -> list[Sheet]:
    """The sheets that are shown, or the one `named`. Raises ParseError (`password`, `truncated`, `too_large_sheet`,
    `too_many_items`, `no_such_sheet`, `not_a_table`)."""
    merged: list[list[Merge]] = []
    hidden: Mapping[str, Hidden] | list[Hidden] = []
    if content.startswith(_OLE):
        _check_xls(content)
    else:
        merged, hidden = _check_parts(content)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            of = dict(zip(book.sheet_names, merged, strict=False))
            if isinstance(hidden, list):
                hidden = dict(zip(book.sheet_names, hidden, strict=False))
            return [
                _sheet(book, name, of.get(name, []), hidden.get(name, NOTHING))
                for name in _chosen(book, named)
            ]
    except PasswordError:
        raise _locked() from None
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise _unreadable(str(error)) from None
    except BaseException as error:
        # The reader's own faults come as pyo3's PanicException, which is no Exception; any other goes on.
        if type(error).__name__ != "PanicException":
            raise
        raise _unreadable("it is damaged") from None


def _unreadable(why: str) -> ParseError:
    return ParseError(
        f"The spreadsheet cannot be opened ({why[:80]}): it is damaged or cut short.", code="truncated"
    )


def _locked() -> ParseError:
    return ParseError(
        "The spreadsheet is protected by a password: take the password away, or share a copy without one.",
        code="password",
    )


def _too_large() -> ParseError:
    return ParseError(
        f"A sheet claims more than {MAX_CELLS} cells (a format drawn down to the last row?): delete the empty rows and "
        "columns and save it again.",
        code="too_large_sheet",
        limit=MAX_CELLS,
    )


def _chosen(book: CalamineWorkbook, named: str) -> list[str]:
    shown = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    ]
    if not named:
        return shown
    found = [name for name in book.sheet_names if name.strip().lower() == named.strip().lower()]
    if not found:
        raise ParseError(
            f"There is no sheet {named!r}; there are {', '.join(shown)[:200]}.",
            code="no_such_sheet",
            sheets=shown[:50],
        )
    return found[:1]


def _sheet(book: CalamineWorkbook, name: str, merged: list[Merge], hidden: Hidden) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    top, left = sheet.start or (0, 0)
    if sheet.height > MAX_ROWS:
        raise too_many()
    rows: list[tuple[int, list[Any]]] = [
        (top + 1 + n, [cell.strip() if isinstance(cell, str) else cell for cell in row[:MAX_COLUMNS]])
        for n, row in enumerate(sheet.iter_rows())
    ]
    # A cell merged downwards says the same for each of its rows (one date beside three events).
    for (first, column), (last, _) in sheet.merged_cell_ranges or merged:
        at, across = first - top, column - left
        if 0 <= at < len(rows) and 0 <= across < len(rows[at][1]):
            for _, row in rows[at + 1 : last - top + 1]:
                if across < len(row) and row[across] == "":
                    row[across] = rows[at][1][across]
    shown = [(number, row) for number, row in rows if not hidden.row(number - 1)]
    columns = frozenset(at for at in range(min(sheet.width, MAX_COLUMNS)) if hidden.column(left + at))
    left_out = sum(1 for number, row in rows if hidden.row(number - 1) and any(cell != "" for cell in row))
    repairs = (Repair(code="hidden_rows", detail=f"{name} : {left_out}"),) if left_out else ()
    return Sheet(name, shown, repairs, hidden=columns)


def _check_xls(content: bytes) -> None:
    if _ENCRYPTED in content:
        raise _locked()
    for found in _DIMENSIONS.finditer(content):
        top, bottom, left, right = (
            int.from_bytes(one, "little") for one in found.groups() if one is not None
        )
        if bottom > 65_536 or right > 256 or (bottom - top) * (right - left) > 4 * MAX_CELLS:
            raise _too_large()


def _check_parts(content: bytes) -> tuple[list[list[Merge]], Mapping[str, Hidden] | list[Hidden]]:
    """Inflates the parts once, within bounds, and counts the cells that they lay out. Out: the merged cells of each
    sheet of an ODS, and what each sheet hides (by its name, or in order), which the reader does not tell."""
    left = MAX_INFLATED
    merged: list[list[Merge]] = []
    in_order: list[Hidden] = []
    by_part: dict[str, Hidden] = {}
    told: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for info in parts.infolist():
                if info.flag_bits & 0x1:
                    raise _locked()
                with parts.open(info) as part:
                    read = part.read(left + 1)
                left -= len(read)
                if left < 0:
                    raise _too_large()
                if info.filename == "META-INF/manifest.xml" and b"encryption-data" in read:
                    raise _locked()
                if _laid_out(info.filename, read) > MAX_CELLS:
                    raise _too_large()
                if info.filename == "content.xml":
                    tables = _TABLE.findall(read)
                    merged = [_merged(table) for table in tables]
                    in_order = [of_ods(table) for table in tables]
                elif info.filename.startswith("xl/worksheets/"):
                    by_part[info.filename] = of_xlsx(read)
                elif info.filename in {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"}:
                    told[info.filename] = read
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise _unreadable(str(error)) from None
    if not told:
        return merged, in_order
    parts_of = sheet_parts(told.get("xl/workbook.xml", b""), told.get("xl/_rels/workbook.xml.rels", b""))
    return merged, {name: by_part.get(part, NOTHING) for name, part in parts_of.items()}


def _merged(table: bytes) -> list[Merge]:
    """The cells of one sheet that go down over several rows (ODF 1.3 part 3, 19.681)."""
    found: list[Merge] = []
    down = 0
    for attributes, row in _ROW.findall(table):
        across = 0
        for cell, _ in _TABLE_CELL.findall(row) if b"number-rows-spanned" in row else ():
            if (spanned := _ROWS_SPANNED.search(cell)) and int(spanned[1]) > 1:
                found.append(((down, across), (down + int(spanned[1]) - 1, across)))
            across += _repeated(_COLUMNS_REPEATED, cell)
        down += _repeated(_ROWS_REPEATED, attributes)
    return found


def _repeated(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found[1]) if found else 1


def _laid_out(name: str, part: bytes) -> int:
    """How many cells the sheet in this part spans."""
    if name.startswith("xl/worksheets/"):
        width = height = 0
        for cell in _CELL.finditer(part):
            height = max(height, int(cell[2]))
            width = max(width, _number(cell[1]))
        height = max((int(row[1]) for row in _XLSX_ROW.finditer(part)), default=height)
        return width * height
    return _laid_out_ods(part) if name == "content.xml" else 0


def _number(column: bytes) -> int:
    found = 0
    for letter in column:
        found = found * 26 + letter - 64
    return found


def _laid_out_ods(part: bytes) -> int:
    height = width = last = 0
    for attributes, row in _ROW.findall(part):
        height += _repeated(_ROWS_REPEATED, attributes)
        wide = across = 0
        for cell, closed in _TABLE_CELL.findall(row):
            across += _repeated(_COLUMNS_REPEATED, cell)
            if b"value-type" in cell or not closed:
                wide = across
        if wide:
            last, width = height, max(width, wide)
    return last * width
