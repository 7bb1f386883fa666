"""An explanation in plain words: why records are one event or not, what each field comes from, what humans settled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from agregateur import communes
from agregateur.explaining import Compared, Explanation
from agregateur.model import Event, Located
from agregateur.publish import dates
from agregateur.publish.words import Lang
from agregateur.store.decisions import Decision, Name
from agregateur.store.groups import Group
from agregateur.web.corrected import FIELDS, set_to
from agregateur.web.i18n import mark, say
from agregateur.web.sentences import sentence

HOW: Mapping[str, str] = {
    "insee": mark("par le code INSEE que donne la source"),
    "postcode_name": mark("par le code postal et le nom de la commune"),
    "name": mark("par le nom de la commune"),
    "postcode": mark("par le code postal"),
    "venue": mark("par le lieu, déjà connu"),
    "actor": mark("par la structure, déjà connue"),
    "coordinates": mark("par la position sur la carte"),
    "title": mark("par le titre"),
    "text": mark("par le texte"),
    "default": mark("par le réglage de la source"),
    "decision": mark("par une décision de l’équipe"),
}
_OUTCOMES: Mapping[str, str] = {
    "same": mark("un seul rendez-vous"),
    "doubtful": mark("peut-être un seul : à vérifier"),
    "compatible": mark("rien ne les réunit"),
    "distinct": mark("deux rendez-vous distincts"),
}
_OF_ACTORS: Mapping[str, str] = {
    "same": mark("une seule structure"),
    "doubtful": mark("peut-être une seule : à vérifier"),
    "compatible": mark("rien ne les réunit"),
    "distinct": mark("deux structures distinctes"),
}
_HIDE = mark("ne pas montrer")
_HIDDEN = mark("Une décision de l’équipe le cache : il n’est pas montré.")
_GONE = mark("Il n’est plus montré.")
_ONE = mark("Aujourd’hui, c’est un seul rendez-vous (%(ids)s).")
_TWO = mark("Aujourd’hui, ce n’est pas le même rendez-vous (%(ids)s).")
_ONE_ACTOR = mark("Aujourd’hui, c’est une seule structure (%(ids)s).")
_TWO_ACTORS = mark("Aujourd’hui, ce n’est pas la même structure (%(ids)s).")
MARGIN = "  "


def lines(found: Explanation, names: Mapping[str, str], today: date, language: Lang) -> Iterator[str]:
    """The explanation, line by line. `names` maps a source's id to its name."""
    actors = any(group.kind == "actor" for group in found.records)
    outcomes = _OF_ACTORS if actors else _OUTCOMES
    top = found.event or found.unseen
    if top is not None:
        yield from _event(top, today, language)
        if found.event is None:
            hidden = any(one.kind == "hide" for one in found.decided)
            yield say(language, _HIDDEN if hidden else _GONE)
        yield ""
    if found.together is not None:
        yield _conclusion(found, actors, language)
        yield ""
    yield say(language, mark("Annonces (%(count)s) :"), count=len(found.records))
    for group in found.records:
        yield from _record(group, names, language)
    if found.pairs:
        yield ""
        title = mark("Pourquoi elles n’en font qu’une :") if found.event else mark("Ce qui a été comparé :")
        yield say(language, title)
    for pair in found.pairs:
        yield from _pair(pair, names, outcomes, language)
    if found.more:
        yield MARGIN + say(language, mark("… et %(count)s autres comparaisons"), count=found.more)
    if found.event is not None and found.event.provenance:
        yield ""
        yield say(language, mark("D’où vient chaque information :"))
        yield from _provenance(found.event, names, language)
    if found.doubts:
        yield ""
        yield say(language, mark("Ressemblances à vérifier :"))
    for doubt in found.doubts:
        yield f"{MARGIN}{_quoted(doubt.title, language)} ({doubt.event or '—'})"
        yield from _pair(doubt.compared, names, outcomes, language)
    if found.decided:
        yield ""
        yield say(language, mark("Décisions de l’équipe :"))
        yield from (MARGIN + _decision(one, outcomes, language) for one in found.decided)


def _conclusion(found: Explanation, actors: bool, language: Lang) -> str:
    """Whether the two that were named are one today, and under which ids."""
    ids = ", ".join(dict.fromkeys(group.canonical_id for group in found.records if group.canonical_id)) or "—"
    said = (_ONE_ACTOR, _TWO_ACTORS) if actors else (_ONE, _TWO)
    return say(language, said[not found.together], ids=ids)


def _event(event: Event, today: date, language: Lang) -> Iterator[str]:
    yield f"{event.title} ({event.id})"
    yield f"{dates.span_label(event, today, language)} · {_where(event.located, language)}"


def _where(located: Located, language: Lang) -> str:
    here = communes.commune(located.insee) if located.insee else None
    if here is None:
        unknown = mark("hors du territoire") if located.outside else mark("commune inconnue")
        return say(language, unknown)
    how = HOW.get(located.how)
    told = say(language, how) if how else located.how
    sure = round(located.sure * 100)
    return f"{here.nom} ({here.insee}), {told}" + say(language, mark(" (sûr à %(percent)s %%)"), percent=sure)


