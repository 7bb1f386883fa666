"""The territory: French communes, their postcodes, old names, groups and neighbours; and a Place's commune."""

from agregateur.communes.areas import Area, Epci, communes_of, epci, within
from agregateur.communes.locate import locate
from agregateur.communes.near import (
    NEIGHBOURS_KM,
    around,
    distance,
    kilometres,
    mistakable,
    nearest,
    neighbours,
)
from agregateur.communes.search import search
from agregateur.communes.table import (
    Commune,
    Departement,
    codes_at,
    codes_named,
    commune,
    communes_at,
    communes_named,
    departement,
    departements,
    today,
)
from agregateur.communes.venues import venue_claims, venue_key, venue_keys

__all__ = [
    "NEIGHBOURS_KM",
    "Area",
    "Commune",
    "Departement",
    "Epci",
    "around",
    "codes_at",
    "codes_named",
    "commune",
    "communes_at",
    "communes_named",
    "communes_of",
    "departement",
    "departements",
    "distance",
    "epci",
    "kilometres",
    "locate",
    "mistakable",
    "nearest",
    "neighbours",
    "search",
    "today",
    "venue_claims",
    "venue_key",
    "venue_keys",
    "within",
]
