"""Signs that people gather: a kind of event, an invitation, a place, somebody who performs; and the verbs that tell of
something else. How words are listed: `phrases`."""

from __future__ import annotations

import re

from agregateur.ingest.prose.phrases import whole

_SHOWN = whole(
    "a~voir a~decouvrir a~visiter a~admirer visibles? expositions? expos? exposee?s? expose(?:nt)? presentee?s?"
)
_STRONG = whole(
    "au(?:ra|ront)~lieu se~tien(?:dra|dront|t) se~dero\\w+ (?<!sur~)rendez[-~]?vous(?!~disponible) rdv",
    "vous~invit\\w+",
    "sont~invite\\w+",
    "convi\\w+ est~invitee? organis\\w+ vous~atten\\w+ attend~\\w+ venez ouvrira jouera donnera presentera partira",
    "debute\\w* commencera demarr\\w+ revien\\w+ s'install\\w+ se~retrouv\\w+ emmen\\w+ se~reuni\\w+ fetera",
    "celebrera",
    "animera propos\\w+ ont~lieu a~lieu retenez reservez n'oubliez~pas au~programme notez",
)
_WEAK = whole(
    "entree gratuit\\w* tarifs? buvette reservations? billet\\w* inscriptions? sur~place programme participation",
    "accueil\\w* depart salle place eglise gymnase mediatheque bibliotheque theatre cinema mairie foyer chapelle",
    "stade",
    "parc ecole maison centre cours quartier musee jardin dojo temple halle",
)
_KINDS = whole(
    "concerts? lotos? vide[-~]?greniers? vide[-~]?dressings? marches? fetes? festivals? repas soirees? conferences?",
    "ateliers? stages? assemblees? ag reunions? projections? cine\\w* expo\\w* spectacles? theatre bals? tournois?",
    "matchs? rando\\w* sorties? visites? bourses? braderies? brocantes? kermesses? ceremonies? commemorations?",
    "messes?",
    "don~du~sang collectes? forums? portes~ouvertes inaugurations? cafes? carnaval trail courses? cross contes?",
    "goute\\w* veillees? rencontres? salons? foires? chantiers? balades? jeux thes? galettes? cabaret recitals?",
    "chorales? impro\\w* dedicaces? formations? initiations? tremplin pique[-~]nique journees? nuits? semaine",
    "vernissages? apero\\w* debats? feux?~d'artifice permanences? lectures? auditions? entrainements?",
    "pelerinage banquet gala match demonstrations? animations? cinema printemps noel calendrier circuit rallye",
    "seminaires? colloques? congres webinaires? table~ronde tables~rondes symposium stand[-~]up danses? ballets?",
    "operas?",
    "operettes? cirque clowns? marionnettes? slam karaokes? blind[-~]?test quiz escape~game bingo belote tarot",
    "petanque",
    "yoga zumba guinguette buffet diner brunch petit[-~]dejeuner crepes soupes? barbecue mechoui paella couscous",
    "aligot",
    "choucroute raclette degustations? puces troc gratiferia finissage v(?:oe|œ)ux b(?:oe|œ)uf defiles? procession",
    "retraite~aux~flambeaux",
    "fanfares? jam scene~ouverte boum dj vendanges transhumance comice corrida telethon documentaire halloween",
    "reveillon",
    "scrutin elections? bureaux?~de~vote referendum remise~des~prix chasses?~(?:au|aux)~\\w+ hackathon aperitifs?",
    "souper",
    "plantations? cueillettes? creche~vivante dejeuner saint[-~]nicolas rodeo planetarium chante~nwel kabar vogue",
    "rave",
    "fest[-~]noz deiz bagad bodega ducasse frairie cavalcade corso tombola",
    "conseils?~(?:municipa|communautaire)\\w* seances?~publique masterclass",
    "improvisation",
)
_GUESTS = whole(
    "compagnie cie groupe auteur\\w* autrice artistes? duo trio quatuor quartet orchestre choeur ensemble",
    "ecrivaine?s?",
    "accueill\\w+ mjc espace chateau auditorium bar cafe librairie gite refuge kiosque domaine cour esplanade port",
    "boulodrome hippodrome abbaye prieure amphitheatre palais tiers-lieu locaux siege ferme hotel restaurant plage",
)


