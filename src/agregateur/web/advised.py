"""What a partner is told of its own calendar: a kind sentence for all that was refused, mended, or lacking.

A code that this release does not know is told as such, never hidden. The report is to be read in a minute: items in a
sample, the most useful gains in full and the others in a line; `plain` has them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from agregateur.checkup import EXAMPLES, Checkup, Example, Finding
from agregateur.publish import dates
from agregateur.publish.words import Lang
from agregateur.web.advice_clicks import CLICKS, UNABLE, software
from agregateur.web.advice_failed import FAILED
from agregateur.web.advice_mended import REPAIRED
from agregateur.web.advice_why import intro, why
from agregateur.web.advice_words import GAINED, REFUSED
from agregateur.web.i18n import mark, say

_MARGIN = "  "
_NOTHING = mark(
    "Nous n’y avons rien trouvé : si vous y annoncez quelque chose, vérifiez que tout est bien publié, et que "
    "l’adresse est la bonne."
)
_PAST = mark(
    "Le dernier était le %(day)s. Dès que vous en publierez un autre, il paraîtra de lui-même ; s’il y en a déjà, "
    "vérifiez que c’est bien cet agenda-ci que nous lisons."
)
_KEPT = mark("D’ici là, ce que nous avions lu reste affiché.")
_UNKNOWN = mark("autre chose, que cette version ne sait pas encore dire (%(code)s)")
_OURS = frozenset(
    {
        *(
            "bad_dates",
            "bad_jsonld",
            "bad_rule",
            "bad_uid",
            "date_out_of_range",
            "dates_cut",
            "dates_too_many",
        ),
        *(
            "description_cut",
            "detail_unread",
            "early_dates_cut",
            "escaped_twice",
            "exrule_unreadable",
            "fault",
        ),
        *("form_failed", "jsonld_mended", "line_without_colon", "malformed", "member_unread"),
        *("microformats_unread", "mojibake", "no_date", "no_occurrence", "not_a_feature", "not_an_element"),
        *("not_an_entry", "not_an_event", "not_an_object", "overrides_too_many", "property_unreadable"),
        *(
            "rrule_part_dropped",
            "rrule_unreadable",
            "rule_impossible",
            "rule_too_many",
            "text_cut",
            "too_large",
        ),
        *("too_many_dates", "uid_reused", "uneven_dates", "unreadable", "zero_restored"),
    }
)
"""Codes whose detail is a word of ours, or of the file's, to who mends the program, and none of the partner's."""
_NO_TITLE = frozenset({"this uid appears again further on"})
"""A detail that stands where others of its code have a title."""
_SHOWN = 80
"""Characters of a title or of a partner's words that are repeated in a line."""
_SAMPLE = 3
"""Items that are named in a line."""
_FULL = 5
"""Gains that are told in full, the most useful ones."""


def lines(found: Checkup, zone: ZoneInfo, language: Lang, today: date) -> Iterator[str]:
    """The report of one source, line by line. `zone`: of the hours told; `today` there."""
    for line in _lines(found, zone, language, today):
        yield _spaced(line, language)


def _lines(found: Checkup, zone: ZoneInfo, language: Lang, today: date) -> Iterator[str]:
    error = why(found, language)
    held = found.events or found.actors or found.articles
    past = found.latest if found.events and not found.coming and not error else None
    gains = _wanted(found)
    yield f"{found.name} ({found.source})"
    if found.read_at or held or not error:
        yield _MARGIN + _read(found, zone, language, today)
    if past:
        yield _MARGIN + say(language, _PAST, day=_day(past, language, today))
    if error:
        yield _MARGIN + say(language, intro(found), error=error)
        if held and found.outcome in {"failed", "refused"}:
            yield _MARGIN + say(language, _KEPT)
    if found.refused:
        yield from _title(mark("Ce qui n’a pas pu être repris :"), language)
        for finding in found.refused:
            yield from _finding(finding, REFUSED, language)
    if found.repaired:
        yield from _title(
            mark("Ce que nous avons remarqué en lisant, et réparé quand nous le pouvions :"), language
        )
        for finding in found.repaired:
            yield from _finding(finding, REPAIRED, language)
    if gains:
        yield from _title(mark("Ce qui aiderait vos lecteurs :"), language)
        yield from _gained(found, gains, language)
    if not (past or error or found.read_at is None or found.refused or found.repaired or gains):
        yield from ("", _MARGIN + say(language, mark("Tout va bien : rien à faire.") if held else _NOTHING))


