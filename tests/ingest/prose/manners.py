"""Dates and hours printed as French people write them, to be read again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
SHORT_DAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
SHORT_MONTHS = (
    "janv.", "fév.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip

PUBLISHED = datetime(2026, 11, 22, 9, 0)
Manner = Callable[[date], str]


def number(on: date) -> str:
    return "1er" if on.day == 1 else str(on.day)


DATES: tuple[Manner, ...] = (
    lambda d: f"{DAYS[d.weekday()]} {number(d)} {MONTHS[d.month - 1]}",
    lambda d: f"{DAYS[d.weekday()]} {number(d)} {MONTHS[d.month - 1]} {d.year}",
    lambda d: f"le {number(d)} {MONTHS[d.month - 1]} {d.year}",
    lambda d: f"Le {DAYS[d.weekday()].capitalize()} {number(d)} {MONTHS[d.month - 1].capitalize()}",
    lambda d: f"{SHORT_DAYS[d.weekday()]} {number(d)} {SHORT_MONTHS[d.month - 1]}",
    lambda d: f"{DAYS[d.weekday()]} {d:%d/%m}",
    lambda d: f"{DAYS[d.weekday()]}, le {number(d)} {MONTHS[d.month - 1]}",
    lambda d: f"le {d:%d/%m/%Y}",
    lambda d: f"le {d.day}/{d.month}/{d:%y}",
    lambda d: f"{d:%d.%m.%Y}",
    lambda d: f"{d:%d-%m-%Y}",
    lambda d: f"{DAYS[d.weekday()]} {number(d)} {MONTHS[d.month - 1]}".upper(),
    lambda d: f"le {DAYS[d.weekday()]} {number(d)} {MONTHS[d.month - 1]}".translate(
        str.maketrans("éû", "eu")
    ),
)
HOURS: tuple[Callable[[time], str], ...] = (
    lambda t: f"{t.hour}h{t:%M}",
    lambda t: f"{t.hour} h {t:%M}",
    lambda t: f"{t:%H:%M}",
    lambda t: f"{t.hour} heures {t:%M}",
    lambda t: f"{t:%H}H{t:%M}",
    lambda t: f"{t.hour}h" if t.minute == 0 else f"{t.hour}h{t:%M}",
    lambda t: f"{t.hour} h" if t.minute == 0 else f"{t.hour}\u202fh\u202f{t:%M}",
    lambda t: "midi" if t == time(12) else f"{t.hour}h{t:%M}",
)
AT = ("{d} à {h}", "{d}, {h}", "{d} - {h}", "{d} – {h}", "{d} : {h}", "{d} dès {h}", "{d} à partir de {h}", "{d}\n{h}",
      "à {h}, {d}", "{d} vers {h}", "{d} ({h})", "{d} | {h}")  # fmt: skip
SPAN = ("de {a} à {b}", "{a} - {b}", "{a}-{b}", "entre {a} et {b}", "de {a} jusqu'à {b}", "{a} → {b}")
AROUND = (
    "{} à la salle des fêtes.",
    "Le comité vous invite {} au foyer. Tarif : 12 €, 5/10 € réduit.",
    "Rendez-vous {}, 24 rue du 8 mai 1945, 05000 Gap. Tél. 04 92 12 05 20.",
    "Pour les 3 à 6 ans. {}. Réservation avant le 20 novembre.",
)

ahead = st.integers(1, 300).map(lambda days: PUBLISHED.date() + timedelta(days=days))
hours = st.builds(time, st.integers(7, 22), st.sampled_from((0, 15, 30, 45)))
dates = st.sampled_from(DATES)
clocks = st.sampled_from(HOURS)
around = st.sampled_from(AROUND)
