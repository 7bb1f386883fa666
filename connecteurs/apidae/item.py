"""From Apidae's objects to records: feasts and events, and what is not one (an actor)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from agregateur.connecting.finding import about, trace
from agregateur.connecting.periods import Told, told
from agregateur.connecting.values import at, moment_of, number_of, point_of, spoken, text_of
from agregateur.contract import Record, Rejected, Repair, Withdrawn
from agregateur.text import identifier, web_address
from connecteurs.apidae.openings import periods_of

EVENT = "FETE_ET_MANIFESTATION"
_INFORMATION = {
    "ACTIVITE": "informationsActivite",
    "COMMERCE_ET_SERVICE": "informationsCommerceEtService",
    "DEGUSTATION": "informationsDegustation",
    "DOMAINE_SKIABLE": "informationsDomaineSkiable",
    "EQUIPEMENT": "informationsEquipement",
    EVENT: "informationsFeteEtManifestation",
    "HEBERGEMENT_COLLECTIF": "informationsHebergementCollectif",
    "HEBERGEMENT_LOCATIF": "informationsHebergementLocatif",
    "HOTELLERIE": "informationsHotellerie",
    "HOTELLERIE_PLEIN_AIR": "informationsHotelleriePleinAir",
    "PATRIMOINE_CULTUREL": "informationsPatrimoineCulturel",
    "PATRIMOINE_NATUREL": "informationsPatrimoineNaturel",
    "RESTAURATION": "informationsRestauration",
    "SEJOUR_PACKAGE": "informationsSejourPackage",
    "STRUCTURE": "informationsStructure",
    "TERRITOIRE": "informationsTerritoire",
}
TYPES = frozenset(_INFORMATION)
"""The types of objects there are (simple-sitra-client, TouristicObject::SPECIFIC_INFOS)."""
_EVENT_WORDS = ("typesManifestation", "categories", "themes")
# Numbers of MoyenCommunicationType (apidae-engine-rails, ApidaeDataParser).
_PHONES = frozenset({201, 206})
_EMAIL, _SITE = 204, 205


class Names:
    """What exports say apart from objects: communes and reference words by their numbers. The API says them inside."""

    def __init__(self) -> None:
        self._communes: dict[str, dict[str, Any]] = {}
        self._words: dict[str, str] = {}

    def learn_communes(self, listed: Any) -> None:
        for one in listed if isinstance(listed, list) else ():
            if isinstance(one, dict) and (number := text_of(one.get("id"))):
                self._communes[number] = {key: one.get(key) for key in ("code", "nom", "codePostal", "pays")}

    def learn_words(self, listed: Any) -> None:
        for one in listed if isinstance(listed, list) else ():
            if isinstance(one, dict) and (number := text_of(one.get("id"))) and (word := libelle(one)):
                self._words[number] = word

    def commune(self, value: Any) -> dict[str, Any]:
        stated = value if isinstance(value, dict) else {}
        known = self._communes.get(text_of(stated.get("id")) or "", {})
        return {**known, **stated}

    def word(self, value: Any) -> str | None:
        """The word of a reference, stated beside its number or not."""
        if not isinstance(value, dict):
            return None
        return libelle(value) or self._words.get(text_of(value.get("id")) or "")

    def words(self, *values: Any) -> tuple[str, ...]:
        found: list[str | None] = []
        for value in values:
            found += map(self.word, value if isinstance(value, list) else [value])
        return tuple(dict.fromkeys(word for word in found if word))


def libelle(value: Any) -> str | None:
    """The text of `{"libelleFr": …, "libelleEn": …}`, French first."""
    if not isinstance(value, dict):
        return None
    return spoken(
        {
            key[7:].lower(): said
            for key, said in value.items()
            if isinstance(key, str) and key.startswith("libelle")
        }
    )


def language_of(value: Any) -> str | None:
    """The language in which `libelle` tells `value`."""
    said = {key[7:].lower() for key in value if key.startswith("libelle") and text_of(value[key])}
    return next((lang for lang in ("fr", "en", *sorted(said)) if lang in said), None)


class Reader:
    """Turns objects into records."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def read(self, one: dict[str, Any]) -> Record | Rejected | Withdrawn:
        uid = identifier(text_of(one.get("id")) or "")
        title = libelle(one.get("nom"))
        if not uid:
            return Rejected("", "no_uid", title[:80] if title else trace(one))
        state = text_of(one.get("state")) or "PUBLISHED"
        if state.startswith("DELETED"):
            return Withdrawn(uid)
        if state != "PUBLISHED":
            return Rejected(uid, "private", f"state {state}"[:80])
        kind = text_of(one.get("type"))
        if kind not in _INFORMATION:
            return Rejected(uid, "unknown_type", about(title, kind))
        if not title:
            return Rejected(uid, "no_title", trace(None, kind, uid))
        repairs: list[Repair] = []
        updated = moment_of(at(one, "gestion.dateModification"))
        dates = Told()
        if kind == EVENT:
            dates = told(periods_of(one.get("ouverture"), repairs), updated.year if updated else 0)
            if dates.start is None and not dates.timings:
                why = next((r.code for r in (*repairs, *dates.repairs)), "")
                return Rejected(uid, "no_start", f"{title[:80]} {why}".strip())
        own = one.get(_INFORMATION[kind])
        own = own if isinstance(own, dict) else {}
        address = at(one, "localisation.adresse")
        address = address if isinstance(address, dict) else {}
        commune = self.names.commune(address.get("commune"))
        latitude, longitude = self.point(one, repairs)
        means = list(contacts(at(one, "informations.moyensCommunication")))
        booking = [
            mean
            for body in listed(at(one, "reservation.organismes"))
            for mean in contacts(body.get("moyensCommunication"))
        ]
        # Other numbers are pages at Facebook, X, TripAdvisor…
        sites = [site for _, said in (*means, *booking) if (site := site_of(said))]
        url = next((site for number, said in means if number == _SITE and (site := site_of(said))), None)
        image, credit = picture(one.get("illustrations"), dates.last)
        return Record(
            uid=uid,
            kind="event" if kind == EVENT else "actor",
            title=title,
            description=self.description(one, kind, dates),
            summary=libelle(at(one, "presentation.descriptifCourt")),
            language=language_of(one["nom"]),
            start=dates.start,
            end=dates.end,
            rrule=dates.rrule,
            rdate=dates.rdate,
            exdate=dates.exdate,
            timings=dates.timings,
            published=moment_of(at(one, "gestion.dateCreation")),
            updated=updated,
            venue=text_of(own.get("nomLieu")) or text_of(address.get("nomDuLieu")),
            street=", ".join(filter(None, (text_of(address.get(f"adresse{n}")) for n in (1, 2, 3)))) or None,
            postcode=text_of(address.get("codePostal")) or text_of(commune.get("codePostal")),
            city=text_of(commune.get("nom")),
            country=libelle(commune.get("pays")),
            insee=text_of(commune.get("code")),
            latitude=latitude,
            longitude=longitude,
            categories=self.categories(own, kind),
            audience=self.names.words(at(one, "prestations.typesClientele")),
            age_min=years(at(one, "prestations.ageMin")),
            age_max=years(at(one, "prestations.ageMax")),
            accessibility=self.names.words(at(one, "prestations.tourismesAdaptes")),
            price=libelle(at(one, "descriptionTarif.tarifsEnClair")),
            free=free(one.get("descriptionTarif")),
            registration=libelle(at(one, "reservation.complement")),
            organizer=libelle(at(one, "informations.structureGestion.nom")) if kind == EVENT else None,
            telephone=next((said for number, said in means if number in _PHONES), None),
            email=next((said for number, said in means if number == _EMAIL and "@" in said), None),
            url=url,
            links=tuple(dict.fromkeys(site for site in sites if site != url)),
            carried=tuple(filter(None, (text_of(one.get("identifier")),))),
            image=image,
            image_credit=credit,
            repairs=(*repairs, *dates.repairs),
        )

    def description(self, one: dict[str, Any], kind: str, dates: Told) -> str | None:
        """The long text, else the short one; what periods say in words, where the dates leave some of it out."""
        parts = [
            libelle(at(one, "presentation.descriptifDetaille"))
            or libelle(at(one, "presentation.descriptifCourt"))
        ]
        if kind != EVENT or dates.hours_left_out:
            parts.append(libelle(at(one, "ouverture.periodeEnClair")))
        parts += (
            libelle(p.get("complementHoraire")) for p in listed(at(one, "ouverture.periodesOuvertures"))
        )
        return "\n\n".join(dict.fromkeys(part for part in parts if part)) or None

    def categories(self, own: dict[str, Any], kind: str) -> tuple[str, ...]:
        if kind == EVENT:
            return self.names.words(*(own.get(key) for key in _EVENT_WORDS))
        references = [
            part
            for value in own.values()
            for part in (value if isinstance(value, list) else [value])
            if isinstance(part, dict) and "elementReferenceType" in part
        ]
        return self.names.words(references)

    def point(self, one: dict[str, Any], repairs: list[Repair]) -> tuple[float | None, float | None]:
        place = at(one, "localisation.geolocalisation")
        if not isinstance(place, dict) or place.get("valide") is False:
            return None, None
        # GeoJSON (RFC 7946 3.1.1): longitude first.
        pair = at(place, "geoJson.coordinates")
        if not isinstance(pair, list) or len(pair) < 2:
            return None, None
        found = point_of(pair[1], pair[0])
        if found is None:
            repairs.append(Repair(code="bad_point", detail=repr(pair)[:80]))
        return found or (None, None)