def _read(found: Checkup, zone: ZoneInfo, language: Lang, today: date) -> str:
    held = ", ".join(_held(found, language))
    if found.read_at is None:
        if held:
            return say(language, mark("Lue en partie : %(held)s."), held=held)
        return say(language, mark("Pas encore lue."))
    when = _moment(found.read_at.astimezone(zone), language, today)
    held = held or say(language, mark("rien pour l’instant"))
    return say(language, mark("Lue %(when)s : %(held)s."), when=when, held=held)


def _moment(moment: datetime, language: Lang, today: date) -> str:
    return say(
        language,
        mark("le %(day)s à %(hour)s"),
        day=_day(moment.date(), language, today),
        hour=dates.time_label(moment, language),
    )


def _day(day: date, language: Lang, today: date) -> str:
    return dates.day_label(day, language, today=today)


def _held(found: Checkup, language: Lang) -> Iterator[str]:
    if found.events:
        yield _events(found, language)
    if found.actors:
        yield _count(found.actors, *_COUNTED["actor"], language)
    if found.articles:
        yield _count(found.articles, *_COUNTED["article"], language)


def _events(found: Checkup, language: Lang) -> str:
    if found.coming == found.events:
        return _count(
            found.events, mark("un rendez-vous à venir"), mark("%(count)s rendez-vous à venir"), language
        )
    events = _count(found.events, *_COUNTED["event"], language)
    if not found.coming:
        return say(language, mark("%(events)s, aucun à venir"), events=events)
    return say(language, mark("%(events)s, dont %(coming)s à venir"), events=events, coming=found.coming)


_EVERY: dict[Lang, str] = {"fr": " (tous)", "en": " (all of them)"}
_COUNTED = {
    "event": (mark("un rendez-vous"), mark("%(count)s rendez-vous")),
    "actor": (mark("une structure ou un lieu"), mark("%(count)s structures ou lieux")),
    "article": (mark("un article"), mark("%(count)s articles")),
}


def _count(count: int, one: str, many: str, language: Lang) -> str:
    return say(language, one if count == 1 else many, count=count)


def _title(title: str, language: Lang) -> Iterator[str]:
    yield ""
    yield _MARGIN + say(language, title)


def _finding(finding: Finding, words: Mapping[str, tuple[str, str]], language: Lang) -> Iterator[str]:
    said, mend = _words(finding, words, language)
    yield f"{_MARGIN}• {f'{finding.count} × ' if finding.count > 1 else ''}{said}"
    if mend:
        yield f"{_MARGIN * 3}→ {mend}"
    if finding.code == "private":
        return
    # What was refused is to be looked for one by one; of what was mended, a sample tells enough.
    shown = _examples(finding, _SAMPLE if words is REPAIRED else len(finding.examples))
    for example in shown:
        yield f"{_MARGIN * 3}– {example}"
    if shown and (more := finding.count - len(shown)) > 0:
        yield _MARGIN * 3 + _count(more, mark("… et un autre"), mark("… et %(count)s autres"), language)


def _gained(found: Checkup, gains: Sequence[Finding], language: Lang) -> Iterator[str]:
    for finding in gains[:_FULL]:
        every = finding.count == _whole(finding, found) > 1
        _, mend = _words(finding, GAINED, language)
        click = _click(found, finding, language)
        yield f"{_MARGIN}• {_lacking(finding, language)}{_EVERY[language] if every else ''}"
        yield f"{_MARGIN * 3}→ {mend}{f' ({click})' if click else ''}"
        if not every and (shown := _examples(finding, _SAMPLE)):
            more = len(shown) < len(_examples(finding, EXAMPLES))
            yield f"{_MARGIN * 3}– {' / '.join(shown)}{' / …' if more else ''}"
    if others := gains[_FULL:]:
        also = ", ".join(_lacking(finding, language) for finding in others)
        yield _MARGIN + "• " + say(language, mark("et aussi : %(also)s"), also=also)