def shown(words: str) -> bool:
    """Whether something is on show, so that `jusqu'au` bounds an event that has begun."""
    return _SHOWN.search(words) is not None


def announcing(words: str) -> float:
    """How much the sentence sounds like an announcement: 0.15 with an invitation, 0.05 with a place or a price."""
    return 0.15 if _STRONG.search(words) else 0.05 if _WEAK.search(words) else 0.0


def place_or_guest(words: str) -> bool:
    """Whether a place, a price or somebody who performs is named."""
    return _WEAK.search(words) is not None or _GUESTS.search(words) is not None


_LABEL = re.compile(r"^\W*(?:debut|dates?|quand|jours?|horaires?|le)?\W*$")


def labelled(words: str) -> bool:
    """Whether nothing but a label stands before a date: `Début :`, `Quand ?`."""
    return _LABEL.search(words) is not None


_VERB = re.compile(
    r"\b(?!(?:opera|camera|aura|auront)\b)(?:\w+(?:era|eront|ira|iront|dra|dront|vra|vront|tra|tront)"
    r"|est|sont|ont|doit|doivent|peut|peuvent)\b"
)
_PASSIVE = re.compile(r"\bser(?:a|ont) (?:\w+ment )?\w{2,}(?:e|es|is|it|i|ie|u|us|ue|ues)\b")
_OF_EVENTS = whole(
    "au(?:ra|ront)~lieu se~\\w+r(?:a|ont) (?:ouvr|part|v|rev|interv|recev|accueill|reun|offr)\\w*r(?:a|ont)",
    "(?:jou|donn|present|commenc|fet|celebr|anim|propos|chant|dans|expos|dedicac|racont|debut|rassembl)er(?:a|ont)",
    "(?:organis|invit|clotur|lanc|devoil|prolong|illumin|resonn|brill|clot|conclu|visit|embras|anim)er(?:a|ont)",
    "viendr(?:a|ont) projettera attendr(?:a|ont) permettra",
    "ser(?:a|ont)~(?:la|presente?s?|l'occasion|suivie?s?|en~concert)",
    "ser(?:a|ont)~(?:projet|present|celebr|donn|inaugur|organis|propos|lanc|jou|serv|anim|offert|devoil|allum|illumin|racont|clotur)\\w+",
    "ser(?:a|ont)~(?:retransmi|comment|consacr|dedi|ouvert|attendu|accueilli|recu|de~retour)\\w* ce~ser(?:a|ont)",
    "c'est",
    "ser(?:a|ont)~(?:au|a|dans|en|sur)",
    "(?:est|sont|ser(?:a|ont))~(?:attend|programm|prev|l'invit|invit|convi|propos|organis)\\w+",
)
_PRONOUN = re.compile(r"^\W*(?:il|elle|ils|elles|celui-ci|celle-ci)\b")


def verbless(words: str) -> bool:
    """Whether a sentence only states: `Samedi 5 décembre à 20h30, Le Quattro, Gap`."""
    return _VERB.search(words) is None


def tells_else(words: str, *, named: bool) -> bool:
    """Whether a sentence's verb is one of what will be done, not of what people come to: `seront bloquées le 5`.

    `named`: the title names a kind of event, so that only what is done to something tells else.
    """
    verb = _PASSIVE if named else _VERB
    told = (
        verb.search(words) is not None and _OF_EVENTS.search(words) is None and _PRONOUN.search(words) is None
    )
    return told and not kind_of_event(words)


def kind_of_event(words: str) -> bool:
    """Whether a kind of event is named: concert, loto, vide-grenier…"""
    return _KINDS.search(words) is not None
