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
from agregateur.ingest.prose.vocabulary import several

BIAS = -2.2
WEIGHTS: dict[str, float] = {
    "title_leads_2": 0.9,
    "title_leads_1": 1.3,
    "title_kind_2": 1.3,
    "title_kind_1": 0.3,
    "title_leads_-1": -0.4,
    "title_leads_-2": -1.9,
    "title_hard": -0.3,
    "title_serves": -1.9,
    "title_practical": -2.2,
    "title_verb": -0.9,
    "title_tail": -3.4,
    "title_dry": -0.0,
    "overrules": 2.0,
    "title_invites": 1.0,
    "title_topic": 0.0,
    "title_gone": -3.0,
    "title_mourns": -3.0,
    "title_airs": -2.8,
    "leads_2": 1.5,
    "leads_1": 0.4,
    "leads_-1": -0.8,
    "leads_-2": -2.9,
    "kind_2": 0.8,
    "kind_1": 0.5,
    "hard": -0.5,
    "invites": 1.5,
    "welcomes": 0.4,
    "asks": 1.2,
    "held": 0.5,
    "done": 1.2,
    "guests": 0.9,
    "shown": 0.9,
    "span_named": 0.9,
    "dry": -1.5,
    "placed": 1.5,
    "empty": 0.8,
    "serves": -2.6,
    "sells": -1.5,
    "other_verb": -1.2,
    "practical": -2.8,
    "gone": -4.0,
    "mourns": -3.0,
    "airs": -2.8,
    "bare": 0.7,
    "unsigned": -0.9,
    "label": 1.6,
    "since": -1.4,
    "near_kind_2": 1.1,
    "near_invites": 1.3,
    "near_welcomes": 1.2,
    "near_guests": 0.3,
    "near_price": 0.8,
    "price": 0.6,
    "past": -1.7,
    "near_asks": 0.3,
    "near_serves": -1.1,
    "near_hard": -0.8,
    "near_verb": -0.2,
    "near_gone": -1.3,
    "near_airs": -0.0,
    "hour": 1.1,
    "no_hour": -1.2,
    "evening": 1.2,
    "weekend": 1.1,
    "office": -0.4,
    "span": -0.4,
    "long": -0.8,
    "repeat": -0.0,
}


_SPEAKING = several(
    """title_leads_2 title_leads_1 title_kind_2 title_topic title_invites leads_2 kind_2 invites welcomes asks done
    guests shown price near_kind_2 near_invites near_welcomes near_guests near_price"""
)
"""Signs that speak of something to attend; the others only leave room for it."""
BARRED = -0.5
"""The most that the log-odds are when `barred`."""
_CALLING = frozenset({"invites", "leads_2", "done", "title_leads_2"})
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
        and not (around.in_title or around.practical)
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
        "near_price": near.priced,
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
    if around.in_title:
        told["bare"] = not (title.other_verb or title.serves or title.leads < 0)
        told["placed"] = title.placed or near.placed
    else:
        told |= {
            f"leads_{own.leads}": own.leads != 0,
            f"kind_{own.kind}": own.kind > 0,
            "hard": own.hard,
            "invites": own.invites,
            "welcomes": own.welcomes,
            "price": own.priced,
            "past": own.past,
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
            and not (title.leads < 0 or own.serves or own.leads < 0 or (own.other_verb and not own.held)),
            "placed": own.placed,
            "empty": own.empty and not (own.serves or own.held or own.other_verb),
            "other_verb": own.other_verb and not (own.done or own.held),
            "practical": around.practical,
            "bare": not own.other_verb and not own.serves,
        }
    found = [name for name, holds in told.items() if holds]
    return found if not _SPEAKING.isdisjoint(found) else [*found, "unsigned"]


def barred(signs: Sequence[str]) -> bool:
    """Whether no weight of signs makes an announcement: of what is cancelled or full, and where nothing speaks of
    something to attend, unless a day, its hour and a place are all that is said; of what is done by a service."""
    if "unsigned" in signs:
        return "bare" not in signs or "held" in signs or not ("placed" in signs or "empty" in signs)
    serves = "serves" in signs and "other_verb" in signs and _CALLING.isdisjoint(signs)
    return serves or not _GONE.isdisjoint(signs)


def score(signs: Sequence[str]) -> float:
    """Log-odds that people attend."""
    odds = BIAS + sum(WEIGHTS.get(name, 0.0) for name in signs)
    return min(odds, BARRED) if barred(signs) else odds
