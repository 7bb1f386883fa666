"""French and English: the message ids are French, the English ones are compiled in memory when the process starts.

`mark` names a sentence for translation where it stands in a table; `Say` turns it into the language of the page.
"""

from __future__ import annotations

import gettext
from functools import cache
from importlib.resources import files
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from agregateur.publish.words import Lang


def mark(sentence: str) -> str:
    """`sentence` itself: `pybabel extract -k mark` finds it here, and it is translated when it is shown."""
    return sentence


@cache
def translations(language: Lang) -> gettext.NullTranslations:
    """The catalogue of a language; French is written in the code and needs none."""
    if language == "fr":
        return gettext.NullTranslations()
    source = files("agregateur.web") / "locale" / language / "LC_MESSAGES" / "agregateur.po"
    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language, domain="agregateur"))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def say(language: Lang, sentence: str, **values: object) -> str:
    """`sentence` in `language`, with `%(name)s` filled in."""
    text = translations(language).gettext(sentence)
    return text % values if values else text
