"""Apidae's opening periods (`ouverture.periodesOuvertures`), in local time.

Source of the words: simple-sitra-client (TouristicObject#open_day_predicate) and teritorio/opendata-conflation
(ApidaeSource.openning).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from agregateur.connecting.periods import Period
from agregateur.connecting.values import clock_of, when_of
from agregateur.contract import Repair

_DAYS = {
    "LUNDI": 0, "MARDI": 1, "MERCREDI": 2, "JEUDI": 3, "VENDREDI": 4, "SAMEDI": 5, "DIMANCHE": 6,
}  # fmt: skip
_NTH = {"D_1ER": 1, "D_2EME": 2, "D_3EME": 3, "D_4EME": 4, "D_5EME": 5, "D_DERNIER": -1}
_ALL = frozenset(range(7))
# Feasts of a fixed day; movable ones (LUNDI_PAQUES…) are left to the text in words.
_FEASTS = {
    "PREMIER_JANVIER": (1, 1), "PREMIER_MAI": (5, 1), "HUIT_MAI": (5, 8), "QUATORZE_JUILLET": (7, 14),
    "QUINZE_AOUT": (8, 15), "PREMIER_NOVEMBRE": (11, 1), "ONZE_NOVEMBRE": (11, 11), "VINGT_CINQ_DECEMBRE": (12, 25),
}  # fmt: skip


def periods_of(opening: Any, repairs: list[Repair]) -> list[Period]:
    """The periods of one object; what cannot be read of them is in `repairs` (`bad_start`, `bad_end`, `bad_period`)."""
    if not isinstance(opening, dict):
        return []
    found: list[Period] = []
    closed = _listed(opening.get("fermeturesExceptionnelles"))
    stated = _listed(opening.get("periodesOuvertures"))
    for one in stated:
        first = _day(one.get("dateDebut"))
        last = _day(one.get("dateFin"))
        if first is None:
            repairs.append(Repair(code="bad_start", detail=str(one.get("dateDebut"))[:40]))
            continue
        if last is not None and last < first:
            repairs.append(Repair(code="bad_end", detail=f"{first}/{last}"))
            last = None
        if last is None and one.get("dateFin") not in (None, "") and not repairs:
            repairs.append(Repair(code="bad_end", detail=str(one.get("dateFin"))[:40]))
        whole = Period(
            first=first,
            last=last or first,
            opens=clock_of(one.get("horaireOuverture")),
            closes=clock_of(one.get("horaireFermeture")),
            yearly=one.get("tousLesAns") is True,
        )
        narrowed = _narrowed(whole, one)
        if narrowed is None:
            repairs.append(Repair(code="bad_period", detail=str(one.get("type"))[:40]))
            continue
        narrowed = replace(
            narrowed,
            also=tuple(_exceptions(_listed(one.get("ouverturesExceptionnelles")), "dateOuverture", whole)),
            but=tuple(_exceptions(closed, "dateFermeture", whole)),
        )
        found += _with_hours(narrowed, one.get("horaires"))
    return found


def _narrowed(period: Period, one: dict[str, Any]) -> Period | None:
    """`period` on the days of its `type`; None when they cannot be told."""
    kind = one.get("type")
    days = {str(day.get("jour")) for day in _listed(one.get("ouverturesJournalieres"))}
    if kind in (None, "", "OUVERTURE_TOUS_LES_JOURS"):
        return period
    if kind == "OUVERTURE_SEMAINE":
        weekdays = _ALL if "TOUS" in days else frozenset(_DAYS[day] for day in days & _DAYS.keys())
        return _on(period, weekdays)
    if kind in {"OUVERTURE_SAUF", "OUVERTURE_TOUS_LES_JOURS_SAUF"}:
        return _on(period, _ALL - {_DAYS[day] for day in days & _DAYS.keys()})
    if kind == "OUVERTURE_MOIS":
        stated = _listed(one.get("ouverturesJourDuMois"))
        known = [
            (_NTH[day["jourDuMois"]], _DAYS[day["jour"]])
            for day in stated
            if str(day.get("jourDuMois")) in _NTH and str(day.get("jour")) in _DAYS
        ]
        return replace(period, ordinals=frozenset(known)) if known and len(known) == len(stated) else None
    return None


def _on(period: Period, weekdays: frozenset[int]) -> Period | None:
    if not weekdays:
        return None
    return period if weekdays == _ALL else replace(period, weekdays=weekdays)


def _with_hours(period: Period, hours: Any) -> Iterator[Period]:
    """`period` once for each entry of `horaires`: days of the week (`jours` or `jour`) with one or more hours."""
    entries = list(_entries(hours))
    if not entries:
        yield period
    for days, opens, closes in entries:
        on = days & (period.weekdays or _ALL) if days else period.weekdays
        if on is not None and not on:
            continue
        yield replace(period, weekdays=None if on == _ALL else on, opens=opens, closes=closes)


def _entries(hours: Any) -> Iterator[tuple[frozenset[int], Any, Any]]:
    for one in _listed(hours):
        said = one.get("jours", one.get("jour", one.get("joursSemaine")))
        words = {str(day.get("jour") if isinstance(day, dict) else day) for day in _as_list(said)}
        days = frozenset(_DAYS[word] for word in words & _DAYS.keys())
        if "TOUS" in words:
            days = _ALL
        for part in (one, *_listed(one.get("horaires")), *_listed(one.get("plages"))):
            opens = clock_of(part.get("horaireOuverture", part.get("heureDebut")))
            if opens is not None:
                yield days, opens, clock_of(part.get("horaireFermeture", part.get("heureFin")))


def _exceptions(stated: list[dict[str, Any]], key: str, period: Period) -> Iterator[date]:
    """Single days, by their date or by the name of a feast (in each year of the period)."""
    for one in stated:
        if day := _day(one.get(key)):
            if key == "dateOuverture" or period.first <= day <= period.last:
                yield day
        elif feast := _FEASTS.get(str(one.get("dateSpeciale"))):
            for year in range(period.first.year, min(period.last.year, period.first.year + 10) + 1):
                if period.first <= (day := date(year, *feast)) <= period.last:
                    yield day


def _day(value: Any) -> date | None:
    found = when_of(value)
    return found.date() if isinstance(found, datetime) else found


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _listed(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