def _record(group: Group, names: Mapping[str, str], language: Lang) -> Iterator[str]:
    item = group.item
    yield f"{MARGIN}{names.get(item.source, item.source)}{say(language, mark(' : '))}{_quoted(item.title, language)}"
    yield f"{MARGIN * 2}{item.source}:{item.uid}"
    if item.url:
        yield f"{MARGIN * 2}{item.url}"
    state = _where(item.located, language)
    if item.echo:
        state = say(language, mark("vient de notre propre agenda : ne compte pas"))
    elif group.withdrawn_at is not None:
        state = say(language, mark("retirée par la source"))
    elif group.missing_since is not None:
        state = say(language, mark("n’est plus dans l’agenda de la source"))
    elif group.retired:
        state = say(language, mark("la source n’est plus lue"))
    yield f"{MARGIN * 2}{state}"


def _pair(
    pair: Compared, names: Mapping[str, str], outcomes: Mapping[str, str], language: Lang
) -> Iterator[str]:
    ends = " / ".join(f"{names.get(name[0], name[0])} ({name[1]})" for name in (pair.a, pair.b))
    outcome = say(language, outcomes[pair.verdict.outcome])
    if pair.decided:
        outcome += ", " + say(language, mark("par décision"))
    elif pair.verdict.outcome == "same" and not pair.together:
        outcome += say(language, _kept_apart(pair))
    elif pair.verdict.outcome == "doubtful" and pair.together:
        outcome += say(language, mark(", et rien ne les sépare"))
    elif pair.verdict.outcome != "same" and pair.together:
        outcome += say(language, mark(", mais une autre annonce les réunit"))
    yield f"{MARGIN}{ends}"
    score = say(language, mark("score %(score)s"), score=_figure(pair.verdict.score, language))
    yield f"{MARGIN}→ {outcome} ({score})"
    start = pair.verdict.score - sum(note.weight or 0.0 for note in pair.verdict.evidence)
    if any(note.weight is not None for note in pair.verdict.evidence) and abs(start) >= 0.05:
        before = say(language, mark("avant tout indice"))
        yield f"{MARGIN * 2}{_figure(start, language, sign=True):>6}  {before}"
    for note in pair.verdict.evidence:
        weight = f"{_figure(note.weight, language, sign=True):>6}" if note.weight is not None else " " * 6
        yield f"{MARGIN * 2}{weight}  {sentence(note, language)}"
    if pair.apart is not None:
        yield MARGIN + say(language, mark("Ce qui les sépare :"))
        for line in _pair(pair.apart, names, outcomes, language):
            yield MARGIN + line


def _kept_apart(pair: Compared) -> str:
    if pair.apart is not None and pair.apart.decided:
        return mark(", mais une décision les sépare")
    if pair.apart is not None:
        return mark(", mais une autre annonce les sépare")
    if any(note.code == "one_a_date" for note in pair.verdict.evidence):
        return mark(", mais trop peu de dates se suivent pour faire une série")
    return mark(", mais l’ensemble de leurs annonces les sépare")


def _figure(value: float, language: Lang, *, sign: bool = False) -> str:
    text = (f"{value:+.1f}" if sign else f"{value:.1f}").replace("-", "−")
    return text.replace(".", ",") if language == "fr" else text


def _quoted(title: str, language: Lang) -> str:
    return say(language, mark("« %(title)s »"), title=title)


def _provenance(event: Event, names: Mapping[str, str], language: Lang) -> Iterator[str]:
    by_origin: dict[str, list[str]] = {}
    for field, (source, uid) in event.provenance.items():
        if source:
            origin = f"{names.get(source, source)} ({uid})"
        else:
            origin = say(language, mark("décision n° %(number)s"), number=uid)
        by_origin.setdefault(origin, []).append(say(language, FIELDS.get(field, field)))
    for origin, fields in by_origin.items():
        yield f"{MARGIN}{origin} : {', '.join(fields)}"


def _decision(one: Decision, outcomes: Mapping[str, str], language: Lang) -> str:
    if one.kind == "set":
        what = set_to(one.field or "", one.value or "", language)
    else:
        template = _HIDE if one.kind == "hide" else outcomes[one.kind]
        what = say(language, template)
    text = say(
        language,
        mark("n° %(number)s, le %(day)s : %(what)s"),
        number=one.number,
        day=one.at.strftime("%d/%m/%Y"),
        what=what,
    )
    ends = [_named(name) for name in (one.a, one.b) if name]
    return (
        f"{text} ({', '.join(ends)})"
        + (f" — {one.by}" if one.by else "")
        + (f" : {one.reason}" if one.reason else "")
    )


def _named(name: Name) -> str:
    return ":".join(name)
