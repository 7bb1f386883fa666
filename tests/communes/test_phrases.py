"""Towns named within longer lines, titles, texts and partners' names."""

from __future__ import annotations

import pytest

from agregateur.communes import phrases, titles, told, within
from agregateur.config import Territory

ALPS = within(Territory(departements=("05",)))
EMBRUN, GAP, GUILLESTRE, ORRES = "05046", "05061", "05065", "05098"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Mairie d'Embrun", EMBRUN),
        ("Office de tourisme des Orres", ORRES),
        ("rendez-vous à Embrun, devant la poste", EMBRUN),
        ("parking aux Orres", ORRES),
        ("parvis de la gare de Gap", GAP),
        ("Hôtel de ville de Gap", GAP),
        ("Salle des fêtes Guillestre", GUILLESTRE),
        ("Embrun salle de la Manutention", EMBRUN),
        ("12 rue Carnot Gap", GAP),
        ("Cinéma de Laragne", "05070"),
        ("Mairie GAP", GAP),
        ("Montgenèvre 1850", "05085"),
        ("Embrun les Mées", EMBRUN),
        ("Serres municipales", None),
        # Any house of a town, but no produce, nobility or landscape; an own name beside it.
        ("Ressourcerie d'Embrun", EMBRUN),
        ("Place forte de Mont-Dauphin", "05082"),
        ("La Grande Boussole de Gap", GAP),
        ("Trampoline Guillestre", GUILLESTRE),
        ("RDV Gap", GAP),
        ("Embrun 2e étage", EMBRUN),
        ("Les Tisserands EMBRUN CEDEX 2", EMBRUN),
        ("Tallard sous Durance", "05170"),
        ("Vin de Tallard", None),
        ("Comtesse de Tallard", None),
        ("Montagne de Chorges", None),
        ("Salle Tallard", None),
        ("Tarte d'embrun Maison", None),
        # It bears the name of a town that lies elsewhere.
        ("Hôtel de Gap", None),
        ("Café d'Embrun", None),
        ("Parking route de Gap", None),
        ("Café des Sports de Guillestre", GUILLESTRE),
        ("Auberge du col de Vars", None),
        ("Bar de la route de Gap", None),
        ("Café de la gare de Gap", None),
        ("place de Gap", None),
        ("col de Vars", None),
        ("Salle Jean Tallard", None),
        ("domicile de M. Tallard", None),
        ("Chapelle Saint-Crépin", None),
        ("Église Saint-Michel de Veynes", "05179"),
        ("chapelle Sainte-Marie-Madeleine d'Embrun", EMBRUN),
        ("Collège Jean de Tallard", None),
        ("place de l'église Saint-Crépin", None),
        ("De Gap à Embrun", None),
        ("Gare de Lyon", None),
    ],
)
def test_in_a_line(line: str, code: str | None) -> None:
    found = phrases.in_line(line, ALPS).clear
    assert found == ({code} if code else frozenset())


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Marché de Noël à Guillestre", {GUILLESTRE}),
        ("Gap - Conférence sur les abeilles", {GAP}),
        ("[Embrun] Atelier vélo", {EMBRUN}),
        ("Foire d'Embrun", {EMBRUN}),
        ("Concert aux Orres", {ORRES}),
        ("Gap - Embrun : le débat", {GAP, EMBRUN}),
        ("Sortie à Embrun", set()),
        ("Match Gap - Embrun", set()),
        ("Histoire de la route de Gap", set()),
        ("Soirée à la salle des fêtes", set()),
        ("Récital à la chapelle de Guillestre", {GUILLESTRE}),
        ("Trail d'Embrun", {EMBRUN}),
        ("La Transhumance arrive à Guillestre", set()),
        ("Voyage à Paris", set()),
        ("Gap - visite de la vieille ville", {GAP}),
        ("GUILLESTRE : départ du trail", {GUILLESTRE}),
        ("Laragne : loto de l'école", {"05070"}),
        ("Visite guidée d'Embrun", {EMBRUN}),
        ("Visite d'Embrun", set()),
        ("Voyage : Embrun", set()),
        ("Balade à vélo de Gap à Embrun", set()),
        ("Visite guidée du vieux Gap", {GAP}),
        ("Les ruelles d'Embrun aux lampions", {EMBRUN}),
        ("Découverte du Gap médiéval", {GAP}),
        ("Voyage : le vieil Embrun", set()),
    ],
)
def test_in_a_title(title: str, code: set[str]) -> None:
    assert titles.in_title(title, ALPS) == code


