"""One structure on several maps, and structures that only look alike."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from agregateur.ingest.matching.actors import actor_features, actor_keys
from agregateur.ingest.matching.actors_alike import actor_verdict
from agregateur.ingest.matching.match import Verdict
from agregateur.ingest.matching.merge import Announced, SourceFacts
from agregateur.ingest.matching.merged_actors import merge_actors
from agregateur.model import Contact, Item, Located, Place
from tests.ingest.items import BRIANCON, EMBRUN, GAP

LIVRON = "26165"


def actor(source: str, title: str, insee: str | None = GAP, **more: Any) -> Item:
    place = Place(**{k: more.pop(k) for k in ("street", "city", "latitude", "longitude") if k in more})
    contact = Contact(telephone=more.pop("telephone", None), email=more.pop("email", None))
    located = Located(insee=insee, how="name", sure=0.9) if insee else Located()
    return Item(
        source=source, uid=more.pop("uid", f"{title}@{source}"), kind="actor", title=title, place=place,
        contact=contact, located=located, **more,
    )  # fmt: skip


def judged(a: Item, b: Item, **more: bool) -> Verdict:
    return actor_verdict(actor_features(a), actor_features(b), **more)


SAME = {
    "one name, one town": (actor("carte", "Le Labo des Possibles"), actor("ot", "Labo des possibles")),
    "initials and the same telephone": (
        actor("carte", "MJC de Gap", telephone="04 92 00 00 01"),
        actor("ville", "Maison des jeunes et de la culture de Gap", telephone="+33 4 92 00 00 01"),
    ),
    "the association and its legal form, one site": (
        actor("carte", "Association Les Bricoleurs du dimanche", url="https://www.bricoleurs.example/"),
        actor("ville", "Les Bricoleurs du dimanche", url="http://bricoleurs.example"),
    ),
}
SAME |= {
    "a branch in a town that is called after the département": (
        actor("carte", "Association Familles rurales Livron-sur-Drôme", LIVRON),
        actor("udaf", "Familles rurales – antenne de Livron-sur-Drôme", LIVRON),
    ),
    "letters and the words for which they stand, in full and by a network's name": (
        actor("carte", "ACAL"), actor("rna", "ASSOCIATION CULTURELLE ET ARTISTIQUE LOURDAISE"),
    ),
    "a network by its short name": (
        actor("carte", "LPO PACA"), actor("ville", "Ligue pour la protection des oiseaux PACA"),
    ),
    "a former name in brackets": (
        actor("carte", "La Ruche aux projets (ex Foyer laïque)"), actor("ville", "Foyer laïque"),
    ),
    "the town's adjective, and a slip of the pen": (
        actor("carte", "Couteliers gapençais"), actor("ville", "Les Coutelliers de Gap"),
    ),
    "words put apart elsewhere": (actor("carte", "Le Vél'ocal"), actor("ville", "Vélocal")),
    "a third place and the house that it is": (
        actor("carte", "Le Tiers-Lieu des Charmilles", street="3 rue Carnot", url="https://charmilles.example/"),
        actor("ville", "Les Charmilles", street="3 rue Carnot", url="https://charmilles.example/contact"),
    ),
    "a network's name with its kind or without": (
        actor("carte", "Jardins de Cocagne du Champsaur", email="contact@champsaur.example"),
        actor("ville", "Cocagne Champsaur", email="contact@champsaur.example"),
    ),
    "a kind that goes with the name or not": (actor("carte", "Cinéma Le Palace"), actor("ville", "Le Palace")),
    "two kinds of shop of one proper name and one site": (
        actor("carte", "Épicerie paysanne Le Cabas de Rosalie", url="https://cabasrosalie.example/"),
        actor("ville", "Cabas de Rosalie (magasin de producteurs)", url="http://www.cabasrosalie.example"),
    ),
    "two initials of a club, with its site": (
        actor("carte", "Union athlétique gapençaise", url="https://uagap.example"),
        actor("ville", "UA Gap rugby", url="https://uagap.example"),
    ),
    "a page on a host that many share": (
        actor("carte", "L'Arrosoir des Alpes", url="https://www.facebook.com/larrosoir"),
        actor("ville", "Arrosoir", url="https://facebook.com/larrosoir/?utm_source=x"),
    ),
}  # fmt: skip
APART = {
    "two towns": (actor("a", "Foyer rural"), actor("b", "Foyer rural", EMBRUN)),
    "branches of one network in two towns, one site": (
        actor("a", "Secours populaire", url="https://secours.example/"),
        actor("b", "Secours populaire", BRIANCON, url="https://secours.example/"),
    ),
    "a federation and its local branch": (
        actor("a", "Fédération des foyers ruraux", url="https://foyers.example/"),
        actor("b", "Foyers ruraux de Gap", url="https://foyers.example/"),
    ),
    "two societies at one address": (
        actor("a", "Les Amis du livre", street="3 rue Carnot"),
        actor("b", "Judo club gapençais", street="3 rue Carnot"),
    ),
    "two schools that bear a number": (actor("a", "Groupe scolaire 1"), actor("b", "Groupe scolaire 2")),
    "a shop and the network's society at one telephone": (
        actor("a", "Vestiboutique de la Croix-Rouge", telephone="04 92 00 00 01"),
        actor("b", "Croix-Rouge française", telephone="04 92 00 00 01"),
    ),
    "what belongs to another and bears its name": (
        actor("a", "La cantine du Zéphyr", street="3 rue Carnot", url="https://zephyr.example/cantine"),
        actor("b", "Le Zéphyr, tiers-lieu", street="3 rue Carnot", url="https://zephyr.example/"),
    ),
    "a third place of a house that nothing joins to it": (
        actor("a", "Le Tiers-lieu de la Poterne", street="3 rue Carnot"),
        actor("b", "La Poterne", street="3 rue Carnot"),
    ),
    "what lives in a house and is called after it": (
        actor("a", "Snack de la piscine des Dauphins", street="3 rue Carnot", telephone="04 92 00 00 01"),
        actor("b", "Piscine des Dauphins", street="3 rue Carnot", telephone="04 92 00 00 01"),
    ),
    "two sorts of schools of one name in one street": (
        actor("a", "École maternelle Jean Macé", street="rue Jean Macé"),
        actor("b", "École élémentaire Jean Macé", street="rue Jean Macé"),
    ),
    "two sections of one club": (
        actor("a", "US Gap judo", url="https://usgap.example", email="contact@usgap.example"),
        actor("b", "US Gap basket", url="https://usgap.example", email="contact@usgap.example"),
    ),
    "two networks of one house": (
        actor("a", "ADMR des Hautes-Alpes", street="3 rue Carnot", telephone="04 92 00 00 01"),
        actor("b", "UDAF des Hautes-Alpes", street="3 rue Carnot", telephone="04 92 00 00 01"),
    ),
    "one source, two entries": (actor("a", "Amap du lac", uid="1"), actor("a", "Amap du lac", uid="2")),
}


@pytest.mark.parametrize("pair", SAME.values(), ids=SAME)
def test_same(pair: tuple[Item, Item]) -> None:
    assert judged(*pair).outcome == "same", judged(*pair)
    assert judged(*pair) == judged(*reversed(pair))
    a, b = pair
    assert actor_keys(a, actor_features(a)) & actor_keys(b, actor_features(b))


@pytest.mark.parametrize("pair", APART.values(), ids=APART)
def test_apart(pair: tuple[Item, Item]) -> None:
    assert judged(*pair).outcome == "distinct", judged(*pair)


def test_a_proper_name_alone_or_a_house_s_is_not_enough() -> None:
    shop = actor("carte", "Épicerie paysanne Le Cabas de Rosalie")
    assert judged(shop, actor("ville", "Cabas de Rosalie (magasin de producteurs)")).outcome != "same"
    cafe = actor("carte", "Café associatif Le Zéphyr", url="https://zephyr.example/")
    offices = actor("ville", "Le Zéphyr, hôtel d'entreprises", url="https://zephyr.example/")
    assert judged(cafe, offices).outcome != "same"


def test_an_entry_exported_again_under_another_uid() -> None:
    a, b = (actor("carte", "Le Labo des Possibles", uid=uid) for uid in "12")
    assert judged(a, b, replaced=True).outcome == "same"


def test_an_entry_that_a_map_holds_twice() -> None:
    twice = {"street": "8 rue Carnot", "telephone": "04 92 00 00 01"}
    a, b = (
        actor("carte", "Épicerie La Source", uid="1", **twice),
        actor("carte", "EPICERIE « LA SOURCE »", uid="2", **twice),
    )
    assert judged(a, b).outcome == "same"
    assert actor_keys(a, actor_features(a)) & actor_keys(b, actor_features(b))
    moved = actor("carte", "Épicerie La Source", uid="3", street="2 rue Faure", telephone="04 92 00 00 01")
    assert judged(a, moved).outcome == "distinct", "two shops of one name"


TOWN = """
Amap du lac; Amicale bouliste; Amicale des anciens du lycée; Amicale des donneurs de sang; Amicale laïque; Amis de
l'âne; Amis de l'orgue; Amis des arts et du musée; Les Amis de Gap; Les Amis du vieux Gap; APE Pasteur; APEL
Notre-Dame; Archers; Association des commerçants; Association gymnique; Association sportive du lycée; Atelier de
couture; Atelier du mardi; Badminton club; Basket club; Boulangerie du Viaduc; Pharmacie du Viaduc; Café des Alpes;
Hôtel des Alpes; Caméra club; Centre social; Chorale du Cèdre; Le Cèdre; Ciné-club; Cinéma Le Palace; Club de
l'amitié; Club photo; Les P'tits Bouchons; Collectif citoyen pour l'eau; Écologie au quotidien; Comité des fêtes;
Comité de foire; Comité de jumelage; École du Parc; Conservatoire du patrimoine; École de musique; Croix-Rouge;
Secours populaire; Secours catholique; Danse et vous; Danse folk; École Notre-Dame; École Notre-Dame de
l'Assomption; EHPAD Les Fleurs; Résidence Les Fleurs; Étoile sportive; Football club; Foyer rural; Groupe
folklorique; Harmonie; Jardin des Fées; Les Doigts de fée; Les Doigts verts; Les Mains vertes; Judo club; La Comète;
Amap de la Comète; Les Petits Loups; Les Petits Pas; Lire et faire lire; Maison de la nature; Nature et patrimoine;
Pétanque; Piscine du Parc; Stade du Parc; Randonneurs; Ski-club; Société de chasse; Société de tir; Tennis club;
Yoga Iyengar; Tennis de table; Théâtre de la Licorne; La Licorne bleue; Union commerciale; Université du temps
libre; Yoga et détente
"""


def test_no_two_societies_of_a_town_are_one_by_their_names() -> None:
    names = [name.strip() for name in TOWN.replace("\n", " ").split(";")]
    seen = [actor_features(actor(f"source-{n}", name)) for n, name in enumerate(names)]
    taken = [(a.uid, b.uid) for a, b in combinations(seen, 2) if actor_verdict(a, b).outcome == "same"]
    assert taken == []


def test_merged_actors_fill_each_others_gaps() -> None:
    poor = actor("labo", "Le Labo des Possibles", text="Un atelier partagé, ouvert à tous.")
    rich = actor("carte", "LABO DES POSSIBLES", street="3 rue Carnot", latitude=44.56, longitude=6.08,
                 telephone="04 92 00 00 01", categories=("numerique",))  # fmt: skip
    facts = {"labo": SourceFacts("Le Labo des Possibles"), "carte": SourceFacts("La carte")}
    for announced in ([Announced(poor), Announced(rich)], [Announced(rich), Announced(poor)]):
        merged = merge_actors(announced, facts)
        assert (merged.source, merged.title) == ("labo", "Le Labo des Possibles"), "its own words first"
        assert merged.text and merged.place.street and merged.contact.telephone
        assert merged.categories == ("numerique",)


def test_who_is_no_longer_listed_does_not_speak() -> None:
    from datetime import UTC, datetime

    old = actor("labo", "Le Labo", text="Nous déménageons.")
    new = replace(actor("carte", "Le Labo des Possibles"), text=None)
    merged = merge_actors([Announced(old, datetime(2026, 11, 1, tzinfo=UTC)), Announced(new)], {})
    assert (merged.source, merged.text) == ("carte", None)
