"""Where an announcement says it happens, told in its own words."""

from __future__ import annotations

import pytest

from agregateur.ingest.whereabouts import instead, told


@pytest.mark.parametrize(
    ("text", "line"),
    [
        # After the day and the hour, at commas, dashes, strokes and brackets.
        ("Samedi 5 décembre à 20h, salle des fêtes - Chorges. Venez nombreux.", "salle des fêtes - Chorges"),
        ("Samedi 16 janvier - 19h30 | Palais des congrès | Digne-les-Bains", "Palais des congrès | Digne-les-Bains"),
        ("Jeudi 7 janvier, 20h30, cinéma Le Palace (Gap). Tarif 5 €", "cinéma Le Palace (Gap)"),
        ("Samedi 16 janvier, 21h, Plougastel, salle Avel-Vor", "Plougastel, salle Avel-Vor"),
        ("Le samedi 9 janvier à 20h30 au Théâtre Jacques-Cœur (Lattes).", "Théâtre Jacques-Cœur (Lattes)"),
        ("Mardi 5 janvier de 15h à 19h Salle du Conseil à Laragne", "Salle du Conseil à Laragne"),
        (
            "Le mardi 12 janvier de 14h à 16h à la Maison pour tous, 3 place de la République à Crest (26400).",
            "Maison pour tous, 3 place de la République à Crest (26400)",
        ),
        ("Jeudi 7 janvier 18h, 12 rue Carnot à Gap.", "12 rue Carnot à Gap"),
        ("Samedi 9 janvier à 20h, champ de foire - Gap.", "champ de foire - Gap"),
        ("À l'auditorium du musée, mercredi 6 janvier à 18h30.", "auditorium du musée"),
        ("Samedi 9 janvier à 20h, chapiteau - Auxerre.", "chapiteau - Auxerre"),
        ("Infos : club@gym.example. Le samedi 10 avril, 8h30, salle des fêtes (Avançon).", "salle des fêtes (Avançon)"),
        # A street may be called after a day.
        ("Le 9 janvier à 15h, foyer, 1 rue du 8 Mai 1945, Chorges.", "foyer, 1 rue du 8 Mai 1945, Chorges"),
        # What happens stands between, or goes on after.
        ("Samedi 5 décembre à 20h30, grand loto à la salle des fêtes de Vars avec buvette.", "salle des fêtes de Vars"),
        ("Samedi 9 janvier à 20h : théâtre d'objets par la Cie du Lac, au foyer rural.", "foyer rural"),
        ("La chorale chantera à l'église de Vars le samedi 5 décembre à 17h.", "église de Vars"),
        ("Concert le 19 décembre à 18h en l'église de Chorges, entrée libre.", "église de Chorges"),
        ("Samedi 5 décembre de 14h à 18h, salle paroissiale, réservée aux adhérents.", "salle paroissiale"),
        # Lines of a poster.
        ("Samedi 9 janvier à 20h\nSalle polyvalente\n05230 Chorges\nEntrée libre", "Salle polyvalente, 05230 Chorges"),
        ("Date : 08/01/2027\nLieu : Le Tremplin\nVille : Gap\nTarif : 5 €", "Le Tremplin, Gap"),
        # A sentence of its own, when it says hall and town.
        ("Samedi 9 janvier à 20h. Théâtre municipal, Gap.", "Théâtre municipal, Gap"),
        # A name of its own, when a town follows or leads.
        ("Samedi 27 février à 20h, Beauvezer, Le Bateau-lavoir.", "Beauvezer, Le Bateau-lavoir"),
        ("Dimanche 7 mars à 14h, la bibliothèque - Veynes. Entrée libre.", "la bibliothèque - Veynes"),
        ("Vendredi 8 janvier 20h30 – L'Arsenal – Grenoble", "L'Arsenal – Grenoble"),
    ],
)  # fmt: skip
def test_a_place_beside_the_hour_is_read(text: str, line: str) -> None:
    assert told("Rendez-vous d'hiver", text) == line


