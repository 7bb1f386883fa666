"""What a selection asks of an event beside its theme, place and days: each word of it as phrases of a sentence.

Phrases agree with the plural noun that they follow: `feminine` says whether it is feminine ("visites organisées par").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile

from agregateur.publish.words import Lang
from agregateur.store.selection import Selection
from agregateur.text import fold, one_line
from agregateur.web.french import listed, quoted
from agregateur.web.i18n import mark, say

MODES = {"sur-place": mark("sur place"), "en-ligne": mark("en ligne")}
NOT_LONG = mark("sans ce qui dure plus d’une semaine")
NOT_REGULAR = mark("sans les rendez-vous réguliers")

MOST_NAMES = 6
"""Names and searches told one by one; of more, the first ones and how many others."""

_WHOM = {
    "tout-public": mark("tous les publics"),
    "tout-petits": mark("les tout-petits"),
    "enfants": mark("les enfants"),
    "ados": mark("les ados"),
    "familles": mark("les familles"),
    "jeunes": mark("les jeunes"),
    "adultes": mark("les adultes"),
    "seniors": mark("les seniors"),
    "professionnels": mark("les professionnels"),
    "scolaires": mark("les scolaires"),
    "adherents": mark("les adhérents"),
}
_ACCESS = {
    "gratuit": mark("en accès gratuit"),
    "prix-libre": mark("à prix libre"),
    "payant": mark("en accès payant"),
}
_BOOKING = {
    "sans": mark("sans inscription"),
    "conseillee": mark("avec inscription conseillée"),
    "obligatoire": mark("avec inscription obligatoire"),
}
_HANDICAPS = {
    "moteur": mark("moteur"),
    "visuel": mark("visuel"),
    "auditif": mark("auditif"),
    "psychique": mark("psychique"),
    "intellectuel": mark("intellectuel"),
}
_AIDS = {
    "lsf": mark("avec la langue des signes française"),
    "boucle": mark("avec une boucle magnétique"),
    "audiodescription": mark("avec une audiodescription"),
}
_STATUS = {
    "prevu": (mark("prévus"), mark("prévues")),
    "a-confirmer": (mark("à confirmer"), mark("à confirmer")),
    "reporte": (mark("reportés"), mark("reportées")),
    "deplace": (mark("déplacés"), mark("déplacées")),
    "en-ligne": (mark("passés en ligne"), mark("passées en ligne")),
    "annule": (mark("annulés"), mark("annulées")),
}


def asked(
    selection: Selection,
    language: Lang,
    *,
    feminine: bool,
    structures: Mapping[str, str],
    sources: Mapping[str, str],
) -> list[str]:
    """One phrase for each word: `pour les familles et les seniors`, `en accès gratuit`, `organisés par MJC`…

    `structures` and `sources` are names by id; an id without a name stands for itself.
    """
    whom = [say(language, text) for code, text in _WHOM.items() if code in selection.public]
    out = [_about(selection, language)]
    for sentences, names in (
        (
            (mark("organisés par %(names)s"), mark("organisées par %(names)s")),
            named(selection.structure, structures),
        ),
        ((mark("annoncés par %(names)s"), mark("annoncées par %(names)s")), named(selection.source, sources)),
    ):
        if names:
            out.append(say(language, sentences[feminine], names=some(names, language)))
    if whom:
        out.append(say(language, mark("pour %(whom)s"), whom=listed(whom, language)))
    for table, codes in ((_ACCESS, selection.acces), (_BOOKING, selection.inscription)):
        out.append(_either(table, codes, language))
    out.append(_accessible(selection, language))
    out.append(_either({code: both[feminine] for code, both in _STATUS.items()}, selection.statut, language))
    out.append(_either(MODES, selection.mode, language))
    if selection.longs is not None:
        out.append(say(language, mark("qui durent plus d’une semaine") if selection.longs else NOT_LONG))
    if selection.regulier is not None:
        out.append(say(language, mark("qui reviennent régulièrement") if selection.regulier else NOT_REGULAR))
    return [phrase for phrase in out if phrase]


def exceptions(
    selection: Selection,
    language: Lang,
    nouns: Sequence[str],
    *,
    structures: Mapping[str, str],
    sources: Mapping[str, str],
) -> list[str]:
    """`sauf réunions politiques et cultes`, `sauf les rendez-vous organisés par MJC`; `nouns` are the themes' ones."""
    out = []
    if nouns:
        out.append(say(language, mark("sauf %(what)s"), what=listed(nouns, language)))
    for sentence, names in (
        (mark("sauf les rendez-vous organisés par %(names)s"), named(selection.sauf_structure, structures)),
        (mark("sauf les rendez-vous annoncés par %(names)s"), named(selection.sauf_source, sources)),
    ):
        if names:
            out.append(say(language, sentence, names=some(names, language)))
    return out


def named(ids: Sequence[str], names: Mapping[str, str]) -> list[str]:
    """The names of `ids` on one line each, in alphabetical order."""
    return sorted((one_line(names.get(id, "")) or id for id in ids), key=fold)


def some(names: Sequence[str], language: Lang) -> str:
    """`MJC, Théâtre ou 5 autres`: one of several names, the first `MOST_NAMES` told."""
    most = MOST_NAMES if len(names) > MOST_NAMES + 1 else len(names)
    return listed(shortened(names, most, language), language, either=True)


def shortened(names: Sequence[str], most: int, language: Lang) -> list[str]:
    """The first `most` names, and `5 autres`."""
    if not (rest := len(names) - most):
        return list(names)
    others = mark("1 autre") if rest == 1 else mark("%(count)s autres")
    return [*names[:most], say(language, others, count=rest)]


def _about(selection: Selection, language: Lang) -> str:
    if not selection.q:
        return ""
    searches = [quoted(text, language) for text in selection.q]
    return say(language, mark("qui parlent de %(words)s"), words=some(searches, language))


def _accessible(selection: Selection, language: Lang) -> str:
    kinds = [say(language, text) for code, text in _HANDICAPS.items() if code in selection.accessibilite]
    if kinds:
        kinds[0] = say(language, mark("accessibles en cas de handicap %(kind)s"), kind=kinds[0])
    aids = [say(language, text) for code, text in _AIDS.items() if code in selection.accessibilite]
    return listed([*kinds, *aids], language, either=True)


def _either(table: Mapping[str, str], codes: Sequence[str], language: Lang) -> str:
    """One of several, the words that all begin with said once: `en accès gratuit ou payant`."""
    told = [say(language, text).split() for code, text in table.items() if code in codes]
    alike = takewhile(lambda words: len(set(words)) == 1, zip(*told, strict=False))
    shared = len(list(alike)) if len(told) > 1 else 0
    return listed(
        [" ".join(words[shared if n else 0 :]) for n, words in enumerate(told)], language, either=True
    )