@pytest.mark.parametrize(
    "title",
    [
        "Film : Une nuit à Gap",
        "Conférence « Naître à Embrun »",
        "Débat : quelle gare à Gap ?",
        'Lecture de "Noël à Gap"',
        "FCD 2 - Gap (D1)",
        "Photos du vieux Gap",
        "JSB / Gap",
        "ABC Basket - Gap (U15)",
    ],
)
def test_what_a_talk_is_called_does_not_beat_the_known_commune(title: str) -> None:
    assert titles.in_title(title, ALPS, careful=True) == set()


@pytest.mark.parametrize(
    ("departement", "line", "code"),
    [
        # A part of a longer name: of a commune elsewhere, misspelt, or of two towns.
        ("56", "SAINT-VINCENT-D'OLARGUES", None),
        ("39", "Salle polyvalente Hettange-Grande", None),
        ("21", "Perrigny-ès-Dijon", None),
        ("23", "Saint-Priest-Palls", None),
        ("95", "Cergy-Pontoise", None),
        ("38", "Villetie-d'Anthon", None),
        # The town and its quarter, its station, or what else is in it.
        ("05", "Eygliers-gare", "05052"),
        ("05", "Gare de L'Argentière-les-Écrins", "05006"),
        ("91", "Gare de Massy-Palaiseau", "91377"),
        ("69", "Lyon-Part-Dieu", "69123"),
        ("57", "Cité musicale-Metz", "57463"),
        ("07", "St-Péray CEP du Prieuré", "07281"),
        ("60", "Pont-Sainte-Maxence gymnase", "60509"),
        ("06", "Antibes Juan-les-Pins", "06004"),
        ("05", "Salle de Ville-Vieille", "05038"),
        ("05", "Aiguilles-en-Queyras", "05003"),
        ("50", "Condé-en-Normandie", None),
        ("93", "EHPAD Les Lilas", None),
        ("29", "lieu-dit La Roche", None),
        # Towns called as things are.
        ("03", "Mairie de Moulins", "03190"),
        ("69", "RDV à Cours, devant la poste", "69066"),
        ("70", "Salle des fêtes de Gy", "70282"),
        ("69", "Salle de Cours", None),
        ("67", "Hôtel de Ville", None),
        ("38", "Parc de la Fontaine", None),
        ("71", "Salle du Château", None),
        ("03", "Musée des Moulins", None),
        # Streets named after towns and saints.
        ("11", "3 place de Verdun Lagrasse", "11185"),
        ("83", "2 chemin de Saint-Jean Puget-Ville", "83100"),
        ("16", "5 bis rue de la Gare Sainte-Lheurine", None),
        ("17", "5 bis rue de la Gare Sainte-Lheurine", "17355"),
    ],
)
def test_names_within_names(departement: str, line: str, code: str | None) -> None:
    area = within(Territory(departements=(departement,)))
    assert phrases.in_line(line, area).clear == ({code} if code else frozenset())


