"""The templates, compiled once a language, with the words and small forms they use."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import blake2b
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from agregateur import communes
from agregateur.ingest.html import sanitise
from agregateur.publish import dates, leaving
from agregateur.publish.words import Lang
from agregateur.store.days import LOCAL
from agregateur.web.french import at_place, of_place
from agregateur.web.i18n import say, translations
from agregateur.web.paths import commune_path, local, with_query

_BEFORE = re.compile(r" (?=[:;!?»€]|%(?!\())|(?<=«) ")
_TOGETHER = re.compile(r" (?=h\b)|(?<=\d h) (?=\d)|(?<=\b\d) (?=[^\W\d_])|(?<=\d\d) (?=[^\W\d_])|(?<=\b1er) ")
_HOURS = re.compile(r"(?<=[\dhm])–(?=\d)")


@cache
def environment(language: Lang) -> Environment:
    """The templates of a language. What they print is escaped; an unknown name is an error."""
    made = Environment(
        loader=PackageLoader("agregateur.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    catalogue = translations(language)
    plural = (lambda one, many, n: one if abs(n) < 2 else many) if language == "fr" else catalogue.ngettext
    # The i18n extension adds this method, which Jinja's own types do not know.
    made.install_gettext_callables(  # type: ignore[attr-defined]
        lambda sentence: spaced(catalogue.gettext(sentence)),
        lambda one, many, n: spaced(plural(one, many, n)),
        newstyle=True,
    )
    made.globals.update(
        href=lambda path: local(path, language),
        commune_path=commune_path,
        commune=communes.commune,
        place_line=leaving.place_line,
        style=static_path("style.css"),
        static=static_path,
        qr=lambda address: local(with_query("/qr.svg", [("adresse", address)]), language),
    )
    made.filters.update(
        say=lambda sentence: spaced(say(language, sentence)),
        nb=unbreakable,
        typo=spaced,
        day=_day,
        ago=_ago,
        tel=telephone,
        safe_html=safe_html,
        raw=Markup,
        http=leaving.http_url,
        of=lambda name: of_place(name, language),
        at=lambda name: at_place(name, language),
    )
    return made


def unbreakable(text: str) -> str:
    """`text` whose hours, ranges of hours and days of the month stay on one line, with curved apostrophes."""
    out = _TOGETHER.sub("\N{NO-BREAK SPACE}", text.replace("'", "’"))
    return _like(text, _HOURS.sub("–\N{WORD JOINER}", out))


def spaced(text: str) -> str:
    """`text` whose double punctuation never begins a line: no-break spaces inside guillemets and before : ; ! ?"""
    return _like(text, _BEFORE.sub("\N{NO-BREAK SPACE}", text))


def _like(text: str, out: str) -> str:
    """`out` as what `text` is, of which it differs by blanks, dashes and apostrophes: what is escaped already (Markup)
    is not escaped again."""
    return type(text)(out)


def telephone(number: str) -> str:
    """The target of a telephone link: digits and a leading plus, `04 92 00 00 00` gives `tel:0492000000`."""
    return "tel:" + "".join(
        c for n, c in enumerate(number.strip()) if c in "0123456789" or (c == "+" and not n)
    )


def safe_html(value: str | None) -> Markup:
    """A description. It was sanitised when it came in; a store restored from elsewhere may hold anything."""
    return Markup(sanitise(value or ""))  # noqa: S704


@pass_context
def _ago(context: Context, moment: datetime) -> str:
    """When something happened, no more precisely than people would say it: `hier à 14 h`, `le 9 décembre`."""
    language: Lang = context["language"]
    local_moment, today = moment.astimezone(LOCAL), context["today"]
    if context["now"] - moment < timedelta(hours=1):
        return say(language, "il y a moins d’une heure")
    hour = dates.time_label(local_moment.replace(minute=0), language)
    if local_moment.date() == today:
        return say(language, "aujourd’hui à %(hour)s", hour=hour)
    if local_moment.date() == today - timedelta(days=1):
        return say(language, "hier à %(hour)s", hour=hour)
    day = dates.day_label(local_moment.date(), language, today=today, weekday=False)
    return say(language, "le %(day)s", day=day)


@pass_context
def _day(context: Context, when: date | datetime) -> str:
    """`mercredi 9 décembre`: a day, or the local day of a moment."""
    day = when.astimezone(LOCAL).date() if isinstance(when, datetime) else when
    return unbreakable(dates.day_label(day, context["language"], today=context["today"]))


@cache
def static_path(name: str) -> str:
    """The address of a static file, which changes with its content: it may be kept for ever."""
    digest = blake2b((files("agregateur.web") / "static" / name).read_bytes(), digest_size=6).hexdigest()
    stem, _, ending = name.partition(".")
    return f"/static/{stem}-{digest}.{ending}"
