"""What an hour is that of: the doors, the beginning, or something else; told by the words around it."""

from __future__ import annotations

import re

_DOORS = re.compile(
    r"\b(?:(?<!ses )(?<!leurs )(?<!nos )(?<!vos )portes?|(?<!d')accueil|ouverture|billetterie|caisses?|guichets?"
    r"|buvette|restauration|inscriptions?|cafe|retrait"
    r"|echauffement|installation|en vente|montage|bar)\b[^.;]{0,28}$"
)
_BEGINS = re.compile(
    r"\b(?:concerts?|spectacles?|debut|seances?|depart|coup d'envoi|film|match|projection|parties|jeux|tirage"
    r"|jet du but|representation|messe|ceremonie|conference|repas|loto)\b[^.;]{0,28}$"
)
_DOORS_AFTER = re.compile(r"^[\s:,(-]*(?:ouverture|portes|accueil|billetterie|retrait|inscriptions)\b")
_OTHER_HOUR = re.compile(
    r"\b(?:inscriptions?|reservations?|(?<!au )(?<!du )depots?(?! de gerbe)|retrait"
    r"|au plus tard|avant(?!-)|jusqu'a|jusqu'|fin|retour|arrivee"
    r"|fermeture|telephon\w+|tel|duree?|dure"
    r"|(?:est|sera) (?:levee|close)|cloture\w*|se termin\w+|terminee?|s'acheve\w*|joignable\w*"
    r"|appelez)(?:\b[^.;]{0,25})?$"
)


_BEGINS_AFTER = re.compile(
    r"^[\s:,(-]*(?:debut|concerts?|spectacles?|depart|coup d'envoi|film|projection|match|seance|loto|messe)\b"
)


def hour_role(before: str, after: str, *, follows: bool = False) -> str | None:
    """`doors`: people may come in; `begins`: it starts; `other`: neither; None: nothing says.

    `before` are the words since the hour before, if it `follows` one; `after` those behind it.
    """
    # "13h ouverture des portes, 14h30 début du loto": what is said of an hour follows it.
    if not before.strip() or before.rstrip()[-1] in ",;/|":
        if _BEGINS_AFTER.search(after):
            return "begins"
        if _DOORS_AFTER.search(after):
            return "doors"
        # "9h30 accueil, 10h communications": so is what was said before.
        if follows and before.strip():
            return None
    begins, doors = _BEGINS.search(before), _DOORS.search(before)
    if doors and (not begins or begins.start() < doors.start()):
        return "doors"
    if begins:
        return "begins"
    if _DOORS_AFTER.search(after):
        return "doors"
    return "other" if _OTHER_HOUR.search(before) else None
