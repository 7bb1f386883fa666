"""Practical notices: dates of works, passages, deliveries, broadcasts, procedures, holidays… where nobody gathers.

They are written like announcements ("lundi 4 janvier à 8h30"), only their subject and verb tell them apart.
"""

from __future__ import annotations

from agregateur.ingest.prose.phrases import whole

_ALWAYS = whole(
    # What does not happen.
    "pas~d(?:e~|')(?:cours|marches?|messes?|permanences?|seances?|collecte|repetitions?|entrainements?|ramassage)",
    "pas~d(?:e~|')(?:ateliers?|reunion|repas|cantine|gym\\w*|match\\w*|sorties?|service|bus|car|levee|distribution)",
    "n(?:e~|')\\w+r(?:a|ont)~(?:pas|plus) ne~(?:passe|circule)(?:nt)?~pas",
    # Mourning, broadcasts, tenders.
    "obseques inhumations? funerailles crematorium incineration",
    "france~(?:[2345]|inter|culture|bleu|info|musique) tf1 arte bfm\\w* cnews m6 a~l'antenne",
    "a~la~(?:radio|television|tele)",
    "ouvr(?:e|ira)~(?:son|sa|leur)~(?:atelier|cabinet|boutique|magasin|restaurant|salon|commerce|agence|studio)",
    "de~garde d'astreinte chez~vous a~votre~domicile (?:re)?cherch\\w+_benevoles",
    "(?:permanences|horaires|travaux)_repren(?:nent|dr\\w+)",
    "remise~des~(?:offres|plis)",
    "reception~des~(?:offres|plis) appels?~d'offres",
)
_GATHERING = whole(
    "invit\\w+ convie\\w* venez (?<!sur~)rendez[-~]?vous rdv vous~atten\\w+ reunions? soirees?",
    "inauguration concerts? spectacles? conferences? ateliers? visites? fetes? repas projections?",
    "don~du~sang portes~ouvertes benediction pot_depart verre~de~l'amitie stages? animations? tournois?",
    "balades? rando\\w* contes? messes? veillees? marches?~de~noel bals? lotos? festivals? permanences?",
    "degustations? jeux expositions? expos? vernissage ceremonies?",
)
_UNLESS_GATHERING = whole(
    # Closing and opening again.
    "r(?:e~)?ouvr(?:e|ent|ir|ira|iront)? reouvr\\w+ reouvertures? conges en~vacances absente?s? absences?",
    "ferm(?:e|ent|era|eront)~(?:ses|leurs|pour|exceptionnellement)",
    "accueil~sera~assure nouveaux~horaires horaires~d'(?:hiver|ete)",
    "(?:magasin|boutique|commerce|restaurant|boulangerie|pharmacie|cabinet|agence|enseigne|supermarche)_ouvrira",
    # Works, passages and safety.
    "la~pose (?:nouveaux~creneaux|creneaux~(?:horaires|d\\w+)) complet a~louer a~vendre se~rendra retir\\w+_dossiers?",
    "bennes? balayeuse balayage travaux maintenance vidange purges? deratisation desinsectisation sterilisation",
    "fauchage",
    "intervien(?:dra|dront|nent) interventions?~(?:d\\w*|sur) chantier~(?:demarr|debut|commenc)\\w+",
    "mise~(?:en~eau|en~service)",
    "tirs?~de~mines? essais?~d[\\w']+~sirenes? exercices?~(?:militaires?|d'evacuation|ppms|de~securite|incendie)",
    "en~raison~d(?!_succes)\\w+ traques? ferm(?:er(?:a|ont)|e~le) commission~d[\\w']+ epreuves? examens?",
    "bulletin~d[\\w']+ preavis alerte tire\\w*~au~sort",
    "battues? controles?~(?:d\\w+|technique|radar) releves?~d[\\w']+ coupures? basculement delestages?",
    "(?:facteur|agents?|releveur|techniciens?|bus|car|camions?|bennes?|ramoneur|broyeur)_(?:passer\\w*|presente?s?)",
    "passage~(?:de~la|a~l'heure|du~(?:camion|releveur|bus|technicien)) changement~d'heure",
    "bibliobus_passer\\w+ camion~(?:pizza|benne) food[-~]?trucks? pizza\\w*_presente? circul(?:era|eront)",
    # School and calendar.
    "rentree~(?:des~classes|scolaire|aura|est|se~fera|s'effectuera) zones?~[abc] vacances~scolaires",
    "vacances~(?:de~\\w+|d'\\w+):? ramadan careme jours?~feries?",
    # Media and publishing.
    "emissions? reportages? rediffus\\w+ podcasts? parutions? a~paraitre paraitra",
    "sorties?~(?:nationale|(?:du|de~l'|de~son|d'un)~?(?:nouvel~|premier~)?(?:albums?|livre|disque|single|film|roman|numero))",
    # Procedures, money, work.
    "reponses?~attendues? date~de~cloture consultations?~(?:du|publique|des) consultables?",
    "mise~a~(?:la~)?disposition",
    "deposez_(?:dossiers?|dessins?|candidatures?|bulletins?|photos?|urne) navettes? lignes?~de~bus",
    "campagnes?~d[\\w']+ la~campagne~(?:aura|se|debut\\w+|commenc\\w+)",
    "a~(?:deposer|retirer|rapporter|rendre|restituer) doivent~(?:se|venir|etre|deposer|retirer|imperativement)",
    "distributions?~d[\\w']+~(?:sacs?|calendriers?|bulletins?|bacs?|cartes?) livraisons?",
    "(?:sera|seront)~(?:livr|vers)ee?s?",
    "factur\\w+ prelev\\w+ versements? examinee?s? se~prononcera rendra_(?:decision|verdict|jugement|avis)",
    "tribunal proces entretiens?~d'embauche candidature candidats?_recue?s? seront~recue?s?",
    "s'appliquer\\w* (?:entre\\w*|mise)~en~(?:vigueur|application) prend\\w*~effet augment\\w+",
    "passe(?:nt)?~de~\\d changera demenage\\w*",
    "depart~(?:a|en)~(?:la~)?retraite prend\\w*~ses~fonctions prise~de~fonctions?",
    "nouve(?:au|lle)_(?:arriver\\w*|arrivera|prendra)",
    "arrivee~(?:du~nouveau|de~la~nouvelle) mission~d[\\w']+ resultats~seront",
    "offres?~d[\\w']+~(?:services?|emplois?|stages?|missions?) service~civique jury collecte~passe jour~de~collecte",
    "mise~en~place",
)


def practical(sentence: str) -> bool:
    """Whether a folded sentence, or title, informs of something nobody gathers for."""
    return _ALWAYS.search(sentence) is not None or (
        _UNLESS_GATHERING.search(sentence) is not None and not gathering(sentence)
    )


def gathering(sentence: str) -> bool:
    """Whether a folded sentence names something people gather for, or invites them."""
    return _GATHERING.search(sentence) is not None
