"""How a source words an event: headlines, prefixes, capitals, cut and spoilt titles; texts copied, cut, paraphrased."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from html import escape
from random import Random

from agregateur.evaluation.happenings import Happening
from agregateur.evaluation.scheduling import Dates
from agregateur.evaluation.tellers import Teller
from agregateur.evaluation.vocabulary import Vocabulary
from agregateur.text import fold

_SHORTER = (
    ("Saint-", "St "), ("Sainte-", "Ste "), ("Association", "Asso"), ("Médiathèque", "Média."), ("compagnie", "Cie"),
    ("Conférence", "Conf."), ("Exposition", "Expo"), ("Randonnée", "Rando"), ("Festival", "Fest."),
    (" et ", " & "), ("après-midi", "ap-m"), ("municipal", "mun."), ("Assemblée générale", "AG"),
)  # fmt: skip
_MONTHS = (
    "janv.", "févr.", "mars", "avril", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip
_MONTHS_IN_FULL = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
    "novembre", "décembre",
)  # fmt: skip
_DAYS = ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche")


def title(event: Happening, teller: Teller, chance: Random) -> tuple[str, bool]:
    """A title, and whether it still holds what identifies the event."""
    own, fixed = teller.role == "own", "title" in event.says
    draw = chance.random()
    if own and chance.random() < 0.6:
        said = event.titles[0]
    elif draw < teller.rewrites * 0.2 and event.headlines and not fixed:
        said = chance.choice(event.headlines)
    elif draw < teller.rewrites * 0.26 and event.english and not fixed:
        said = chance.choice(event.english)
    elif draw < teller.rewrites or own:
        said = chance.choice(event.titles)
    else:
        said = event.titles[0]
    said = _habitual(said, event, teller, chance, cut=not fixed)
    if not own and chance.random() < 0.1:
        said = _spoilt(said, chance)
    if chance.random() < (0.02 if own else 0.07):
        said = _decorated(said, event, chance)
    return said, fold(event.main) in fold(said)


def _habitual(said: str, event: Happening, teller: Teller, chance: Random, *, cut: bool) -> str:
    habit, town = teller.titles, event.town.name
    if habit == "kind_prefix" and chance.random() < 0.7 and not fold(said).startswith(fold(event.kind)):
        return chance.choice(
            (f"{event.kind} : {said}", f"{event.kind.upper()} - {said}", f"[{event.kind}] {said}")
        )
    if habit == "town_suffix" and chance.random() < 0.7:
        return chance.choice((f"{said} à {town}", f"{said} - {town}", f"{said} ({town})", f"{town} : {said}"))
    if habit == "upper" and chance.random() < 0.8:
        return said.upper()
    if habit == "unaccented":
        return unaccented(said)
    if habit == "cut" and cut and len(said) > 34:
        return said[: chance.randint(28, 34)].rstrip() + chance.choice(("…", "...", "…"))
    return said


def _decorated(said: str, event: Happening, chance: Random) -> str:
    """What newsletters and ticket offices put around a title."""
    day = event.slots[0]
    return chance.choice((
        f"{day:%d/%m} – {said}", f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} : {said}",
        f"NOUVEAU ! {said}",
        f"{said} – Entrée libre", f"{said} (gratuit)", f"COMPLET - {said}", f"♫ {said} ♫", f"{said} !", f"« {said} »",
        f"{said} | {event.host}", f"{said} - {day.hour}h{day.minute or '':02}" if day.hour else said,
    ))  # fmt: skip


def _spoilt(said: str, chance: Random) -> str:
    how = chance.randrange(6)
    if how == 0:
        # UTF-8 read as Windows-1252; what it does not hold is lost.
        return said.encode("utf-8").decode("cp1252", "ignore")
    if how == 1:
        return _typo(said, chance)
    if how == 2:
        for long, short in _SHORTER:
            said = said.replace(long, short)
        return said
    if how == 3:
        for mark in (" : ", " – ", ", "):
            if said.count(mark) == 1:
                first, second = said.split(mark)
                return f"{second}{mark}{first}"
        return said
    if how == 4:
        return escape(said).replace("'", "&#8217;").replace("é", "&eacute;")
    return unaccented(said)


def unaccented(said: str) -> str:
    """The same letters without their accents."""
    return "".join(c for c in unicodedata.normalize("NFD", said) if not unicodedata.combining(c))


def _typo(said: str, chance: Random) -> str:
    """One letter lost, or two exchanged, inside a word of five letters or more (never a group's or a level's)."""
    places = [m.start() + 1 + i for m in re.finditer(r"[^\W\d_]{5,}", said) for i in range(len(m[0]) - 3)]
    if not places:
        return said
    at = chance.choice(places)
    return chance.choice((said[:at] + said[at + 1] + said[at] + said[at + 2 :], said[:at] + said[at + 1 :]))


def fits_a_sentence(event: Happening) -> bool:
    """Whether the dates are days at one hour, which a sentence can say."""
    return event.days == 1 and event.minutes <= 1000 and len({slot.time() for slot in event.slots}) == 1


def announced(dates: Dates, location: str | None, said: str | None) -> str:
    """The text of a news item that has no field for dates: they and the place are in its words."""
    first = dates.slots[0]
    days = [f"{_DAYS[day.weekday()].lower()} {_whole(day)}" for day in dates.slots]
    when = f"Le {days[0]}" if len(days) == 1 else f"Les {', '.join(days[:-1])} et {days[-1]}"
    when += "" if dates.all_day else f" à {first:%Hh%M}"
    place = f", {location}" if location else ""
    return f"{when}{place}. {said or ''}".strip()


def _whole(day: datetime) -> str:
    return f"{day.day}{'er' if day.day == 1 else ''} {_MONTHS_IN_FULL[day.month - 1]} {day.year}"


def text(event: Happening, teller: Teller, words: Vocabulary, chance: Random, *, needed: bool) -> str | None:
    """A description, or None. `needed`: it must name what the title does not."""
    if not needed and chance.random() > teller.describes:
        return None
    # What the organiser wrote is the same whoever copies it.
    theirs = Random(event.label)  # noqa: S311 - reproducible data, no secret
    full = [event.gist, *theirs.sample(words.filler, theirs.randint(4, 8))]
    draw = chance.random()
    if teller.role == "own" or draw < 0.5:
        lines = full
    elif draw < 0.7:
        lines = [*full[:2], full[2][: max(8, len(full[2]) // 2)] + "…"]
    elif draw < 0.85 or needed:
        lines = [event.gist, *chance.sample(words.filler, 3)]
    else:
        rewritten = words.fill(chance.choice(words.rewritten), chance, {"main": event.main})
        lines = [rewritten, *chance.sample(words.filler, 4)]
    if "host" in event.says and event.host not in " ".join(lines):
        lines.append(f"Organisé par : {event.host}.")
    if len(event.slots) == 1 and not event.all_day and chance.random() < 0.25:
        lines.append(f"Rendez-vous à {event.slots[0]:%Hh%M}.")
    return chance.choice(("\n", "\n\n", " ")).join(lines)
