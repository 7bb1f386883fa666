"""Whether a date is that of something one can attend, weighed from its title, its own sentence and what stands around.

A logistic score: each sign has a weight, for or against, fitted on the labelled texts of the tuning half
(`bench/fit_dates.py`) with its sign held.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agregateur.ingest.prose.clause import Clause
from agregateur.ingest.prose.hours import Slot

BIAS = -2.9
WEIGHTS: dict[str, float] = {
    "title_leads_2": 1.0,
    "title_leads_1": 1.1,
    "title_kind_2": 1.7,
    "title_kind_1": 0.6,
    "title_leads_-1": -0.7,
    "title_leads_-2": -1.9,
    "title_hard": -0.6,
    "title_serves": -2.2,
    "title_practical": -2.4,
    "title_verb": -1.3,
    "title_tail": -3.8,
    "title_dry": -0.0,
    "overrules": 1.7,
    "title_invites": 1.2,
    "title_topic": 0.6,
    "title_gone": -3.8,
    "title_mourns": -3.1,
    "title_airs": -3.2,
    "leads_2": 2.1,
    "leads_1": 0.1,
    "leads_-1": -0.8,
    "leads_-2": -2.9,
    "kind_2": 0.7,
    "kind_1": 0.4,
    "hard": -1.2,
    "invites": 1.8,
    "welcomes": 0.5,
    "asks": 1.6,
    "held": 1.1,
    "done": 1.5,
    "guests": 0.9,
    "shown": 1.0,
    "span_named": 1.1,
    "dry": -1.4,
    "placed": 1.4,
    "empty": 0.9,
    "serves": -2.3,
    "sells": -1.9,
    "other_verb": -1.2,
    "practical": -3.6,
    "gone": -5.0,
    "mourns": -3.1,
    "airs": -3.0,
    "bare": 0.0,
    "label": 1.2,
    "since": -1.9,
    "near_kind_2": 0.9,
    "near_invites": 0.8,
    "near_welcomes": 1.7,
    "near_guests": 0.0,
    "near_asks": 0.0,
    "near_serves": -1.3,
    "near_hard": 0.0,
    "near_verb": -0.2,
    "near_gone": -1.3,
    "near_airs": -0.1,
    "hour": 1.3,
    "no_hour": -1.0,
    "evening": 1.5,
    "weekend": 1.3,
    "office": -0.0,
    "span": -0.2,
    "long": -0.4,
    "repeat": -0.1,
}


GONE = -2.0
_GONE = frozenset({"gone", "title_gone"})
FORMS = frozenset({"evening", "weekend", "office", "long", "label"})
"""Signs that are those of a day and its hour, not of what is said of it."""


@dataclass(frozen=True, slots=True)
class Around:
    """What surrounds a date: the article's title, its own sentence, the beginning of the text without it."""

    title: Clause
    own: Clause
    near: Clause
    in_title: bool
    since: bool
    labelled: bool
    topic: bool
    practical: bool
    title_practical: bool
    anew: bool
    """The date is the new one of what was put off."""


def signs_of(
    around: Around, days: Sequence[date], slots: Sequence[Slot], *, ranged: bool, repeat: bool
) -> list[str]:
    """The names of the signs that hold (`WEIGHTS`)."""
    title, own, near = around.title, around.own, around.near
    told = {
        f"title_leads_{title.leads}": title.leads != 0,
        f"title_kind_{title.kind}": title.kind > 0,
        "title_hard": title.hard,
        "title_tail": title.leads >= 0 > title.heads,
        "overrules": (title.leads < 0 or around.title_practical)
        and not around.in_title
        and (own.leads == 2 or (own.invites and own.kind == 2)),
        "title_dry": title.leads < 0 and title.kind < 2 and not (own.invites or own.welcomes),
        "title_serves": title.serves,
        "title_practical": around.title_practical,
        "title_verb": title.other_verb,
        "title_invites": title.invites,
        "title_topic": around.topic,
        "since": around.since,
        "label": around.labelled,
        "near_kind_2": near.kind == 2,
        "near_invites": near.invites,
        "near_welcomes": near.welcomes,
        "near_guests": near.guests,
        "near_asks": near.asks,
        "near_serves": near.serves,
        "near_hard": near.hard,
        "near_verb": near.other_verb,
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
    for name in ("gone", "mourns", "airs"):
        anew = name == "gone" and around.anew
        told[f"title_{name}"] = getattr(title, name) and not anew
        told[name] = not around.in_title and getattr(own, name) and not anew
    # "Dès jeudi, l'atelier débutera à 19h au lieu de 18h": other hours of what goes on.
    told["gone"] |= around.since and not around.in_title and own.serves
    told["near_gone"], told["near_airs"] = near.gone, near.airs
    if not around.in_title:
        told |= {
            f"leads_{own.leads}": own.leads != 0,
            f"kind_{own.kind}": own.kind > 0,
            "hard": own.hard,
            "invites": own.invites,
            "welcomes": own.welcomes,
            "asks": own.asks,
            "held": own.held,
            "done": own.done,
            "guests": own.guests,
            "serves": own.serves,
            "sells": own.sells,
            "dry": (own.leads < 0 or own.serves) and own.kind < 2 and not (own.invites or own.welcomes),
            "shown": own.shown,
            "span_named": (ranged or not slots)
            and (title.kind == 2 or around.topic)
            and not (title.leads < 0 or own.serves or own.leads < 0 or own.other_verb),
            "placed": own.placed,
            "empty": own.empty and not own.serves,
            "other_verb": own.other_verb and not (own.done or own.held),
            "practical": around.practical,
            "bare": not own.other_verb and not own.serves,
        }
    return [name for name, holds in told.items() if holds]


def score(signs: Sequence[str]) -> float:
    """Log-odds that people attend; of what is cancelled or full, whatever else is said of it, at most `GONE`."""
    odds = BIAS + sum(WEIGHTS.get(name, 0.0) for name in signs)
    return odds if _GONE.isdisjoint(signs) else min(odds, GONE)
