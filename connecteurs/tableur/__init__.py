"""Spreadsheets: CSV, XLSX, ODS, old XLS, those published by Google, Framacalc, Nextcloud, Grist, and rows of JSON.

One row is one event, or one actor in a sheet without dates. Headings are free: usual French ones are understood
(`agregateur.connecting.headings`), others are told by the option `fields`. Dates and hours are read as people write
them in a cell (`agregateur.connecting.written`); a cell of prose is refused by the number of its row.
CSV: RFC 4180 and what spreadsheets make of it; workbooks: see `workbook`; published sheets: see `addresses`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from agregateur.connecting import fields as shared
from agregateur.connecting.checks import check_word
from agregateur.connecting.telling import tell
from agregateur.connecting.values import load_json
from agregateur.contract import Document, Facts, Fetch, Kind, Listing, Page, Said
from agregateur.errors import ParseError
from agregateur.text import decode, is_web_page, url_path
from connecteurs.tableur import record
from connecteurs.tableur.addresses import data_address, ends_without_line_end, is_share, likely
from connecteurs.tableur.sheets import Sheet, is_grist, is_json, of_csv, of_text
from connecteurs.tableur.table import Table, score
from connecteurs.tableur.workbook import is_workbook, sheets_of

As = Literal["auto", "event", "actor"]
_LOOKED_AT = 100_000
"""Bytes of a text that recognisers look at."""


@dataclass(frozen=True, kw_only=True)
class Tableur:
    """The rows at `url`: a file, or the page on which a spreadsheet is shared."""

    kind: ClassVar[str] = "tableur"
    label: ClassVar[str] = "Spreadsheet (CSV, XLSX, ODS, Google Sheets, Framacalc, Grist)"
    version: ClassVar[int] = 1
    listing: ClassVar[Listing] = "complete"
    single: ClassVar[bool] = True
    gives: ClassVar[frozenset[Kind]] = frozenset({"actor", "event"})
    facts: ClassVar[Facts] = Facts(
        richness=45,
        dates="from columns of days and hours, as people write them; local time",
        places="venue, address, commune and point, from columns of these names",
        deletions="absence of the row",
        stanza="""
- id: agenda-du-comite-des-fetes
  name: Comité des fêtes
  kind: tableur
  url: https://docs.google.com/spreadsheets/d/1AbCdEfGhIjKlMnOpQrStUvWxYz/edit#gid=0
""",
    )

    url: str
    fields: Mapping[str, str] = field(
        default_factory=dict,
        metadata={
            "about": f"{shared.ABOUT}; what is not mapped is read from columns with usual French names"
        },
    )
    sheet: str = field(
        default="",
        metadata={"about": "the one sheet to read, by its name; left out, those that look like an agenda"},
    )
    as_: As = field(
        default="auto",
        metadata={
            "about": "what rows are: auto (events when the sheet has a column of dates, else actors), event or actor"
        },
    )

    def __post_init__(self) -> None:
        shared.check_fields(self.fields)
        check_word("as", self.as_, As)

    def collect(self, fetch: Fetch, known: Mapping[str, str]) -> Iterator[Said]:
        """What the rows at `url` say. Raises FetchError; ParseError (`empty`, `html_instead`, `sheet_not_public`,
        `truncated`, `not_json`, `not_a_table`, `no_headings`, `no_such_sheet`, `no_such_column`, `password`,
        `encrypted_sheet`, `too_large_sheet`, `too_many_items`)."""
        document = fetch(data_address(self.url, self.sheet))
        tables = self._tables(self._sheets(document))
        yield from tell(self, self._said(tables), known)

    def _said(self, tables: list[Table]) -> Iterator[Said]:
        for table in tables:
            yield from record.read(table, self.as_, self.url, len(tables) > 1)

    def _sheets(self, document: Document) -> list[Sheet]:
        if is_workbook(document.content):
            return sheets_of(document.content, self.sheet)
        if document.content.startswith((b"PK\x03\x04", b"%PDF")):
            raise ParseError(
                "The address gives an archive (a shared folder?) or a PDF: share the spreadsheet itself.",
                code="not_a_table",
            )
        try:
            return [of_text(document, ends_without_line_end(document.url))]
        except ParseError as error:
            if error.code == "html_instead" and (
                data_address(self.url) != self.url or likely(self.url) >= 80
            ):
                raise ParseError(
                    "The spreadsheet is not public: share it with anyone who has the link, or publish it on the web.",
                    code="sheet_not_public",
                ) from None
            raise

    def _tables(self, sheets: list[Sheet]) -> list[Table]:
        """The tables to read. Raises ParseError (`no_headings`, `no_such_column`) when there is none."""
        name = re.sub(r"[_+-]|%20", " ", url_path(self.url).rpartition("/")[2])
        told = name if "." in name else ""
        tables = [Table(one, self.fields, told) for one in sheets]
        lost = [name for one in tables for name in one.lost]
        headed = [one for one in tables if one.headed and not one.lost]
        if lost and not headed:
            raise ParseError(
                f"The sheet has no column of this name ({', '.join(lost)}): it was renamed, or the option fields is "
                "wrong.",
                code="no_such_column",
            )
        if self.sheet:
            chosen = headed
        elif any(one.sheet.keyed for one in tables):
            chosen = [one for one in headed if len(one.sheet.rows) == 1 or not one.says_nothing()]
        else:
            agendas = [one for one in headed if one.looks_like_agenda()]
            chosen = agendas or [one for one in headed if one.looks_like_directory()]
        filled = any(row for one in sheets for row in one.rows)
        if not chosen and filled:
            raise ParseError(
                "No row of headings was found that names at least a title and a date (Titre, Date, Lieu…): see the "
                "template docs/modele-agenda.csv, or name the columns with the option fields.",
                code="no_headings",
            )
        return chosen

    @classmethod
    def propose(cls, page: Page) -> Iterator[str]:
        """The spreadsheets that a page shows or links to."""
        for link in sorted(page.links, key=lambda one: one.rel != "frame"):
            if likely(link.url) or link.type in {
                "text/csv",
                "application/vnd.oasis.opendocument.spreadsheet",
            }:
                yield data_address(link.url) if "cryptpad" not in link.url else link.url

    @classmethod
    def holds(cls, url: str, document: Document | None) -> Iterator[str]:
        """The sheet, of the page on which it is shared as of its data."""
        try:
            yield data_address(url)
        except ParseError:
            yield url

    @classmethod
    def recognise(cls, url: str, document: Document | None) -> int:
        if document is None:
            return likely(url)
        if is_workbook(document.content):
            return 80
        text, _ = decode(document.content[:_LOOKED_AT], document.charset)
        if is_web_page(text):
            shared_file = (
                is_share(url) and re.search(r"\.(?:csv|ods|xlsx?)\b", text) and "nextcloud" in text.lower()
            )
            return 85 if likely(url) >= 80 else 60 if shared_file else 0
        try:
            if is_json(text):
                return 60 if is_grist(load_json(document)) else 0
            return score(of_csv(_whole_lines(text) if len(document.content) > _LOOKED_AT else text))
        except ParseError:
            return 0


def _whole_lines(text: str) -> str:
    """The beginning of a text, without the line at which it was cut and with its quotes even."""
    head = text.rpartition("\n")[0]
    return f'{head}"\n' if head.count('"') % 2 else f"{head}\n"