def _wanted(found: Checkup) -> list[Finding]:
    """The gains that can be had in the partner's software."""
    made_with = software(found.url, found.kind)
    return [finding for finding in found.gains if (made_with, finding.code) not in UNABLE]


def _lacking(finding: Finding, language: Lang) -> str:
    what, _ = _words(finding, GAINED, language)
    return f"{_count(finding.count, *_COUNTED[_of(finding)], language)} {what}"


def _of(finding: Finding) -> str:
    """The kind of items that a gain is of."""
    if finding.code == "maybe_dated":
        return "article"
    return "actor" if finding.code.startswith("actor_") else "event"


def _whole(finding: Finding, found: Checkup) -> int:
    return {"event": found.coming, "actor": found.actors, "article": found.articles}[_of(finding)]


def _click(found: Checkup, finding: Finding, language: Lang) -> str | None:
    click = CLICKS.get(software(found.url, found.kind), {}).get(finding.code)
    return say(language, click) if click else None


def _words(finding: Finding, words: Mapping[str, tuple[str, str]], language: Lang) -> tuple[str, str | None]:
    """What it was, and what to do about it. A part that could not be read is told as a whole document is."""
    what, mend = words.get(finding.code, (FAILED.get(finding.code, _UNKNOWN), ""))
    said = say(language, what, code=finding.code, status="?") if "%(" in what else say(language, what)
    return said, say(language, mend) if mend else None


def _examples(finding: Finding, most: int) -> list[str]:
    worded = finding.code not in _OURS and (finding.code in REFUSED or finding.code not in FAILED)
    return list(dict.fromkeys(filter(None, (_example(one, worded) for one in finding.examples))))[:most]


def _example(one: Example, worded: bool) -> str:
    # Its own words name an item better than an identifier, which nobody has seen.
    detail = one.detail if worded and one.detail not in _NO_TITLE else ""
    parts = dict.fromkeys(part for part in (one.title, detail) if part) or [one.uid]
    return " : ".join(part if len(part) <= _SHOWN else part[: _SHOWN - 1] + "…" for part in parts)


def _spaced(line: str, language: Lang) -> str:
    """With the spaces at which no line may break, in French: before a colon and its like, within quotes, in hours."""
    if language != "fr":
        return line
    line = re.sub(r"(?<=\S) (?=[:;?!»×%])|(?<=«) ", "\u00a0", line)
    return re.sub(r"(?<=\d) (?=h\b)|(?<=\d h) (?=\d\d\b)", "\u00a0", line)


def plain(found: Checkup, language: Lang) -> dict[str, Any]:
    """As `doctor --json` says it: codes with their counts, and the sentences beside them."""
    error = why(found, language)
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
        "latest": found.latest.isoformat() if found.latest else None,
        "actors": found.actors,
        "articles": found.articles,
        "refused": [_plain(found, one, REFUSED, language) for one in found.refused],
        "repaired": [_plain(found, one, REPAIRED, language) for one in found.repaired],
        "gains": [_plain(found, one, GAINED, language) for one in _wanted(found)],
    }


def _plain(
    found: Checkup, finding: Finding, words: Mapping[str, tuple[str, str]], language: Lang
) -> dict[str, Any]:
    said, mend = _words(finding, words, language)
    return {
        "code": finding.code,
        "count": finding.count,
        "sentence": _lacking(finding, language) if words is GAINED else said,
        "mend": mend,
        "where": _click(found, finding, language) if words is GAINED else None,
        "examples": [{"uid": e.uid, "title": e.title, "detail": e.detail} for e in finding.examples],
    }