@pytest.mark.parametrize(
    ("departement", "line", "code"),
    [
        # A place of one word with its own postcode, said as one.
        ("974", "Médiathèque de La Saline", "97415"),
        ("976", "MJC de Combani", "97617"),
        ("976", "Salle polyvalente Combani", "97617"),
        ("74", "RDV à Chedde", "74208"),
        ("976", "mairie de combani", "97617"),
        ("974", "Atelier à la Saline", None),
        ("974", "ATELIER A LA SALINE", None),
        ("974", "Saline Royale", None),
        ("974", "Médiathèque des Lianes", None),
        ("976", "12 rue de Combani", None),
        # A church that bears no saint's name is its town's.
        ("13", "Église Boulbon", "13017"),
        ("45", "Église Saint-Péravy-la-Colombe", "45296"),
        ("40", "Église Saint-Vincent-de-Paul", None),
        ("07", "Église Saint-Pierre de Vallon-Pont-d'Arc", "07330"),
        ("05", "Hôtel de ville Gap", "05061"),
        ("05", "Lycée Victor Hugo Guillestre", "05065"),
        ("05", "Salle Jean Pierre Tallard", None),
        ("05", "Médiathèque Tallard", "05170"),
        ("05", "Médiathèque La Salle", None),
        ("37", "École Descartes", None),
        ("14", "Vieux Bassin", None),
        ("14", "Salle des fêtes Vieux", "14747"),
        ("44", "Le Moulin Rouge", None),
        ("88", "Grand Théâtre", None),
        ("39", "L'Étoile Bleue", None),
        ("41", "Mer de la Tranquillité", None),
        ("41", "Mairie de Mer", "41136"),
    ],
)
def test_small_places_and_churches(departement: str, line: str, code: str | None) -> None:
    area = within(Territory(departements=(departement,)))
    assert phrases.in_line(line, area).clear == ({code} if code else frozenset())


def test_a_title_may_name_a_former_commune() -> None:
    ardennes = within(Territory(departements=("08",)))
    assert titles.in_title("Loto du foot (Mainbressy)", ardennes) == {"08366"}
    assert titles.in_title("Mainbressy : vide-grenier", ardennes) == {"08366"}
    assert titles.in_title("Vide-grenier @ Mainbressy", ardennes) == {"08366"}
    assert titles.in_title("Vide-grenier - mainbressy", ardennes) == set()


def test_what_happens_is_no_side_of_a_match() -> None:
    assert titles.in_title("LOTO / Gap", ALPS, careful=True) == {GAP}
    assert titles.in_title("Trail - Gap", ALPS, careful=True) == {GAP}


def test_what_a_text_says() -> None:
    assert told.addressed("Loto - 24160 Saint-Martial-d'Albarède") == {"24448"}
    assert told.addressed("Tél. 04 92 45 10 00, 05100 personnes, 05100 Gap") == frozenset()
    shown = "Organisateur : Fil à fil. Le Clos, 4 rue Haute, 05100 Briançon"
    assert told.addressed(shown, careful=True) == {"05023"}
    assert told.addressed("Organisateur : Fil à fil, 4 rue Haute, 05100 Briançon", careful=True) == set()
    assert told.labelled("Un bal.\nLieu : salle des fêtes, Vars. Tarif : 5 €") == "salle des fêtes, Vars"
    assert told.labelled("Où ? : Embrun - Tarif libre") == "Embrun"
    assert told.labelled("Un bal. Où ? L'Atlas, Embrun. Gratuit.") == "L'Atlas, Embrun"
    assert told.labelled("Et vous, où allez-vous ? Venez à Embrun.") is None
    assert told.labelled("Départ : place du Lac, Serres, à 9h.") == "place du Lac, Serres"
    assert told.labelled("Départ de la randonnée : Serres") == "Serres"
    assert told.labelled("Un haut lieu : la tour") is None


def test_in_a_text() -> None:
    assert told.in_text("On se retrouve à Veynes vers midi.", ALPS) == {"05179"}
    assert told.in_text("Un bal à la salle des fêtes de Veynes.", ALPS) == {"05179"}
    assert told.in_text("Renseignements : office de tourisme de Veynes.", ALPS) == set()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Mairie de Vars", "05177"),
        ("Office de tourisme d'Embrun", EMBRUN),
        ("Gap", GAP),
        ("Librairie La Loupiote Gap", GAP),
        ("Communauté de communes de Guillestre", None),
        ("Pays des Écrins", None),
    ],
)
def test_of_a_partner(name: str, code: str | None) -> None:
    assert told.of_source(name, ALPS) == ({code} if code else frozenset())


def test_a_saint_who_is_of_a_town_has_churches_elsewhere() -> None:
    savoy = within(Territory(departements=("74",)))
    assert not phrases.in_line("Église Saint-François de Sales", savoy).clear
    assert phrases.in_line("Église Saint-François de Bonneville", savoy).clear
