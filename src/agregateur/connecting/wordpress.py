"""What WordPress writes wherever it is asked for a post, whatever the plug-in that asks."""

from __future__ import annotations

import html
import re

from agregateur.text import fold

_FORM = re.compile(r"<form\b[^<>]{0,500}\bpost-password-form\b")
_INSTEAD = (
    "there is no excerpt because this is a protected post",
    "il n'y a pas d'extrait, car cette publication est protegee",
    "il n'y a pas d'extrait car cet article est protege",
)
_BEGINNING = 300


def is_locked(*texts: str | None) -> bool:
    """Whether a post asks for a password: WordPress gives a form instead of its text, a sentence instead of its excerpt
    (wp-includes/post-template.php, `get_the_password_form` and `get_the_excerpt`; French of its translators)."""
    return any(map(_says_so, filter(None, texts)))


def _says_so(text: str) -> bool:
    beginning = fold(html.unescape(text[:_BEGINNING])).replace("\xa0", " ")
    return _FORM.search(text) is not None or any(one in beginning for one in _INSTEAD)
