"""The sentence that describes a selection, and the title of its feed, read with one's own eyes."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agregateur import communes
from agregateur.communes.table import columns, epci_names
from agregateur.publish.words import Lang
from agregateur.store import asking
from agregateur.store.days import PERIODS
from agregateur.store.selection import Selection
from agregateur.taxonomy import facet, taxonomy
from agregateur.web import french
from agregateur.web.chosen import chosen
from agregateur.web.described import LONGEST_TITLE, sentence, title
from tests.web.conftest import Portal

TODAY = date(2026, 12, 9)
SITE = "Hautes-Alpes"
ACTORS = {"a1": "MJC du Briançonnais", "a2": "Les Amis du musée", "a3": "Théâtre La Passerelle"}
PARTNERS = {"mjc": "MJC du Briançonnais", "ot": "Office de tourisme des Écrins"}


def asked(query: str) -> Selection:
    return asking.parse(
        [(word, value) for word, _, value in (part.partition("=") for part in query.split("&"))]
    )


def told(selection: Selection, language: Lang = "fr") -> str:
    return sentence(selection, language, today=TODAY, site_name=SITE, structures=ACTORS, sources=PARTNERS)


def named(selection: Selection, language: Lang = "fr") -> str:
    return title(selection, language, site_name=SITE, structures=ACTORS, sources=PARTNERS)


BRIANCON, GAP, EMBRUN, MONETIER, ORRES, ARGENTIERE = "05023", "05061", "05046", "05079", "05098", "05006"

FRENCH = {
    "categorie=musique,ateliers&commune=05023&voisines=oui&jours=30&sauf_categorie=politique,culte": (
        "Concerts et ateliers à Briançon et communes voisines, les 30 prochains jours,"
        " sauf réunions politiques et cultes"
    ),
    f"commune={GAP}": "Tous les rendez-vous à Gap",
    f"commune={GAP},{EMBRUN},{BRIANCON}": "Tous les rendez-vous à Briançon, Embrun et Gap",
    f"commune={GAP},{MONETIER},{ORRES}": "Tous les rendez-vous à Gap, au Monêtier-les-Bains et aux Orres",
    f"commune={ARGENTIERE}": "Tous les rendez-vous à L’Argentière-la-Bessée",
    f"commune={ORRES}&voisines=oui": "Tous les rendez-vous aux Orres et communes voisines",
    f"commune={GAP},{ORRES}&voisines=oui": "Tous les rendez-vous à Gap, aux Orres et dans les communes voisines",
    "commune=93066,97411": "Tous les rendez-vous à Saint-Denis (93) et Saint-Denis (974)",
    "departement=05": "Tous les rendez-vous dans les Hautes-Alpes",
    "departement=73": "Tous les rendez-vous en Savoie",
    "departement=05,73,75": "Tous les rendez-vous dans les Hautes-Alpes, en Savoie et à Paris",
    "departement=01,05": "Tous les rendez-vous dans l’Ain et les Hautes-Alpes",
    "departement=974": "Tous les rendez-vous à La Réunion",
    "epci=240500439": "Tous les rendez-vous dans la communauté de communes du Briançonnais",
    "epci=240500439&categorie=nature": "Sorties nature dans la communauté de communes du Briançonnais",
    f"commune={BRIANCON}&departement=05": "Tous les rendez-vous à Briançon, dans les Hautes-Alpes",
    f"autour={GAP}": "Tous les rendez-vous à moins de 15 km de Gap",
    f"autour={GAP},{EMBRUN}&rayon=5": "Tous les rendez-vous à moins de 5 km d’Embrun ou de Gap",
    f"autour={MONETIER}&rayon=10": "Tous les rendez-vous à moins de 10 km du Monêtier-les-Bains",
    "autour=44.559,6.079": "Tous les rendez-vous à moins de 15 km du point 44.559, 6.079",
    "categorie=patrimoine&structure=a1": "Visites organisées par MJC du Briançonnais – Hautes-Alpes",
    "categorie=patrimoine,musique&structure=a1,a2": (
        "Concerts et visites organisés par Les Amis du musée ou MJC du Briançonnais – Hautes-Alpes"
    ),
    "source=mjc": "Rendez-vous annoncés par MJC du Briançonnais – Hautes-Alpes",
    "source=inconnue": "Rendez-vous annoncés par inconnue – Hautes-Alpes",
    "categorie=expositions&statut=annule,reporte": "Expositions reportées ou annulées – Hautes-Alpes",
    f"commune={GAP}&public=familles,seniors&gratuit=oui": (
        "Rendez-vous à Gap, pour les familles et les seniors, en accès gratuit"
    ),
    "public=tout-public": "Rendez-vous pour tous les publics – Hautes-Alpes",
    "acces=gratuit,prix-libre&inscription=sans": (
        "Rendez-vous en accès gratuit ou à prix libre, sans inscription – Hautes-Alpes"
    ),
    "acces=gratuit,payant&inscription=conseillee,obligatoire": (
        "Rendez-vous en accès gratuit ou payant, avec inscription conseillée ou obligatoire – Hautes-Alpes"
    ),
    "accessibilite=moteur,visuel,boucle": (
        "Rendez-vous accessibles en cas de handicap moteur, visuel ou avec une boucle magnétique – Hautes-Alpes"
    ),
    "accessibilite=lsf": "Rendez-vous avec la langue des signes française – Hautes-Alpes",
    "mode=en-ligne,sur-place&longs=non&regulier=oui": (
        "Rendez-vous sur place ou en ligne, sans ce qui dure plus d’une semaine, qui reviennent régulièrement"
        " – Hautes-Alpes"
    ),
    "q=vélo": "Rendez-vous qui parlent de « vélo » – Hautes-Alpes",
    "q=« vélo »": "Rendez-vous qui parlent de « vélo » – Hautes-Alpes",
    "q=vélo,ski": "Rendez-vous qui parlent de « ski » ou « vélo » – Hautes-Alpes",
    "periode=weekend": "Tous les rendez-vous, ce week-end – Hautes-Alpes",
    "periode=mois-prochain,aujourdhui": "Tous les rendez-vous, aujourd’hui et le mois prochain – Hautes-Alpes",
    "jours=1": "Tous les rendez-vous, aujourd’hui – Hautes-Alpes",
    "jours=30&au=2026-12-20": "Tous les rendez-vous, les 30 prochains jours, jusqu’au 20 décembre – Hautes-Alpes",
    "du=2027-01-01&au=2027-01-31": "Tous les rendez-vous, en janvier 2027 – Hautes-Alpes",
    "du=2026-12-01&au=2026-12-31": "Tous les rendez-vous, en décembre – Hautes-Alpes",
    "du=2027-01-01&au=2027-03-31": "Tous les rendez-vous, de janvier à mars 2027 – Hautes-Alpes",
    "du=2027-04-01&au=2027-06-30": "Tous les rendez-vous, d’avril à juin 2027 – Hautes-Alpes",
    "du=2027-01-01&au=2027-12-31": "Tous les rendez-vous, en 2027 – Hautes-Alpes",
    "du=2026-12-01&au=2027-01-31": (
        "Tous les rendez-vous, du 1er décembre 2026 au 31 janvier 2027 – Hautes-Alpes"
    ),
    "du=2026-12-12&au=2026-12-14": "Tous les rendez-vous, du 12 au 14 décembre – Hautes-Alpes",
    "du=2026-12-12&jours=3": "Tous les rendez-vous, du 12 au 14 décembre – Hautes-Alpes",
    "du=2026-12-12&jours=1": "Tous les rendez-vous, le samedi 12 décembre – Hautes-Alpes",
    "du=2026-12-12": "Tous les rendez-vous, à partir du samedi 12 décembre – Hautes-Alpes",
    "au=2027-01-15": "Tous les rendez-vous, jusqu’au 15 janvier 2027 – Hautes-Alpes",
    "sauf_categorie=politique&sauf_structure=a1&sauf_source=ot": (
        "Tous les rendez-vous, sauf réunions politiques, sauf les rendez-vous organisés par MJC du Briançonnais,"
        " sauf les rendez-vous annoncés par Office de tourisme des Écrins – Hautes-Alpes"
    ),
}

ENGLISH = {
    "categorie=musique,ateliers&commune=05023&voisines=oui&jours=30&sauf_categorie=politique,culte": (
        "Concerts and workshops in Briançon and neighbouring towns, in the next 30 days,"
        " except political meetings and religious services"
    ),
    f"commune={GAP},{MONETIER},{ORRES}": "All events in Gap, Le Monêtier-les-Bains and Les Orres",
    "departement=05,73": "All events in Hautes-Alpes and Savoie",
    "epci=240500439": "All events in the communauté de communes du Briançonnais",
    f"autour={MONETIER}&rayon=10": "All events within 10 km of Le Monêtier-les-Bains",
    "autour=44.559,6.079": "All events within 15 km of 44.559, 6.079",
    f"commune={GAP}&public=familles,seniors&gratuit=oui": "Events in Gap, for families and seniors, with free entry",
    "accessibilite=moteur,visuel": (
        "Events accessible to people with reduced mobility or a visual impairment – Hautes-Alpes"
    ),
    f"commune={GAP}&q=vélo&mode=en-ligne": "Events in Gap, mentioning “vélo”, online",
    "longs=non&regulier=non": (
        "Events without anything longer than a week, without regular events – Hautes-Alpes"
    ),
    "categorie=patrimoine&structure=a1,a3": (
        "Guided tours organised by MJC du Briançonnais or Théâtre La Passerelle – Hautes-Alpes"
    ),
    "du=2027-01-01&au=2027-01-31": "All events, in January 2027 – Hautes-Alpes",
    "du=2026-12-12&jours=3": "All events, 12–14 December – Hautes-Alpes",
    "du=2026-12-12": "All events, from Saturday 12 December on – Hautes-Alpes",
    "periode=weekend,demain": "All events, tomorrow and this weekend – Hautes-Alpes",
    "sauf_source=ot": "All events, except events announced by Office de tourisme des Écrins – Hautes-Alpes",
}

TITLES = {
    f"commune={BRIANCON}": "Agenda – Briançon",
    "categorie=musique,ateliers&commune=05023&voisines=oui&jours=30&sauf_categorie=politique": (
        "Concerts et ateliers – Briançon et communes voisines"
    ),
    "categorie=musique": "Concerts – Hautes-Alpes",
    "epci=240500439": "Agenda – Communauté de communes du Briançonnais",
    "epci=240500439&departement=05": "Agenda – Communauté de communes du Briançonnais, Hautes-Alpes",
    f"autour={MONETIER}": "Agenda – 15 km autour du Monêtier-les-Bains",
    "structure=a1": "Agenda – MJC du Briançonnais",
    "source=ot&categorie=nature": "Sorties nature – Office de tourisme des Écrins",
    f"commune={GAP}&structure=a3": "Agenda – Gap, Théâtre La Passerelle",
    f"commune={GAP}&public=familles&gratuit=oui": "Rendez-vous pour les familles, en accès gratuit – Gap",
    "categorie=conferences,sport,ateliers,culte,nature&departement=23&statut=annule": (
        "Conférences, sorties nature et 3 autres – Creuse"
    ),
    "categorie=" + ",".join(taxonomy()): ("Concerts, spectacles et 15 autres – Hautes-Alpes"),
    "categorie=autre,sport&epci=240500439&commune=05023": (
        "Activités sportives et rendez-vous non classés – Briançon"
    ),
    "categorie=musique,fetes,ateliers&commune=05006,05079,05070,05065,05064,05046&voisines=oui": (
        "Concerts, fêtes et ateliers – L’Argentière-la-Bessée, Embrun et 4 autres"
    ),
    "commune=" + ",".join(c.insee for c in communes.communes_of("05")): (
        "Agenda – Abriès-Ristolas, Aiguilles, Ancelle et 159 autres"
    ),
}


@pytest.mark.parametrize("query", FRENCH)
def test_in_french(query: str) -> None:
    assert told(asked(query)) == FRENCH[query]


@pytest.mark.parametrize("query", ENGLISH)
def test_in_english(query: str) -> None:
    assert told(asked(query), "en") == ENGLISH[query]


@pytest.mark.parametrize("query", TITLES)
def test_titles(query: str) -> None:
    assert named(asked(query)) == TITLES[query]


def test_the_whole_agenda() -> None:
    assert told(Selection()) == "Tous les rendez-vous – Hautes-Alpes"
    assert sentence(Selection(), "fr", today=TODAY) == "Tous les rendez-vous"
    assert told(Selection(), "en") == "All events – Hautes-Alpes"
    assert (named(Selection()), named(Selection(), "en")) == (
        "Agenda – Hautes-Alpes",
        "Events – Hautes-Alpes",
    )


def test_the_place_of_the_path_is_told_like_any_other() -> None:
    assert told(Selection(scope=("commune", ORRES))) == told(asked(f"commune={ORRES}"))
    assert named(Selection(scope=("departement", "05"))) == named(asked("departement=05"))


def test_many_places_and_names_are_counted() -> None:
    many = asked("commune=" + ",".join(c.insee for c in communes.communes_of("05")[:40]))
    assert told(many).endswith(" Bréziers et 28 autres communes")
    ids = [f"s{n}" for n in range(20)]
    assert told(asked("source=" + ",".join(ids))).endswith("ou 14 autres – Hautes-Alpes")


def test_a_hostile_name_stays_one_line() -> None:
    actors = {"a1": "M.J.C.\r\n 100 % %(names)s  <b>"}
    assert (
        sentence(asked("structure=a1"), "fr", today=TODAY, structures=actors)
        == "Rendez-vous organisés par M.J.C. 100 % %(names)s <b>"
    )
    assert (
        len(title(asked("structure=a1"), "fr", site_name="", structures={"a1": "x" * 500})) == LONGEST_TITLE
    )


def test_the_list_on_a_page_shares_its_days_and_its_points() -> None:
    here = asked(f"autour={MONETIER}&jours=30&source=ot")
    assert chosen(here, "fr", today=TODAY, sources=PARTNERS) == [
        "15 km autour du Monêtier-les-Bains",
        "Office de tourisme des Écrins",
        "les 30 prochains jours",
    ]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/?categorie=fetes&q=a%22%3Cb%3E", "Fêtes qui parlent de « a&#34;&lt;b&gt; » – "),
        ("/communes/05023-briancon?categorie=fetes", "Fêtes à Briançon"),
        ("/en/departements/05?source=mjc", "Events in Hautes-Alpes, announced by MJC du Briançonnais"),
    ],
)
def test_a_page_is_described_by_what_it_chose(portal: Portal, path: str, said: str) -> None:
    assert f'<meta name="description" content="{said}' in portal.get(path).text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("CC du Briançonnais", "dans la communauté de communes du Briançonnais"),
        ("CA Gap-Tallard-Durance", "dans la communauté d’agglomération Gap-Tallard-Durance"),
        ("CU d'Arras", "dans la communauté urbaine d'Arras"),
        ("CC le Dunois", "dans la communauté de communes le Dunois"),
        ("CA Alès Agglomération", "dans Alès Agglomération"),
        (
            "CA du Pays de Saint Malo Agglomération",
            "dans la communauté d’agglomération du Pays de Saint Malo Agglomération",
        ),
        ("CA L'Agglo Foix-Varilhes", "dans l’Agglo Foix-Varilhes"),
        ("CA Agglomération d'Agen", "dans l’Agglomération d'Agen"),
        ("CA Communauté Paris-Saclay", "dans la Communauté Paris-Saclay"),
        ("CA ECLA  (Espace Communautaire Lons Agglomération)", "dans la communauté d’agglomération ECLA"),
        ('CA "Saintes - Grandes Rives - L\'Agglo"', "dans Saintes - Grandes Rives - L'Agglo"),
        ("CC Intercom de la Vire au Noireau", "dans l’Intercom de la Vire au Noireau"),
        ("Métropole Nice Côte d'Azur", "dans la Métropole Nice Côte d'Azur"),
        ("Eurométropole de Strasbourg", "dans l’Eurométropole de Strasbourg"),
        ("Bordeaux Métropole", "dans Bordeaux Métropole"),
    ],
)
def test_groups_of_communes(name: str, said: str) -> None:
    assert " ".join(french.epci_at(name, "fr")) == said


def test_every_place_of_france_has_its_small_words() -> None:
    for (name,) in columns(1):
        for said in (french.at_place(name, "fr"), french.of_name(name, "fr")):
            assert not re.match(r"(à|de) (Le|Les) ", said), said
    for name in epci_names().values():
        assert re.match(r"dans (la |l’)?[\w ]", " ".join(french.epci_at(name, "fr")))
    lands = {" ".join(french.departement_at(d.code, d.nom, "fr")) for d in communes.departements().values()}
    assert len(lands) == 109
    for said in (
        "dans la Drôme",
        "en Ille-et-Vilaine",
        "dans le Var",
        "à Mayotte",
        "dans l’Yonne",
        "en Guyane",
    ):
        assert said in lands


def some(values: list[str], most: int = 4) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=most, unique=True).map(",".join)


def day(first: int, last: int) -> st.SearchStrategy[str]:
    return st.dates(date(first, 1, 1), date(last, 12, 31)).map(date.isoformat)


TOWNS = [c.insee for code in ("05", "73", "974") for c in communes.communes_of(code)]
YES = st.sampled_from(["oui", "non"])
WORDS: dict[str, st.SearchStrategy[str]] = {
    "commune": some(TOWNS, 30),
    "epci": some([code for code in epci_names() if communes.epci(code)]),
    "departement": some(list(communes.departements())),
    "autour": some([*TOWNS, "44.559,6.079"], 3),
    "rayon": st.integers(1, 100).map(str),
    "voisines": YES,
    "categorie": some(list(taxonomy()), 17),
    "public": some(list(facet("public"))),
    "acces": some(list(facet("acces"))),
    "inscription": some(list(facet("inscription"))),
    "accessibilite": some(list(facet("accessibilite"))),
    "statut": some(list(facet("statut"))),
    "mode": some(list(asking.MODES)),
    "longs": YES,
    "regulier": YES,
    "structure": some([*ACTORS, "inconnu"]),
    "source": some([*PARTNERS, "inconnue"]),
    "q": some(["vélo", "l'été", "100 % bio", "a%(b)s", "x" * 200]),
    "periode": some(list(PERIODS)),
    "du": day(1900, 2026),
    "au": day(2027, 2200),
    "jours": st.integers(1, 396).map(str),
    "sauf_categorie": some(list(taxonomy())),
    "sauf_structure": some(list(ACTORS)),
    "sauf_source": some(list(PARTNERS)),
}
assert {*WORDS, "gratuit"} == set(asking.ASKED), "a new word wants its words"


@settings(max_examples=100, deadline=None)
@given(st.fixed_dictionaries({}, optional=WORDS), st.sampled_from(["fr", "en"]))
def test_any_selection_is_told_cleanly(words: dict[str, str], language: Lang) -> None:
    alone = {"rayon": "autour", "voisines": "commune"}
    selection = asking.parse((word, said) for word, said in words.items() if alone.get(word, word) in words)
    for said in (told(selection, language), named(selection, language)):
        plain = re.sub(r"«.*?»|“.*?”", "…", said)
        assert said == said.strip()
        assert said[0].isupper()
        assert not re.search(r"  |%\(|'|,,|, ,|\n| ,|\.$|None", plain), said
        if language == "fr":
            assert not re.search(r"\b(à|de) (Le|Les) ", plain), said
    assert len(named(selection, language)) <= LONGEST_TITLE
    assert all(chosen(selection, language, today=TODAY))
