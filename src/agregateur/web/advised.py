"""What a partner is told of its own calendar: a kind sentence for all that was refused, mended, or lacking.

A code that this release does not know is told as such, never hidden.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from agregateur.checkup import Checkup, Example, Finding
from agregateur.publish import dates
from agregateur.publish.words import Lang
from agregateur.web.advice_failed import FAILED
from agregateur.web.advice_mended import REPAIRED
from agregateur.web.advice_words import GAINED, REFUSED
from agregateur.web.i18n import mark, say

_FAILED = mark("l’adresse n’a pas répondu comme attendu (%(code)s)")
_MARGIN = "  "
_NOTHING = mark(
    "Nous n’y avons rien trouvé : si vous y annoncez quelque chose, vérifiez que tout est bien publié, et que "
    "l’adresse est la bonne."
)
_UNKNOWN = mark("autre chose, que cette version ne sait pas encore dire (%(code)s)")
_OURS = frozenset(
    {
        *("bad_dates", "bad_uid", "date_out_of_range", "dates_too_many", "fault", "form_failed", "malformed"),
        *("member_unread", "no_date", "no_occurrence", "overrides_too_many", "property_unreadable"),
        *("rule_too_many", "too_many_dates", "unreadable"),
    }
)
"""Codes whose detail is a word of ours to who mends the program, and none of the partner's."""
_SHOWN = 80
"""Characters of a title or of a partner's words that are repeated in a line."""


def lines(found: Checkup, zone: ZoneInfo, language: Lang, error: str | None = None) -> Iterator[str]:
    """The report of one source, line by line. `zone`: of the hours told; `error`: what kept the last reading from going
    well, already a sentence."""
    yield f"{found.name} ({found.source})"
    yield _MARGIN + _read(found, zone, language)
    if error:
        yield _MARGIN + say(language, mark("La dernière lecture n’a pas abouti : %(error)s"), error=error)
    for title, findings, words in (
        (mark("Ce qui n’a pas pu être repris :"), found.refused, REFUSED),
        (mark("Ce que nous avons réparé en lisant :"), found.repaired, REPAIRED),
        (mark("Ce qui aiderait vos lecteurs :"), found.gains, GAINED),
    ):
        if findings:
            yield ""
            yield _MARGIN + say(language, title)
        for finding in findings:
            yield from _finding(finding, words, language)
    if found.read_at is not None and not (error or found.refused or found.repaired or found.gains):
        held = found.events or found.actors or found.articles
        yield ""
        yield _MARGIN + say(language, mark("Tout va bien : rien à faire.") if held else _NOTHING)


def why(found: Checkup, language: Lang) -> str | None:
    """What kept the last reading from going well, and what to do; None when nothing did."""
    if found.error is None:
        return None
    code, values = str(found.error.get("code")), found.error.get("values") or {}
    sentence = FAILED.get(f"{code}_{values.get('status')}", FAILED.get(code, _FAILED))
    return say(language, sentence, **{"code": code, "status": "?", **values})


def _read(found: Checkup, zone: ZoneInfo, language: Lang) -> str:
    if found.read_at is None:
        return say(language, mark("Pas encore lue."))
    held = ", ".join(_held(found, language)) or say(language, mark("rien pour l’instant"))
    when = _moment(found.read_at.astimezone(zone), language)
    return say(language, mark("Lue %(when)s : %(held)s."), when=when, held=held)


def _moment(moment: datetime, language: Lang) -> str:
    return say(
        language,
        mark("le %(day)s à %(hour)s"),
        day=dates.day_label(moment.date(), language),
        hour=dates.time_label(moment, language),
    )


def _held(found: Checkup, language: Lang) -> Iterator[str]:
    if found.events:
        yield say(
            language,
            mark("%(events)s rendez-vous, dont %(coming)s à venir"),
            events=found.events,
            coming=found.coming,
        )
    if found.actors:
        yield say(language, mark("%(count)s structures ou lieux"), count=found.actors)
    if found.articles:
        yield say(language, mark("%(count)s articles"), count=found.articles)


def _finding(finding: Finding, words: Mapping[str, tuple[str, str]], language: Lang) -> Iterator[str]:
    what, mend = words.get(finding.code, (_UNKNOWN, ""))
    said = say(language, what, code=finding.code) if "%(code)s" in what else say(language, what)
    yield f"{_MARGIN}• {finding.count} × {said}"
    if mend:
        yield f"{_MARGIN * 3}→ {say(language, mend)}"
    worded = finding.code not in _OURS
    for told in dict.fromkeys(_example(one, worded) for one in finding.examples):
        if told and finding.code != "private":
            yield f"{_MARGIN * 3}– {told}"


def _example(one: Example, worded: bool) -> str:
    # Its own words name an item better than an identifier, which nobody has seen.
    parts = dict.fromkeys(part for part in (one.title, one.detail if worded else "") if part) or [one.uid]
    return " : ".join(part if len(part) <= _SHOWN else part[: _SHOWN - 1] + "…" for part in parts)


def plain(found: Checkup, language: Lang, error: str | None = None) -> dict[str, Any]:
    """As `doctor --json` says it: codes with their counts, and the sentences beside them."""
    tables = {"refused": REFUSED, "repaired": REPAIRED, "gains": GAINED}
    return {
        "source": found.source,
        "name": found.name,
        "url": found.url,
        "kind": found.kind,
        "read_at": found.read_at.isoformat() if found.read_at else None,
        "outcome": found.outcome,
        "error": {"code": found.error.get("code"), "sentence": error} if found.error and error else None,
        "events": found.events,
        "coming": found.coming,
        "actors": found.actors,
        "articles": found.articles,
        **{
            name: [_plain(one, words, language) for one in getattr(found, name)]
            for name, words in tables.items()
        },
    }


def _plain(finding: Finding, words: Mapping[str, tuple[str, str]], language: Lang) -> dict[str, Any]:
    what, mend = words.get(finding.code, (_UNKNOWN, ""))
    return {
        "code": finding.code,
        "count": finding.count,
        "sentence": say(language, what, code=finding.code) if "%(code)s" in what else say(language, what),
        "mend": say(language, mend) if mend else None,
        "examples": [{"uid": e.uid, "title": e.title, "detail": e.detail} for e in finding.examples],
    }
