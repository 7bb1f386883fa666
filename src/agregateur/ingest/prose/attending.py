"""Whether a date is that of something one can attend, weighed from its title, its own sentence and what stands around.

A logistic score: each sign has a weight, for or against, fitted on the labelled texts of the tuning half
(`bench/fit_dates.py`) with its sign held; the words of the article (`wording`) are weak signs beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from agregateur.ingest.prose import phrasing, wording
from agregateur.ingest.prose.around import Around
from agregateur.ingest.prose.barring import barred
from agregateur.ingest.prose.clause import Clause
from agregateur.ingest.prose.hours import Slot
from agregateur.ingest.prose.vocabulary import several

BIAS = -0.6
WEIGHTS: dict[str, float] = {
    "title_leads_2": 1.0,
    "title_leads_1": 0.7,
    "title_kind_2": 1.1,
    "title_kind_1": 0.0,
    "title_leads_-1": -1.1,
    "title_serves": -2.4,
    "title_practical": -2.5,
    "title_verb": -1.3,
    "title_tail": -4.1,
    "title_dry": -0.6,
    "overrules": 2.0,
    "title_invites": 1.6,
    "title_topic": 0.0,
    "title_gone": -2.7,
    "title_mourns": -3.1,
    "title_airs": -3.1,
    "leads_2": 0.9,
    "leads_1": 0.2,
    "leads_-1": -0.6,
    "kind_2": 0.7,
    "kind_1": 0.2,
    "invites": 1.3,
    "welcomes": 0.4,
    "asks": 0.9,
    "held": 0.3,
    "done": 1.2,
    "shown": 0.8,
    "span_named": 0.0,
    "dry": -1.1,
    "placed": 1.3,
    "empty": 0.0,
    "serves": -3.1,
    "sells": -2.5,
    "other_verb": -1.6,
    "practical": -2.2,
    "gone": -4.7,
    "mourns": -2.6,
    "airs": -3.6,
    "bare": 0.1,
    "unsigned": -0.8,
    "label": 0.7,
    "since": -2.3,
    "near_kind_2": 1.1,
    "near_invites": 1.1,
    "near_welcomes": 1.7,
    "near_price": 1.2,
    "price": 0.0,
    "past": -2.4,
    "near_asks": 0.0,
    "near_serves": -0.9,
    "near_verb": -0.5,
    "near_gone": -1.3,
    "near_airs": 0.0,
    "hour": 0.0,
    "no_hour": -2.8,
    "evening": 1.4,
    "weekend": 0.9,
    "office": -0.6,
    "span": -1.6,
    "long": -0.9,
    "repeat": -2.0,
    "comma": 0.5,
    "others": -1.2,
    "many_others": -0.6,
    "brief": 0.7,
    "exclaims": 0.5,
    "title_told": -0.7,
    "title_seeks": -1.3,
    "seeks": -0.5,
    "among": -1.1,
    "title_among": -0.8,
    "near_among": -1.3,
    "week_told": -2.1,
    "near_told": -1.2,
    "told": -1.4,
    "verbless": 0.1,
    "alone": -2.6,
    "gone_by": 0.0,
    "quoted": -2.4,
    "next": 0.0,
    "coming": 1.0,
    "closed": -3.3,
    "feast": 1.3,
}


_SPEAKING = several(
    """title_leads_2 title_leads_1 title_kind_2 title_topic title_invites leads_2 kind_2 invites welcomes asks done
    shown price near_kind_2 near_invites near_welcomes near_price next coming"""
)
"""Signs that speak of something to attend; the others only leave room for it."""
BARRED = -0.5
"""The most that the log-odds are when `barred`."""
FORMS = frozenset({"evening", "weekend", "office", "long", "label"})
"""Signs that are those of a day and its hour, not of what is said of it."""


def signs_of(
    around: Around, days: Sequence[date], slots: Sequence[Slot], *, ranged: bool, repeat: bool
) -> list[str]:
    """The names of the signs that hold (`WEIGHTS`)."""
    told = {
        **_of_title(around),
        "since": around.since,
        "label": around.labelled,
        "comma": around.comma,
        "others": around.others > 0,
        "many_others": around.others > 1,
        "brief": around.brief,
        "exclaims": around.exclaims,
        "habit": around.habit,
        "alone": around.alone,
        "gone_by": around.gone_by,
        "quoted": around.quoted,
        **_of_surroundings(around.near, to_come=around.to_come),
        **(moment := _of_moment(days, slots, ranged=ranged, repeat=repeat)),
        "feast": moment["no_hour"]
        and moment["weekend"]
        and around.title.kind == 2
        and around.title.heads >= 0,
        **_of_losses(around),
        **(_of_lone_title(around) if around.in_title else _of_sentence(around, untimed=ranged or not slots)),
    }
    found = [name for name, holds in told.items() if holds]
    spoken = () if not _SPEAKING.isdisjoint(found) else ("unsigned",)
    return [*found, *spoken, *around.words]


def _of_title(around: Around) -> dict[str, bool]:
    title, own = around.title, around.own
    return {
        f"title_leads_{title.leads}": title.leads != 0,
        f"title_kind_{title.kind}": title.kind > 0,
        "title_tail": title.leads >= 0 > title.heads,
        "overrules": (title.leads < 0 or around.title_practical)
        and not (around.in_title or around.practical)
        and ((own.leads == 2 and not title.feeds) or (own.invites and own.kind == 2)),
        "title_dry": title.leads < 0 and title.kind < 2 and not (own.invites or own.welcomes),
        "title_serves": title.serves,
        "title_practical": around.title_practical,
        "title_verb": title.other_verb,
        "title_invites": title.invites,
        "title_topic": around.topic,
        "title_told": title.told,
        "title_seeks": title.seeks,
        "title_among": title.among,
    }


def _of_surroundings(near: Clause, *, to_come: bool) -> dict[str, bool]:
    return {
        "near_kind_2": near.kind == 2,
        "near_invites": near.invites,
        "near_welcomes": near.welcomes,
        "near_price": near.priced,
        "near_asks": near.asks,
        "near_serves": near.serves,
        "near_verb": near.other_verb,
        "near_told": near.told and not to_come,
        "near_among": near.among,
        "week_told": near.week,
    }


def _of_moment(days: Sequence[date], slots: Sequence[Slot], *, ranged: bool, repeat: bool) -> dict[str, bool]:
    return {
        "hour": bool(slots),
        "no_hour": not slots and not ranged,
        "evening": any((18, 0) <= s.start <= (22, 0) for s in slots),
        "weekend": bool(days) and not repeat and not ranged and all(d.weekday() >= 5 for d in days),
        "office": bool(days) and not repeat and all(d.weekday() < 5 for d in days)
        and any(s.start < (13, 30) and s.end is not None for s in slots),
        "span": ranged,
        "long": ranged and (days[-1] - days[0]).days > 3,
        "repeat": repeat,
    }  # fmt: skip


def _of_losses(around: Around) -> dict[str, bool]:
    """What is cancelled, private, or on the air."""
    title, own, near = around.title, around.own, around.near
    told: dict[str, bool] = {}
    for name in ("gone", "mourns", "airs"):
        anew = name == "gone" and around.anew
        told[f"title_{name}"] = getattr(title, name) and not anew
        told[name] = not around.in_title and getattr(own, name) and not anew
    # "Dès jeudi, l'atelier débutera à 19h au lieu de 18h": other hours of what goes on.
    told["gone"] |= around.since and not around.in_title and own.serves
    told["near_gone"], told["near_airs"] = near.gone, near.airs
    return told


def _of_lone_title(around: Around) -> dict[str, bool]:
    """A date in the title has no sentence of its own."""
    title = around.title
    bare = not (title.other_verb or title.serves or title.leads < 0)
    placed = title.placed or around.near.placed
    return {"bare": bare, "placed": placed, "empty": bare and placed}


def _of_sentence(around: Around, *, untimed: bool) -> dict[str, bool]:
    title, own, near = around.title, around.own, around.near
    return {
        f"leads_{own.leads}": own.leads != 0,
        f"kind_{own.kind}": own.kind > 0,
        "invites": own.invites,
        "welcomes": own.welcomes,
        "price": own.priced,
        "past": around.main.past and not around.to_come,
        "told": around.main.told and not around.to_come,
        "told_alone": around.main.perfect and around.undated and not (own.held or around.to_come),
        "next": around.next_one,
        "coming": around.alone and not around.main.told and (around.main.comes or own.done),
        "seeks": own.seeks,
        "among": own.among,
        "verbless": not own.has_verb,
        "asks": own.asks,
        "held": own.held,
        "done": own.done,
        "serves": own.serves,
        "sells": own.sells or title.sells,
        "closed": own.closed or title.closed,
        "dry": (own.leads < 0 or own.serves) and own.kind < 2 and not (own.invites or own.welcomes),
        "shown": own.shown,
        "span_named": untimed
        and (title.kind == 2 or around.topic)
        and not (title.leads < 0 or own.serves or own.leads < 0 or (own.other_verb and not own.held)),
        "placed": own.placed or (own.empty and (title.placed or near.placed)),
        "empty": own.empty and not (own.serves or own.held or own.other_verb),
        "other_verb": around.main.other_verb and not (own.done or own.held),
        "practical": around.practical,
        "bare": not own.other_verb and not own.serves,
    }


def odds(signs: Sequence[str]) -> float:
    """Log-odds that people attend, by the signs alone."""
    words = wording.weights()
    return BIAS + sum(WEIGHTS.get(name, 0.0) + words.get(name, 0.0) for name in signs)


def score(signs: Sequence[str]) -> float:
    """The same, held down where something forbids it."""
    return min(odds(signs), BARRED) if barred(signs) else odds(signs)


def agreed(signs: Sequence[str], phrases: Sequence[str]) -> float:
    """Log-odds that people attend, by the signs and by the words of which nobody has named a sign (`phrasing`)."""
    both = SHARE * odds(signs) + (1.0 - SHARE) * STRETCH * phrasing.odds(phrases) - MARGIN
    if "told_alone" in signs:
        return min(both, BARRED)
    return both - FORBIDDEN if barred(signs) else both


SHARE, STRETCH = 0.5, 1.2
"""How much the signs say beside the phrases, and what each unit of the phrases' odds is worth: texts of two people left
out of the fit were told apart best between 0.3 and 0.5."""
MARGIN = -0.2
"""Log-odds that both must say more than nothing; the signs alone hold back already (`bench/fit_dates.py`). On 370 texts
of everyday voices with a date and 330 without, each hand left out of the fit, this finds as many more as 0.2 does
without inventing more."""
FORBIDDEN = 1.5
"""Log-odds that what forbids takes from both."""
