"""The ladder from place to commune: what is sure, what is weak, what is not guessed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agregateur.communes import locate, within
from agregateur.config import Territory
from agregateur.model import Located, Place

ALPS = Territory(name="Hautes-Alpes", departements=("05",))
NOWHERE = Place()
VENUES = {"theatre passerelle": "05061"}


def find(place: Place, *, default: str | None = None, source: Territory | None = None) -> Located:
    return locate(place, portal=ALPS, source=source, default=default, venues=VENUES)


@pytest.mark.parametrize(
    ("place", "insee", "how"),
    [
        (Place(insee="05023"), "05023", "insee"),
        (Place(insee="05002"), "05139", "insee"),
        (Place(postcode="05100", city="Briançon"), "05023", "postcode_name"),
        (Place(postcode="05105", city="BRIANÇON CEDEX"), "05023", "postcode_name"),
        (Place(postcode="05460", city="Ristolas"), "05001", "postcode_name"),
        (Place(text="Salle Dum'Art, 12 rue Pasteur, 05100 Briançon, France"), "05023", "postcode_name"),
        (Place(street="12 rue Pasteur 05100 Briançon"), "05023", "postcode_name"),
        (Place(city="05100 Briançon"), "05023", "postcode_name"),
        (Place(city="St Véran"), "05157", "name"),
        (Place(city="Saulce"), "05162", "name"),
        (Place(city="Briançon (Hautes-Alpes)"), "05023", "name"),
        (Place(text="Salle des fêtes - Guillestre"), "05065", "name"),
        (Place(text="La Salle, Guillestre"), "05065", "name"),
        (Place(text="Ristolas, Maison de la Nature"), "05001", "name"),
        (Place(venue="Guillestre"), "05065", "name"),
        (Place(postcode="05330"), "05133", "postcode"),
        (Place(postcode="05330", city="Serre Chevalier"), "05133", "postcode"),
        (Place(venue="Théâtre de la Passerelle"), "05061", "venue"),
        (Place(text="Théâtre La Passerelle, 137 boulevard Pompidou"), "05061", "venue"),
        (Place(text="05 Embrun"), "05046", "name"),
        (Place(text="Salle haute - 05 Embrun"), "05046", "name"),
        (Place(text="cour de l'école, Guilestre"), "05065", "name"),
        (Place(text="Savine"), "05164", "name"),
        (Place(text="Superdévoluy"), "05139", "name"),
        (Place(latitude=44.899, longitude=6.643), "05023", "coordinates"),
        (Place(postcode="05100", latitude=44.93, longitude=6.72), "05085", "coordinates"),
    ],
)
def test_each_rung(place: Place, insee: str, how: str) -> None:
    found = find(place)
    assert (found.insee, found.how, found.outside) == (insee, how, False)
    assert 0.2 < found.sure <= 1


@pytest.mark.parametrize(
    "place",
    [
        Place(text="Gare de Lyon"),
        Place(text="rue de Paris"),
        Place(text="Hôtel de Briançon"),
        Place(venue="Café de Briançon", street="avenue de Gap"),
        Place(city="Lyon"),
        Place(city="Saint-André"),
        Place(postcode="05100"),
        Place(text="Montgenèvre - Briançon"),
        Place(text="Salle des fêtes"),
        Place(),
    ],
)
def test_nothing_is_guessed(place: Place) -> None:
    found = find(place)
    assert (found.insee, found.sure, found.outside) == (None, 0.0, False)


@pytest.mark.parametrize(
    ("place", "insee"),
    [
        (Place(postcode="69003", city="Lyon"), "69123"),
        (Place(postcode="75012", city="Paris 12e"), "75056"),
        (Place(text="Vesseaux, Ardèche"), "07339"),
        (Place(insee="38185"), "38185"),
        (Place(latitude=48.8566, longitude=2.3428), "75056"),
        (Place(text="Oulx, Italie"), None),
        (Place(text="Martigny (Suisse)"), None),
        (Place(text="Suisse"), None),
        (Place(city="Genève", country="Suisse"), None),
        (Place(latitude=45.07, longitude=7.68), None),
        (Place(postcode="51300"), None),
    ],
)
def test_elsewhere_is_said_to_be_elsewhere(place: Place, insee: str | None) -> None:
    found = find(place, default="05023")
    assert (found.outside, found.insee) == (True, insee)


@pytest.mark.parametrize(
    ("place", "insee", "how"),
    [
        # A postcode that serves eight communes, and a point, a name within a line, or a slip.
        (Place(postcode="05100", latitude=44.898, longitude=6.605), "05109", "coordinates"),
        (Place(text="Foyer rural Chorges 05230"), "05040", "postcode_name"),
        (Place(postcode="05120", city="Argentiere la Bessé"), "05006", "postcode_name"),
        (Place(insee="05100", city="Briançon"), "05023", "postcode_name"),
        (Place(text="Mairie d'Embrun"), "05046", "name"),
        (Place(text="Saint-Crépin, La Salle"), "05136", "name"),
        (Place(latitude=6.643, longitude=44.899), "05023", "coordinates"),
        # A known venue beats a bare word, and a town clearly stated beats a known venue.
        (Place(text="Serres"), "05061", "venue"),
        (Place(text="Théâtre La Passerelle, Embrun"), "05046", "name"),
        (Place(venue="Théâtre La Passerelle", postcode="05230"), "05061", "venue"),
    ],
)
def test_the_order_of_evidence(place: Place, insee: str, how: str) -> None:
    found = locate(place, portal=ALPS, venues={**VENUES, "serres": "05061"})
    assert (found.insee, found.how) == (insee, how)


def test_what_the_place_does_not_say() -> None:
    def told(place: Place = NOWHERE, **words: str) -> tuple[str | None, str]:
        found = locate(place, portal=ALPS, **words)  # type: ignore[arg-type]
        return found.insee, found.how

    assert told(title="Marché de Noël à Guillestre") == ("05065", "title")
    assert told(title="Bal à Guillestre", default="05177") == ("05065", "title")
    assert told(title="Bal", default="05177", name="Mairie de Gap") == ("05177", "default")
    assert told(title="Bal", name="Mairie de Gap") == ("05061", "default")
    assert told(text="Rendez-vous à Veynes.", title="Bal") == ("05179", "text")
    assert told(text="Rendez-vous devant la mairie de Veynes.", title="Bal") == ("05179", "text")
    assert told(text="Concert derrière l'église de Veynes.", title="Bal") == ("05179", "text")
    # Where a text says one meets comes before what the source's name suggests; what it merely speaks of does not.
    assert told(text="Rendez-vous à Veynes.", name="Mairie de Gap") == ("05179", "text")
    assert told(text="Un film tourné à Veynes.", name="Mairie de Gap") == ("05061", "default")
    # The place counts more than all of these, even when it is somewhere unknown.
    assert told(Place(city="Embrun"), title="Bal à Guillestre") == ("05046", "name")
    assert told(Place(text="Lyon"), title="Bal à Guillestre", default="05177") == (None, "none")
    assert told(Place(text="Zoom"), title="Bal à Guillestre", default="05177") == (None, "none")
    one = locate(Place(venue="Salle des fêtes"), portal=ALPS, source=Territory(communes=("05177",)))
    assert (one.insee, one.how, one.values["from"]) == ("05177", "default", "territory")


def test_a_part_of_a_name_of_the_sources_own_goes_before_a_whole_name_far_away() -> None:
    wide = Territory(name="Sud", departements=("05", "30"))
    place = Place(text="Ville-Vieille")
    assert locate(place, portal=wide, source=ALPS).insee == "05038"
    assert locate(place, portal=wide, source=wide).insee == "30352"


def test_a_venue_is_asked_for_only_where_it_matters() -> None:
    class Asked(dict[str, str]):
        def __getitem__(self, key: str) -> str:
            asked.append(key)
            return super().__getitem__(key)

        def __contains__(self, key: object) -> bool:
            asked.append(str(key))
            return super().__contains__(key)

    asked: list[str] = []
    locate(Place(text="Théâtre La Passerelle, 05000 Gap"), portal=ALPS, venues=Asked(VENUES))
    assert asked == []
    locate(Place(text="Théâtre La Passerelle"), portal=ALPS, venues=Asked(VENUES))
    assert set(asked) == {"theatre passerelle"}


def test_a_venue_known_elsewhere_does_not_beat_what_lies_here() -> None:
    known = {"grange": "05046", "halle papillons": "05046"}
    # "La Grange" of a source of Guillestre is its own; a venue with a name of its own is not.
    grange = locate(Place(text="La Grange"), portal=ALPS, default="05065", venues=known)
    assert (grange.insee, grange.how) == ("05065", "default")
    hall = Place(text="Halle aux Papillons")
    assert locate(hall, portal=ALPS, default="05065", venues=known).insee == "05046"
    # A point on another commune's centre.
    there = replace(hall, latitude=44.899, longitude=6.643)
    assert locate(there, portal=ALPS, venues=known).insee == "05023"


def test_the_place_that_a_text_states_goes_before_a_venue_known_by_name() -> None:
    # The seat of a society that organises elsewhere.
    known = {"atelier chevalet": "05046"}
    seat = Place(venue="L'Atelier du Chevalet")
    assert locate(seat, portal=ALPS, venues=known, text="Stage de peinture.").insee == "05046"
    told = locate(seat, portal=ALPS, venues=known, text="Stage de peinture. Lieu : foyer rural, Guillestre")
    assert (told.insee, told.how) == ("05065", "text")
    assert locate(seat, portal=ALPS, venues=known, text="Stage. Lieu : foyer rural").insee == "05046"
    # Without that word too, but where the name is a house's.
    shown = "Stage de peinture. On se retrouve à Guillestre, salle des fêtes."
    assert locate(seat, portal=ALPS, venues=known, text=shown).insee == "05065"
    hall = Place(venue="Salle du Chevalet")
    assert locate(hall, portal=ALPS, venues={"salle chevalet": "05046"}, text=shown).insee == "05046"
    host = f"Proposé par la Salle du Chevalet. {shown}"
    assert locate(hall, portal=ALPS, venues={"salle chevalet": "05046"}, text=host).insee == "05065"
    street = replace(seat, street="3 rue Haute")
    assert locate(street, portal=ALPS, venues=known, text=shown).insee == "05046"


def test_the_seat_of_who_organises_is_told_as_such() -> None:
    def seat(venue: str, text: str | None = None) -> bool:
        known = dict.fromkeys(
            ("lutins", "choeur lutins", "salle lutins", "amis ecole lutins", "bar lutins"), "05046"
        )
        found = locate(Place(venue=venue), portal=ALPS, venues=known, text=text)
        assert (found.insee, found.how) == ("05046", "venue")
        return "seat" in found.values

    assert seat("Chœur des Lutins")
    assert seat("Amis de l'école des Lutins")
    assert not seat("Bar des Lutins", "Concert au bar. Contact : Bar des Lutins")
    assert seat("Les Lutins", "Goûter et jeux, proposés par Les Lutins.")
    assert not seat("Les Lutins", "Goûter et jeux.")
    assert not seat("Les Lutins", "Les Lutins ouvrent à 16h.")
    assert not seat("Les Lutins", "On se retrouve aux Lutins dès 16h.")
    assert not seat("Salle des Lutins", "La salle des Lutins ouvre à 16h.")


def test_a_house_and_its_town_in_a_text() -> None:
    nowhere = Place()
    shown = "Un goûter pour finir. Salle du Clos, Guillestre."
    told = locate(nowhere, portal=ALPS, text=shown)
    assert (told.insee, told.how) == ("05065", "text")
    assert locate(nowhere, portal=ALPS, default="05046", text=shown).insee == "05065"
    both = f"{shown} Halle, Vars."
    assert locate(nowhere, portal=ALPS, default="05046", text=both).how == "default"
    # A place that is stated is never left for the text's.
    assert locate(Place(text="Foyer, Embrun"), portal=ALPS, text=shown).insee == "05046"


def test_a_town_that_a_country_is_called_after() -> None:
    place = Place(text="Salle des fêtes, Soudan")
    assert locate(place, portal=Territory(departements=("44",))).insee == "44199"
    assert locate(place, portal=ALPS).outside


def test_a_postcode_of_one_town_and_villages() -> None:
    found = locate(Place(postcode="05000", street="avenue du Levant"), portal=ALPS)
    assert (found.insee, found.how) == ("05061", "postcode")
    assert found.sure < 0.6


def test_contradictions_lower_the_trust_and_are_named() -> None:
    plain = find(Place(postcode="05000", city="Gap"))
    other = find(Place(postcode="05100", city="Gap"))
    assert plain.insee == other.insee == "05061"
    assert other.sure < plain.sure and other.values["against"] == ["postcode_elsewhere"]
    stated = find(Place(insee="05061", postcode="05100", city="Briançon"))
    assert stated.insee == "05061" and stated.sure < 0.6
    far = find(Place(city="Arvieux", latitude=48.8, longitude=2.3))
    assert far.insee == "05007" and far.values["against"] == ["point_elsewhere"]


@pytest.mark.parametrize(
    ("departement", "place", "insee"),
    [
        ("05", Place(text="Gap 05"), "05061"),
        ("976", Place(text="Combani 976"), "97617"),
        ("19", Place(text="Salle des fêtes, Billac, Corrèze, Nouvelle-Aquitaine, France"), "19026"),
        ("19", Place(text="Salle des fêtes, Corrèze, Corrèze, Nouvelle-Aquitaine, France"), "19062"),
        ("19", Place(text="Salle des fêtes, Corrèze"), "19062"),
        ("05", Place(text="Salle des fêtes, Tallard FRANCE"), "05170"),
        ("05", Place(text="Tallard. Salle des fêtes"), "05170"),
        ("05", Place(text="Tallard: salle des fêtes"), "05170"),
        ("05", Place(text="Tallard et environs"), "05170"),
        ("05", Place(text="12 rue Anatole France"), None),
        ("02", Place(text="Prisces village"), "02623"),
        ("59", Place(text="Salle des fêtes, Coudekerque-Village"), "59588"),
        ("71", Place(text="Salle Marcel Sembat, Chalon/Saône"), "71076"),
        ("69", Place(text="Mairie, Villefranche / Saône"), "69264"),
        # An accent lost on the way; a slip beside its postcode, be it the name of a village elsewhere.
        ("22", Place(text="Salle des fêtes, Pl?rin"), "22187"),
        ("69", Place(postcode="69200", city="V\ufffdnissieux"), "69259"),
        ("69", Place(postcode="69200", city="Véissieux"), "69259"),
    ],
)
def test_how_towns_are_written(departement: str, place: Place, insee: str | None) -> None:
    assert locate(place, portal=Territory(departements=(departement,))).insee == insee


@pytest.mark.parametrize("line", ["Fain-lès-Moutiers", "Mairie de Glanon", "Salle des fêtes de Glanon"])
def test_a_village_far_from_its_source_in_a_wide_territory(line: str) -> None:
    wide = Territory(departements=("21", "25", "39", "58", "70", "71", "89"))
    assert locate(Place(text=line), portal=wide, default="39300").how == "name"


def test_a_former_commune_before_what_every_town_has() -> None:
    wide = Territory(departements=("08", "51", "55"))
    assert locate(Place(text="Mainbressy - Salle des fêtes"), portal=wide).insee == "08366"


def test_a_point_near_a_border_is_weak() -> None:
    centre = find(Place(latitude=44.8995, longitude=6.6537))
    between = find(Place(latitude=44.93, longitude=6.675))
    assert centre.sure > 0.75
    assert between.sure < 0.7
    # Curbans is in the département next door; a point there, as near to Tallard, which is larger, is weakly of Tallard.
    across = find(Place(latitude=44.44, longitude=6.03))
    assert across.outside or across.sure < 0.7


@pytest.mark.parametrize(
    ("latitude", "longitude", "insee"),
    [
        # The middle of Colmar is nearer to the point of Horbourg-Wihr, that of Gap to Rambaud's; villages keep theirs.
        (48.0794, 7.3585, "68066"),
        (48.0806, 7.3950, "68145"),
        (44.5678, 6.1034, "05061"),
        (44.5571, 6.1250, "05113"),
        (48.8235, 2.3248, "75056"),
        (48.8189, 2.3199, "92049"),
    ],
)
def test_a_town_reaches_farther_than_a_village(latitude: float, longitude: float, insee: str) -> None:
    found = locate(Place(latitude=latitude, longitude=longitude), portal=Territory())
    assert (found.insee, found.how) == (insee, "coordinates")


def test_a_point_on_a_border_is_in_the_commune_of_its_source() -> None:
    # Near the border of Puteaux and Suresnes.
    place, towns = Place(latitude=48.8760, longitude=2.2316), Territory(departements=("92",))
    assert locate(place, portal=towns).insee == "92062"
    assert locate(place, portal=towns, default="92073").insee == "92073"


def test_the_default_is_for_what_is_not_said() -> None:
    assert find(Place(), default="05023").how == "default"
    vague = find(Place(text="Salle du haut"), default="05023")
    assert vague.insee == "05023" and vague.sure < find(Place(), default="05023").sure
    # "Lyon" is a sizeable town elsewhere; "La Chapelle" may be the hall next door.
    assert find(Place(text="Lyon"), default="05023").insee is None
    assert find(Place(text="La Chapelle"), default="05023").insee == "05023"
    assert find(Place(text="En ligne"), default="05023").insee is None
    assert find(Place(venue="Zoom"), default="05023").insee is None
    assert find(Place(), default="05002").insee == "05139"


@pytest.mark.parametrize(
    ("said", "title", "insee"),
    [
        ("Saint-Pierre", None, "14047"),
        ("La Rivière", None, "14047"),
        ("Vieux Pont", None, "14047"),
        (None, "Saint-Pierre : concours de pétanque", "14047"),
        # What says more than a saint's name, is a neighbour's, or stands behind a venue.
        (None, "Saint-Pierre-en-Auge : marché", "14654"),
        ("Sully", None, "14680"),
        ("Salle des fêtes, Saint-Pierre-en-Auge", None, "14654"),
    ],
)
def test_what_every_town_has_a_feast_or_a_quarter_of_is_at_home(
    said: str | None, title: str | None, insee: str
) -> None:
    calvados, bayeux = Territory(departements=("14",)), "14047"
    assert locate(Place(text=said, venue=said), portal=calvados, default=bayeux, title=title).insee == insee


def test_the_source_speaks_of_its_own_territory() -> None:
    isere = Territory(departements=("38",))
    assert find(Place(city="Le Sappey-en-Chartreuse"), source=isere).insee == "38471"
    assert find(Place(city="Le Sappey-en-Chartreuse"), source=isere).outside
    # Two communes of the portal bear the name, one of the source's.
    both = Territory(departements=("26", "38"))
    place = Place(city="Saint-Andéol")
    assert locate(place, portal=both).insee is None
    assert locate(place, portal=both, source=Territory(departements=("38",))).insee == "38355"
    # A point tells them apart too.
    assert locate(replace(place, latitude=44.95, longitude=5.5), portal=both).insee == "38355"
    # La Thuile and Lathuile differ by a blank only.
    savoies = Territory(departements=("73", "74"))
    assert locate(Place(city="Lathuile"), portal=savoies).insee == "74147"
    assert locate(Place(city="La Thuile"), portal=savoies).insee == "73294"
    town = Territory(communes=("05023",))
    elsewhere = find(Place(city="Guillestre"), source=town)
    assert elsewhere.insee == "05065" and elsewhere.sure < find(Place(city="Guillestre")).sure


places = st.builds(
    Place,
    text=st.none()
    | st.sampled_from(["Briançon", "Gap - Embrun", "05100 Briançon", "x", "Salle, Guillestre", "Zoom"]),
    venue=st.none() | st.sampled_from(["Théâtre La Passerelle", "Mairie", "Embrun"]),
    street=st.none() | st.sampled_from(["12 rue Pasteur", "05000 Gap"]),
    postcode=st.none() | st.sampled_from(["05100", "05000", "69003", "abc", "00000", "051"]),
    city=st.none() | st.sampled_from(["Briançon", "Lyon", "St Véran", "Gap", "", "Saint-Laurent"]),
    country=st.none() | st.sampled_from(["France", "Italie", "?"]),
    insee=st.none() | st.sampled_from(["05023", "05002", "x"]),
    latitude=st.none() | st.floats(allow_nan=True, allow_infinity=True),
    longitude=st.none() | st.floats(-200, 200),
)


@given(st.lists(places, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_the_answer_depends_on_the_place_alone(found: list[Place], random: object) -> None:
    first = [find(place, default="05023") for place in found]
    again = [find(replace(place), default="05023") for place in reversed(found)]
    assert first == list(reversed(again))
    for one in first:
        assert 0 <= one.sure <= 1
        assert one.insee is None or one.outside == (one.insee not in within(ALPS))


odd = (
    st.none()
    | st.text(max_size=12)
    | st.sampled_from(["北京, 日本", "مرحبا", "…", "🎉 - 🎉", "L'", "Saint", "\x00 05100"])
)


@given(odd, odd, odd, odd, odd, st.sampled_from([None, "05023"]))
def test_words_in_no_alphabet_of_ours_lead_nowhere(
    line: str | None,
    venue: str | None,
    city: str | None,
    name: str | None,
    words: str | None,
    default: str | None,
) -> None:
    place = Place(text=line, venue=venue, street=words, city=city, postcode=name)
    found = locate(place, portal=ALPS, default=default, name=name, title=words, text=line)
    assert found.insee is None or len(found.insee) == 5


def test_a_word_that_contradicts_the_postcode_is_no_town() -> None:
    # Villeneuve (04) is not meant by a resort's quarter under a postcode of the Hautes-Alpes.
    place = Place(text="Villeneuve 1400, 05240", venue="Villeneuve 1400", postcode="05240")
    assert locate(place, portal=Territory(departements=("04", "05"))).insee == "05161"


@pytest.mark.parametrize(
    ("departement", "line", "insee"),
    [
        ("53", "Salle Nord, 14, rue du Général de Gaulle, Préaux", "53184"),
        ("38", "Théâtre Gérard Philipe, La Terrasse, Isère, France", "38503"),
        ("38", "Salle Marseille, Jardin, 38200", "38199"),
        ("34", "Abbaye Teyran 34820", "34309"),
        ("95", "Café de Paris Fosses 95470", "95250"),
        ("49", "St-Léger s/s Cholet", "49299"),
        ("26", "St Paul 3 Châteaux", "26324"),
        ("93", "EHPAD Les Lilas, Le Bluanc-Mesnil", "93007"),
        ("39", "Moirans", "39333"),
        ("05", "Salle de Ville-Vieille, 05350", "05038"),
    ],
)  # fmt: skip
def test_lines_of_other_departements(departement: str, line: str, insee: str) -> None:
    assert locate(Place(text=line), portal=Territory(departements=(departement,))).insee == insee


def test_a_name_in_brackets_wins() -> None:
    south = Territory(
        departements=("09", "11", "12", "30", "31", "32", "34", "46", "48", "65", "66", "81", "82")
    )
    assert locate(Place(text="La Combe (Cassaigne)"), portal=south).insee == "32075"


def test_a_line_that_says_where_beats_the_default() -> None:
    def told(text: str, default: str | None = None) -> tuple[str | None, str]:
        found = locate(NOWHERE, portal=ALPS, default=default, title="Bal", text=text)
        return found.insee, found.how

    assert told("Un bal.\nLieu : Le Cadran, 05100 Briançon", "05061") == ("05023", "text")
    assert told("Un bal. Informations : MJC, 05100 Briançon", "05061") == ("05061", "default")
    assert told("Un bal. Informations : MJC, 05100 Briançon") == ("05023", "text")
    assert told("Un bal.\nLieu : à préciser", "05061") == ("05061", "default")
    outside = locate(NOWHERE, portal=ALPS, title="Bal - 69003 Lyon")
    assert (outside.insee, outside.how, outside.outside) == ("69123", "title", True)


def test_a_name_beyond_the_sources_own_territory_is_not_what_is_so_called_for_short() -> None:
    """Vals is a village of Ariège, and what the people of Vals-les-Bains call their town."""
    ardeche = Territory(departements=("07",))
    both = Territory(departements=("07", "09"))

    def found(title: str, name: str) -> str | None:
        return locate(Place(), portal=both, source=ardeche, title=title, name=name).insee

    assert found("Noël à Vals", "Vals-les-Bains") == "07331"
    assert found("Noël à Mirepoix", "Vals-les-Bains") == "09194", "nothing is called so at home"
    assert found("Noël", "Mairie de Mirepoix") is None, "no partner is of a town outside its own territory"


@pytest.mark.parametrize(
    ("text", "insee"),
    [
        ("L'association vous attend samedi à la salle des fêtes d'Embrun. Buvette.", "05046"),
        ("Rendez-vous à 14h à Guillestre, place de la mairie.", "05065"),
        ("Une soirée de jeux. Salle communale, place du Four, 05200 Embrun. Entrée libre.", "05046"),
        ("Inscriptions à l'office de tourisme d'Embrun.", "05061"),
        ("Chèque à envoyer au siège, 3 rue Haute, 05200 Embrun.", "05061"),
        ("Après son passage au théâtre d'Embrun, elle chante chez nous.", "05061"),
        ("Rendez-vous à 7h pour le voyage à Embrun.", "05061"),
        ("Conférence du professeur Roux, médecin à l'hôpital de Briançon.", "05061"),
    ],
)
def test_where_a_text_says_one_meets_holds_against_the_source_s_own_commune(text: str, insee: str) -> None:
    found = locate(NOWHERE, portal=ALPS, default="05061", title="Soirée", text=text)
    assert found.insee == insee


def test_the_name_of_what_happens_is_no_town() -> None:
    north = Territory(departements=("59",))
    assert locate(NOWHERE, portal=north, title="Don du sang - La Gorgue").insee == "59268"
    assert locate(NOWHERE, portal=north, text="Rendez-vous à Marcq-en-Barœul, au stade.").insee == "59378"
