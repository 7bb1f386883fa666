"""What kept the last reading of a source from going well, and what to do: where to click, when its address tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agregateur.checkup import Checkup
from agregateur.detecting import services, told
from agregateur.errors import AgregateurError
from agregateur.publish.words import Lang
from agregateur.web import situations
from agregateur.web.advice_failed import FAILED
from agregateur.web.i18n import mark, say
from agregateur.web.situations_services import SERVICES

_FAILED = mark("l’adresse n’a pas répondu comme attendu (%(code)s)")


def why(found: Checkup, language: Lang) -> str | None:
    """What kept the last reading from going well, and what to do, in whole sentences; None when nothing did."""
    if found.error is None:
        return None
    code, values = str(found.error.get("code")), dict(found.error.get("values") or {})
    leads = services.of_address(found.url).leads
    if leads and leads[0].service:
        # Where to click, when the address tells the service.
        error = AgregateurError("", code=code, **values)
        note = told.of_error(error, service=leads[0].service, url=found.url)
        if note.code in SERVICES:
            return " ".join(situations.situation(note, language))
    sentence = say(language, _failed(code, values), **{"code": code, "status": "?", **values})
    return sentence[:1].upper() + sentence[1:] + "."


def _failed(code: str, values: Mapping[str, Any]) -> str:
    return FAILED.get(f"{code}_{values.get('status')}", FAILED.get(code, _FAILED))


def intro(found: Checkup) -> str:
    """The sentence that leads to what `why` says."""
    if found.outcome == "suspicious":
        return mark("La dernière lecture demande votre avis. %(error)s")
    if found.read_at is None and found.outcome != "partial":
        return mark("Nous n’avons pas encore réussi à la lire. %(error)s")
    return mark("La dernière lecture n’a pas abouti. %(error)s")