def listed(value: Any) -> Iterator[dict[str, Any]]:
    """The objects of a list."""
    yield from (one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()


def contacts(value: Any) -> Iterator[tuple[int, str]]:
    """Means of communication: (number of the type, what to dial, write or open)."""
    for one in listed(value):
        number, said = at(one, "type.id"), spoken(one.get("coordonnees"))
        if isinstance(number, int) and said:
            yield number, said


def site_of(stated: str) -> str | None:
    """An address of the web; `www.example.fr` is taken for one."""
    return web_address("", f"https://{stated}" if stated.lower().startswith("www.") else stated)


def years(months: Any) -> float | None:
    """Apidae counts ages in months."""
    number = number_of(months)
    return round(number / 12, 2) if number is not None and 0 <= number <= 1800 else None


def free(value: Any) -> bool | None:
    if not isinstance(value, dict):
        return None
    if value.get("gratuit") is True or value.get("indicationTarif") == "GRATUIT":
        return True
    return False if value.get("indicationTarif") == "PAYANT" else None


def picture(value: Any, last: date | None) -> tuple[str | None, str | None]:
    """The first picture that may be shown until the `last` date is over, and its credit.

    One whose right to be published ends on a stated day (dateLimiteDePublication) before that is passed over; so it is
    where the last date is not known.
    """
    for one in listed(value):
        limit = moment_of(one.get("dateLimiteDePublication"))
        if limit is not None and (last is None or limit.date() < last):
            continue
        for file in listed(one.get("traductionFichiers")):
            if address := web_address("", text_of(file.get("url"))):
                return address, libelle(one.get("copyright"))
    return None, None
