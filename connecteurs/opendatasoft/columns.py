"""The names that French towns give to the columns of their agendas.

From the datasets of Toulouse, Nantes, Paris, Bordeaux, Orléans, Montpellier and of Infolocale; an operator maps any
other by `fields`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from agregateur.connecting.values import at, point_of

UIDS = (
    *(
        "uid",
        "identifiant",
        "id_evenement",
        "identifiant_evenement",
        "id_manif",
        "event_id",
        "id_event",
        "id",
    ),
    "numero",
)
_USUAL: Mapping[str, tuple[str, ...]] = {
    "title": (
        *(
            "titre",
            "title",
            "nom_de_la_manifestation",
            "nom_manifestation",
            "titre_evenement",
            "nom_de_l_evenement",
        ),
        *(
            "nom_evenement",
            "nom_de_levenement",
            "intitule",
            "manifestation",
            "evenement",
            "libelle",
            "nom",
            "name",
        ),
    ),
    "description": (
        *(
            "descriptif_long",
            "description_longue",
            "description",
            "descriptif",
            "description_evt",
            "texte",
            "detail",
        ),
        *("details", "resume", "descriptif_court", "description_courte", "lead_text", "chapo", "chapeau"),
    ),
    "url": (
        *(
            "url",
            "site_web",
            "site_internet",
            "lien",
            "url_site",
            "lien_agenda",
            "url_de_la_page_web",
            "url_fiche",
        ),
        *("lien_internet", "website", "contact_url", "web", "reservation_site_internet"),
    ),
    "image": (
        "image",
        "media_url",
        "visuel",
        "photo",
        "cover_url",
        "url_image",
        "illustration",
        "media_1",
        "affiche",
    ),
    "start": (
        *("date_debut", "date_de_debut", "date_heure_debut", "date_debut_evenement", "debut", "date_start"),
        *("start_date", "date_et_heure", "date_evenement", "date_de_l_evenement", "date"),
    ),
    "end": (
        *("date_fin", "date_de_fin", "date_heure_fin", "date_fin_evenement", "fin", "date_end", "end_date"),
    ),
    "start_time": ("heure_debut", "heure_de_debut", "horaire_debut", "heure"),
    "end_time": ("heure_fin", "heure_de_fin", "horaire_fin"),
    "venue": (
        "lieu_nom",
        "nom_du_lieu",
        "nom_lieu",
        "lieu",
        "address_name",
        "placename",
        "salle",
        "etablissement",
    ),
    "street": (
        *("lieu_adresse_2", "lieu_adresse", "adresse_lieu", "adresse_du_lieu", "adresse", "address_street"),
        *("adresse_postale", "address"),
    ),
    "postcode": (
        "code_postal",
        "codepostal",
        "cp",
        "lieu_code_postal",
        "lieu_cp",
        "address_zipcode",
        "postcode",
    ),
    "city": (
        *("commune", "ville", "nom_commune", "nom_de_la_commune", "lieu_ville", "lieu_commune", "localite"),
        *("address_city", "city"),
    ),
    "insee": (
        "code_insee",
        "insee",
        "code_commune",
        "code_insee_commune",
        "com_insee",
        "insee_com",
        "lieu_insee",
    ),
    "organizer": (
        *(
            "organisateur",
            "nom_organisateur",
            "nom_de_l_organisateur",
            "organisme_nom",
            "organisme",
            "emetteur",
        ),
        *("contact_organisation_name", "structure", "association"),
    ),
    "category": (
        *(
            "categorie",
            "categorie_de_la_manifestation",
            "types_libelles",
            "type_evenement",
            "type_d_evenement",
        ),
        *(
            "type_de_manifestation",
            "categorie_principale",
            "rubrique",
            "category",
            "qfap_tags",
            "type",
            "genre",
        ),
        *("thematique", "theme_de_la_manifestation", "themes_libelles", "theme", "tags", "mots_cles"),
    ),
    "price": ("tarif", "tarifs", "tarif_normal", "prix", "price_detail", "detail_tarif", "price_type"),
}
HOURS = ("horaires", "horaire", "date_description", "dates_affichage_horaires")
"""Hours in words, which a description may as well tell."""
POINTS = (
    *(
        "geo_point_2d",
        "geo_point",
        "geopoint",
        "lat_lon",
        "latlon",
        "geolocalisation",
        "coordonnees",
        "localisation",
    ),
    *("coordonnees_geo", "geo", "point_geo", "location_coordinates", "geometry"),
)
PAIRS = (
    *(
        ("latitude", "longitude"),
        ("googlemap_latitude", "googlemap_longitude"),
        ("lat", "lon"),
        ("lat", "lng"),
    ),
    ("lieu_latitude", "lieu_longitude"),
)


def fields_of(row: Mapping[str, Any], mapped: Mapping[str, str]) -> dict[str, str]:
    """What each of our words is called in this row: as the operator says, else by the usual name that says something.

    Dates are one thing: an operator who maps a start, or an end, leaves nothing of it to guess.
    """
    told = {word.partition("_")[0] for word in mapped}
    guessed = {
        word: name
        for word, names in _USUAL.items()
        if word.partition("_")[0] not in told
        and (name := next((name for name in names if at(row, name) not in (None, "", [])), None))
    }
    return {**guessed, **mapped}


def titled_and_dated(row: Any, mapped: Mapping[str, str]) -> bool:
    """Whether a row looks like an event: it has a title and a start."""
    if not isinstance(row, Mapping):
        return False
    fields = fields_of(row, mapped)
    return "title" in fields and bool({"start", "start_date"} & fields.keys())


def point_in(value: Any) -> tuple[float, float] | None:
    """(latitude, longitude) of a column of points: `{"lat", "lon"}` (v2), `[lat, lon]` (v1), a text of both, or a
    GeoJSON point, which has them the other way round."""
    if isinstance(value, str):
        value = re.split(r"\s*,\s*", value)
    if isinstance(value, Mapping):
        shape = value["geometry"] if isinstance(value.get("geometry"), Mapping) else value
        coordinates = shape.get("coordinates")
        if shape.get("type") == "Point" and isinstance(coordinates, list) and len(coordinates) >= 2:
            return point_of(coordinates[1], coordinates[0])
        return point_of(value.get("lat"), value.get("lon", value.get("lng")))
    return point_of(value[0], value[1]) if isinstance(value, list) and len(value) == 2 else None
