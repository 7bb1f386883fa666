"""From a sheet of cells to a table: where its headings are, which column is what, and which year its dates are of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agregateur.connecting.headings import DATED, bare, looks_like_headings, named, role_of
from agregateur.connecting.rows import shown
from agregateur.connecting.written import plain
from agregateur.contract import Repair
from agregateur.text import fold
from connecteurs.tableur.sheets import LOOKED_AT, Sheet

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_SEASON = re.compile(r"(?<!\d)(20\d\d) ?[-/–] ?(?:20)?(\d\d)(?!\d)")
_MONTHS = ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
    "decembre")  # fmt: skip
_SECTION = re.compile(
    rf"(?:mois de |en )?(?P<month>{'|'.join(_MONTHS)})(?: (?P<year>20\d\d))?"
    r"|(?:annee |programme |agenda )*(?P<alone>20\d\d)"
)
_SUM = re.compile(r"(?:sous[- ]?)?tota(?:l|ux)(?: general| generaux)?(?: ?:.*)?")
_DAY = re.compile(rf"\d{{1,2}}(?:er)? (?:{'|'.join(_MONTHS)}) 20\d\d|\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}")
_NUMBERS = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)\b")
_DATES = ("date", "begin", "finish")
_WHERE = ("venue", "room", "street", "city", "postcode", "latitude", "insee", "point")
_WHEN = ("date", "begin")
_KEPT_HIDDEN = frozenset({"id", "shown", "hidden", "status", *DATED})
"""What a hidden column may say: nothing of it is read by people but dates."""


@dataclass(frozen=True, slots=True)
class Section:
    """What a row of its own says of those below it: `DÉCEMBRE 2026`, `Janvier`, `2027`."""

    month: int | None = None
    year: int | None = None

    def then(self, found: re.Match[str]) -> Section:
        """The next section. A month without a year follows the one before it."""
        month = _MONTHS.index(found["month"]) + 1 if found["month"] else None
        if year := found["year"] or found["alone"]:
            return Section(month, int(year))
        turned = bool(self.month and month and month < self.month)
        return Section(month, self.year + turned if self.year else None)


@dataclass(frozen=True, slots=True)
class Line:
    """One row below the headings: its number as the partner sees it, its cells by heading, and the month and year that
    a row above it names."""

    number: int
    cells: Mapping[str, Any]
    section: Section


class Years:
    """The years that stand above a table, for dates written without one."""

    def __init__(self, *told: str) -> None:
        # A whole date is that of an update, or of a print.
        text = _DAY.sub(" ", fold(" ".join(told)))
        self.season = _season(text)
        found = set(map(int, _YEAR.findall(text)))
        self.only = found.pop() if len(found) == 1 and not self.season else None

    def of(self, month: int, section: Section) -> int | None:
        """The year of a `month`, below a `section`. A season (2026-2027) runs from September to July."""
        if section.year and section.month in {None, month}:
            return section.year
        if self.season and month != 8:
            return self.season if month > 8 else self.season + 1
        return self.only


def _season(text: str) -> int | None:
    found = {(int(a), int(b)) for a, b in _SEASON.findall(text)}
    first = next(iter(found))[0] if len(found) == 1 else 0
    return first if found == {(first, (first + 1) % 100)} else None


class Table:
    """A sheet read as a table. `names` are its headings by our words; `headed` tells whether headings were found;
    `lost` are the columns that `fields` names for what a row cannot do without, and that are not there."""

    def __init__(self, sheet: Sheet, fields: Mapping[str, str], *told: str) -> None:
        self.sheet = sheet
        at = 0 if sheet.keyed else _headings_at(sheet.rows, fields)
        self.headed = at is not None and bool(sheet.rows)
        self.at = at or 0
        self.headings = _unique(sheet.rows[self.at][1]) if self.headed else []
        self.repairs: list[Repair] = []
        self.lost: list[str] = []
        self.names = self._named(fields) if self.headed else {}
        above = (shown(cell) or "" for _, row in sheet.rows[: self.at] for cell in row)
        self.years = Years(*told, sheet.name, *above)
        self._swapped = self._month_first()

    def _named(self, fields: Mapping[str, str]) -> dict[str, str]:
        """Headings by our words. Of hidden columns, those that `fields` names, and those that say which rows are whose,
        and when: no text of theirs is for the public."""
        mapped = self._mapped(fields)
        shown = [one for at, one in enumerate(self.headings) if one and at not in self.sheet.hidden]
        all_ones = named(filter(None, self.headings), mapped)
        kept = {role: one for role, one in all_ones.items() if role in _KEPT_HIDDEN}
        return kept | named(shown, mapped)

    def _mapped(self, fields: Mapping[str, str]) -> dict[str, str]:
        """`fields`, each with the heading as the sheet has it: case, accents and brackets do not matter."""
        found: dict[str, str] = {}
        for name, key in fields.items():
            like = [one for one in self.headings if one == key] or [
                one for one in self.headings if one and bare(one) == bare(key)
            ]
            if like:
                found[name] = like[0]
            elif name in {"title", "start", "start_date"}:
                self.lost.append(f"{name} : {key}"[:80])
            else:
                self.repairs.append(Repair(code="no_such_column", detail=f"{name} : {key}"[:80]))
        return found

    def looks_like_agenda(self) -> bool:
        """Whether the sheet says what and when."""
        return self.headed and ("title" in self.names or "description" in self.names) and self.dated()

    def looks_like_directory(self) -> bool:
        """Whether the sheet says who and where."""
        names = {*self.names, *(("title",) if "organizer" in self.names else ())}
        return self.headed and "title" in names and any(role in self.names for role in _WHERE)

    def says_nothing(self) -> bool:
        """Whether no column names or describes a thing."""
        return not self.names.keys() & {"title", "description", "organizer"}

    def dated(self) -> bool:
        return any(role in self.names for role in _WHEN)

    def lines(self) -> Iterator[Line]:
        """The rows below the headings that say something. A row with nothing but a month or a year is a heading of
        those below it; one that sums up the others says nothing."""
        section = Section()
        for number, row in self.sheet.rows[self.at + 1 :] if self.headed else ():
            filled = [cell for cell in row if cell not in ("", None)]
            if not filled:
                continue
            if len({str(cell) for cell in filled}) == 1 and (found := _SECTION.fullmatch(plain(filled[0]))):
                section = section.then(found)
                continue
            cells = dict(zip(self.headings, row, strict=False))
            cells.pop("", None)
            if [str(cells.get(one, "")) for one in self.headings if one] == [
                one for one in self.headings if one
            ]:
                continue
            if _SUM.fullmatch(plain(filled[0])) and not any(
                cells.get(self.names.get(one, "")) for one in _WHEN
            ):
                continue
            for role in self._swapped:
                cells[self.names[role]] = _turned(cells.get(self.names[role]))
            yield Line(number, cells, section)

    def _month_first(self) -> tuple[str, ...]:
        """The columns whose days are written month first (12/25/2026), as a sheet set to another country does: one of
        them can be nothing else, and none contradicts it."""
        columns: list[str] = []
        for role in _DATES:
            heading = self.names.get(role)
            if not heading or heading not in self.headings:
                continue
            at = self.headings.index(heading)
            pairs = [
                (int(one[1]), int(one[2]))
                for _, row in self.sheet.rows[self.at + 1 :]
                if at < len(row) and isinstance(row[at], str)
                for one in _NUMBERS.finditer(row[at])
            ]
            if any(b > 12 for _, b in pairs) and not any(a > 12 for a, _ in pairs):
                columns.append(role)
        if columns:
            self.repairs.append(
                Repair(code="month_first", detail=", ".join(self.names[one] for one in columns))
            )
        return tuple(columns)


def _turned(value: Any) -> Any:
    return _NUMBERS.sub(r"\2/\1/\3", value) if isinstance(value, str) else value


def _headings_at(rows: Sequence[tuple[int, list[Any]]], fields: Mapping[str, str]) -> int | None:
    """The first of the rows that look most like headings, among the first ones; those that `fields` names are known."""
    mapped = {bare(key) for key in fields.values()}
    best, where = 0, None
    for n, (_, row) in enumerate(rows[:LOOKED_AT]):
        cells = [cell for cell in row if isinstance(cell, str) and cell]
        known = looks_like_headings([one for one in cells if bare(one) not in mapped])
        score = known + len(mapped & {bare(one) for one in cells})
        if score > best:
            best, where = score, n
    return where if best >= 2 else None


def _unique(row: Sequence[Any]) -> list[str]:
    """Headings as text; the second of one name is told apart by a number in brackets."""
    found: list[str] = []
    for cell in row:
        heading = " ".join((shown(cell) or "").split())
        count = sum(1 for one in found if one == heading or one.startswith(f"{heading} ("))
        found.append(f"{heading} ({count + 1})" if heading and heading in found else heading)
    return found


def score(sheet: Sheet) -> int:
    """How surely a sheet of text is a table of ours, for recognisers: 0 to 60."""
    table = Table(sheet, {})
    if not (table.looks_like_agenda() or table.looks_like_directory()):
        return 0
    filled = [one for one in table.headings if one]
    known = sum(1 for one in filled if role_of(one))
    return 60 if known >= 3 or known * 2 >= len(filled) else 0