@pytest.mark.parametrize(
    "text",
    [
        "Samedi 9 janvier à 17h. Réservation à l'office de tourisme de Gap, 04 92 00 00 00.",
        "Inscriptions à la mairie avant le 3 décembre.",
        "Samedi 9 janvier à 15h, Valence - Romans",
        "Le Foyer rural de Vars organise un loto samedi 9 janvier à 20h.",
        "Le centre social Les Tilleuls, Valence, vous propose un repas. Samedi 9 janvier à 12h.",
        "Jeudi 28 janvier à 18h30, Maëlle Reynaud, Valence",
        "Samedi 9 janvier à 20h, Gap, Les Cousines",
        "Samedi 9 janvier à 20h, Bal avec le trio Vendaval, Gap",
        "Samedi 9 janvier à 15h, Contes, jeux et lectures",
        "Samedi 9 janvier à 14h, 42 stands et 1 200 visiteurs attendus",
        "La salle étant prise, la chorale ne se réunira pas mardi 24 novembre à 20h.",
        "La ludothèque sort ses nouveautés mercredi 11 mars à 14h30.",
        "Mercredi 11 mars à 14h30, cours de yoga. Fermé le 18 mars.",
        "Les Rapaces se déplacent à Rouen vendredi 15 janvier à 20h.",
        # Two towns: neither is taken.
        "Vendredi 8 janvier à 20h, salle des fêtes, Vars. Samedi 9 janvier à 20h, salle polyvalente, Embrun.",
    ],
)
def test_what_is_no_place_of_the_event_is_left(text: str) -> None:
    assert told("Rendez-vous d'hiver", text) is None


def test_the_sign_at_in_a_title() -> None:
    assert told("Concert @ Le Garage", "5 € au chapeau") == "Le Garage"
    assert told("Bal @Salle des fêtes", None) == "Salle des fêtes"
    assert told("Atelier @home", None) is None
    # The text tells the same place more fully, or another one.
    text = "Samedi 9 janvier à 20h, Le Garage, 2 rue Pasteur, Gap"
    assert told("Concert @ Le Garage", text) == "Le Garage, 2 rue Pasteur, Gap"
    assert told("Concert @ Le Garage", "Samedi 9 janvier à 20h, après la salle des fêtes") == "Le Garage"


def test_a_place_that_is_not_sought_has_to_be_marked() -> None:
    assert told("Loto", "Samedi 9 janvier à 20h, salle des fêtes de Vars", sought=False) is None
    assert told("Loto", "Lieu : salle des fêtes de Vars", sought=False) == "salle des fêtes de Vars"


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        # A society's name, and the place where it meets.
        ("Vélo-club", "Sortie VTT. Lieu : Salle des fêtes, Névache.", "Salle des fêtes, Névache"),
        ("Les Baladins", "Organisé par Les Baladins. Rendez-vous Salle des fêtes à Vars.", "Salle des fêtes à Vars"),
        ("Amicale laïque", "Samedi 5 décembre à 20h, salle polyvalente, Chorges.", "salle polyvalente, Chorges"),
        ("Club des aînés", "Où : Le Palace, 05000 Gap", "Le Palace, 05000 Gap"),
        ("Vélo-club", "5 €. Lieu du rendez-vous : salle des fêtes (Vars).", "salle des fêtes (Vars)"),
        ("Vélo-club", "Accueil : place du village, 05560 Vars.", "place du village, 05560 Vars"),
        # A house that invites to another one.
        ("Foyer laïque", "Organisé par le Foyer laïque. Rendez-vous Foyer rural à Vars.", "Foyer rural à Vars"),
        # A name of which the text shows who bears it.
        ("Les Lutins", "Goûter. Contact : Les Lutins. Vars, salle des fêtes.", "Vars, salle des fêtes"),
        ("Fil à fil", "Un atelier proposé par Fil à fil. Halle du marché / Chorges.", "Halle du marché / Chorges"),
        # The same house, of which the text says more.
        ("Le Labo", "Lieu : Le Labo, 3 rue Carnot, Gap", "Le Labo, 3 rue Carnot, Gap"),
    ],
)  # fmt: skip
def test_the_text_tells_the_place_that_a_field_does_not(name: str, text: str, line: str) -> None:
    assert instead(name, text) == line


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Le Labo", "Rendez-vous samedi à 20h pour danser."),
        ("Salle Jean-Moulin", "Départ du défilé. Rendez-vous place de l’église à Névache."),
        ("Union sportive", "Match contre Gap. Lieu : à préciser"),
        ("Maison des associations", "Lieu : Gap"),
        ("Vélo-club", "Accueil : 8h. Adresse : velo@club.example"),
        ("Amicale laïque", "Inscriptions à la mairie de Gap."),
        ("Le Bocal", "Le Bocal ouvre ses portes. Salle des fêtes, Chorges."),
        ("Le Bocal", "Un atelier proposé par Le Bocal. Salle des fêtes."),
    ],
)
def test_a_field_is_believed_where_the_text_tells_no_better(name: str, text: str) -> None:
    assert instead(name, text) is None
