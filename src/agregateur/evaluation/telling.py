"""How a source tells an event: its words, its dates, and where it says that it is. Out: records with their truth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from agregateur.contract import Record, When
from agregateur.evaluation import scheduling, wording
from agregateur.evaluation.happenings import Happening
from agregateur.evaluation.tellers import Teller
from agregateur.evaluation.vocabulary import Vocabulary, weighted
from agregateur.text import slug


@dataclass(frozen=True, slots=True)
class Where:
    """A place as told. `town` says whether a human reads the commune in it."""

    town: bool
    location: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """Records of one uid, the commune that they state (None: they do not say), and the starts (dates, or UTC)."""

    records: tuple[Record, ...]
    insee: str | None
    starts: tuple[When, ...]


def tell(
    event: Happening,
    teller: Teller,
    number: int,
    origin: str,
    words: Vocabulary,
    chance: Random,
    carried: str | None = None,
) -> list[Told]:
    """`event` as `teller` publishes it, one `Told` a uid. `number` is the teller's own count of items, `origin` the
    organiser's page, `carried` the organiser's uid when the teller carries it on as its own."""
    title, named = wording.title(event, teller, chance)
    text = wording.text(event, teller, words, chance, needed=not named)
    where = _place(event, teller, chance)
    dates = scheduling.heard(event, teller, chance, sure=text is not None and named)
    own = teller.role == "own"
    if teller.clock == "prose":
        text, where = wording.announced(dates, where.location, text), Where(False)
    page = f"https://{teller.host}/agenda/{slug(event.titles[0])[:40]}-{number}"
    base = {
        "title": title,
        "description": text,
        "location": where.location,
        "latitude": where.latitude,
        "longitude": where.longitude,
        "categories": (chance.choice(event.category),) if chance.random() < 0.7 else (),
        "organizer": event.host if own or "host" in event.says or chance.random() < 0.2 else None,
        "url": origin if own or chance.random() < 0.06 else page if chance.random() < 0.8 else None,
        "status": "CONFIRMED" if chance.random() < 0.5 else None,
        "updated": datetime(2026, 11, 1 + number % 20, number % 24, number % 60, tzinfo=UTC),
        "sequence": number % 3,
    }
    insee = event.town.insee if where.town else None
    salt, first = chance.getrandbits(64), dates.slots[0]
    found = scheduling.dated(
        base,
        lambda part: carried or _uid(teller, number, part, salt, first),
        event,
        teller,
        dates,
        chance,
    )
    return [Told(records, insee, starts) for records, starts in found]


def _uid(teller: Teller, number: int, part: int, salt: int, slot: datetime) -> str:
    at = teller.first_uid + number
    if teller.uids == "bare":
        return str(at * 40 + part)
    if teller.uids == "host":
        return f"{at}-{part}@{teller.host}"
    if teller.uids == "google":
        return f"{salt:016x}{part:x}{number:x}@google.com"
    if teller.uids == "dated":
        return f"{at}-{part}-{int(slot.replace(tzinfo=UTC).timestamp())}@{teller.host}"
    text = f"{salt:016x}{number:08x}{part:08x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


# Places --------------------------------------------------------------------------------------------------------------


def _place(event: Happening, teller: Teller, chance: Random) -> Where:
    town, venue = event.town, event.venue
    form = weighted(chance, teller.places)
    home = teller.commune == town.insee
    away = {"postal", "coordinates", "point", "venue"} if "town" in event.says else set()
    if not home and (teller.commune or form in away):
        form = "full"
    elif "venue" in event.says and form in _WITHOUT_VENUE:
        form = "venue" if home else "venue_city"
    elif venue.common and not home and form in {"venue", "nothing"}:
        form = "venue_city"
    name = venue.spellings[0] if chance.random() < 0.55 else chance.choice(venue.spellings)
    return _written(form, name, event, chance, home=home)


_WITHOUT_VENUE = frozenset({"city", "upper", "nothing", "street", "postal", "coordinates", "point", "host"})


def _written(form: str, name: str, event: Happening, chance: Random, *, home: bool) -> Where:
    town, venue = event.town, event.venue
    spelt = _spelt(town.name, chance)
    match form:
        case "venue_city":
            line = chance.choice(
                (f"{name}, {spelt}", f"{name} - {spelt}", f"{name}, {town.postcode} {spelt}")
            )
            return Where(town.alone or town.postcode in line, line)
        case "parenthesis":
            return Where(town.alone, f"{name} ({spelt})")
        case "city":
            return Where(town.alone, spelt)
        case "upper":
            return Where(True, f"{town.postcode} {wording.unaccented(town.name).upper()}")
        case "postcode":
            return Where(True, f"{name}, {town.postcode} {spelt}")
        case "host":
            return Where(town.alone, f"{event.host}, {spelt}")
        case "postal" if town.postal:
            # The postal town has a hall of that name too: only the street tells that it is not this one.
            street = f"{venue.street}, " if venue.common else ""
            return Where(False, f"{name}, {street}{town.postcode} {town.postal}")
        case "old" if town.old:
            return Where(True, f"{name}, {venue.street}, {town.postcode} {chance.choice(town.old)}")
        case "coordinates":
            return Where(venue.near, name, venue.lat, venue.lon)
        case "point":
            return Where(venue.near, None, venue.lat, venue.lon)
        case "venue":
            return Where(home, name)
        case "street" if home:
            return Where(True, f"{name}, {venue.street}")
        case "nothing" if home:
            return Where(True)
    point = chance.random() < 0.25
    line = f"{name}, {venue.street}, {town.postcode} {spelt}"
    return Where(True, line, venue.lat if point else None, venue.lon if point else None)


def _spelt(town: str, chance: Random) -> str:
    """A town's name as people write it, one time in six otherwise than INSEE."""
    if chance.random() < 0.84:
        return town
    how = chance.randrange(4)
    if how == 0:
        return town.replace("Saint-", "St-").replace("Sainte-", "Ste-")
    if how == 1:
        return town.replace("-", " ")
    if how == 2:
        return town.upper()
    return wording.unaccented(town)
