"""Situations of a real valley: which records are one event, and which are not. A false merge is the worse mistake."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from agregateur.model import Item
from tests.ingest.clusters import events_of
from tests.ingest.items import BRIANCON, EMBRUN, GAP, PUY_ST_PIERRE, item

D, NEXT, THIRD = "2026-12-05", "2026-12-12", "2026-12-19"
HALL = "Salle des fêtes"
ARTS = "Jonglage, boule et acrobatie, encadré par une circassienne."


def posted(told: Item) -> Item:
    """The item, its commune told by postcode and post town."""
    return replace(told, located=replace(told.located, how="postcode_name"))


# name: items; uids that share their first letters up to the dot are one event, "a.1" with "a.2", and none else.
SITUATIONS: dict[str, list[Item]] = {
    "the tourist office repeats the concert with another title": [
        item("mjc", "Les Voisins du dessus", f"{D} 20:30", uid="a.1", venue="MJC du Briançonnais"),
        item("ot", "Concert chanson française : Les Voisins du dessus", f"{D} 20:30", uid="a.2", venue="MJC"),
    ],
    "a race meeting called two ways, on one racecourse": [
        item("hippo", "Réunion hippique de Pâques", f"{D} 14:00", uid="a.1", venue="Hippodrome de Calouët"),
        item("ville", "Courses hippiques", f"{D} 14:00", uid="a.2", venue="Hippodrome de Calouët"),
    ],
    "two bodies of nearly one short name receive at one hour": [
        item("ville", "Permanence CAF", f"{D} 09:00", uid="a.1", venue="France services"),
        item("agenda", "Permanence de la CPAM", f"{D} 09:00", uid="b.1", venue="France services"),
        item("agenda", "Permanence de la CAF", f"{D} 09:00", uid="a.2", venue="France services"),
    ],
    "one walk worded by two without a common word, in one garden": [
        item("ot", "Balade dans les oliveraies", f"{D} 15:00", uid="a.1", venue="Jardin des Arômes"),
        item("ville", "Promenade sous les vieux oliviers", f"{D} 15:00", uid="a.2", venue="Jardin des Arômes"),
    ],
    "a house where one source tells two at that hour, and another in other words": [
        item("mjc", "Qi gong des saisons", f"{D} 18:00", uid="a.1", venue="MJC du Prorel"),
        item("mjc", "Kintsugi et autres réparations", f"{D} 18:00", uid="b.1", venue="MJC du Prorel"),
        item("ot", "Le Grand Zigzag", f"{D} 18:00", uid="c.1", venue="MJC du Prorel"),
    ],
    "a film whose title is made of plain words, in one room": [
        item("cine", "La Nuit du printemps", f"{D} 17:00", uid="a.1", venue="Salle Marcel-Pagnol"),
        item("ot", "LA NUIT DU PRINTEMPS", D, uid="a.2", venue="Salle Marcel-Pagnol"),
    ],
    "the title of a film cut after its second word": [
        item("cine", "Cinéma : La Nuit du dentiste", f"{D} 17:00", uid="a.1", venue="Salle Marcel-Pagnol"),
        item("echo", "Ciné-débat : La Nuit du de…", f"{D} 17:00", uid="a.2"),
    ],
    "a mass in the church, which one calls by its patron and one by what it is": [
        item("paroisse", "Messe", f"{D} 10:30", uid="a.1", venue="Église Saint-Marcellin"),
        item("ville", "Messe dominicale", f"{D} 10:30", uid="a.2", venue="Église paroissiale"),
    ],
    "a car-boot sale at the hour of who sells and at that of who buys": [
        item("comite", "Vide-grenier du comité", f"{D} 06:00", uid="a.1", venue=HALL, hours=11),
        item("ot", "Brocante du comité", f"{D} 09:00", uid="a.2", venue=HALL, hours=8),
    ],
    "two sittings of which two sources tell the one at eight": [
        item("mjc", "Modelage avec Anouk Brelan", f"{D} 15:30", uid="a.1", venue="MJC du Prorel"),
        item("ville", "Modelage avec Anouk Brelan", f"{D} 15:30", uid="a.2", venue="MJC du Prorel"),
        item("ot", "Modelage avec Anouk Brelan", f"{D} 20:00", uid="b.1", venue="MJC du Prorel"),
        item("radio", "Modelage avec Anouk Brelan", f"{D} 20:00", uid="b.2", venue="MJC du Prorel"),
    ],
    "an evening of several bands that tells no hour, and one of the bands": [
        item("ot", "La Grande Tournée", D, uid="a.1", venue=HALL,
             text="La Grande Tournée réunit Brass Roubinel, Les Cousins Tramontel, Harmonie Virefol."),
        item("asso", "[La Grande Tournée] Brass Roubinel", f"{D} 18:00", uid="b.1", venue=HALL),
    ],
    "one carnival of weeks told with its year": [
        item("ot", "Carnaval de Briançon 2026", D, uid="a.1", days=30),
        item("ville", "Carnaval de Briançon", D, uid="a.2", days=30),
    ],
    "two bands play in one town at one hour, told by one source each": [
        item("asso", "Concert", f"{D} 20:30", uid="a.1",
             text="Le groupe Les Saltimbrousse joue un répertoire baroque."),
        item("ot", "La Petite Tournesol", f"{D} 20:30", uid="b.1",
             text="La Petite Tournesol est de passage chez nous avec ses polyphonies."),
    ],
    "a title cut short by the form": [
        item("mjc", "Conférence : l'histoire des canaux d'arrosage du Briançonnais au XVIIIe siècle", f"{D} 18:00",
             uid="a.1"),
        item("ot", "Conférence : l'histoire des canaux d'arrosage du Bri…", f"{D} 18:00", uid="a.2"),
    ],
    "all day at the town hall, hours at the association": [
        item("ville", "Vide-grenier du Prorel", D, uid="a.1"),
        item("asso", "Vide-grenier du Prorel", f"{D} 08:00", uid="a.2", hours=9),
    ],
    "doors at eight, show at half past": [
        item("cafe", "Trio Aubrac", f"{D} 20:00", uid="a.1", venue="Le Tube"),
        item("ot", "Trio Aubrac en concert", f"{D} 20:30", uid="a.2", venue="Café Le Tube"),
    ],
    "lotos in the halls of two towns": [
        item("pompiers", "Grand loto des pompiers", f"{D} 20:00", uid="a.1", venue=HALL, insee=GAP),
        item("ot", "Grand loto des pompiers", f"{D} 20:00", uid="b.1", venue=HALL, insee=EMBRUN),
    ],
    "two lotos of one evening, one town, two halls": [
        item("foot", "Loto du club de football", f"{D} 20:00", uid="a.1", venue="Gymnase"),
        item("ecole", "Loto de l'école du Prorel", f"{D} 20:00", uid="b.1", venue=HALL),
    ],
    "two bare lotos are left to a human": [
        item("foot", "Loto", f"{D} 20:00", uid="a.1"),
        item("ecole", "Loto", f"{D} 20:00", uid="b.1"),
    ],
    "the postal town at one, the commune at the other": [
        item("asso", "Fête du pain au four banal", f"{D} 10:00", uid="a.1", insee=PUY_ST_PIERRE),
        posted(item("ot", "Fête du pain au four banal", f"{D} 10:00", uid="a.2", insee=BRIANCON)),
    ],
    "two towns of one postcode, each told by its name": [
        item("asso", "Nuit des lampions de papier", f"{D} 10:00", uid="a.1", insee=PUY_ST_PIERRE),
        item("ot", "Nuit des lampions de papier", f"{D} 10:00", uid="b.1", insee=BRIANCON),
    ],
    "a society tells two groups in its texts, and another repeats one": [
        item("club", "Stage de cirque", f"{D} 14:00", uid="a.1", venue=HALL, text=f"{ARTS} Tranche : les primaires."),
        item(
            "club", "Stage de cirque", f"{D} 14:00", uid="b.1", venue=HALL, text=f"{ARTS} Ouvert (les maternelles)."
        ),
        item("ot", "Stage de cirque (primaires)", f"{D} 14:00", uid="a.2", venue=HALL, text=ARTS),
    ],
    "a society tells two groups of names that nobody knows": [
        item("club", "Stage de cirque", f"{D} 14:00", uid="a.1", venue=HALL, text=f"{ARTS} Ouvert (les ouistitis)."),
        item("club", "Stage de cirque", f"{D} 14:00", uid="b.1", venue=HALL, text=f"{ARTS} Ouvert (les lionceaux)."),
        item("ot", "Stage de cirque (ouistitis)", f"{D} 14:00", uid="a.2", venue=HALL, text=ARTS),
    ],
    "two groups of names that nobody knows, each repeated by two, and no source tells both": [
        item("club", "Semaine de jonglage (ouistitis)", f"{D} 09:00", uid="a.1", venue=HALL),
        item("ot", "Semaine de jonglage, les ouistitis – jeudi 26 novembre", f"{D} 09:00", uid="a.2", venue=HALL),
        item("radio", "Semaine de jonglage [lionceaux]", f"{D} 09:00", uid="b.1", venue=HALL),
        item("ville", "Semaine de jonglage – lionceaux", f"{D} 09:00", uid="b.2", venue=HALL),
    ],
    "an edition told in two ways by two each is no group": [
        item("club", "Rallye des lavoirs, 29e édition", f"{D} 07:15", uid="a.1", venue="Quai des Tanneurs"),
        item("ot", "Rallye des lavoirs (29e édition)", f"{D} 07:15", uid="a.2", venue="Quai des Tanneurs"),
        item("radio", "Rallye des lavoirs [n° 29]", f"{D} 07:15", uid="a.3", venue="Quai des Tanneurs"),
        item("ville", "Rallye des lavoirs – n° 29", f"{D} 07:15", uid="a.4", venue="Quai des Tanneurs"),
    ],
    "a bare sort in a room of a house, and a name elsewhere in the town": [
        item("ville", "Duo Pavane", f"{D} 20:45", uid="a.1", venue="Théâtre de la Vrille", insee=PUY_ST_PIERRE),
        item("theatre", "Ciné-concert, salle 2", f"{D} 20:45", uid="b.1", insee=PUY_ST_PIERRE),
    ],
    "a feast of five days, and a headline of its first that tells how long it lasts": [
        item("ville", "Fête de la transhumance", D, days=5, uid="a.1", insee=PUY_ST_PIERRE),
        item("presse", "Cinq jours au rythme des brebis", D, uid="a.2", insee=PUY_ST_PIERRE,
             text="La fête de la transhumance dure jusqu'à mercredi."),
    ],
    "a fair of two days, and a headline of its week-end": [
        item("ville", "Le Goût des Mélèzes", "2026-11-14", days=2, uid="a.1", insee=EMBRUN),
        item("presse", "La tourte reine du week-end", "2026-11-14 09:00", uid="a.2", insee=EMBRUN,
             text="Le Goût des Mélèzes a lieu place Barthelon."),
    ],
    "a feast of two days, and a headline that counts them": [
        item("ville", "Gap fête la coquille Saint-Jacques", "2026-11-28", days=2, uid="a.1", insee=GAP),
        item("presse", "Deux jours de coquille sous les halles", "2026-11-28", uid="a.2", insee=GAP),
    ],
    "a theme's bare breakfast is no other's whole day": [
        item("ville", "Téléthon 2026", "2026-12-04 08:00", hours=15, uid="a.1", venue=HALL, insee=EMBRUN),
        item("ville", "Téléthon : petit déjeuner", "2026-12-04 08:00", hours=2, uid="b.1", venue=HALL, insee=EMBRUN),
        item("presse", "Une journée pour le Téléthon", "2026-12-04 08:00", uid="a.2", insee=EMBRUN,
             text="Le Téléthon commence à 8 h."),
    ],
    "a ball, and a headline that dances": [
        item("ville", "Thé dansant", "2026-11-14 15:00", uid="a.1", venue=HALL, insee=PUY_ST_PIERRE),
        item("presse", "On guinche à la Saint-Martin", "2026-11-14 15:00", uid="a.2", insee=PUY_ST_PIERRE),
    ],
    "a dance, and a headline on a feast day": [
        item("ville", "Thé dansant", "2026-11-21 15:00", uid="a.1", insee=PUY_ST_PIERRE),
        item("presse", "On danse à la Saint-Valentin", "2026-11-21 15:00", uid="a.2", insee=PUY_ST_PIERRE),
    ],
    "a car-boot sale that a club holds, for those who sell and for those who buy": [
        item("ville", "Vide-grenier", "2026-11-15 06:00", hours=12, uid="a.1", venue="Quai neuf", insee=EMBRUN,
             text="Organisateur : club d'aviron."),
        item("club", "Brocante de l'aviron", "2026-11-15 08:00", hours=10, uid="a.2", venue="Quais", insee=EMBRUN),
    ],
    "a plan by its initials at a meeting, and by its words in a debate": [
        item("ville", "Réunion publique sur le PLU", "2026-11-16 18:30", uid="a.1", venue=HALL, insee=PUY_ST_PIERRE),
        item("presse", "Le plan local d'urbanisme en débat", "2026-11-16 18:30", uid="a.2", venue=HALL,
             insee=PUY_ST_PIERRE),
    ],
    "one opening, by the works and by the painter": [
        item("galerie", "Vernissage « Lames de fond »", "2026-11-21 18:30", uid="a.1", venue="La Cimaise", insee=GAP),
        item("ville", "Vernissage de l'exposition d'Ewan Lebourdais", "2026-11-21 18:30", uid="a.2",
             venue="La Cimaise", insee=GAP),
    ],
    "two dates in one bar of what its own calendar calls otherwise": [
        item("bar", "Bœuf du vendredi", "2027-02-12 19:00", "2027-02-26 19:00", "2027-03-12 19:00", uid="a.1",
             venue="La Goëlette", insee=EMBRUN),
        item("ville", "Jam session à La Goëlette", "2027-02-12 19:00", uid="a.2", venue="La Goëlette", insee=EMBRUN),
        item("ville", "Jam session à La Goëlette", "2027-03-12 19:00", uid="a.3", venue="La Goëlette", insee=EMBRUN),
    ],
    "two dates in one house of rooms are two courses": [
        item("mjc", "Bœuf du vendredi", "2027-02-05 19:00", "2027-02-19 19:00", "2027-03-05 19:00", uid="a.1",
             venue="MJC du Prorel", insee=EMBRUN),
        item("ville", "Jam session à la MJC", "2027-02-05 19:00", uid="b.1", venue="MJC du Prorel", insee=EMBRUN),
        item("ville", "Jam session à la MJC", "2027-03-05 19:00", uid="c.1", venue="MJC du Prorel", insee=EMBRUN),
    ],
    "a theme of many things: another's bare name of it is none of the parts": [
        item("ville", "Téléthon", f"{D} 10:30", uid="a.1", venue="Place d'Armes", insee=EMBRUN),
        item("ville", "Téléthon : parade des échassiers", f"{D} 10:30", uid="b.1", venue="Quai neuf", insee=EMBRUN),
        item("ot", "Téléthon à Embrun", f"{D} 10:30", uid="a.2", insee=EMBRUN),
        item("presse", "Les échassiers défilent pour le Téléthon", f"{D} 10:30", uid="b.2", venue="Quai neuf",
             insee=EMBRUN),
    ],
    "a headline tells of one part of a fair, not of another": [
        item("ville", "Salon Chanvrelin : causerie sur l'argile", f"{D} 11:45", uid="a.1", venue="Halle Est"),
        item("ville", "Salon Chanvrelin et nature", f"{D} 11:45", "2026-12-06 11:45", uid="b.1", venue="Halle Est"),
        item("presse", "Le salon Chanvrelin attend 5 000 visiteurs", f"{D} 11:45", uid="b.2", venue="Halle Est"),
        item("presse", "Pétrir son pain au salon Chanvrelin", f"{D} 11:45", uid="c.1", venue="Halle Est"),
    ],
    "two workshops in two rooms, one told in the title and one in the place": [
        item("ville", "ATELIER VÉLO – PETITE SALLE", f"{D} 10:00", uid="a.1", venue="Théâtre Le Cèdre"),
        item("ot", "Atelier sérigraphie", f"{D} 10:00", uid="b.1", venue="Théâtre Le Cèdre, grande salle"),
    ],
    "the town is missing at one": [
        item("asso", "Bal trad des Semelles de vent", f"{D} 21:00", uid="a.1", insee=None),
        item("ot", "Bal trad des Semelles de vent", f"{D} 21:00", uid="a.2"),
    ],
    "a tour: one show, two towns, two evenings": [
        item("cie", "Le Petit Bal perdu", f"{D} 20:30", uid="a.1", insee=GAP),
        item("cie", "Le Petit Bal perdu", f"{NEXT} 20:30", uid="b.1", insee=EMBRUN),
        item("ot-gap", "Le Petit Bal perdu (Cie des Mélèzes)", f"{D} 20:30", uid="a.2", insee=GAP),
        item("ot-embrun", "Le Petit Bal perdu (Cie des Mélèzes)", f"{NEXT} 20:30", uid="b.2", insee=EMBRUN),
    ],
    "two sessions of one afternoon, in both calendars": [
        item("bib", "Atelier marionnettes", f"{D} 14:00", uid="a.1"),
        item("bib", "Atelier marionnettes", f"{D} 16:00", uid="b.1"),
        item("ot", "Atelier marionnettes", f"{D} 14:00", uid="a.2"),
        item("ot", "Atelier marionnettes", f"{D} 16:00", uid="b.2"),
    ],
    "two sessions half an hour apart": [
        item("bib", "Contes sous la tente berbère", f"{D} 14:00", uid="a.1"),
        item("bib", "Contes sous la tente berbère", f"{D} 14:30", uid="b.1"),
        item("ot", "Contes sous la tente berbère", f"{D} 14:00", uid="a.2"),
        item("ot", "Contes sous la tente berbère", f"{D} 14:30", uid="b.2"),
    ],
    "two sessions, and all day at the tourist office": [
        item("bib", "Atelier marionnettes géantes", f"{D} 14:00", uid="a.1"),
        item("bib", "Atelier marionnettes géantes", f"{D} 16:00", uid="b.1"),
        item("ot", "Atelier marionnettes géantes", D, uid="a.2"),
    ],
    "two sessions that one record holds together": [
        item("bib", "Atelier cerfs-volants géants", f"{D} 14:00", uid="a.1"),
        item("bib", "Atelier cerfs-volants géants", f"{D} 16:00", uid="a.2"),
        item("ot", "Atelier cerfs-volants géants", f"{D} 14:00", f"{D} 16:00", uid="a.3"),
    ],
    "doors an hour before, told in the text": [
        item("sou", "Loto du Sou des écoles", f"{D} 17:30", uid="a.1", venue=HALL,
             text="Ouverture des portes à 17h30, début des parties à 18h30. Bourriche, buvette."),
        item("ot", "Grand loto du Sou des écoles", f"{D} 18:30", uid="a.2", venue=HALL),
    ],
    "a clock that writes the local hour as UTC": [
        item("esf", "Descente aux flambeaux des pisteurs", f"{D} 19:00", uid="a.1", venue="Front de neige", utc=True),
        item("ot", "Descente aux flambeaux des pisteurs", f"{D} 18:00", uid="a.2", venue="Front de neige"),
    ],
    "an hour that is no clock's fault": [
        item("bib", "Atelier vannerie et osier tressé", f"{D} 16:00", uid="a.1", venue=HALL, utc=True, hours=1),
        item("ot", "Atelier vannerie et osier tressé", f"{D} 14:00", uid="b.1", venue=HALL, hours=1),
    ],
    "one concert, announced an hour apart": [
        item("mjc", "Les Voisins du dessus", f"{D} 20:30", uid="a.1", venue="Le Tube", hours=2),
        item("ot", "Les Voisins du dessus", f"{D} 19:30", uid="a.2", venue="Le Tube"),
    ],
    "visits that overlap, in both calendars": [
        item("pah", "Visite des greniers de Vauban", f"{D} 14:00", uid="a.1", hours=1.5),
        item("pah", "Visite des greniers de Vauban", f"{D} 15:00", uid="b.1", hours=1.5),
        item("ot", "Visite des greniers de Vauban", f"{D} 14:00", uid="a.2", hours=1.5),
        item("ot", "Visite des greniers de Vauban", f"{D} 15:00", uid="b.2", hours=1.5),
    ],
    "two rooms of one house, each with a name": [
        item("conservatoire", "Jury ouvert", f"{D} 10:00", uid="a.1", venue="Centre Les Mélèzes, salle Cézanne"),
        item("ot", "Jury ouvert – salle Cézanne", f"{D} 10:00", uid="a.2", venue="Centre Les Mélèzes"),
        item("ville", "Jury ouvert", f"{D} 10:00", uid="b.1", venue="CS Les Mélèzes – salle Jean-Giono"),
    ],
    "a ball and a dinner of one society, at one hour": [
        item("amis", "Bal des amis du Buëch", f"{D} 19:00", uid="a.1"),
        item("ot", "Repas des amis du Buëch", f"{D} 19:00", uid="b.1"),
    ],
    "two works of one theme on one day, hours at one only": [
        item("pah", "Atelier : bâtir comme Vauban, les échauguettes", D, uid="a.1"),
        item("ot", "Visite : bâtir comme Vauban, les échauguettes", f"{D} 10:00", uid="b.1"),
    ],
    "groups of one class": [
        item("gym", "Yoga groupe 1", f"{D} 18:00", uid="a.1", venue="Gymnase"),
        item("gym", "Yoga groupe 2", f"{D} 18:00", uid="b.1", venue="Gymnase"),
        item("ot", "Yoga groupe 1", f"{D} 18:00", uid="a.2", venue="Gymnase"),
    ],
    "levels of one class": [
        item("mjc", "Occitan débutants", f"{D} 18:00", uid="a.1", venue="MJC"),
        item("ot", "Occitan confirmés", f"{D} 18:00", uid="b.1", venue="MJC"),
    ],
    "a festival and its concerts": [
        item("festival", "Festival des Cimes", D, days=3, uid="a.1"),
        item("ot", "Festival des Cimes", D, days=3, uid="a.2"),
        item("festival", "Festival des Cimes : Trio Mélèze", f"{D} 20:30", uid="b.1"),
        item("ot", "Trio Mélèze (Festival des Cimes)", f"{D} 20:30", uid="b.2"),
        item("festival", "Festival des Cimes : Duo Aubier", f"{D} 22:00", uid="c.1"),
    ],
    "two concerts of a festival at one hour": [
        item("festival", "Printemps des Voix : Quatuor Lauze", f"{D} 20:30", uid="a.1", venue="Église"),
        item("ot", "Printemps des Voix : Duo Orpin", f"{D} 20:30", uid="b.1", venue="Le Tube"),
    ],
    "a rule here, dated records there": [
        item("bib", "L'heure du conte", f"{D} 10:30", f"{NEXT} 10:30", f"{THIRD} 10:30", uid="a.1",
             venue="Médiathèque La Ruche"),
        item("ot", "L'heure du conte", f"{D} 10:30", uid="a.2", venue="Médiathèque La Ruche"),
        item("ot", "L'heure du conte", f"{NEXT} 10:30", uid="a.3", venue="Médiathèque La Ruche"),
    ],
    "dated records alone are not a series": [
        item("ot", "Marché", f"{D} 08:00", uid="a.1"),
        item("ot", "Marché", f"{NEXT} 08:00", uid="b.1"),
    ],
    "cancelled at one only, marked in the status": [
        item("mjc", "Soirée pyjama des Marmottes", f"{D} 18:00", uid="a.1", status="cancelled"),
        item("ot", "Soirée pyjama des Marmottes", f"{D} 18:00", uid="a.2"),
    ],
    "past midnight": [
        item("tube", "Nuit électro : DJ Aubier", f"{D} 23:30", uid="a.1", hours=6),
        item("ot", "Nuit électro avec DJ Aubier", f"{D} 23:30", uid="a.2"),
    ],
    "the organiser stands in the venue's field at one": [
        item("asso", "Repair café de l'hiver", f"{D} 14:00", uid="a.1", venue="Les Bricoleurs du dimanche"),
        item("ot", "Repair café de l'hiver", f"{D} 14:00", uid="a.2", venue="Salle du Vieux-Colombier",
             organizer="Les bricoleurs du dimanche"),
    ],
    "two films of one evening": [
        item("cine", "Ciné-club : Le Mépris", f"{D} 20:30", uid="a.1", venue="Cinéma L'Eden"),
        item("ot", "Ciné-club : Le Doulos", f"{D} 20:30", uid="b.1", venue="Cinéma L'Eden"),
    ],
    "a visit in French and in English": [
        item("ot", "Visite guidée de la cité Vauban", f"{D} 10:00", uid="a.1", venue="Porte de Pignerol"),
        item("pah", "Guided tour of the Vauban citadel", f"{D} 10:00", uid="a.2", venue="Porte de Pignerol"),
    ],
    "a visit, and the one in another language": [
        item("ot", "Visite guidée de la cité Vauban", f"{NEXT} 10:00", uid="a.1", venue="Porte de Pignerol"),
        item("pah", "Visite guidée de la cité Vauban en anglais", f"{NEXT} 10:00", uid="b.1"),
        item("pah", "Visite guidée de la cité Vauban en italien", f"{NEXT} 10:00", uid="c.1"),
    ],
    "things of one theme in one town on one day": [
        item("a", "Concert de Noël", f"{D} 17:00", uid="a.1", venue="Collégiale"),
        item("b", "Marché de Noël", f"{D} 17:00", uid="b.1", venue="Place d'Armes"),
        item("c", "Goûter de Noël", f"{D} 17:00", uid="c.1", venue=HALL),
    ],
    "carols in two churches at one hour": [
        item("a", "Concert de Noël", f"{D} 17:00", uid="a.1", venue="Collégiale Notre-Dame"),
        item("b", "Concert de Noël", f"{D} 17:00", uid="b.1", venue="Église Sainte-Catherine"),
    ],
    "one club, two matches": [
        item("club", "Diables Rouges – Grenoble", f"{D} 20:00", uid="a.1", venue="Patinoire"),
        item("ot", "Hockey U15 : Diables Rouges – Gap", f"{D} 16:00", uid="b.1", venue="Patinoire"),
    ],
    "outings of one club on one morning": [
        item("caf", "Sortie raquettes au col de Buffère", f"{D} 09:00", uid="a.1"),
        item("ot", "Sortie raquettes au lac du Pontet", f"{D} 09:00", uid="b.1"),
    ],
    "council meetings of two communes under one postcode": [
        item("a", "Conseil municipal", f"{D} 18:30", uid="a.1", venue="Mairie", insee=BRIANCON),
        item("b", "Conseil municipal", f"{D} 18:30", uid="b.1", venue="Mairie", insee=PUY_ST_PIERRE),
    ],
    "parts of one show on one evening": [
        item("a", "Le Soulier de satin, partie 1", f"{D} 18:00", uid="a.1", venue="Le Théâtre"),
        item("b", "Le Soulier de satin, partie 2", f"{D} 18:30", uid="b.1", venue="Le Théâtre"),
    ],
    "this edition and the next": [
        item("a", "Foire de la Saint-André", "2026-11-28 09:00", uid="a.1"),
        item("b", "Foire de la Saint-André", "2027-11-27 09:00", uid="b.1"),
    ],
    "an exhibition and its opening": [
        item("musee", "Exposition : Aubier, gravures", D, days=30, uid="a.1", venue="Musée"),
        item("ot", "Vernissage de l'exposition Aubier, gravures", f"{D} 18:00", uid="b.1", venue="Musée"),
    ],
    "an exhibition as days on end and as opening days": [
        item("musee", "Exposition : Lauzier, aquarelles", D, days=14, uid="a.1", venue="Musée municipal"),
        item("ot", "Lauzier, aquarelles (exposition)", D, days=15, uid="a.2", venue="Musée municipal"),
    ],
    "days on end here, day by day there": [
        item("ville", "Fête de la Saint-Eldrade", D, days=2, uid="a.1"),
        item("ot", "Fête de la Saint-Eldrade", f"{D} 10:00", uid="a.2"),
        item("ot", "Fête de la Saint-Eldrade", "2026-12-06 10:00", uid="a.3"),
    ],
    "what every commune holds on one day, next door": [
        item("a", "Commémoration de l'armistice du 11 novembre", "2026-11-11 11:00", uid="a.1", insee=BRIANCON),
        item("b", "Commémoration de l'armistice du 11 novembre", "2026-11-11 11:00", uid="b.1", insee=PUY_ST_PIERRE),
        item("a", "Vœux du maire", f"{D} 18:30", uid="c.1", insee=BRIANCON, venue=HALL),
        item("b", "Vœux du maire", f"{D} 18:30", uid="d.1", insee=PUY_ST_PIERRE, venue=HALL),
        item("ot", "Vœux du maire", f"{D} 18:30", uid="c.2", insee=BRIANCON, venue=HALL),
    ],
    "what every commune holds, the town unknown": [
        item("a", "Conseil municipal", f"{D} 18:30", uid="a.1", insee=None, venue="Mairie"),
        item("b", "Conseil municipal", f"{D} 18:30", uid="b.1", insee=GAP, venue="Mairie"),
        item("c", "Don du sang", f"{D} 15:00", uid="c.1", insee=None),
        item("d", "Don du sang", f"{D} 15:00", uid="d.1", insee=GAP),
    ],
    "the same feast in both calendars of one town": [
        item("ville", "Marché de Noël", f"{D} 10:00", uid="a.1", venue="Place d'Armes"),
        item("ot", "Marché de Noël", f"{D} 10:00", uid="a.2", venue="Place d'Armes"),
        item("ville", "Feu d'artifice", f"{D} 21:00", uid="b.1"),
        item("ot", "Feu d'artifice", f"{D} 21:00", uid="b.2"),
    ],
    "mojibake mended, capitals, dashes": [
        item("a", "SPECTACLE – LA LOUTRE & LE LUTIN", f"{D} 16:00", uid="a.1"),
        item("b", "La loutre et le lutin", f"{D} 16:00", uid="a.2"),
    ],
    "other words for one outing, and nothing else that it may be": [
        item("lpo", "Rapaces et hirondelles du rocher", f"{D} 08:30", uid="a.1"),
        item("ot", "Sortie ornithologique", f"{D} 08:30", uid="a.2"),
        item("parc", "Les oiseaux de la Durance", f"{D} 08:30", uid="a.3"),
    ],
    "other words for one outing or another, which one source tells both": [
        item("lpo", "Rapaces et hirondelles du rocher", f"{NEXT} 08:30", uid="a.1"),
        item("lpo", "Les oiseaux de la Durance", f"{NEXT} 08:30", uid="b.1"),
        item("ot", "Sortie ornithologique", f"{NEXT} 08:30", uid="c.1"),
    ],
    "a festival and its ball, whose title says no more than the sort": [
        item("asso", "Cimaloya, 9e édition", D, days=3, uid="a.1"),
        item("ot", "CIMALOYA 2026", D, days=3, uid="a.2"),
        item("asso", "Cimaloya : bal des familles", f"{D} 15:00", uid="b.1", venue="Parc"),
        item("ot", "Bal des familles - Cimaloya", f"{D} 15:00", uid="b.2", venue="Parc"),
    ],
    "one festival under two names for its kind": [
        item("ville", "Festival du film de montagne", D, days=3, uid="a.1"),
        item("ot", "Rencontres du film de montagne", D, days=3, uid="a.2"),
    ],
    "doors at one, what they open for at two, one of which tells them": [
        item("ot", "Loto du comité des fêtes", f"{D} 17:30", uid="a.1", venue="Salle du Manège"),
        item("comite", "Super loto du comité des fêtes", f"{D} 19:00", uid="a.2", venue="Salle du Manège",
             text="Portes 17h30, jeux 19h"),
        item("ville", "Loto", f"{D} 19:00", uid="a.3", venue="Salle du Manège"),
    ],
    "a race day and two of its races, told by its club": [
        item("ville", "Foulées de Briançon", D, uid="a.1"),
        item("club", "Foulées de Briançon : 10 km", f"{D} 09:30", uid="b.1"),
        item("club", "Foulées de Briançon : course enfants", f"{D} 11:00", uid="c.1"),
    ],
    "two names at one minute in the one room of a village": [
        item("ville", "Marche aux flambeaux", f"{D} 18:00", uid="a.1", venue="Place Saint-Léger", insee=PUY_ST_PIERRE),
        item("ot", "Fackelwanderung Weinberge", f"{D} 18:00", uid="a.2", venue="Place St-Léger", insee=PUY_ST_PIERRE),
    ],
    "two names at one minute in a house of a town": [
        item("ville", "Yoga doux", f"{D} 18:00", uid="a.1", venue="Maison des associations"),
        item("ot", "Couture créative", f"{D} 18:00", uid="b.1", venue="Maison des associations"),
    ],
    "one workshop led by two people in two rooms, and one that names neither": [
        item("ot", "Atelier macramé", f"{D} 09:30", uid="a.1", text="Initiation au macramé avec Gwenaëlle Ollivier."),
        item("blog", "Atelier macramé", f"{D} 09:30", uid="b.1", text="Initiation au macramé avec Nabil Chevallier."),
    ],
    "one word of another form": [
        item("ville", "Sortie des cyclos", f"{D} 09:30", uid="a.1", venue="Place d'Armes"),
        item("club", "Sortie cyclotouriste", f"{D} 09:30", uid="a.2", venue="Place d'Armes"),
    ],
    "a film night that names its film in its text alone, and who made it": [
        item("cineval", "L'Été du Jardin", f"{D} 19:00", uid="a.1", venue=HALL,
             text="« L'Été du Jardin », film de Océane Marchand (1 h 42)."),
        item("ot", "Soirée cinéma", f"{D} 19:00", uid="a.2", text="Film de Océane Marchand. Tarif plein 6 €."),
    ],
    "a theatre that tells of its own hall": [
        item("theatre", "La Moustache bleue", f"{D} 15:00", uid="a.1", venue="Grande salle"),
        item("ville", "Théâtre : La Moustache bleue", f"{D} 15:00", uid="a.2", venue="Théâtre"),
    ],
    "an assembly of one club under two forms of its name": [
        item("ville", "Assemblée générale de l'Amicale cyclotouriste", f"{D} 19:30", uid="a.1", venue="Jacobins"),
        item("presse", "Assemblée générale des cyclos", f"{D} 19:30", uid="a.2", venue="Salle des Jacobins"),
    ],
    "two public meetings of one hour, about what their texts tell": [
        item("ville", "Réunion publique", f"{D} 18:30", uid="a.1", venue=HALL,
             text="Les élus présentent le futur contournement et son calendrier."),
        item("radio", "Réunion publique", f"{D} 18:30", uid="b.1",
             text="Parents et enseignants débattent de la carte scolaire."),
        item("presse", "Réunion publique : le contournement", f"{D} 18:30", uid="a.2"),
    ],
    "one public meeting, about one thing in two wordings": [
        item("ville", "Réunion publique", f"{D} 18:30", uid="a.1", venue=HALL,
             text="La municipalité présente la réfection de la place Médard."),
        item("radio", "Réunion publique", f"{D} 18:30", uid="a.2", text="Échanges autour du projet de la place."),
    ],
    "a council whose texts tell two of its subjects": [
        item("ville", "Conseil municipal", f"{NEXT} 18:45", uid="a.1", venue="Mairie",
             text="Ordre du jour : compte administratif, personnel."),
        item("presse", "Conseil municipal", f"{NEXT} 18:45", uid="a.2", text="Les élus débattent des subventions."),
    ],
    "a concert that only its text places in a festival of that day": [
        item("asso", "Les Embruns sonores", D, uid="a.1", venue="Esplanade",
             text="Au programme : Les Vareuses, Anouk Delmas, Trio Salicorne."),
        item("club", "Trio Salicorne", f"{D} 19:00", uid="b.1", venue="Esplanade",
             text="Bossa, dans le cadre des Embruns sonores."),
        item("ot", "Trio Salicorne (festival Les Embruns sonores)", f"{D} 19:00", uid="b.2", venue="Esplanade"),
    ],
    "a fair, and what a page says that one finds there": [
        item("mairie", "Foire de la Saint-Aubin", D, uid="a.1", venue="Champ de foire"),
        item("presse", "FOIRE DE LA SAINT-AUBIN : BESTIAUX, MATÉRIEL ET CAMELOTS", f"{D} 08:00", uid="a.2"),
        item("ot", "Foire de la Saint-Aubin – rendez-vous convivial", f"{D} 08:00", uid="a.3"),
    ],
    "a headline and a workshop that one society holds at one minute": [
        item("asso", "Greffage des pommiers", f"{D} 14:00", uid="a.1", venue="Salle des Tilleuls",
             text="Organisation : Les Mains vertes du Prorel."),
        item("presse", "Et si vous sauviez les vieilles variétés ?", f"{D} 14:00", uid="a.2",
             venue="Salle des Tilleuls", text="À l'initiative des Mains vertes du Prorel."),
    ],
    "a uid of an aggregator carried on": [
        item("oa", "Soirée jeux", f"{D} 20:00", uid="a.1f2e3d4c5b6a7988@openagenda"),
        item("ot", "Soirée ludique", f"{D} 20:00", uid="a.2", carried=("a.1f2e3d4c5b6a7988@openagenda",)),
    ],
}  # fmt: skip


def expected(items: list[Item]) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for one in items:
        found.setdefault(one.uid.partition(".")[0], set()).add(one.uid)
    return {frozenset(uids) for uids in found.values()}


@pytest.mark.parametrize("name", SITUATIONS)
def test_situation(name: str) -> None:
    items = SITUATIONS[name]
    assert events_of(items) == expected(items)
    shuffled = random.Random(name).sample(items, len(items))
    assert events_of(shuffled) == expected(items), "the order of the records must not matter"


def test_all_situations_at_once_stay_apart() -> None:
    """Everything on the same days in one store: no situation leaks into another."""
    everything = [
        replace(one, uid=f"{n}{one.uid}") for n, items in enumerate(SITUATIONS.values()) for one in items
    ]
    found = events_of(everything)
    wrong = [sorted(uids) for uids in found if len({uid.partition(".")[0] for uid in uids}) > 1]
    assert not wrong


def test_words_that_tell_two_groups_apart_tell_nothing_of_other_things() -> None:
    """Whoever is looked at in one go: the groups of a circus school do not part the tellings of a show elsewhere."""
    show = [
        item(
            "parc",
            "Les Fauves du Prorel",
            f"{NEXT} 15:00",
            uid="z.1",
            venue="Parc",
            text="Avec les ouistitis.",
        ),
        item(
            "ville",
            "Les Fauves du Prorel",
            f"{NEXT} 15:00",
            uid="z.2",
            venue="Parc",
            text="Avec les lionceaux.",
        ),
    ]
    found = events_of([*SITUATIONS["a society tells two groups of names that nobody knows"], *show])
    assert {"z.1", "z.2"} in [set(uids) for uids in found]
    assert len(found) == 3
