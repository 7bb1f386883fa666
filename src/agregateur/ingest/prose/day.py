"""One day as written: nothing is resolved here, a year or a month may be missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agregateur.ingest.prose.tokens import Token
from agregateur.ingest.prose.vocabulary import MONTHS, ORDINALS, SHORT_WEEKDAYS, WEEKDAYS


@dataclass(frozen=True, slots=True)
class Day:
    """A day as written. `relative`: demain, ce, prochain, week-end… with or without `weekday`."""

    weekday: int | None = None
    day: int | None = None
    month: int | None = None
    year: int | None = None
    relative: str | None = None
    nth: int | None = None
    """`premier vendredi de décembre`: which one of the month, -1 the last."""
    figures: bool = False
    """Written 12/12 or 24.12, without a year: as likely a fraction, unless something beside it says otherwise."""


class DayReader:
    """Reads days from tokens at a place. Each method answers what it read and the place after it, or None."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens

    def word(self, i: int) -> str:
        return self.tokens[i].text if i < len(self.tokens) else ""

    def kind(self, i: int) -> str:
        return self.tokens[i].kind if i < len(self.tokens) else ""

    def day(self, i: int) -> tuple[Day, int] | None:
        """One day: `samedi 5 décembre 2026`, `5 déc.`, `sam. 5`, `05/12/2026`, `demain`, `samedi prochain`."""
        if self.word(i) in {"le", "les", "ce", "cette", "ces"}:
            lead = self.word(i)
            i += 1
        else:
            lead = ""
        if (found := self._relative(i, lead)) is not None:
            return found
        if (nth := self._nth(i)) is not None:
            return nth
        weekday = WEEKDAYS.get(self.word(i)) if self.kind(i) == "word" else None
        short = self.word(i) in SHORT_WEEKDAYS
        j = i
        if weekday is not None:
            j += 1
            if self.word(j) == "." and short:
                j += 1
            j += self._feast(j)
            if self.word(j) == ",":
                j += 1
            if self.word(j) == "prochain":
                j += 2 if self.word(j + 1) == "," else 1
            if self.word(j) in {"le", "du"}:
                j += 1
        if self.kind(j) == "date":
            token = self.tokens[j]
            if not (1 <= token.a <= 31 and 1 <= token.b <= 12):
                return None
            # "1/2 journée", "les 3/4": a fraction.
            # But "la galette, 11/1 à 15h".
            timed = self.word(j + 1) in {"a", "des", ",", ":"} and "time" in {
                self.kind(j + 1),
                self.kind(j + 2),
            }
            if not token.c and weekday is None and token.text[-2] in "/." and not timed:
                return None
            firm = weekday is not None or token.c or (lead and len(token.text) == 5)
            return Day(weekday, token.a, token.b, token.c or None, figures=not firm), j + 1
        first = self.word(j) == "premier"
        if not first and not (self.kind(j) == "number" and 1 <= self.tokens[j].a <= 31):
            return None
        number = 1 if first else self.tokens[j].a
        ordinal = first or self.tokens[j].ordinal
        j += 1
        if self.kind(j) == "word" and self.word(j) in MONTHS:
            month = MONTHS[self.word(j)]
            j += 1
            if self.word(j) == "." and len(self.word(j - 1)) < 5:
                j += 1
            year, j = self._year(j)
            return Day(weekday, number, month, year), j
        # "1er samedi", "2e étage" are no days; "les 1er et 2 juin" begins with one.
        if ordinal and not (number == 1 and self.word(j) in {"et", ",", "au", "-", "&"}):
            return None
        return Day(weekday, number), j

    def _feast(self, i: int) -> int:
        """How many tokens name the feast of a weekday: `jeudi saint`, `lundi de Pâques`."""
        if self.word(i) in {"saint", "gras"}:
            return 1
        return 2 * (self.word(i) in {"de", "des"} and self.word(i + 1) in {"paques", "pentecote", "rameaux"})

    def _nth(self, i: int) -> tuple[Day, int] | None:
        """`premier vendredi de décembre`, `2e samedi d'octobre 2026`."""
        nth = ORDINALS.get(self.word(i)) or (
            self.tokens[i].a if i < len(self.tokens) and self.tokens[i].ordinal else 0
        )
        weekday = WEEKDAYS.get(self.word(i + 1))
        j = i + 3 + (self.word(i + 3) == "'")
        if not (nth and nth <= 5 and weekday is not None and self.word(i + 2) in {"de", "d"}):
            return None
        j += 2 if [self.word(j), self.word(j + 1)] == ["mois", "de"] else 0
        month = MONTHS.get(self.word(j))
        if month is None:
            return None
        year, stop = self._year(j + 1)
        return Day(weekday, month=month, year=year, nth=nth), stop

    def _year(self, i: int) -> tuple[int | None, int]:
        j = i + 1 if self.word(i) == "," else i
        if self.kind(j) == "number" and len(self.word(j)) == 4 and 1000 <= self.tokens[j].a <= 2200:
            return self.tokens[j].a, j + 1
        return None, i

    def _relative(self, i: int, lead: str) -> tuple[Day, int] | None:
        word, after = self.word(i), self.word(i + 1)
        if word == "demain":
            return Day(relative="demain"), i + 1
        if word == "aujourd" and after == "'" and self.word(i + 2) == "hui":
            return Day(relative="aujourd'hui"), i + 3
        if word == "apres" and after == "-" and self.word(i + 2) == "demain":
            return Day(relative="apres-demain"), i + 3
        if (lead == "ce" and word in {"soir", "midi", "matin"}) or (word == "cet" and after == "apres-midi"):
            return Day(relative="aujourd'hui"), i + (2 if word == "cet" else 1)
        weekend = self.weekend(i)
        if weekend:
            j = i + weekend
            if lead == "ce":
                return Day(relative="week-end"), j
            if self.word(j) == "prochain":
                return Day(relative="week-end prochain"), j + 1
            return None
        if word in WEEKDAYS and word not in SHORT_WEEKDAYS and not word.endswith("s"):
            if after == "prochain" and not self._numbered(i + 2):
                return Day(WEEKDAYS[word], relative="prochain"), i + 2
            if after == "qui" and self.word(i + 2) == "vient":
                return Day(WEEKDAYS[word], relative="prochain"), i + 3
            if after == "en" and self.word(i + 2) in {"huit", "quinze"}:
                return Day(WEEKDAYS[word], relative=f"en {self.word(i + 2)}"), i + 3
            if lead == "ce" and self.kind(i + 1) not in {"number", "date"}:
                return Day(WEEKDAYS[word], relative="ce"), i + 1
        return None

    def _numbered(self, i: int) -> bool:
        """Whether the number of a day follows: `mardi prochain, 1er décembre`."""
        j = i + 1 if self.word(i) == "," else i
        j += self.word(j) == "le"
        return self.kind(j) == "date" or (self.kind(j) == "number" and self.word(j + 1) in MONTHS)

    def weekend(self, i: int) -> int:
        """How many tokens `week-end` takes."""
        if self.word(i) == "weekend":
            return 1
        if self.word(i) != "week":
            return 0
        if self.word(i + 1) == "end":
            return 2
        return 3 if self.word(i + 1) == "-" and self.word(i + 2) == "end" else 0
