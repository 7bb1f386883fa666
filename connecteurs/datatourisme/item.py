"""From DATAtourisme's points of interest to records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from agregateur.connecting.finding import about, trace
from agregateur.connecting.periods import Period, Told, told
from agregateur.connecting.values import currency, moment_of, number_of, point_of, text_of
from agregateur.contract import Kind, Record, Rejected, Repair, Withdrawn
from agregateur.text import identifier, web_address
from connecteurs.datatourisme.periods import hours_in_words, periods_of
from connecteurs.datatourisme.values import day_of, language_of, names, of, text, texts

LICENCE = "Licence Ouverte 2.0"
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
_GENERAL = frozenset(
    {"PointOfInterest", "EntertainmentAndEvent", "Event", "PlaceOfInterest", "Product", "Tour"}
)
_GATHERING = frozenset({"BusinessEvent", "CulturalEvent", "SaleEvent", "SocialEvent", "SportsEvent"})
"""Classes that say less than the ones below them: an open day is a SaleEvent there, and no market."""


class Reader:
    """Turns objects into records. `nodes`: what a graph says apart from its objects, by `@id`."""

    def __init__(self, nodes: Mapping[str, Any]) -> None:
        self.nodes = nodes

    def read(self, one: dict[str, Any], kind: Kind | None) -> Record | Rejected | Withdrawn:
        address = text_of(of(one, "uri")) or text_of(of(one, "id")) or ""
        uid = identifier(found[0] if (found := _UUID.search(address)) else address)
        label = of(one, "label")
        title = text(label)
        if not uid:
            return Rejected("", "no_uid", title[:80] if title else trace(one))
        if kind is None:
            return Rejected(uid, "unknown_type", about(title, ", ".join(names(of(one, "type")))))
        if of(one, "isObsolete") is True:
            return Withdrawn(uid)
        if not title:
            return Rejected(uid, "no_title", uid)
        repairs: list[Repair] = []
        dates, periods = Told(), list[Period]()
        if kind == "event":
            periods = periods_of(one, self.each(of(one, "takesPlaceAt")), repairs)
            dates = told(periods)
            if dates.start is None and not dates.timings:
                why = next((r.code for r in (*repairs, *dates.repairs)), "")
                return Rejected(uid, "no_start", f"{title[:80]} {why}".strip())
        place = next(self.each(of(one, "isLocatedAt")), {})
        postal = next(self.each(of(place, "address")), {})
        city = next(self.each(of(postal, "hasAddressCity")), {})
        latitude, longitude = self.point(place, repairs)
        contacts = list(self.each(of(one, "hasContact")))
        sites = [
            site
            for body in (*contacts, *self.each(of(one, "hasBookingContact")))
            for stated in texts(of(body, "homepage"))
            if (site := site_of(stated))
        ]
        long, short = self.descriptions(one)
        hours = hours_in_words(dates.hours_left_out)
        image, credit = self.picture(one, dates.last)
        price, free = self.price(one)
        return Record(
            uid=uid,
            kind=kind,
            title=title,
            description="\n\n".join(filter(None, (long or short, hours))) or None,
            summary=short,
            language=language_of(label),
            start=dates.start,
            end=dates.end,
            rrule=dates.rrule,
            rdate=dates.rdate,
            exdate=dates.exdate,
            timings=dates.timings,
            published=moment_of(text(of(one, "creationDate"))),
            updated=moment_of(text(of(one, "lastUpdateDatatourisme")) or text(of(one, "lastUpdate"))),
            venue=text(of(place, "name")) or text(of(place, "label")),
            street=", ".join(texts(of(postal, "streetAddress"))) or None,
            postcode=text(of(postal, "postalCode")),
            city=text(of(postal, "addressLocality")) or text(of(city, "label")),
            insee=text(of(city, "insee")),
            latitude=latitude,
            longitude=longitude,
            categories=self.categories(one),
            audience=self.audience(one),
            age_min=number_of(text(of(one, "requiredMinAge"))),
            age_max=number_of(text(of(one, "requiredMaxAge"))),
            accessibility=("Accès aux personnes à mobilité réduite",)
            if of(one, "reducedMobilityAccess") is True
            else (),
            price=price,
            free=free,
            organizer=self.organizer(one, contacts) if kind == "event" else None,
            telephone=next((said for body in contacts for said in texts(of(body, "telephone"))), None),
            email=next((s for body in contacts for s in texts(of(body, "email")) if "@" in s), None),
            url=sites[0] if sites else web_address("", address),
            links=tuple(dict.fromkeys([*sites[1:], *filter(None, (web_address("", address),))]))
            if sites
            else (),
            carried=tuple(texts(of(one, "identifier"))),
            image=image,
            image_credit=credit,
            licence=LICENCE,
            repairs=(*repairs, *dates.repairs),
        )

    def each(self, value: Any) -> Iterator[dict[str, Any]]:
        """The resources of a value; one that a graph tells elsewhere is looked up by its `@id`."""
        for stated in value if isinstance(value, list) else [value]:
            named = stated.get("@id") if isinstance(stated, dict) and len(stated) == 1 else stated
            one = self.nodes.get(named, stated) if isinstance(named, str) else stated
            if isinstance(one, dict):
                yield one

    def labels(self, value: Any) -> list[str]:
        """What resources are called; texts as they are."""
        stated = value if isinstance(value, list) else [value]
        words = [one for one in stated if isinstance(one, str) and one not in self.nodes]
        return [*words, *filter(None, (text(of(one, "label")) for one in self.each(value)))]

    def descriptions(self, one: dict[str, Any]) -> tuple[str | None, str | None]:
        """The long text and the short one."""
        told_apart = list(self.each(of(one, "hasDescription")))
        long = [said for body in told_apart for said in texts(of(body, "description"))]
        short = [said for body in told_apart for said in texts(of(body, "shortDescription"))]
        short = short or texts(of(one, "comment"))
        return "\n\n".join(dict.fromkeys(long)) or None, "\n\n".join(dict.fromkeys(short)) or None

    def categories(self, one: dict[str, Any]) -> tuple[str, ...]:
        """The classes of an object, in French where it labels them, and its themes; not the general ones."""
        stated = of(one, "type")
        parts = [
            (part, next(iter(names(part)), "")) for part in (stated if isinstance(stated, list) else [stated])
        ]
        told_ones = [(part, name) for part, name in parts if name not in _GENERAL]
        exact = [(part, name) for part, name in told_ones if name not in _GATHERING] or told_ones
        words: list[str] = []
        for part, name in exact:
            words += texts(of(part, "label")) or [name]
        words += self.labels(of(one, "hasTheme"))
        return tuple(dict.fromkeys(word for word in words if word))

    def audience(self, one: dict[str, Any]) -> tuple[str, ...]:
        """For whom it is; hasAudience also tells from how far people come."""
        stated = [of(one, "hasClientTarget"), of(one, "hasAudience")]
        stated += [of(body, "isDedicatedTo") for body in self.each(of(one, "hasDescription"))]
        people = [
            resource
            for value in stated
            for resource in self.each(value)
            if "GeographicReach" not in names(of(resource, "type"))
        ]
        return tuple(dict.fromkeys(self.labels(people)))

    def organizer(self, one: dict[str, Any], contacts: list[dict[str, Any]]) -> str | None:
        """Who holds it, as far as stated; not the tourist office that wrote it down (hasBeenCreatedBy)."""
        bodies = [*self.each(of(one, "hasOrganizer")), *self.each(of(one, "isOwnedBy")), *contacts]
        return next((said for body in bodies if (said := text(of(body, "legalName")))), None)

    def point(self, place: dict[str, Any], repairs: list[Repair]) -> tuple[float | None, float | None]:
        geo = next(self.each(of(place, "geo")), {})
        latitude, longitude = text(of(geo, "latitude")), text(of(geo, "longitude"))
        found = point_of(latitude, longitude)
        if found is None and latitude and longitude:
            repairs.append(Repair(code="bad_point", detail=f"{latitude}, {longitude}"[:80]))
        return found or (None, None)

    def price(self, one: dict[str, Any]) -> tuple[str | None, bool | None]:
        lines: list[str] = []
        paid = gratis = False
        for offer in self.each(of(one, "offers")):
            for part in self.each(of(offer, "priceSpecification")):
                policy = [*self.each(of(part, "hasEligiblePolicy")), *self.each(of(part, "hasPricingOffer"))]
                amounts = [number_of(text(of(part, key))) for key in ("minPrice", "price", "maxPrice")]
                known = sorted({n for n in amounts if n is not None and n >= 0})
                words = text(of(part, "name")) or next(iter(self.labels(policy)), None)
                gratis = gratis or known == [0] or (not known and "Free" in names(policy))
                paid = paid or any(known)
                amount = "–".join(f"{n:g}".replace(".", ",") for n in known if n)
                said = " : ".join(filter(None, (words, f"{amount} {_currency(part)}" if amount else None)))
                more = text(of(part, "additionalInformation"))
                lines.append(", ".join(filter(None, (said, more))))
        price = "\n".join(dict.fromkeys(line for line in lines if line)) or None
        return price, (False if paid and not gratis else True if gratis and not paid else None)

    def picture(self, one: dict[str, Any], last: date | None) -> tuple[str | None, str | None]:
        """The first picture that may be shown until the `last` date is over, with its credit and its own terms.

        One whose rights end on a stated day before that is passed over; so it is where the last date is not known.
        """
        for body in (*self.each(of(one, "hasMainRepresentation")), *self.each(of(one, "hasRepresentation"))):
            notes = list(self.each(of(body, "hasAnnotation")))
            ends = [day for note in notes if (day := day_of(of(note, "rightsEndDate")))]
            if any(last is None or end < last for end in ends):
                continue
            for file in self.each(of(body, "hasRelatedResource")):
                stated = next(iter(texts(of(file, "locator"))), None)
                if stated and (address := web_address("", stated)):
                    credits = [said for note in notes for said in texts(of(note, "credits"))]
                    terms = [said for note in notes for said in texts(of(note, "isCoveredBy"))]
                    # Some write there whether the picture is covered at all.
                    terms = [said for said in terms if said.lower() not in {"oui", "non", "true", "false"}]
                    return address, " – ".join(dict.fromkeys([*credits, *terms])) or None
        return None, None


def site_of(stated: str) -> str | None:
    """An address of the web; `www.example.fr` is taken for one."""
    return web_address("", f"https://{stated}" if stated.lower().startswith("www.") else stated)


def _currency(part: dict[str, Any]) -> str:
    return currency(text(of(part, "priceCurrency")) or "EUR")
